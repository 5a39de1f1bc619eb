//! Parquet: records go in, a file of one row a sentence comes out, with the columns of CSV in their own types.
//!
//! Rows are gathered into row groups of at most [`GROUP_ROWS`] rows or about [`GROUP_BYTES`] bytes of text, which bounds
//! memory; pages are compressed by Snappy.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::Type;
use anyhow::Result;

use super::fields::{Cell, Column, ColumnKind};
use super::records::{Heading, Record, Sheet};
use super::{Fields, Tally};

const GROUP_ROWS: usize = 1 << 16;
const GROUP_BYTES: usize = 64 << 20;

/// A Parquet file that is being written to a `W`.
pub(crate) struct ParquetSheet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    fields: Fields,
    columns: Vec<Values>,
    heading: Option<Heading>,
    rows: usize,
    bytes: usize,
}

/// The values of a column in the row group that is being gathered.
struct Values {
    kind: Kind,
    /// For an optional column, 1 for each row with a value and 0 for each without.
    levels: Option<Vec<i16>>,
}

enum Kind {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Share(Vec<f64>),
    Flag(Vec<bool>),
}

impl Values {
    fn new(column: &Column) -> Self {
        let kind = match column.kind {
            ColumnKind::Text => Kind::Text(Vec::new()),
            ColumnKind::Whole => Kind::Whole(Vec::new()),
            ColumnKind::Share => Kind::Share(Vec::new()),
            ColumnKind::Flag => Kind::Flag(Vec::new()),
        };
        Self { kind, levels: column.optional.then(Vec::new) }
    }

    fn push(&mut self, cell: Cell<'_>) {
        if let Some(levels) = &mut self.levels {
            levels.push(i16::from(cell != Cell::Empty));
        }
        match (&mut self.kind, cell) {
            (Kind::Text(values), Cell::Text(text)) => values.push(ByteArray::from(text)),
            (Kind::Whole(values), Cell::Whole(number)) => {
                values.push(i64::try_from(number).unwrap_or(i64::MAX));
            }
            (Kind::Share(values), Cell::Share(share)) => values.push(share),
            (Kind::Flag(values), Cell::Flag(flag)) => values.push(flag),
            _ => {}
        }
    }

    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let levels = self.levels.as_deref();
        match &mut self.kind {
            Kind::Text(values) => write_column::<ByteArrayType, W>(group, values, levels)?,
            Kind::Whole(values) => write_column::<Int64Type, W>(group, values, levels)?,
            Kind::Share(values) => write_column::<DoubleType, W>(group, values, levels)?,
            Kind::Flag(values) => write_column::<BoolType, W>(group, values, levels)?,
        }
        if let Some(levels) = &mut self.levels {
            levels.clear();
        }
        Ok(())
    }
}

/// Writes the next column of `group` and empties `values`.
fn write_column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &mut Vec<T::T>,
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, levels, None)?;
        column.close()?;
    }
    values.clear();
    Ok(())
}

fn schema(columns: &[Column]) -> Result<Type, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (physical, logical) = match column.kind {
            ColumnKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnKind::Whole => (PhysicalType::INT64, None),
            ColumnKind::Share => (PhysicalType::DOUBLE, None),
            ColumnKind::Flag => (PhysicalType::BOOLEAN, None),
        };
        let repetition = if column.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(field))
    });
    let fields = fields.collect::<Result<Vec<_>, ParquetError>>()?;
    Type::group_type_builder("sentences").with_fields(fields).build()
}

impl<W: Write + Send> ParquetSheet<W> {
    pub(crate) fn new(fields: &Fields, to: W) -> Result<Self> {
        let columns = fields.columns();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("klaim ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        Ok(Self {
            writer: SerializedFileWriter::new(
                to,
                Arc::new(schema(&columns)?),
                Arc::new(properties),
            )
            .map_err(io_error)?,
            fields: fields.clone(),
            columns: columns.iter().map(Values::new).collect(),
            heading: None,
            rows: 0,
            bytes: 0,
        })
    }

    fn sentence(&mut self, row: &super::Row<'_>) -> Result<()> {
        let Some(heading) = &self.heading else { return Ok(()) };
        let mut columns = self.columns.iter_mut();
        let mut bytes = 0;
        self.fields.cells(&heading.id, &heading.kept, row, |cell| {
            if let Cell::Text(text) = cell {
                bytes += text.len();
            }
            if let Some(column) = columns.next() {
                column.push(cell);
            }
        });
        self.rows += 1;
        self.bytes += bytes;
        if self.rows == GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> Result<()> {
        if self.rows > 0 {
            let mut group = self.writer.next_row_group().map_err(io_error)?;
            for column in &mut self.columns {
                column.write(&mut group).map_err(io_error)?;
            }
            group.close().map_err(io_error)?;
            (self.rows, self.bytes) = (0, 0);
        }
        Ok(())
    }
}

/// The error of the file below, where there is one.
fn io_error(error: ParquetError) -> anyhow::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(error) => (*error).into(),
            Err(other) => anyhow::anyhow!("the Parquet file cannot be written: {other}"),
        },
        other => anyhow::anyhow!("the Parquet file cannot be written: {other}"),
    }
}

impl<W: Write + Send> Sheet<W> for ParquetSheet<W> {
    fn take(&mut self, records: &[Record]) -> Result<()> {
        for record in records {
            match record {
                Record::Open(heading) => self.heading = Some(heading.clone()),
                Record::Sentence(sentence) => self.sentence(&sentence.row())?,
                Record::Close(_) => {}
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, _total: &Tally) -> Result<(W, Vec<String>)> {
        self.write_group()?;
        // This writes the footer.
        Ok((self.writer.into_inner().map_err(io_error)?, Vec::new()))
    }
}
