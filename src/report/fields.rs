//! What a record of the output holds: the columns of CSV, workbooks and Parquet, in order, and the cells that a sentence
//! puts into them.
#![cfg_attr(
    not(any(feature = "xlsx", feature = "parquet")),
    allow(dead_code, reason = "for workbooks and Parquet")
)]

use klaim::{Error, LabelSet, Result};

use super::{Decimals, Row, Said};

/// The fields of every record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    /// `None` when nothing is classified.
    pub(crate) labels: Option<LabelSet>,
    /// Whether doubtful labels are marked.
    pub(crate) uncertain: bool,
    /// Whether speakers are told.
    pub(crate) speakers: bool,
    /// Fields of the input that travel along; names apart from each other and from ours.
    pub(crate) kept: Vec<Kept>,
}

/// A field of the input that travels along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its name in the input; letter case does not matter.
    pub(crate) field: String,
    /// Its name in the output.
    pub(crate) name: String,
}

/// A column of a table of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: ColumnKind,
    /// Whether a cell may be empty.
    pub(crate) optional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Text,
    /// A whole number.
    Whole,
    /// A number from 0 to 1.
    Share,
    Flag,
}

/// What stands in a cell; the variants follow [`ColumnKind`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(&'a str),
    Whole(u64),
    Share(f64),
    Flag(bool),
}

/// The columns of [`Said`].
const SPEAKER_COLUMNS: [&str; 7] =
    ["speaker", "role", "attribution", "speaker_start", "speaker_end", "role_start", "role_end"];

impl Fields {
    /// The labels' names; none when nothing is classified.
    pub(crate) fn label_names(&self) -> &[String] {
        self.labels.as_ref().map_or(&[][..], LabelSet::names)
    }

    pub(crate) fn decimals(&self) -> Decimals {
        Decimals::for_labels(self.label_names().len())
    }

    /// The columns in order.
    pub(crate) fn columns(&self) -> Vec<Column> {
        use ColumnKind::{Flag, Share, Text, Whole};
        let column = |name: &str, kind| Column { name: name.to_owned(), kind, optional: false };
        let optional = |name: &str, kind| Column { name: name.to_owned(), kind, optional: true };
        let mut columns = vec![
            column("article", Text),
            column("sentence", Whole),
            column("start", Whole),
            column("end", Whole),
            column("text", Text),
        ];
        if self.labels.is_some() {
            columns.extend([column("label", Text), column("probability", Share)]);
            columns.extend(self.label_names().iter().map(|n| column(&format!("p_{n}"), Share)));
            if self.uncertain {
                columns.push(column("uncertain", Flag));
            }
        }
        if self.speakers {
            columns.extend(SPEAKER_COLUMNS.map(|name| match name {
                "speaker" | "role" => optional(name, Text),
                "attribution" => column(name, Text),
                _ => optional(name, Whole),
            }));
        }
        columns.extend(self.kept.iter().map(|kept| optional(&kept.name, Text)));
        columns
    }

    /// Hands the cells of a record to `take`, in the order of [`columns`](Self::columns).
    pub(crate) fn cells<'a>(
        &'a self,
        id: &'a str,
        kept: &'a [Option<impl AsRef<str>>],
        row: &Row<'a>,
        mut take: impl FnMut(Cell<'a>),
    ) {
        take(Cell::Text(id));
        take(Cell::Whole(row.number as u64));
        take(Cell::Whole(row.start));
        take(Cell::Whole(row.end()));
        take(Cell::Text(row.text));
        if let (Some(labels), Some(verdict)) = (&self.labels, row.verdict) {
            let scale = f64::from(self.decimals().scale());
            take(Cell::Text(labels.name(verdict.label)));
            take(Cell::Share(f64::from(verdict.top()) / scale));
            for &units in verdict.units {
                take(Cell::Share(f64::from(units) / scale));
            }
            if self.uncertain {
                take(Cell::Flag(verdict.uncertain == Some(true)));
            }
        }
        if self.speakers {
            said_cells(&row.said.unwrap_or_default(), &mut take);
        }
        for value in kept {
            take(value.as_ref().map_or(Cell::Empty, |value| Cell::Text(value.as_ref())));
        }
    }

    /// Refuses fields that travel along under a name that is taken, or twice under the same.
    pub(crate) fn check_kept(&self) -> Result<()> {
        let own = Self { kept: Vec::new(), ..self.clone() };
        let mut taken: Vec<String> = own.columns().into_iter().map(|c| c.name).collect();
        if self.labels.is_some() {
            // In JSON Lines in place of p_LABEL.
            taken.push("probabilities".to_owned());
        }
        for kept in &self.kept {
            if taken.iter().any(|name| name.eq_ignore_ascii_case(&kept.name)) {
                let field = &kept.field;
                return Err(Error::parameter(
                    "--keep",
                    format!("{:?}, a name that the output has already", kept.name),
                    format!("give it another, as in --keep {field}=source_{field}"),
                ));
            }
            taken.push(kept.name.clone());
        }
        Ok(())
    }
}

/// In the order of [`SPEAKER_COLUMNS`].
pub(super) fn said_cells<'a>(said: &Said<'a>, take: &mut impl FnMut(Cell<'a>)) {
    let text = |part: Option<super::Part<'a>>| part.map_or(Cell::Empty, |p| Cell::Text(p.text));
    take(text(said.speaker));
    take(text(said.role));
    take(Cell::Text(said.attribution.name()));
    for part in [said.speaker, said.role] {
        take(part.map_or(Cell::Empty, |part| Cell::Whole(part.start)));
        take(part.map_or(Cell::Empty, |part| Cell::Whole(part.end())));
    }
}
