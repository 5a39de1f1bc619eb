//! What comes out of a file of rows in which a little can stand for a lot: bytes are counted, and a bomb is told.

use std::path::Path;

use super::packing::{MOST_TIMES, is_bomb};
use crate::error::Error;

/// What a row counts for beside its texts, and a field of it beside its own, so that a few bytes cannot stand for many millions
/// of short ones.
const ROW_BYTES: u64 = 64;
const FIELD_BYTES: u64 = 4;

/// What has come out of a file of rows in which a little can stand for a lot, good and bad: what is left out was read as well.
#[derive(Debug)]
pub(super) struct Expansion {
    packed: u64,
    bytes: u64,
}

impl Expansion {
    /// For a file of so many bytes, as it was found.
    pub(super) fn new(packed: u64) -> Self {
        Self { packed, bytes: 0 }
    }

    /// Counts `bytes`, and says whether all are those of a bomb.
    pub(super) fn is_over(&mut self, bytes: u64) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        is_bomb(self.packed, self.bytes)
    }

    /// Counts a row of `fields` with texts of `bytes`, and says whether all are those of a bomb.
    pub(super) fn is_over_by_row(&mut self, fields: usize, bytes: u64) -> bool {
        self.is_over(bytes.saturating_add(ROW_BYTES + FIELD_BYTES * fields as u64))
    }

    /// The error for a bomb, at row `line` of `path`.
    pub(super) fn error(path: &Path, line: usize) -> Error {
        Error::input(
            path,
            line,
            format!("unpacks up to here to more than {MOST_TIMES} times its size"),
            "see what it is; save it as CSV if it is meant to be so",
        )
    }
}
