//! JSON files that are not one object a line: an array of objects, or objects one after the other, over any number of
//! lines. A stream of UTF-8 goes in, the bytes of one [`Value`] at a time come out; parsing them is left to
//! [`RecordParser`](super::RecordParser), on any thread.

use std::io::{self, BufRead};
use std::path::Path;
use std::sync::Arc;

use super::blocks::too_long;
use super::decode::{INVALID_UTF8_REMEDY, stream_error};
use crate::error::{Error, Result};

/// The bytes of one JSON value, not checked beyond its brackets and quotes.
pub(super) struct Value {
    pub(super) bytes: Vec<u8>,
    /// The line on which it starts, from 1.
    pub(super) line: usize,
}

impl Value {
    /// Its text, in the file that messages call `path`.
    ///
    /// # Errors
    /// [`Error::Input`] with the line of the first byte that is not UTF-8.
    pub(super) fn text(&self, path: &Path) -> Result<&str> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let (before, from) = self.bytes.split_at(error.valid_up_to());
            let line = self.line + memchr::memchr_iter(b'\n', before).count();
            let problem = format!("byte 0x{:02X} is not valid UTF-8", from[0]);
            Error::input(path, line, problem, INVALID_UTF8_REMEDY)
        })
    }
}

/// Cuts a stream into JSON values. An `Err` item is a bad value, after which the next follows, or a failed read, the
/// last item. Memory: one value of up to the limit.
pub(super) struct Values<R> {
    reader: R,
    path: Arc<Path>,
    max_bytes: usize,
    line: usize,
    at_end: bool,
    /// Inside the outer array.
    in_array: bool,
    any: bool,
}

/// Where in a value a byte stands.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Takes one byte and says whether the value ends with it.
    fn ends_with(&mut self, byte: u8) -> bool {
        if self.in_string {
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
            } else if byte == b'"' {
                self.in_string = false;
                return self.depth == 0;
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

impl<R: BufRead> Values<R> {
    pub(super) fn new(reader: R, path: Arc<Path>, max_bytes: usize) -> Self {
        Self { reader, path, max_bytes, line: 1, at_end: false, in_array: false, any: false }
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.at_end = true;
                    return Err(stream_error(&self.path, self.line, error));
                }
                Ok(piece) => return Ok(piece.first().copied()),
            }
        }
    }

    fn skip(&mut self, byte: u8) {
        self.reader.consume(1);
        self.line += usize::from(byte == b'\n');
    }

    /// Skips the white space that is in the buffer.
    fn skip_blanks(&mut self) -> Result<()> {
        let piece = self.reader.fill_buf().map_err(|e| stream_error(&self.path, self.line, e))?;
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let length = piece.iter().take_while(|byte| blank(byte)).count();
        self.line += memchr::memchr_iter(b'\n', &piece[..length]).count();
        self.reader.consume(length);
        Ok(())
    }

    fn next_value(&mut self) -> Result<Option<Value>> {
        loop {
            let Some(byte) = self.peek()? else {
                self.at_end = true;
                if self.in_array {
                    return Err(Error::input(
                        &*self.path,
                        self.line,
                        "the JSON array is never closed with ]",
                        "see whether the file is complete",
                    ));
                }
                return Ok(None);
            };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.skip_blanks()?,
                b',' if self.in_array => self.skip(byte),
                b']' if self.in_array => {
                    self.in_array = false;
                    self.skip(byte);
                }
                b'[' if !self.any => {
                    self.in_array = true;
                    self.any = true;
                    self.skip(byte);
                }
                _ => {
                    self.any = true;
                    return self.value().map(Some);
                }
            }
        }
    }

    /// Reads the value that the next byte begins.
    fn value(&mut self) -> Result<Value> {
        let first_line = self.line;
        let mut bytes = Vec::new();
        let mut scan = Scan::default();
        let mut over = false;
        let mut ended = false;
        while !ended {
            if self.peek()?.is_none() {
                self.at_end = true;
                break;
            }
            let piece =
                self.reader.fill_buf().map_err(|e| stream_error(&self.path, self.line, e))?;
            let mut taken = 0;
            while taken < piece.len() && !ended {
                let rest = &piece[taken..];
                if scan.in_string && !scan.escaped {
                    // The better part of most files, so it is passed over at a stride.
                    let plain = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                    self.line += memchr::memchr_iter(b'\n', &rest[..plain]).count();
                    taken += plain;
                    if plain == rest.len() {
                        break;
                    }
                }
                let byte = piece[taken];
                // A number or a word, which no record is, ends before these.
                let bare_end = scan.depth == 0
                    && !scan.in_string
                    && matches!(byte, b',' | b']' | b'\n' | b' ')
                    && (taken > 0 || !bytes.is_empty());
                if bare_end {
                    break;
                }
                taken += 1;
                self.line += usize::from(byte == b'\n');
                ended = scan.ends_with(byte);
            }
            over |= bytes.len() + taken > self.max_bytes;
            if !over {
                bytes.extend_from_slice(&piece[..taken]);
            }
            let stopped = taken < piece.len();
            self.reader.consume(taken);
            if stopped {
                break;
            }
        }
        if over {
            return Err(too_long(&self.path, first_line, "the record", self.max_bytes));
        }
        Ok(Value { bytes, line: first_line })
    }
}

impl<R: BufRead> Iterator for Values<R> {
    type Item = Result<Value>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at_end { None } else { self.next_value().transpose() }
    }
}
