//! Encodings: bytes of any encoding go in, UTF-8 comes out.
//!
//! UTF-8 passes through unchecked, because whoever cuts it into lines checks it there and can name the line. Other
//! encodings are decoded as a stream; a sequence that the encoding does not have is an [`io::ErrorKind::InvalidData`]
//! error with its byte offset, never a replacement character.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::packing::Damaged;
use crate::error::{Error, Result};

/// What to do about input that is not UTF-8.
pub const INVALID_UTF8_REMEDY: &str =
    "save it as UTF-8, or name its encoding, such as --encoding windows-1252";

/// Bytes looked at to tell byte order mark and format.
const HEAD_BYTES: usize = 4096;
const BUFFER_BYTES: usize = 256 << 10;

/// The encoding that `label` stands for on the web, such as `utf-8`, `windows-1252`, `iso-8859-1`, `utf-16le`.
///
/// # Errors
/// [`Error::Parameter`] for a label that the Encoding Standard does not list.
pub fn encoding(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::parameter(
            "--encoding",
            format!("{label:?}"),
            "use a label such as utf-8, windows-1252, iso-8859-1 or utf-16le",
        )
    })
}

/// Reads the first bytes of `reader` and returns them with the reader as it was. A read that fails after some bytes
/// fails again there.
pub(super) fn peek(
    mut reader: Box<dyn Read + Send>,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = vec![0; HEAD_BYTES];
    let mut known = 0;
    let mut failure = None;
    while known < HEAD_BYTES && failure.is_none() {
        match reader.read(&mut head[known..]) {
            Ok(0) => break,
            Ok(n) => known += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if known == 0 => return Err(error),
            Err(error) => failure = Some(error),
        }
    }
    head.truncate(known);
    let whole = Cursor::new(head.clone()).chain(Failing(failure)).chain(reader);
    Ok((head, Box::new(whole)))
}

/// Nothing but an error, once.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The stream of `reader` as UTF-8 without byte order mark; `head` is what [`peek`] returned.
pub(super) fn utf8(
    head: &[u8],
    mut reader: Box<dyn Read + Send>,
    encoding: Option<&'static Encoding>,
) -> io::Result<Box<dyn BufRead + Send>> {
    let (encoding, mark) = Encoding::for_bom(head).unwrap_or((encoding.unwrap_or(UTF_8), 0));
    let mut skipped = [0; 3];
    reader.read_exact(&mut skipped[..mark])?;
    Ok(if encoding == UTF_8 {
        Box::new(BufReader::with_capacity(BUFFER_BYTES, reader))
    } else {
        let decoding = Decoding::new(reader, encoding, mark as u64);
        Box::new(BufReader::with_capacity(BUFFER_BYTES, decoding))
    })
}

/// `bytes` as text by `encoding`, or by the byte order mark that they open with, which is dropped.
///
/// # Errors
/// [`Error::Input`] with the line and the byte offset of the first sequence that is not of the encoding.
pub(super) fn decode(bytes: Vec<u8>, encoding: &'static Encoding, path: &Path) -> Result<String> {
    let (encoding, mark) = Encoding::for_bom(&bytes).unwrap_or((encoding, 0));
    if encoding == UTF_8 {
        let mut bytes = bytes;
        bytes.drain(..mark);
        return String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let line = 1 + memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count();
            invalid_utf8(path, line, (mark + at) as u64, error.as_bytes()[at])
        });
    }
    let mut text = String::new();
    match Decoding::new(bytes.get(mark..).unwrap_or_default(), encoding, mark as u64)
        .read_to_string(&mut text)
    {
        Ok(_) => Ok(text),
        Err(error) => Err(stream_error(path, 0, error)),
    }
}

/// The error for `byte` at `offset` of the file.
pub(super) fn invalid_utf8(path: &Path, line: usize, offset: u64, byte: u8) -> Error {
    Error::input(
        path,
        line,
        format!("byte 0x{byte:02X} at offset {offset} is not valid UTF-8"),
        INVALID_UTF8_REMEDY,
    )
}

/// The error for a read that failed while `line` was being read.
pub(super) fn stream_error(path: &Path, line: usize, error: io::Error) -> Error {
    if let Some(damaged) = error.get_ref().and_then(|inner| inner.downcast_ref::<Damaged>()) {
        return Error::input(path, line, &damaged.problem, damaged.remedy);
    }
    if error.kind() == io::ErrorKind::InvalidData {
        Error::input(
            path,
            line,
            error.to_string(),
            "see whether --encoding names the file's true encoding",
        )
    } else {
        Error::io(path)(error)
    }
}

/// A reader that decodes.
struct Decoding<R> {
    inner: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    raw: Vec<u8>,
    /// The part of `raw` not decoded yet.
    pending: std::ops::Range<usize>,
    /// Decoded bytes not handed out yet are `out[given..]`.
    out: Vec<u8>,
    given: usize,
    /// Bytes of the file before `raw[pending.start]`.
    offset: u64,
    at_end: bool,
    finished: bool,
    /// A malformed sequence, told after what was decoded before it.
    failure: Option<io::Error>,
}

impl<R: Read> Decoding<R> {
    fn new(inner: R, encoding: &'static Encoding, offset: u64) -> Self {
        Self {
            inner,
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; 64 << 10],
            pending: 0..0,
            out: Vec::new(),
            given: 0,
            offset,
            at_end: false,
            finished: false,
            failure: None,
        }
    }

    /// Decodes the next piece into `out`.
    fn refill(&mut self) -> io::Result<()> {
        if self.pending.is_empty() && !self.at_end {
            let n = loop {
                match self.inner.read(&mut self.raw) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.pending = 0..n;
            self.at_end = n == 0;
        }
        self.out.resize(3 * self.raw.len() + 64, 0);
        self.given = 0;
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.raw[self.pending.clone()],
            &mut self.out,
            self.at_end,
        );
        self.pending.start += read;
        self.offset += read as u64;
        self.out.truncate(written);
        match result {
            DecoderResult::InputEmpty => self.finished = self.at_end,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, behind) => {
                self.finished = true;
                let at = self.offset.saturating_sub(u64::from(bad) + u64::from(behind));
                let name = self.encoding.name();
                self.failure = Some(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("the bytes at offset {at} are not valid {name}"),
                ));
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while self.given == self.out.len() {
            if let Some(failure) = self.failure.take() {
                return Err(failure);
            }
            if self.finished {
                return Ok(0);
            }
            self.refill()?;
        }
        let n = buffer.len().min(self.out.len() - self.given);
        buffer[..n].copy_from_slice(&self.out[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}
