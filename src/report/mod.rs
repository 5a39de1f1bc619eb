//! What the program prints: sentences, labelled or not, go in; bytes of a table, JSON Lines, CSV, Markdown, a workbook or
//! Parquet come out.
//!
//! A [`Report`] is shared by all threads and only appends to a [`Page`], of which every thread has its own; so batches
//! are written in parallel and put in order afterwards. Workbooks and Parquet files cannot be put together from pieces
//! of bytes: there [`Records`] collects, and a [`Sheet`] writes what was collected, in order.

mod csv;
mod fields;
mod jsonl;
mod markdown;
mod number;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod records;
mod table;
mod visible;
#[cfg(feature = "xlsx")]
mod workbook;

use klaim::Label;
use klaim::speaker::{Attribution, Speech};

pub(crate) use csv::{Csv, Dialect};
pub(crate) use fields::{Fields, Kept};
pub(crate) use jsonl::{JsonLines, quoted};
pub(crate) use markdown::Markdown;
pub(crate) use number::Decimals;
#[cfg(feature = "parquet")]
pub(crate) use parquet::ParquetSheet;
pub(crate) use plain::Plain;
pub(crate) use records::{Record, Records, Sheet};
pub(crate) use table::{Table, TableOptions};
pub(crate) use visible::{is_unsafe, one_line, visible};
#[cfg(feature = "xlsx")]
pub(crate) use workbook::WorkbookSheet;

/// What sentences are printed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group<'a> {
    /// Id of the article.
    pub(crate) id: &'a str,
    /// Its headline, where it is kept apart from the text.
    pub(crate) title: Option<&'a str>,
    pub(crate) kind: GroupKind,
    /// Values of [`Fields::kept`], in its order.
    pub(crate) kept: &'a [Option<&'a str>],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKind {
    /// A whole article: every sentence of it is in the group.
    Article,
    /// The first lines of a file that has one sentence a line.
    FirstLines,
    /// Further lines of such a file.
    MoreLines,
    /// A record that is one sentence.
    Record,
}

/// One sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Its number in the article, from 0.
    pub(crate) number: usize,
    /// Bytes of the article's text before it.
    pub(crate) start: u64,
    pub(crate) text: &'a str,
    /// `None` when nothing was classified.
    pub(crate) verdict: Option<Verdict<'a>>,
    /// `None` when nobody asked.
    pub(crate) said: Option<Said<'a>>,
}

impl Row<'_> {
    /// Bytes of the article's text up to its end.
    fn end(&self) -> u64 {
        self.start + self.text.len() as u64
    }
}

/// Who says a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Said<'a> {
    pub(crate) attribution: Attribution,
    pub(crate) speaker: Option<Part<'a>>,
    pub(crate) role: Option<Part<'a>>,
}

/// A piece of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    /// Bytes of the article's text before it.
    pub(crate) start: u64,
    pub(crate) text: &'a str,
}

impl Part<'_> {
    /// Bytes of the article's text up to its end.
    pub(crate) fn end(&self) -> u64 {
        self.start + self.text.len() as u64
    }
}

impl<'a> Said<'a> {
    /// `speech` in words of `text`, the article's.
    pub(crate) fn new(speech: &Speech, text: &'a str) -> Self {
        let part = |span: Option<klaim::sentence::Span>| {
            let span = span?;
            Some(Part { start: span.start as u64, text: text.get(span.start..span.end)? })
        };
        Self {
            attribution: speech.attribution,
            speaker: part(speech.speaker),
            role: part(speech.role),
        }
    }

    /// For people: a dash before a speaker who is quoted, a tilde before one who is paraphrased; nothing when nobody is.
    pub(crate) fn short(&self) -> Option<String> {
        let mark = match self.attribution {
            Attribution::None => return None,
            Attribution::Direct => '—',
            Attribution::Indirect => '~',
        };
        let speaker = self.speaker.map_or("?", |speaker| speaker.text);
        Some(match self.role {
            Some(role) => format!("{mark} {speaker}, {}", role.text),
            None => format!("{mark} {speaker}"),
        })
    }
}

/// What the model says of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict<'a> {
    pub(crate) label: Label,
    /// Probability of every label in label order, in units of [`Decimals`].
    pub(crate) units: &'a [u32],
    /// Whether the label's probability is below what the user asked for; `None` when nothing was asked.
    pub(crate) uncertain: Option<bool>,
}

impl Verdict<'_> {
    /// Probability of the label, in units of [`Decimals`].
    fn top(&self) -> u32 {
        self.units[self.label.index()]
    }
}

/// Numbers of what was read and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) articles: u64,
    /// All sentences, printed or not.
    pub(crate) sentences: u64,
    /// Sentences of each selected label, in label order.
    pub(crate) labels: Vec<u64>,
    pub(crate) uncertain: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.articles += other.articles;
        self.sentences += other.sentences;
        self.uncertain += other.uncertain;
        if self.labels.len() < other.labels.len() {
            self.labels.resize(other.labels.len(), 0);
        }
        for (sum, n) in self.labels.iter_mut().zip(&other.labels) {
            *sum += n;
        }
    }

    pub(crate) fn clear(&mut self) {
        (self.articles, self.sentences, self.uncertain) = (0, 0, 0);
        self.labels.fill(0);
    }

    /// Counts a sentence of a selected label.
    pub(crate) fn count(&mut self, verdict: &Verdict<'_>) {
        if self.labels.len() < verdict.units.len() {
            self.labels.resize(verdict.units.len(), 0);
        }
        self.labels[verdict.label.index()] += 1;
        self.uncertain += u64::from(verdict.uncertain == Some(true));
    }
}

/// Where a report writes: one a thread, reused.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// What is printed.
    pub(crate) bytes: Vec<u8>,
    /// Counts of the group that is being written.
    pub(crate) group: Tally,
    /// Records for a [`Sheet`], by [`Records`].
    pub(crate) records: Vec<Record>,
    /// What all records of the group begin with, or its rows until their heading is known.
    held: Vec<u8>,
    /// What all records of the group end with.
    tail: Vec<u8>,
}

/// A form of output. Calls come as `header`, then for each group `open`, any number of `row`, `close`, then `footer`.
pub(crate) trait Report: Sync {
    /// What the output begins with.
    fn header(&self, _bytes: &mut Vec<u8>) {}
    fn open(&self, group: &Group<'_>, page: &mut Page);
    fn row(&self, group: &Group<'_>, row: &Row<'_>, page: &mut Page);
    fn close(&self, _group: &Group<'_>, _page: &mut Page) {}
    /// What the output ends with.
    fn footer(&self, _total: &Tally, _bytes: &mut Vec<u8>) {}
}
