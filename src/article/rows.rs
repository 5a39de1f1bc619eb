//! Tables of every kind: an opened file goes in, one [`RawRow`] at a time comes out, with the columns that were taken.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::decode::stream_error;
use super::delimited::{Delimited, RawRow};
use super::fields::{Columns, Fields};
use super::options::Format;
use super::packing::{MOST_TIMES, is_bomb};
use super::reader::Opened;
use super::records::RecordParser;
use crate::error::{Error, Result};

/// The most bytes of a Parquet file or workbook that comes packed or through a pipe and so must be put by on disk.
const MAX_PUT_BY_BYTES: u64 = 2 << 30;

/// What a row counts for beside its texts, so that a few bytes cannot stand for many millions of short ones.
const ROW_BYTES: u64 = 64;

/// Rows of any kind of table.
type Source = Box<dyn Iterator<Item = Result<RawRow>> + Send>;

/// The rows of one table behind its header.
pub(super) struct Rows {
    source: Source,
    path: Arc<Path>,
    /// Bytes of the file, where it is one of a kind in which a little can stand for a lot.
    file_bytes: Option<u64>,
    /// Bytes of all rows so far.
    bytes: u64,
    ended: bool,
}

/// What [`Rows::open`] found.
pub(super) struct Table {
    pub(super) rows: Rows,
    pub(super) columns: Columns,
    pub(super) fields: Fields,
}

impl Rows {
    /// Opens a table and reads its header; none when there is nothing in it.
    ///
    /// # Errors
    /// Those of the format, and a header that lacks a column.
    pub(super) fn open(
        opened: Opened,
        parser: &RecordParser,
        max_row_bytes: usize,
    ) -> Result<Option<Table>> {
        let path = Arc::clone(&opened.path);
        let (source, columns, sheet, file_bytes) = match opened.format {
            Format::Xlsx => {
                let (source, columns, sheet, bytes) = xlsx(opened, parser, max_row_bytes)?;
                (source, columns, Some(sheet), Some(bytes))
            }
            Format::Parquet => {
                let (source, columns, bytes) = parquet(opened, parser, max_row_bytes)?;
                (source, columns, None, Some(bytes))
            }
            format => {
                let Opened { reader, path, .. } = opened;
                let mut rows = if format == Format::Tsv {
                    Delimited::new(reader, path, b'\t', max_row_bytes)
                } else {
                    Delimited::sniffing(reader, path, max_row_bytes)?
                };
                let Some(header) = rows.next() else { return Ok(None) };
                let columns = parser.columns(&header?)?;
                let rows: Source = Box::new(std::iter::from_fn(move || rows.next_raw()));
                (rows, columns, None, None)
            }
        };
        let fields = Fields { sheet, ..columns.fields() };
        let rows = Self { source, path, file_bytes, bytes: 0, ended: false };
        Ok(Some(Table { rows, columns, fields }))
    }
}

impl Iterator for Rows {
    type Item = Result<RawRow>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.source.next()?;
        if let (Ok(row), Some(file_bytes)) = (&row, self.file_bytes) {
            self.bytes += row.bytes() as u64 + ROW_BYTES;
            if is_bomb(file_bytes, self.bytes) {
                self.ended = true;
                return Some(Err(Error::input(
                    &*self.path,
                    row.line,
                    format!(
                        "the rows up to here have more than {MOST_TIMES} times the file's size"
                    ),
                    "see what it is; save it as CSV if it is meant to be so",
                )));
            }
        }
        Some(row)
    }
}

/// The file that `opened` is, or one that holds the same, and its size.
///
/// # Errors
/// [`Error::Io`], [`Error::Input`] for content that is too large to be put by.
#[cfg_attr(not(any(feature = "parquet", feature = "xlsx")), allow(dead_code))]
fn seekable(opened: Opened) -> Result<(File, u64)> {
    let Opened { file, reader, path, .. } = opened;
    let file = if let Some(file) = file {
        file
    } else {
        let failed = |error: io::Error| stream_error(&path, 0, error);
        let mut put_by = tempfile::tempfile().map_err(failed)?;
        let bytes =
            io::copy(&mut reader.take(MAX_PUT_BY_BYTES + 1), &mut put_by).map_err(failed)?;
        if bytes > MAX_PUT_BY_BYTES {
            return Err(Error::input(
                &*path,
                0,
                format!(
                    "has more than {MAX_PUT_BY_BYTES} bytes of content and is packed or comes through a pipe"
                ),
                "unpack it into a file, and name that",
            ));
        }
        put_by
    };
    let mut file = file;
    let bytes = file.seek(SeekFrom::End(0)).map_err(Error::io(&*path))?;
    file.seek(SeekFrom::Start(0)).map_err(Error::io(&*path))?;
    Ok((file, bytes))
}

#[cfg(feature = "xlsx")]
fn xlsx(
    opened: Opened,
    parser: &RecordParser,
    max_row_bytes: usize,
) -> Result<(Source, Columns, String, u64)> {
    let path = Arc::clone(&opened.path);
    let (file, bytes) = seekable(opened)?;
    let (rows, columns, sheet) = super::xlsx::XlsxRows::open(file, &path, parser, max_row_bytes)?;
    Ok((Box::new(rows.map(|row| row.map(RawRow::from))), columns, sheet, bytes))
}

#[cfg(not(feature = "xlsx"))]
#[allow(clippy::needless_pass_by_value, reason = "as the function that reads them")]
fn xlsx(opened: Opened, _: &RecordParser, _: usize) -> Result<(Source, Columns, String, u64)> {
    Err(not_in_this_build(&opened.path, "Excel workbooks", "xlsx"))
}

#[cfg(feature = "parquet")]
fn parquet(
    opened: Opened,
    parser: &RecordParser,
    max_row_bytes: usize,
) -> Result<(Source, Columns, u64)> {
    let path = Arc::clone(&opened.path);
    let (file, bytes) = seekable(opened)?;
    let (rows, columns) = super::parquet::ParquetRows::open(file, path, parser, max_row_bytes)?;
    Ok((Box::new(rows.map(|row| row.map(RawRow::from))), columns, bytes))
}

#[cfg(not(feature = "parquet"))]
#[allow(clippy::needless_pass_by_value, reason = "as the function that reads them")]
fn parquet(opened: Opened, _: &RecordParser, _: usize) -> Result<(Source, Columns, u64)> {
    Err(not_in_this_build(&opened.path, "Parquet files", "parquet"))
}

#[cfg(not(all(feature = "parquet", feature = "xlsx")))]
fn not_in_this_build(path: &Path, what: &str, feature: &str) -> Error {
    Error::input(
        path,
        0,
        format!("this build does not read {what}"),
        format!("build klaim with --features {feature}, or save the table as CSV"),
    )
}
