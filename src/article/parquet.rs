//! Parquet: a file goes in, its rows come out, one at a time.
//!
//! Columns of one value a row are read, whatever their type: texts, numbers, dates (as ISO 8601). Nested columns (lists,
//! structures, maps) are passed over. One page of each column that is wanted is in memory at a time.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Repetition, Type};
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::blocks::too_long;
use super::delimited::Row;
use super::expansion::Expansion;
use super::fields::Columns;
use super::parquet_cells::{Cell, Cells};
use super::parquet_guard::{check_footer, check_pages};
use super::records::RecordParser;
use crate::error::{Error, Result};
use crate::guard::guarded;

/// The most bytes that the current pages of all wanted columns may take together; usual pages have 1 MiB.
const MAX_PAGES_BYTES: u64 = 512 << 20;

/// Why there is no next group.
enum Stop {
    Damage(String),
    Bomb,
}

impl From<String> for Stop {
    fn from(problem: String) -> Self {
        Self::Damage(problem)
    }
}

/// The rows of a Parquet file.
pub(super) struct ParquetRows {
    reader: SerializedFileReader<File>,
    file: File,
    file_bytes: u64,
    path: Arc<Path>,
    /// For each column that is wanted, its index among all columns.
    leaves: Vec<usize>,
    /// The text among those that are wanted.
    text: usize,
    max_row_bytes: usize,
    /// The next group of rows.
    group: usize,
    /// Rows of the current group that are left.
    left: i64,
    /// The current group's columns.
    cells: Vec<Cells>,
    /// Rows read.
    row: usize,
    expansion: Expansion,
    ended: bool,
}

impl ParquetRows {
    /// Opens the file and finds its columns. What may come out of it depends on `packed_bytes`, its size as it was found.
    ///
    /// # Errors
    /// [`Error::Input`] for a file that is no Parquet file or a damaged one, and for one without a text column.
    pub(super) fn open(
        file: File,
        packed_bytes: u64,
        path: Arc<Path>,
        parser: &RecordParser,
        max_row_bytes: usize,
    ) -> Result<(Self, Columns)> {
        let file_bytes = file.metadata().map_err(Error::io(&*path))?.len();
        check_footer(&file, file_bytes)
            .map_err(Error::io(&*path))?
            .map_err(|problem| damaged(&path, 0, &problem))?;
        let own = file.try_clone().map_err(Error::io(&*path))?;
        let reader = parsed(|| SerializedFileReader::new(file))
            .map_err(|problem| damaged(&path, 0, &problem))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let (mut leaves, mut names) = (Vec::new(), Vec::new());
        for (leaf, column) in schema.columns().iter().enumerate() {
            let repeated = column.self_type().get_basic_info().has_repetition()
                && column.self_type().get_basic_info().repetition() == Repetition::REPEATED;
            if column.path().parts().len() == 1 && !repeated {
                leaves.push(leaf);
                names.push(column.name());
            }
        }
        let all = parser.columns(&Row::of(0, names.iter().copied()))?;
        let (columns, used) = all.used(parser.keep());
        let leaves: Vec<usize> = used.iter().map(|at| leaves[*at]).collect();
        let text = columns.places.text;
        let kind = schema.column(leaves[text]).physical_type();
        if kind != Type::BYTE_ARRAY {
            let problem = format!("the column {:?} holds {kind}, not text", columns.names[text]);
            return Err(Error::input(&*path, 0, problem, "name the text's column by --text-field"));
        }
        let rows = Self {
            reader,
            file: own,
            file_bytes,
            path,
            leaves,
            text,
            max_row_bytes,
            group: 0,
            left: 0,
            cells: Vec::new(),
            row: 0,
            expansion: Expansion::new(packed_bytes, &columns.names),
            ended: false,
        };
        Ok((rows, columns))
    }

