//! What `classify` and `segment` share: sources go through batches, threads and a report to a target.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use klaim::Error;
use klaim::article::{Article, Fields};
use klaim::sentence::Span;
use klaim::speaker::attribute;

use super::batch::{Batch, Batches, Item};
use super::folder::{Content, Finished, hash_article};
use super::form::Form;
use super::input::Reading;
use super::meter::Meter;
use super::pipeline::{Shelf, in_order};
use super::remarks::{Remarks, remark};
use super::target::{Filed, FiledContent, Target};
use crate::report::{Group, GroupKind, Page, Record, Said, Tally};

/// From sources to a target.
pub(super) struct Flow<'a> {
    pub(super) reading: &'a Reading,
    pub(super) form: &'a Form,
}

/// A sentence to work on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    /// Its number in what it is from.
    pub(super) number: usize,
    /// Bytes of what it is from before it.
    pub(super) start: u64,
    pub(super) said: Option<Said<'a>>,
}

/// What a command does with what was read; `scratch` belongs to the thread.
pub(super) trait Work: Sync {
    type Scratch: Send;

    fn scratch(&self) -> Self::Scratch;

    /// Works on a sentence and prints it under `group`.
    fn sentence(
        &self,
        piece: Piece<'_>,
        group: &Group<'_>,
        scratch: &mut Self::Scratch,
        page: &mut Page,
    );
}

/// What became of a batch.
#[derive(Default)]
struct Done {
    input_bytes: u64,
    /// Which fields of a file's records are taken.
    fields: Option<(Arc<Path>, Fields)>,
    output: Vec<u8>,
    records: Vec<Record>,
    /// Articles for a folder, in order.
    filed: Vec<Filed>,
    total: Tally,
    /// For each field that shall travel along, whether an article had it.
    kept: Vec<bool>,
    /// In the order of the input; at most one unless bad records are skipped.
    errors: Vec<Error>,
}

