//! Records for writers that cannot be fed with bytes: what a [`Report`] is told goes in, owned records come out, which
//! a [`Sheet`] turns into a workbook or a Parquet file, one after the other.
#![cfg_attr(
    not(any(feature = "xlsx", feature = "parquet")),
    allow(dead_code, reason = "for workbooks and Parquet")
)]

use anyhow::Result;
use klaim::Label;
use klaim::speaker::Attribution;

use super::{Group, GroupKind, Page, Part, Report, Row, Said, Tally, Verdict};

/// Collects records in [`Page::records`].
#[derive(Debug)]
pub(crate) struct Records;

/// What a [`Report`] was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Record {
    Open(Heading),
    Sentence(Sentence),
    Close(Tally),
}

/// A [`Group`] that owns what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) id: String,
    pub(crate) kind: GroupKind,
    pub(crate) kept: Vec<Option<String>>,
}

/// A [`Row`] that owns what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    number: usize,
    start: u64,
    text: String,
    verdict: Option<(Label, Vec<u32>, Option<bool>)>,
    said: Option<OwnedSaid>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct OwnedSaid {
    attribution: Attribution,
    /// Start and text of speaker and role.
    parts: [Option<(u64, String)>; 2],
}

impl Sentence {
    pub(crate) fn row(&self) -> Row<'_> {
        Row {
            number: self.number,
            start: self.start,
            text: &self.text,
            verdict: self.verdict.as_ref().map(|(label, units, uncertain)| Verdict {
                label: *label,
                units,
                uncertain: *uncertain,
            }),
            said: self.said.as_ref().map(|said| {
                let [speaker, role] = said
                    .parts
                    .each_ref()
                    .map(|part| part.as_ref().map(|(start, text)| Part { start: *start, text }));
                Said { attribution: said.attribution, speaker, role }
            }),
        }
    }
}

impl Report for Records {
    fn open(&self, group: &Group<'_>, page: &mut Page) {
        page.records.push(Record::Open(Heading {
            id: group.id.to_owned(),
            kind: group.kind,
            kept: group.kept.iter().map(|value| value.map(str::to_owned)).collect(),
        }));
    }

    fn row(&self, _group: &Group<'_>, row: &Row<'_>, page: &mut Page) {
        page.records.push(Record::Sentence(Sentence {
            number: row.number,
            start: row.start,
            text: row.text.to_owned(),
            verdict: row.verdict.map(|v| (v.label, v.units.to_vec(), v.uncertain)),
            said: row.said.map(|said| OwnedSaid {
                attribution: said.attribution,
                parts: [said.speaker, said.role]
                    .map(|part| part.map(|part| (part.start, part.text.to_owned()))),
            }),
        }));
    }

    fn close(&self, _group: &Group<'_>, page: &mut Page) {
        page.records.push(Record::Close(page.group.clone()));
    }
}

/// A file that is put together from records and written to a `W`.
pub(crate) trait Sheet<W> {
    fn take(&mut self, records: &[Record]) -> Result<()>;

    /// Completes the file; hands back what was written to, and remarks for the user.
    fn finish(self: Box<Self>, total: &Tally) -> Result<(W, Vec<String>)>;
}
