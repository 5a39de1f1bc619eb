//! CSV and TSV: a stream of UTF-8 goes in, one [`Row`] of fields at a time comes out, with its line.
//!
//! By RFC 4180, read leniently as spreadsheets write it: a quote opens a quoted field only at the field's beginning,
//! `""` inside stands for a quote, fields may hold line ends, rows end with `\n`, `\r\n` or `\r`, blank rows are
//! skipped. Our own reader, because a row must not outgrow memory and a quote that is never closed must be told with
//! the line on which it opened.

use std::io::{self, BufRead};
use std::path::Path;
use std::sync::Arc;

use super::blocks::too_long;
use super::decode::{INVALID_UTF8_REMEDY, stream_error};
use crate::error::{Error, Result};

/// The most fields of a row: four times what a spreadsheet has.
const MAX_FIELDS: usize = 1 << 16;

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line on which it starts, from 1.
    pub line: usize,
    text: String,
    /// End of each field in `text`.
    ends: Vec<usize>,
    /// Which fields are null, in order: empty, and no value. CSV has none.
    nulls: Vec<usize>,
}

impl Row {
    /// A row made of `fields`; a none is null.
    #[cfg(any(feature = "parquet", feature = "xlsx"))]
    pub(super) fn of<'a, F>(line: usize, fields: impl Iterator<Item = F>) -> Self
    where
        F: Into<Option<&'a str>>,
    {
        let mut row = Self { line, ..Self::default() };
        for (at, field) in fields.enumerate() {
            match field.into() {
                Some(field) => row.text.push_str(field),
                None => row.nulls.push(at),
            }
            row.ends.push(row.text.len());
        }
        row
    }

    /// Whether the field at `index` is null.
    pub(super) fn is_null(&self, index: usize) -> bool {
        self.nulls.binary_search(&index).is_ok()
    }

    /// Number of fields, at least 1 in a row that was read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The field at `index`, from 0, without the quotes around it.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(start..end)
    }

    /// The fields in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|i| self.get(i))
    }
}

/// One row as it was cut out of a file: its fields are not known to be text. Any thread can check that.
pub(super) struct RawRow {
    pub(super) line: usize,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    nulls: Vec<usize>,
}

impl RawRow {
    /// Bytes of memory that it takes, about.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + size_of_val(&self.ends[..]) + size_of_val(&self.nulls[..])
    }

    /// The row of the file that messages call `path`.
    ///
    /// # Errors
    /// [`Error::Input`] with the line and the field that is not UTF-8.
    pub(super) fn checked(self, path: &Path) -> Result<Row> {
        let Self { line, bytes, ends, nulls } = self;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            let field = 1 + ends.iter().filter(|end| **end <= at).count();
            let problem = format!("byte 0x{byte:02X} in field {field} is not valid UTF-8");
            Error::input(path, line, problem, INVALID_UTF8_REMEDY)
        })?;
        Ok(Row { line, text, ends, nulls })
    }
}

impl From<Row> for RawRow {
    fn from(row: Row) -> Self {
        let Row { line, text, ends, nulls } = row;
        Self { line, bytes: text.into_bytes(), ends, nulls }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    /// Behind a quote inside a quoted field: its end, or the first half of `""`.
    Quote,
}

/// Reads rows one at a time. An `Err` item is a bad row, after which the next one follows, or a failed read, the last
/// item. Memory: one row of up to the limit.
pub struct Delimited<R> {
    reader: R,
    path: Arc<Path>,
    delimiter: u8,
    max_row_bytes: usize,
    /// The line of the next byte.
    line: usize,
    /// The last byte was a `\r` that ended a row.
    after_return: bool,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    at_end: bool,
}

impl<R: BufRead> Delimited<R> {
    /// The rows of `reader`, which messages call `path`; a row of more than `max_row_bytes` is an error.
    pub fn new(reader: R, path: Arc<Path>, delimiter: u8, max_row_bytes: usize) -> Self {
        Self {
            reader,
            path,
            delimiter,
            max_row_bytes,
            line: 1,
            after_return: false,
            bytes: Vec::new(),
            ends: Vec::new(),
            at_end: false,
        }
    }

    /// The like for a CSV file whose delimiter is the one of comma, semicolon (spreadsheets of many countries) and
    /// tab that the first line has most of; the comma where they tie.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Input`] of the first read.
    pub fn sniffing(mut reader: R, path: Arc<Path>, max_row_bytes: usize) -> Result<Self> {
        let head = loop {
            match reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other.map_err(|error| stream_error(&path, 1, error))?,
            }
        };
        let line = &head[..memchr::memchr2(b'\n', b'\r', head).unwrap_or(head.len())];
        let count = |byte: u8| memchr::memchr_iter(byte, line).count();
        let mut delimiter = b',';
        for other in [b';', b'\t'] {
            if count(other) > count(delimiter) {
                delimiter = other;
            }
        }
        Ok(Self::new(reader, path, delimiter, max_row_bytes))
    }

