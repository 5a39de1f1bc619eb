//! Portions: what one thread has cut out of a file at the borders of its records, for any other to parse.

use std::sync::Arc;

use super::Article;
use super::blocks::{Block, Line};
use super::delimited::RawRow;
use super::fields::Columns;
use super::json::Value;
use super::records::RecordParser;
use crate::error::Result;

/// Bytes that a record is counted for beyond its own.
const RECORD_BYTES: usize = 128;

/// Whole records of one file, not parsed yet.
pub struct Portion(pub(super) Records);

pub(super) enum Records {
    /// A whole file, or what is wrong with it.
    One(Result<Article>),
    Lines(Block, Arc<RecordParser>),
    Values(Vec<Result<Value>>, Arc<RecordParser>),
    Rows(Vec<Result<RawRow>>, Arc<(RecordParser, Columns)>),
}

impl Portion {
    /// Parses record by record, in order, until `take` returns false. Errors are as those of [`read`](super::read).
    pub fn each(self, mut take: impl FnMut(Result<Article>) -> bool) {
        let _all = match self.0 {
            Records::One(article) => take(article),
            Records::Lines(block, parser) => {
                let mut lines = block.lines().filter(|line: &Line<'_>| !line.is_blank());
                lines.all(|line| take(parser.json(line.text, line.number)))
            }
            Records::Values(values, parser) => {
                values.into_iter().all(|value| take(value.and_then(|value| parser.value(&value))))
            }
            Records::Rows(rows, table) => {
                let (parser, columns) = &*table;
                rows.into_iter().all(|row| take(row.and_then(|row| parser.raw_row(columns, row))))
            }
        };
    }
}

impl Records {
    /// Whether anything but blank lines is in it.
    pub(super) fn any(&self) -> bool {
        match self {
            Self::Lines(block, _) => !block.text.trim_start().is_empty(),
            _ => true,
        }
    }
}

/// Items of about `bytes` together, at least one; none at the end.
pub(super) fn gather<T>(
    mut items: impl Iterator<Item = Result<T>>,
    bytes: usize,
    size: impl Fn(&T) -> usize,
) -> Option<Vec<Result<T>>> {
    let mut gathered = vec![items.next()?];
    let counted = |item: &Result<T>| RECORD_BYTES + item.as_ref().map_or(0, &size);
    let mut held = counted(&gathered[0]);
    while held < bytes
        && let Some(item) = items.next()
    {
        held += counted(&item);
        gathered.push(item);
    }
    Some(gathered)
}
