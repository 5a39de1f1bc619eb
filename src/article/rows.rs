//! Tables of every kind: an opened file goes in, one [`RawRow`] at a time comes out, with the columns that were taken.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::decode::stream_error;
use super::delimited::{Delimited, RawRow};
use super::fields::{Columns, Fields};
use super::options::Format;
use super::reader::Opened;
use super::records::RecordParser;
use crate::error::{Error, Result};

/// The most bytes of a Parquet file or workbook that comes packed or through a pipe and so must be put by on disk.
const MAX_PUT_BY_BYTES: u64 = 2 << 30;

/// The rows of one table, of any kind, behind its header.
pub(super) type Rows = Box<dyn Iterator<Item = Result<RawRow>> + Send>;

/// What [`Table::open`] found.
pub(super) struct Table {
    pub(super) rows: Rows,
    pub(super) columns: Columns,
    pub(super) fields: Fields,
}

impl Table {
    /// Opens a table and reads its header; none when there is nothing in it.
    ///
    /// # Errors
    /// Those of the format, and a header that lacks a column.
    pub(super) fn open(
        opened: Opened,
        parser: &RecordParser,
        max_row_bytes: usize,
    ) -> Result<Option<Self>> {
        let (rows, columns, sheet) = match opened.format {
            Format::Xlsx => {
                let (rows, columns, sheet) = xlsx(opened, parser, max_row_bytes)?;
                (rows, columns, Some(sheet))
            }
            Format::Parquet => {
                let (rows, columns) = parquet(opened, parser, max_row_bytes)?;
                (rows, columns, None)
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
                let rows: Rows = Box::new(std::iter::from_fn(move || rows.next_raw()));
                (rows, columns, None)
            }
        };
        let fields = Fields { sheet, ..columns.fields() };
        Ok(Some(Self { rows, columns, fields }))
    }
}

/// The file that `opened` is, or one that holds the same, and its size as it was found, packed or not.
///
/// # Errors
/// [`Error::Io`], [`Error::Input`] for content that is too large to be put by.
#[cfg_attr(not(any(feature = "parquet", feature = "xlsx")), allow(dead_code))]
fn seekable(opened: Opened) -> Result<(File, u64)> {
    let found = opened.progress();
    let Opened { file, reader, path, .. } = opened;
    let (mut file, packed) = if let Some(file) = file {
        (file, None)
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
        (put_by, Some(found.bytes()))
    };
    let bytes = file.seek(SeekFrom::End(0)).map_err(Error::io(&*path))?;
    file.seek(SeekFrom::Start(0)).map_err(Error::io(&*path))?;
    Ok((file, packed.map_or(bytes, |packed| packed.min(bytes))))
}

#[cfg(feature = "xlsx")]
fn xlsx(
    opened: Opened,
    parser: &RecordParser,
    max_row_bytes: usize,
) -> Result<(Rows, Columns, String)> {
    let path = std::sync::Arc::clone(&opened.path);
    let (file, bytes) = seekable(opened)?;
    let (rows, columns, sheet) =
        super::xlsx::XlsxRows::open(file, bytes, &path, parser, max_row_bytes)?;
    Ok((Box::new(rows.map(|row| row.map(RawRow::from))), columns, sheet))
}

#[cfg(not(feature = "xlsx"))]
#[allow(clippy::needless_pass_by_value, reason = "as the function that reads them")]
fn xlsx(opened: Opened, _: &RecordParser, _: usize) -> Result<(Rows, Columns, String)> {
    Err(not_in_this_build(&opened.path, "Excel workbooks", "xlsx"))
}

#[cfg(feature = "parquet")]
fn parquet(opened: Opened, parser: &RecordParser, max_row_bytes: usize) -> Result<(Rows, Columns)> {
    let path = std::sync::Arc::clone(&opened.path);
    let (file, bytes) = seekable(opened)?;
    let (rows, columns) =
        super::parquet::ParquetRows::open(file, bytes, path, parser, max_row_bytes)?;
    Ok((Box::new(rows.map(|row| row.map(RawRow::from))), columns))
}

#[cfg(not(feature = "parquet"))]
#[allow(clippy::needless_pass_by_value, reason = "as the function that reads them")]
fn parquet(opened: Opened, _: &RecordParser, _: usize) -> Result<(Rows, Columns)> {
    Err(not_in_this_build(&opened.path, "Parquet files", "parquet"))
}

#[cfg(not(all(feature = "parquet", feature = "xlsx")))]
fn not_in_this_build(path: &std::path::Path, what: &str, feature: &str) -> Error {
    Error::input(
        path,
        0,
        format!("this build does not read {what}"),
        format!("build klaim with --features {feature}, or save the table as CSV"),
    )
}
