//! Blocks of whole lines: a stream of UTF-8 goes in, [`Block`]s of about 1 MiB come out, each ready to be worked on by
//! another thread.

use std::io::{self, BufRead};
use std::path::Path;
use std::sync::Arc;

use super::decode::{invalid_utf8, stream_error};
use crate::error::{Error, Result};

/// Whole lines of a file, valid UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The lines with their line ends, exactly as in the file; never empty. Only the file's last line may lack its
    /// line end.
    pub text: String,
    /// Number of the first line, from 1.
    pub first_line: usize,
    /// Bytes of the decoded file (without byte order mark) before `text`.
    pub start: u64,
}

/// One line of a [`Block`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// The line without its line end (`\n` or `\r\n`); may be empty.
    pub text: &'a str,
    /// Its number in the file, from 1.
    pub number: usize,
    /// Bytes of the decoded file before it.
    pub start: u64,
}

impl Line<'_> {
    /// Whether nothing but white space is on the line.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim_start().is_empty()
    }
}

impl Block {
    /// The lines of the block in order, blank ones included.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut rest = self.text.as_str();
        let mut number = self.first_line;
        let mut start = self.start;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |i| i + 1);
            let (line, behind) = rest.split_at(end);
            let item = Line { text: without_line_end(line), number, start };
            rest = behind;
            number += 1;
            start += end as u64;
            Some(item)
        })
    }
}

fn without_line_end(line: &str) -> &str {
    match line.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None => line,
    }
}

/// Reads a stream of UTF-8 block by block.
///
/// An `Err` item is a line that is too long or not UTF-8 (the lines after it follow), or a failed read (the last
/// item). Memory: one block, or one line of up to the limit. Cost: one copy and one check of the bytes.
pub struct LineBlocks<R> {
    reader: R,
    path: Arc<Path>,
    block_bytes: usize,
    max_line_bytes: usize,
    /// Bytes read and not handed out.
    buffer: Vec<u8>,
    /// Number of the line at `buffer[0]`.
    line: usize,
    /// Bytes of the stream before `buffer[0]`.
    start: u64,
    /// Bytes of `buffer` known to hold no line feed.
    searched: usize,
    at_end: bool,
    /// A failed read, told after the whole lines before it.
    failure: Option<io::Error>,
}

impl<R: BufRead> LineBlocks<R> {
    /// The usual size of a block, in bytes.
    pub const BLOCK_BYTES: usize = 1 << 20;

    /// The blocks of `reader`, which messages call `path`; a line of more than `max_line_bytes` is an error.
    pub fn new(reader: R, path: Arc<Path>, max_line_bytes: usize) -> Self {
        Self::with_block_bytes(reader, path, max_line_bytes, Self::BLOCK_BYTES)
    }

    /// The like with blocks of about `block_bytes`, at least 1.
    pub fn with_block_bytes(
        reader: R,
        path: Arc<Path>,
        max_line_bytes: usize,
        block_bytes: usize,
    ) -> Self {
        Self {
            reader,
            path,
            block_bytes: block_bytes.max(1),
            max_line_bytes,
            buffer: Vec::new(),
            line: 1,
            start: 0,
            searched: 0,
            at_end: false,
            failure: None,
        }
    }

    /// Lines handed out, skipped or refused so far.
    #[must_use]
    pub fn lines_read(&self) -> usize {
        self.line - 1
    }

