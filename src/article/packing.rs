//! Packed files: a stream of gzip or zstd goes in, the bytes that were packed come out.
//!
//! The packing is told by the first bytes, never by the name. Damage, an early end and a bomb (a stream that unpacks to
//! many times its size) are errors that carry the place; memory is the window of the format: 32 KiB, or up to 128 MiB
//! for zstd (of a zstd stream that is cut off, the last window is lost). zstd is read by `ruzstd`, because only reading is needed and it is Rust all through: no C compiler.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::guard::guarded;

/// A stream may unpack to as many bytes, whatever its size.
pub(super) const FREE_BYTES: u64 = 64 << 20;
/// Beyond [`FREE_BYTES`], to so many times its size; text unpacks to 3 to 10 times.
pub(super) const MOST_TIMES: u64 = 200;
/// The largest window of zstd, as in its own program.
const ZSTD_WINDOW_BYTES: u64 = 128 << 20;
const BUFFER_BYTES: usize = 64 << 10;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// Told by the first bytes of a file.
    pub(super) fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            // A frame, or one to be passed over, as parallel packers write them first.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// Whether `bytes` from a file of `packed` bytes are those of a bomb.
pub(super) fn is_bomb(packed: u64, bytes: u64) -> bool {
    bytes > FREE_BYTES && bytes / MOST_TIMES > packed
}

/// What is wrong with a packed stream; travels inside an [`io::Error`].
#[derive(Debug)]
pub(super) struct Damaged {
    pub(super) problem: String,
    pub(super) remedy: &'static str,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Damaged {}

/// A reader that counts what goes through it.
pub(super) struct Counting<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R> Counting<R> {
    pub(super) fn new(inner: R, bytes: Arc<AtomicU64>) -> Self {
        Self { inner, bytes }
    }
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

type Packed = BufReader<Counting<Box<dyn Read + Send>>>;

/// Reads what was packed.
pub(super) struct Unpacking {
    packing: Packing,
    stream: Stream,
    /// Bytes of the packed stream taken so far.
    taken: Arc<AtomicU64>,
    /// Bytes handed out.
    given: u64,
}

enum Stream {
    Gzip(Box<MultiGzDecoder<Packed>>),
    Zstd(Box<Frames>),
    Ended,
}

impl Unpacking {
    pub(super) fn new(packing: Packing, reader: Box<dyn Read + Send>) -> Self {
        let taken = Arc::new(AtomicU64::new(0));
        let packed =
            BufReader::with_capacity(BUFFER_BYTES, Counting::new(reader, Arc::clone(&taken)));
        let stream = match packing {
            Packing::Gzip => Stream::Gzip(Box::new(MultiGzDecoder::new(packed))),
            Packing::Zstd => Stream::Zstd(Box::new(Frames::new(packed))),
        };
        Self { packing, stream, taken, given: 0 }
    }

    fn damaged(&self, what: &str, remedy: &'static str) -> io::Error {
        let (name, given) = (self.packing.name(), self.given);
        let problem = format!("the {name} data {what}, after {given} bytes of content");
        io::Error::other(Damaged { problem, remedy })
    }

    fn told(&self, error: &io::Error) -> io::Error {
        const REMEDY: &str = "fetch the file once more, or pack it anew";
        let early =
            |error: &(dyn std::error::Error + 'static)| match error.downcast_ref::<io::Error>() {
                Some(error) => error.kind() == io::ErrorKind::UnexpectedEof,
                None => false,
            };
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(one) = cause {
            if early(one) {
                return self.damaged("end too early", REMEDY);
            }
            cause = one.source();
        }
        self.damaged(&format!("are damaged ({error})"), REMEDY)
    }
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = match &mut self.stream {
            Stream::Gzip(stream) => stream.read(buffer),
            // Damaged data must not end the program by an assertion in the decoder.
            Stream::Zstd(frames) => {
                let read = guarded(|| frames.read(buffer));
                read.unwrap_or_else(|| Err(io::Error::other("they cannot be decoded")))
            }
            Stream::Ended => Ok(0),
        };
        match read {
            Ok(n) => {
                self.given += n as u64;
                let taken = self.taken.load(Ordering::Relaxed);
                if is_bomb(taken, self.given) {
                    self.stream = Stream::Ended;
                    let remedy = "see what it is; unpack it yourself if it is meant to be so";
                    let what = format!("unpack to more than {MOST_TIMES} times their size");
                    return Err(self.damaged(&what, remedy));
                }
                Ok(n)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.stream = Stream::Ended;
                Err(self.told(&error))
            }
        }
    }
}

/// The frames of a zstd stream, one after the other.
struct Frames {
    packed: Packed,
    decoder: FrameDecoder,
    inside: bool,
}

impl Frames {
    fn new(packed: Packed) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(ZSTD_WINDOW_BYTES);
        Self { packed, decoder, inside: false }
    }

    /// Goes to the next frame, if there is one.
    fn open(&mut self) -> io::Result<bool> {
        while !self.inside {
            if self.packed.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => self.inside = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let mut skipped = self.packed.by_ref().take(length);
                    if io::copy(&mut skipped, &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(true)
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.open()? {
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            if !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.packed, one).map_err(io::Error::other)?;
                continue;
            }
            let stored = self.decoder.get_checksum_from_data();
            if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
                return Err(io::Error::other("their checksum is wrong"));
            }
            self.inside = false;
        }
        Ok(0)
    }
}
