//! What comes out of a file of rows in which a little can stand for a lot: bytes are counted, and a bomb is told.

use std::path::Path;

use super::packing::{MOST_TIMES, is_bomb};
use crate::error::Error;

/// What a row counts for beside its texts, and a field of it beside its text and its name, so that a few bytes cannot stand
/// for many millions of short ones.
const ROW_BYTES: u64 = 64;
const FIELD_BYTES: u64 = 4;

/// What has come out of a file of rows in which a little can stand for a lot, good and bad: what is left out was read as well.
#[derive(Debug)]
pub(super) struct Expansion {
    packed: u64,
    bytes: u64,
    /// What each row counts for beside its texts.
    row_bytes: u64,
}

impl Expansion {
    /// For a file of so many bytes, as it was found, of which fields of these `names` are read.
    pub(super) fn new(packed: u64, names: &[String]) -> Self {
        let fields: u64 = names.iter().map(|name| FIELD_BYTES + name.len() as u64).sum();
        Self { packed, bytes: 0, row_bytes: ROW_BYTES + fields }
    }

    /// Counts `bytes`, and says whether all are those of a bomb.
    pub(super) fn is_over(&mut self, bytes: u64) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        is_bomb(self.packed, self.bytes)
    }

    /// Counts a row with texts of `bytes`, and says whether all are those of a bomb.
    pub(super) fn is_over_by_row(&mut self, bytes: u64) -> bool {
        self.is_over(bytes.saturating_add(self.row_bytes))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fields_and_names_count_beside_their_texts() {
        let names = ["isi".to_owned(), "tanggal".to_owned()];
        let mut expansion = Expansion::new(1 << 20, &names);
        // 64 for the row, 4 for each field, 10 for the names.
        let rows = (200 << 20) / (64 + 8 + 10 + 100);
        assert!((0..rows).all(|_| !expansion.is_over_by_row(100)));
        assert!((0..rows / 100).any(|_| expansion.is_over_by_row(100)));
        assert!(Expansion::new(1, &names).is_over(u64::MAX));
    }
}
