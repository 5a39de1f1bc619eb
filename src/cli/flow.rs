//! What `classify` and `segment` share: sources go through batches, threads and a report to an output.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use klaim::Error;
use klaim::article::{Article, Fields, ReadOptions, Source};
use klaim::sentence::Segmenter;

use super::batch::{Batch, Batches, Item};
use super::meter::Meter;
use super::output::Output;
use super::pipeline::{Shelf, in_order};
use crate::report::{Group, GroupKind, Page, Report, Tally, visible};

/// From sources to an output.
pub(super) struct Flow<'a> {
    pub(super) sources: &'a [Source],
    pub(super) options: &'a ReadOptions,
    pub(super) report: &'a dyn Report,
    /// Whether each line or record is one sentence.
    pub(super) sentences: bool,
    pub(super) skip_bad: bool,
    pub(super) quiet: bool,
}

/// What a command does with what was read; `scratch` belongs to the thread.
pub(super) trait Work: Sync {
    type Scratch: Send;

    fn scratch(&self) -> Self::Scratch;

    /// What cuts articles up.
    fn segmenter(&self) -> &Segmenter;

    /// Cuts `article` up and prints its sentences under `group`.
    fn article(
        &self,
        article: &Article,
        group: &Group<'_>,
        scratch: &mut Self::Scratch,
        page: &mut Page,
    ) {
        for (number, span) in self.segmenter().segment(&article.text).enumerate() {
            let text = span.of(&article.text);
            self.sentence(text, number, span.start as u64, group, scratch, page);
        }
    }

    /// Prints a whole text as one sentence, the one with `number`, `start` bytes into what it is from.
    fn sentence(
        &self,
        text: &str,
        number: usize,
        start: u64,
        group: &Group<'_>,
        scratch: &mut Self::Scratch,
        page: &mut Page,
    );
}

/// What became of a batch.
struct Done {
    input_bytes: u64,
    /// Which fields of a file's records are taken.
    fields: Option<(Arc<Path>, Fields)>,
    output: Vec<u8>,
    total: Tally,
    /// In the order of the input; at most one unless bad records are skipped.
    errors: Vec<Error>,
}

impl Flow<'_> {
    /// Runs everything and completes `output`.
    pub(super) fn run(&self, work: &impl Work, mut output: Output, shown: bool) -> Result<()> {
        let scratches = Shelf::new();
        let buffers = Shelf::new();
        let mut meter = Meter::new(self.sources, shown, self.quiet);
        let mut total = Tally::default();
        let mut bad = 0_u64;
        let mut told = Told::default();
        let mut bytes = Vec::new();
        self.report.header(&mut bytes);
        output.write(&bytes)?;
        in_order(
            Batches::new(self.sources, self.options, self.sentences),
            |batch| {
                let (mut scratch, mut page) =
                    scratches.take().unwrap_or_else(|| (work.scratch(), Page::default()));
                page.bytes = buffers.take().unwrap_or_default();
                let done = self.batch(batch, work, &mut scratch, &mut page);
                scratches.give((scratch, page));
                done
            },
            |mut done| {
                if let Some((path, fields)) = done.fields
                    && !self.quiet
                    && let Some(text) = told.line(&path, &fields)
                {
                    meter.aside(|| remark(&text));
                }
                output.write(&done.output)?;
                done.output.clear();
                buffers.give(done.output);
                total.add(&done.total);
                meter.add(done.input_bytes);
                for error in done.errors {
                    if !self.skip_bad {
                        return Err(error.into());
                    }
                    bad += 1;
                    if !self.quiet {
                        meter.aside(|| remark(&format!("left out: {}", place_and_problem(&error))));
                    }
                }
                Ok(())
            },
        )?;
        drop(meter);
        if bad > 0 {
            let (noun, verb) = if bad == 1 { ("record", "was") } else { ("records", "were") };
            if total.sentences == 0 {
                bail!("nothing could be read: {bad} bad {noun} {verb} left out");
            }
            if !self.quiet {
                remark(&format!("{bad} bad {noun} {verb} left out"));
            }
        }
        bytes.clear();
        self.report.footer(&total, &mut bytes);
        output.write(&bytes)?;
        output.finish()
    }

    fn batch<W: Work>(
        &self,
        batch: Batch,
        work: &W,
        scratch: &mut W::Scratch,
        page: &mut Page,
    ) -> Done {
        let input_bytes = batch.bytes;
        let fields = batch.fields.clone();
        let mut total = Tally::default();
        let mut errors = Vec::new();
        batch.each(self.options, |item| {
            page.group.clear();
            match item {
                Ok(Item::Article(article)) => self.article(&article, work, scratch, page),
                Ok(Item::Lines { file, block }) => {
                    let first = block.first_line == 1;
                    let kind = if first { GroupKind::FirstLines } else { GroupKind::MoreLines };
                    let group = Group { id: file, title: None, kind };
                    self.report.open(&group, page);
                    for line in block.lines().filter(|line| !line.is_blank()) {
                        work.sentence(
                            line.text,
                            line.number - 1,
                            line.start,
                            &group,
                            scratch,
                            page,
                        );
                    }
                    self.report.close(&group, page);
                }
                Err(error) => {
                    errors.push(error);
                    return self.skip_bad;
                }
            }
            total.add(&page.group);
            true
        });
        Done { input_bytes, fields, output: std::mem::take(&mut page.bytes), total, errors }
    }

    fn article<W: Work>(
        &self,
        article: &Article,
        work: &W,
        scratch: &mut W::Scratch,
        page: &mut Page,
    ) {
        let kind = if self.sentences { GroupKind::Record } else { GroupKind::Article };
        let group = Group { id: &article.id, title: article.title.as_deref(), kind };
        self.report.open(&group, page);
        if self.sentences {
            work.sentence(&article.text, 0, 0, &group, scratch, page);
        } else {
            page.group.articles = 1;
            work.article(article, &group, scratch, page);
        }
        self.report.close(&group, page);
    }
}

/// Which fields were told of: each set of them once, so that a thousand files of a kind give one line.
#[derive(Default)]
struct Told(Vec<String>);

impl Told {
    /// The most lines.
    const MOST: usize = 20;

    /// What to say of the records of the file at `path`.
    fn line(&mut self, path: &Path, fields: &Fields) -> Option<String> {
        let text = fields.to_string();
        if self.0.len() > Self::MOST || self.0.contains(&text) {
            return None;
        }
        let line = if self.0.len() == Self::MOST {
            "the fields taken of further files are not told".to_owned()
        } else {
            format!("{}: {text}", path.display())
        };
        self.0.push(text);
        Some(line)
    }
}

/// A line on standard error; that nobody can read it is no reason to stop.
pub(super) fn remark(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(anstream::stderr(), "klaim: {}", visible(text));
}

/// The error without the remedy, which may be the very option that was given.
pub(super) fn place_and_problem(error: &Error) -> String {
    match error {
        Error::Input { path, line: 0, problem, .. } => format!("{}: {problem}", path.display()),
        Error::Input { path, line, problem, .. } => format!("{}:{line}: {problem}", path.display()),
        other => other.to_string(),
    }
}