    /// Bytes of the decoded stream handed out, skipped or refused so far.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.start
    }

    fn next_block(&mut self) -> Result<Option<Block>> {
        loop {
            self.fill();
            let line_end = memchr::memrchr(b'\n', &self.buffer[self.searched..]);
            let end = if let Some(i) = line_end {
                self.searched + i + 1
            } else {
                if let Some(failure) = self.failure.take() {
                    self.buffer.clear();
                    self.searched = 0;
                    return Err(stream_error(&self.path, self.line, failure));
                }
                if self.buffer.is_empty() {
                    return Ok(None);
                }
                if !self.at_end {
                    self.searched = self.buffer.len();
                    if self.buffer.len() > self.max_line_bytes {
                        return Err(self.skip_long_line());
                    }
                    continue;
                }
                self.buffer.len()
            };
            self.searched = 0;
            return self.cut(end).map(Some);
        }
    }

    /// Reads until there is a block, or more of a line that is longer than one, or the end.
    fn fill(&mut self) {
        let wanted = if self.searched < self.buffer.len() {
            self.block_bytes
        } else {
            self.buffer.len() + self.block_bytes
        };
        while self.buffer.len() < wanted && !self.at_end {
            let room = wanted - self.buffer.len();
            match self.reader.fill_buf() {
                Ok(piece) => {
                    let n = piece.len().min(room);
                    self.buffer.extend_from_slice(&piece[..n]);
                    self.at_end = n == 0;
                    self.reader.consume(n);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.at_end = true;
                    self.failure = Some(error);
                }
            }
        }
    }

    /// Cuts `buffer[..end]`, whole lines, off as a block; or the part before the first bad line, or that line's error.
    fn cut(&mut self, end: usize) -> Result<Block> {
        let bytes = &self.buffer[..end];
        let bad_line = match std::str::from_utf8(bytes) {
            Ok(_) => self.first_long_line(end),
            Err(error) => {
                let at = error.valid_up_to();
                let from = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |i| i + 1);
                Some(self.first_long_line(from).unwrap_or(from))
            }
        };
        let Some(from) = bad_line else {
            return Ok(self.take(end));
        };
        if from > 0 {
            return Ok(self.take(from));
        }
        let length = memchr::memchr(b'\n', &bytes[..end]).map_or(end, |i| i + 1);
        let error = match std::str::from_utf8(&bytes[..length]) {
            Err(error) => {
                let at = error.valid_up_to();
                invalid_utf8(&self.path, self.line, self.start + at as u64, bytes[at])
            }
            Ok(_) => self.too_long(),
        };
        self.buffer.drain(..length);
        self.line += 1;
        self.start += length as u64;
        Err(error)
    }

    /// Start of the first line of `buffer[..end]` that is over the limit.
    fn first_long_line(&self, end: usize) -> Option<usize> {
        if end <= self.max_line_bytes {
            return None;
        }
        let mut from = 0;
        for at in memchr::memchr_iter(b'\n', &self.buffer[..end]).chain([end]) {
            if at - from > self.max_line_bytes {
                return Some(from);
            }
            from = at + 1;
        }
        None
    }

    fn take(&mut self, end: usize) -> Block {
        // One allocation of the right size, so that filling it up does not copy.
        let mut rest = Vec::with_capacity((self.buffer.len() - end).max(self.block_bytes));
        rest.extend_from_slice(&self.buffer[end..]);
        self.buffer.truncate(end);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let lines = memchr::memchr_iter(b'\n', &bytes).count();
        let text = String::from_utf8(bytes).expect("checked by the caller");
        let block = Block { text, first_line: self.line, start: self.start };
        self.line += lines;
        self.start += end as u64;
        block
    }

    /// Drops the line that the buffer holds the beginning of.
    fn skip_long_line(&mut self) -> Error {
        let error = self.too_long();
        self.start += self.buffer.len() as u64;
        self.buffer = Vec::new();
        self.searched = 0;
        loop {
            let (used, found) = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.at_end = true;
                    self.failure = Some(error);
                    break;
                }
                Ok([]) => {
                    self.at_end = true;
                    break;
                }
                Ok(piece) => match memchr::memchr(b'\n', piece) {
                    Some(i) => (i + 1, true),
                    None => (piece.len(), false),
                },
            };
            self.reader.consume(used);
            self.start += used as u64;
            if found {
                break;
            }
        }
        self.line += 1;
        error
    }

    fn too_long(&self) -> Error {
        too_long(&self.path, self.line, "the line", self.max_line_bytes)
    }
}

/// The error for `what` being longer than `limit` bytes.
pub(super) fn too_long(path: &Path, line: usize, what: &str, limit: usize) -> Error {
    Error::input(
        path,
        line,
        format!("{what} is longer than the limit of {limit} bytes for one article"),
        "split it, or raise --max-article-size",
    )
}

impl<R: BufRead> Iterator for LineBlocks<R> {
    type Item = Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_block().transpose()
    }
}

/// One line after the other over the blocks, for a single thread.
pub(super) struct LineCursor<R> {
    blocks: LineBlocks<R>,
    block: Block,
    /// Bytes of `block.text` handed out.
    at: usize,
    /// Number of the line at `at`.
    number: usize,
}

impl<R: BufRead> LineCursor<R> {
    pub(super) fn new(blocks: LineBlocks<R>) -> Self {
        let block = Block { text: String::new(), first_line: 1, start: 0 };
        Self { blocks, block, at: 0, number: 1 }
    }

    /// The next lines, as a block of about `bytes`.
    pub(super) fn next_block(&mut self, bytes: usize) -> Option<Result<Block>> {
        if self.at < self.block.text.len() {
            let text = self.block.text.split_off(self.at);
            let start = self.block.start + self.at as u64;
            return Some(Ok(Block { text, first_line: self.number, start }));
        }
        self.blocks.block_bytes = bytes.max(1);
        self.blocks.next()
    }

    /// The next line that is not blank.
    pub(super) fn next_line(&mut self) -> Option<Result<Line<'_>>> {
        loop {
            if self.at == self.block.text.len() {
                match self.blocks.next()? {
                    Ok(block) => {
                        self.at = 0;
                        self.number = block.first_line;
                        self.block = block;
                    }
                    Err(error) => return Some(Err(error)),
                }
            }
            let from = self.at;
            let rest = &self.block.text.as_bytes()[from..];
            self.at += memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
            self.number += 1;
            if !self.block.text[from..self.at].trim_start().is_empty() {
                return Some(Ok(Line {
                    text: without_line_end(&self.block.text[from..self.at]),
                    number: self.number - 1,
                    start: self.block.start + from as u64,
                }));
            }
        }
    }
}