    /// Goes to the next group of rows; false at the end.
    fn next_group(&mut self) -> Result<bool, Stop> {
        if self.group == self.reader.num_row_groups() {
            return Ok(false);
        }
        let group = parsed(|| self.reader.get_row_group(self.group))?;
        self.group += 1;
        self.left = group.metadata().num_rows();
        self.cells.clear();
        let mut bytes = 0_u64;
        for leaf in &self.leaves {
            let range = parsed(|| Ok(group.metadata().column(*leaf).byte_range()))?;
            let pages = check_pages(&self.file, self.file_bytes, range)
                .map_err(|error| error.to_string())??;
            bytes = bytes.saturating_add(pages.peak);
            if bytes > MAX_PAGES_BYTES {
                return Err(Stop::Damage(format!(
                    "a page of each column unpacks to more than {MAX_PAGES_BYTES} bytes together"
                )));
            }
            // Columns of many groups may be one and the same place.
            if self.expansion.is_over(pages.all) {
                return Err(Stop::Bomb);
            }
            let pages = parsed(|| group.get_column_page_reader(*leaf))?;
            let column = group.metadata().column(*leaf).column_descr_ptr();
            self.cells.push(Cells::new(column, pages));
        }
        Ok(true)
    }

    fn next_row(&mut self) -> Result<Option<Row>> {
        while self.left <= 0 {
            match self.next_group() {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(Stop::Damage(problem)) => return Err(self.give_up(&problem)),
                Err(Stop::Bomb) => return Err(self.bomb()),
            }
        }
        self.left -= 1;
        self.row += 1;
        let mut values = vec![None; self.cells.len()];
        let (mut bytes, mut read, mut bad) = (0, 0, None);
        for at in 0..self.cells.len() {
            let cells = &mut self.cells[at];
            let cell = match parsed(|| cells.next(self.max_row_bytes)) {
                Ok(cell) => cell,
                Err(problem) => return Err(self.give_up(&problem)),
            };
            match cell {
                Cell::Value(value) => {
                    bytes += value.len();
                    values[at] = Some(value);
                }
                Cell::NotText(byte) if at == self.text => {
                    bad = Some(Error::input(
                        &*self.path,
                        self.row,
                        format!("byte 0x{byte:02X} in the text is not valid UTF-8"),
                        "write it as UTF-8, or leave bad records out by --skip-bad",
                    ));
                }
                // Bytes of another kind, such as a picture or a number of too many digits.
                Cell::NotText(_) => values[at] = Some(String::new()),
                Cell::Null => {}
                Cell::TooLong => bytes = usize::MAX,
            }
            read += cells.take_bytes();
            if bytes > self.max_row_bytes {
                // All cells of the row are read, so that the next row begins in all columns.
                values.fill(None);
                bytes = self.max_row_bytes;
                bad = Some(too_long(&self.path, self.row, "the row", self.max_row_bytes));
            }
        }
        if self.expansion.is_over_by_row(read) {
            return Err(self.bomb());
        }
        if let Some(error) = bad {
            return Err(error);
        }
        Ok(Some(Row::of(self.row, values.iter().map(Option::as_deref))))
    }

    fn bomb(&mut self) -> Error {
        self.ended = true;
        Expansion::error(&self.path, self.row)
    }

    /// The error for damage, after which nothing can be read.
    fn give_up(&mut self, problem: &str) -> Error {
        self.ended = true;
        damaged(&self.path, self.row, problem)
    }
}

impl Iterator for ParquetRows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended { None } else { self.next_row().transpose() }
    }
}

/// Calls into the `parquet` crate, which ends in assertions on some damaged files.
fn parsed<T>(call: impl FnOnce() -> parquet::errors::Result<T>) -> Result<T, String> {
    guarded(call)
        .ok_or_else(|| "it cannot be parsed".to_owned())?
        .map_err(|error| error.to_string())
}

fn damaged(path: &Path, row: usize, problem: &str) -> Error {
    let what =
        if row == 0 { "is no Parquet file, or a damaged one" } else { "is damaged behind here" };
    Error::input(path, row, format!("{what}: {problem}"), "fetch or write the file anew")
}