    /// The next row, for another thread to check.
    pub(super) fn next_raw(&mut self) -> Option<Result<RawRow>> {
        if self.at_end { None } else { self.cut_row().transpose() }
    }

    fn cut_row(&mut self) -> Result<Option<RawRow>> {
        loop {
            let Some(line) = self.scan()? else { return Ok(None) };
            let blank = self.ends.len() == 1 && self.bytes.iter().all(u8::is_ascii_whitespace);
            if blank {
                continue;
            }
            let bytes = std::mem::take(&mut self.bytes);
            let ends = std::mem::take(&mut self.ends);
            return Ok(Some(RawRow { line, bytes, ends, nulls: Vec::new() }));
        }
    }

    /// Scans one row into `bytes` and `ends` and returns its line.
    fn scan(&mut self) -> Result<Option<usize>> {
        self.bytes.clear();
        self.ends.clear();
        let mut state = State::FieldStart;
        let mut first_line = self.line;
        let mut quote_line = self.line;
        let mut started = false;
        let mut over = None;
        loop {
            let piece = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.at_end = true;
                    return Err(stream_error(&self.path, self.line, error));
                }
                Ok([]) => {
                    self.at_end = true;
                    if !started {
                        return Ok(None);
                    }
                    if state == State::Quoted {
                        return Err(never_closed(&self.path, quote_line));
                    }
                    self.ends.push(self.bytes.len());
                    return self.finish_row(first_line, over);
                }
                Ok(piece) => piece,
            };
            let mut at = 0;
            let mut row_ended = false;
            while at < piece.len() && !row_ended {
                if std::mem::take(&mut self.after_return) && piece[at] == b'\n' {
                    at += 1;
                    continue;
                }
                if !started {
                    started = true;
                    first_line = self.line;
                }
                let rest = &piece[at..];
                // What is copied from `rest`; the byte behind it, if any, is consumed without being copied.
                let copied = match state {
                    State::FieldStart if rest[0] == b'"' => {
                        state = State::Quoted;
                        quote_line = self.line;
                        0
                    }
                    State::Quote if rest[0] == b'"' => {
                        // The second half of `""`: one quote, copied with what follows it.
                        state = State::Quoted;
                        let found = memchr::memchr(b'"', &rest[1..]).map(|i| i + 1);
                        if found.is_some() {
                            state = State::Quote;
                        }
                        found.unwrap_or(rest.len())
                    }
                    State::Quoted => {
                        let found = memchr::memchr(b'"', rest);
                        if found.is_some() {
                            state = State::Quote;
                        }
                        found.unwrap_or(rest.len())
                    }
                    State::FieldStart | State::Unquoted | State::Quote => {
                        let found = memchr::memchr3(self.delimiter, b'\n', b'\r', rest);
                        state = State::Unquoted;
                        if let Some(i) = found {
                            state = State::FieldStart;
                            row_ended = rest[i] != self.delimiter;
                            self.after_return = rest[i] == b'\r';
                        }
                        found.unwrap_or(rest.len())
                    }
                };
                if self.bytes.len() + copied > self.max_row_bytes {
                    over = over.or(Some(Over::Bytes));
                } else if self.ends.len() >= MAX_FIELDS {
                    over = over.or(Some(Over::Fields));
                }
                if over.is_none() {
                    self.bytes.extend_from_slice(&rest[..copied]);
                    if state == State::FieldStart {
                        self.ends.push(self.bytes.len());
                    }
                }
                // Line ends inside a quoted field; there are none in other fields.
                self.line += memchr::memchr_iter(b'\n', &rest[..copied]).count();
                at += (copied + 1).min(rest.len());
            }
            self.reader.consume(at);
            if row_ended {
                self.line += 1;
                return self.finish_row(first_line, over);
            }
        }
    }

    fn finish_row(&self, first_line: usize, over: Option<Over>) -> Result<Option<usize>> {
        match over {
            None => Ok(Some(first_line)),
            Some(Over::Bytes) => {
                Err(too_long(&self.path, first_line, "the row", self.max_row_bytes))
            }
            Some(Over::Fields) => Err(Error::input(
                &*self.path,
                first_line,
                format!("the row has more than {MAX_FIELDS} fields"),
                "see whether the file is a table",
            )),
        }
    }
}

/// What a row has too much of.
#[derive(Clone, Copy)]
enum Over {
    Bytes,
    Fields,
}

fn never_closed(path: &Path, line: usize) -> Error {
    Error::input(
        path,
        line,
        "a quote (\") opens a field here and is never closed",
        "close it, or write a quote inside a field as \"\"",
    )
}

impl<R: BufRead> Iterator for Delimited<R> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.next_raw()?.and_then(|row| row.checked(&self.path)))
    }
}
