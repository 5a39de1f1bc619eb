//! The cells of one column of a Parquet file: its pages go in, one value as text at a time comes out.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_values::check_page;

/// The largest decimal number, as in Arrow.
const MAX_DECIMAL_BYTES: usize = 32;
const MAX_DECIMAL_DIGITS: i32 = 76;

/// One value.
pub(super) enum Cell {
    Null,
    Value(String),
    /// Bytes that are not UTF-8, with the first wrong one.
    NotText(u8),
    /// Longer than the limit.
    TooLong,
}

/// The values of a column, in the order of the rows.
pub(super) struct Cells {
    reader: ColumnReader,
    column: ColumnDescPtr,
    levels: Vec<i16>,
    /// Bytes of all values so far, those that are too long and those that are no text as well.
    bytes: u64,
}

impl Cells {
    pub(super) fn new(column: ColumnDescPtr, pages: Box<dyn PageReader>) -> Self {
        let optional = column.max_def_level() > 0;
        let pages = Box::new(CheckedPages { pages, optional });
        let reader = get_column_reader(column.clone(), pages);
        Self { reader, column, levels: Vec::new(), bytes: 0 }
    }

    /// Takes the number of bytes that values have had since it was taken last.
    pub(super) fn take_bytes(&mut self) -> u64 {
        std::mem::take(&mut self.bytes)
    }

    /// The value of the next row, of at most `limit` bytes.
    ///
    /// One value is read at a time: what is read ahead would keep pages in memory, or values that are made of the ones
    /// before them.
    pub(super) fn next(&mut self, limit: usize) -> Result<Cell> {
        use ColumnReader as R;
        let (levels, column) = (&mut self.levels, &self.column);
        let value = match &mut self.reader {
            R::BoolColumnReader(reader) => one(reader, levels)?.map(|value| value.to_string()),
            R::Int32ColumnReader(reader) => one(reader, levels)?.map(|value| int32(column, value)),
            R::Int64ColumnReader(reader) => one(reader, levels)?.map(|value| int64(column, value)),
            R::Int96ColumnReader(reader) => {
                one(reader, levels)?.map(|value| moment(value.to_millis(), 1000, false))
            }
            R::FloatColumnReader(reader) => one(reader, levels)?.map(|value| value.to_string()),
            R::DoubleColumnReader(reader) => one(reader, levels)?.map(|value| value.to_string()),
            R::ByteArrayColumnReader(reader) => {
                let value = one(reader, levels)?;
                return bytes(column, value, limit, &mut self.bytes);
            }
            R::FixedLenByteArrayColumnReader(reader) => {
                let value = one(reader, levels)?.map(ByteArray::from);
                return bytes(column, value, limit, &mut self.bytes);
            }
        };
        self.bytes += value.as_ref().map_or(0, String::len) as u64;
        Ok(value.map_or(Cell::Null, Cell::Value))
    }
}

fn one<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    levels: &mut Vec<i16>,
) -> Result<Option<T::T>> {
    levels.clear();
    let mut values = Vec::with_capacity(1);
    let (rows, _, _) = reader.read_records(1, Some(levels), None, &mut values)?;
    if rows == 0 {
        return Err(ParquetError::General("a column has fewer values than there are rows".into()));
    }
    Ok(values.pop())
}

/// The cell of `value`, whose length is added to `count` whatever becomes of it.
fn bytes(
    column: &ColumnDescPtr,
    value: Option<ByteArray>,
    limit: usize,
    count: &mut u64,
) -> Result<Cell> {
    let Some(value) = value else { return Ok(Cell::Null) };
    *count += value.len() as u64;
    if value.len() > limit {
        return Ok(Cell::TooLong);
    }
    if column.converted_type() == ConvertedType::DECIMAL {
        // To write longer ones takes the square of the time.
        if value.len() > MAX_DECIMAL_BYTES || column.type_precision() > MAX_DECIMAL_DIGITS {
            return Ok(Cell::NotText(value.data().first().copied().unwrap_or_default()));
        }
        return Ok(Cell::Value(Field::convert_byte_array(column, value)?.to_string()));
    }
    Ok(match String::from_utf8(value.data().to_vec()) {
        Ok(text) => Cell::Value(text),
        Err(error) => Cell::NotText(error.as_bytes()[error.utf8_error().valid_up_to()]),
    })
}

fn int32(column: &ColumnDescPtr, value: i32) -> String {
    match column.converted_type() {
        ConvertedType::DATE => day(i64::from(value)),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 => {
            value.cast_unsigned().to_string()
        }
        ConvertedType::DECIMAL => Field::convert_int32(column, value).to_string(),
        _ => value.to_string(),
    }
}

fn int64(column: &ColumnDescPtr, value: i64) -> String {
    let stamp = match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Timestamp(stamp)), _) => {
            let per_second = match stamp.unit {
                TimeUnit::MILLIS => 1000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Some((per_second, stamp.is_adjusted_to_u_t_c))
        }
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some((1000, true)),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some((1_000_000, true)),
        _ => None,
    };
    match (stamp, column.converted_type()) {
        (Some((per_second, utc)), _) => moment(value, per_second, utc),
        (None, ConvertedType::UINT_64) => value.cast_unsigned().to_string(),
        (None, ConvertedType::DECIMAL) => Field::convert_int64(column, value).to_string(),
        _ => value.to_string(),
    }
}

/// `2024-02-12T08:15:00`, with `Z` in UTC; `units` of which `per_second` make a second since 1970.
fn moment(units: i64, per_second: i64, utc: bool) -> String {
    const DAY: i64 = 86_400;
    let seconds = units.div_euclid(per_second);
    let time = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    let zone = if utc { "Z" } else { "" };
    format!("{}T{hour:02}:{minute:02}:{second:02}{zone}", day(seconds.div_euclid(DAY)))
}

/// `2024-02-12`, so many days after 1970-01-01; by Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
fn day(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Pages that are looked at before they are parsed.
struct CheckedPages {
    pages: Box<dyn PageReader>,
    optional: bool,
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            check_page(page, self.optional).map_err(ParquetError::General)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}

impl Iterator for CheckedPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_written_as_iso() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (19_765, "2024-02-12"),
            (19_782, "2024-02-29"),
            (11_016, "2000-02-29"),
            (-719_468, "0000-03-01"),
        ] {
            assert_eq!(day(days), expected);
        }
        assert_eq!(moment(1_707_725_700_000, 1000, true), "2024-02-12T08:15:00Z");
        assert_eq!(moment(-1, 1_000_000, false), "1969-12-31T23:59:59");
        assert_eq!(moment(i64::MIN, 1000, false).len(), "-292275055-05-16T16:47:04".len());
    }
}