impl Flow<'_> {
    /// Runs everything and completes `target`.
    pub(super) fn run(&self, work: &impl Work, mut target: Target) -> Result<()> {
        let mut total = Tally::default();
        let mut bytes = Vec::new();
        self.form.report.header(&mut bytes);
        target.write(&bytes, &[])?;
        let ran = self.batches(work, &mut target, &mut total);
        if let (Err(_), Some(articles)) = (&ran, target.filed())
            && !self.reading.quiet
        {
            // Nothing is lost, so the way on is told; an error here would hide the one that counts.
            let _ = target.write(&[], &[]);
            let (noun, verb) = if articles == 1 { ("article", "is") } else { ("articles", "are") };
            remark(&format!("{articles} {noun} {verb} done; --resume goes on from there"));
        }
        ran?;
        bytes.clear();
        self.form.report.footer(&total, &mut bytes);
        for text in target.finish(&total, &bytes)? {
            if !self.reading.quiet {
                remark(&text);
            }
        }
        Ok(())
    }

    /// Works through all batches.
    fn batches<W: Work>(&self, work: &W, target: &mut Target, total: &mut Tally) -> Result<()> {
        let scratches = Shelf::new();
        let buffers = Shelf::new();
        let mut meter = Meter::new(&self.reading.sources, self.form.shown, self.reading.quiet);
        let mut remarks = Remarks::new(self.reading.skip_bad, self.reading.quiet);
        let mut kept = vec![false; self.form.fields.kept.len()];
        let finished = target.finished();
        let thread = || scratches.take().unwrap_or_else(|| (work.scratch(), Page::default()));
        in_order(
            Batches::new(self.reading),
            |batch| {
                let (mut scratch, mut page) = thread();
                page.bytes = buffers.take().unwrap_or_default();
                let done = self.batch(batch, work, finished.as_ref(), &mut scratch, &mut page);
                scratches.give((scratch, page));
                done
            },
            |mut done| {
                remarks.fields(done.fields, &meter);
                target.file(done.filed, |article| {
                    let (mut scratch, mut page) = thread();
                    let content = self.content(article, work, &mut scratch, &mut page);
                    scratches.give((scratch, page));
                    content
                })?;
                target.write(&done.output, &done.records)?;
                done.output.clear();
                buffers.give(done.output);
                total.add(&done.total);
                kept.iter_mut().zip(done.kept).for_each(|(any, had)| *any |= had);
                meter.add(done.input_bytes);
                remarks.errors(done.errors, &meter)
            },
        )?;
        drop(meter);
        remarks.finish(total.sentences > 0 || target.filed().unwrap_or(0) > 0)?;
        for (field, _) in self.form.fields.kept.iter().zip(kept).filter(|(_, any)| !any) {
            if !self.reading.quiet {
                remark(&format!("--keep: no article has a field {:?}", field.field));
            }
        }
        Ok(())
    }

    fn batch<W: Work>(
        &self,
        batch: Batch,
        work: &W,
        finished: Option<&Finished>,
        scratch: &mut W::Scratch,
        page: &mut Page,
    ) -> Done {
        let mut done =
            Done { input_bytes: batch.bytes, fields: batch.fields.clone(), ..Done::default() };
        done.kept.resize(self.form.fields.kept.len(), false);
        batch.each(self.reading, |item| {
            page.group.clear();
            match item {
                Ok(Item::Article(article)) => {
                    let kept = self.kept(&article);
                    done.kept.iter_mut().zip(&kept).for_each(|(any, had)| *any |= had.is_some());
                    if let Some(finished) = finished {
                        let hash = hash_article(&article, &kept);
                        let id = article.id.clone();
                        let content = self.file(article, &hash, work, finished, scratch, page);
                        done.filed.push(Filed { id, hash, content });
                    } else {
                        self.article(&article, &kept, work, scratch, page);
                    }
                }
                Ok(Item::Lines { file, block }) => {
                    let first = block.first_line == 1;
                    let kind = if first { GroupKind::FirstLines } else { GroupKind::MoreLines };
                    let none = vec![None; self.form.fields.kept.len()];
                    let group = Group { id: file, title: None, kind, kept: &none };
                    self.form.report.open(&group, page);
                    for line in block.lines().filter(|line| !line.is_blank()) {
                        let number = line.number - 1;
                        let piece =
                            Piece { text: line.text, number, start: line.start, said: None };
                        work.sentence(piece, &group, scratch, page);
                    }
                    self.form.report.close(&group, page);
                }
                Err(error) => {
                    done.errors.push(error);
                    return self.reading.skip_bad;
                }
            }
            done.total.add(&page.group);
            true
        });
        done.output = std::mem::take(&mut page.bytes);
        done.records = std::mem::take(&mut page.records);
        done
    }

    /// What of `article` travels along.
    fn kept<'t>(&self, article: &'t Article) -> Vec<Option<&'t str>> {
        self.form.fields.kept.iter().map(|kept| article.get(&kept.field)).collect()
    }

    fn article<W: Work>(
        &self,
        article: &Article,
        kept: &[Option<&str>],
        work: &W,
        scratch: &mut W::Scratch,
        page: &mut Page,
    ) {
        let kind = if self.reading.sentences { GroupKind::Record } else { GroupKind::Article };
        let group = Group { id: &article.id, title: article.title.as_deref(), kind, kept };
        let text = article.text.as_str();
        self.form.report.open(&group, page);
        if self.reading.sentences {
            let piece = Piece { text, number: 0, start: 0, said: None };
            work.sentence(piece, &group, scratch, page);
        } else {
            page.group.articles = 1;
            let mut sentence = |number: usize, span: Span, said| {
                let piece = Piece { text: span.of(text), number, start: span.start as u64, said };
                work.sentence(piece, &group, scratch, page);
            };
            let spans = self.reading.segmenter.segment(text);
            if self.form.fields.speakers {
                let spans: Vec<Span> = spans.collect();
                let speeches = attribute(text, &spans);
                for (number, (span, speech)) in spans.into_iter().zip(&speeches).enumerate() {
                    sentence(number, span, Some(Said::new(speech, text)));
                }
            } else {
                for (number, span) in spans.enumerate() {
                    sentence(number, span, None);
                }
            }
        }
        self.form.report.close(&group, page);
    }

    /// What is filed for `article`: nothing new if it is in `finished`.
    fn file<W: Work>(
        &self,
        article: Article,
        hash: &super::folder::Hash,
        work: &W,
        finished: &HashSet<super::folder::Hash>,
        scratch: &mut W::Scratch,
        page: &mut Page,
    ) -> FiledContent {
        if finished.contains(hash) {
            FiledContent::There(Box::new(article))
        } else {
            FiledContent::New(self.content(&article, work, scratch, page))
        }
    }

    /// The file of one article.
    fn content<W: Work>(
        &self,
        article: &Article,
        work: &W,
        scratch: &mut W::Scratch,
        page: &mut Page,
    ) -> Result<Content> {
        page.bytes.clear();
        page.records.clear();
        page.group.clear();
        self.form.report.header(&mut page.bytes);
        self.article(article, &self.kept(article), work, scratch, page);
        let sentences = page.group.sentences;
        let bytes = match self.form.sheet(|| Ok(Vec::new()))? {
            None => std::mem::take(&mut page.bytes),
            Some(mut sheet) => {
                sheet.take(&page.records)?;
                page.records.clear();
                sheet.finish(&page.group)?.0
            }
        };
        Ok(Content { bytes, sentences })
    }
}
