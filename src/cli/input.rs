//! What the commands read: paths and options of the command line go in, a [`Reading`] comes out.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use klaim::article::{self, Article, Format, Keep, ReadOptions, Source};
use klaim::sentence::Segmenter;
use klaim::{Error, LabelSet};

use super::Common;
use super::folder::sha256;
use super::target::Settings;
use crate::report::{Kept, quoted};

/// The most bytes that an article's id, its kept fields and the names of labels may have in the records of all its sentences
/// together.
const MAX_REPEATED_BYTES: usize = 512 << 20;

/// Where articles come from and how they are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// Files, folders (with all that is in them), patterns such as 'berita/**/*.txt'; - or nothing for standard input.
    /// Any of them may be packed by gzip or zstd
    #[arg(value_name = "PATH", help_heading = None::<&str>)]
    paths: Vec<PathBuf>,
    /// text, html, jsonl, json, csv, tsv, parquet or xlsx [default: told by the name and the first bytes]
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    input_format: Option<Format>,
    /// Encoding, such as windows-1252 or utf-16le [default: utf-8]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Field with the text of a record [default: the first there is of text, content, isi, body, artikel, teks, konten]
    #[arg(long, value_name = "NAME")]
    text_field: Option<String>,
    /// Field with the id of a record [default: the first there is of id, url, no; else file and line]
    #[arg(long, value_name = "NAME")]
    id_field: Option<String>,
    /// Field with the headline of a record, shown in tables [default: the first there is of title, judul]
    #[arg(long, value_name = "NAME")]
    title_field: Option<String>,
    // A name with an underscore in a doc comment would have to be code.
    #[arg(long, value_name = "NAME", help = DATE_FIELD_HELP)]
    date_field: Option<String>,
    /// Largest article, record or line, in bytes or with K, M or G
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = parse_size)]
    max_article_size: usize,
    /// Report records that cannot be read on standard error, count them, and go on
    #[arg(long)]
    skip_bad: bool,
}

impl InputArgs {
    /// What the paths stand for, in order.
    fn sources(&self) -> Result<Vec<Source>> {
        if self.paths.is_empty() {
            if std::io::stdin().is_terminal() {
                return Err(Error::input(
                    "<stdin>",
                    0,
                    "is a terminal, and no path is given",
                    "name a file, a folder or a pattern, or pipe text in",
                )
                .into());
            }
            return Ok(vec![Source::stdin()]);
        }
        Ok(article::expand(&self.paths)?)
    }

    /// How to read, with the fields that travel along.
    fn options(&self, kept: &[Kept]) -> Result<ReadOptions> {
        Ok(ReadOptions {
            format: self.input_format,
            encoding: self.encoding.as_deref().map(article::encoding).transpose()?,
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            title_field: self.title_field.clone(),
            date_field: self.date_field.clone(),
            keep: if kept.is_empty() {
                Keep::None
            } else {
                Keep::Only(kept.iter().map(|kept| kept.field.clone()).collect())
            },
            max_article_bytes: self.max_article_size,
            ..ReadOptions::default()
        })
    }
}

const DATE_FIELD_HELP: &str = "Field with the date of a record [default: the first there is of date, tanggal, tgl, published_at, published]";

/// How articles are cut into sentences.
#[derive(Debug, Args)]
pub(super) struct SegmenterArgs {
    /// File with further abbreviations, one a line, whose full stop ends no sentence
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    abbreviations: Option<PathBuf>,
    /// Most sentences of an article
    #[arg(long, value_name = "N", default_value = "1000000", help_heading = "Input")]
    max_sentences: NonZeroUsize,
}

impl SegmenterArgs {
    fn segmenter(&self) -> Result<Segmenter> {
        let segmenter = Segmenter::new();
        Ok(match &self.abbreviations {
            Some(path) => segmenter.with_abbreviation_file(path)?,
            None => segmenter,
        })
    }

    /// Adds what changes the sentences to `settings`.
    pub(super) fn settings(&self, settings: &mut Settings) -> Result<()> {
        if let Some(path) = &self.abbreviations {
            let bytes = std::fs::read(path).map_err(Error::io(path))?;
            settings.insert("abbreviations_sha256".to_owned(), sha256(&bytes));
        }
        Ok(())
    }
}

/// What is read, and how it is cut into sentences.
pub(super) struct Reading {
    /// In order.
    pub(super) sources: Vec<Source>,
    pub(super) options: ReadOptions,
    pub(super) segmenter: Segmenter,
    max_sentences: usize,
    /// Bytes that the names of labels take in each record.
    label_bytes: usize,
    /// Whether each line or record is one sentence.
    pub(super) sentences: bool,
    pub(super) skip_bad: bool,
    /// Whether nothing is told on standard error but what is wrong.
    pub(super) quiet: bool,
}

impl Reading {
    /// With the fields that travel along.
    pub(super) fn new(
        input: &InputArgs,
        segmenter: &SegmenterArgs,
        kept: &[Kept],
        common: &Common,
    ) -> Result<Self> {
        Ok(Self {
            sources: input.sources()?,
            options: input.options(kept)?,
            segmenter: segmenter.segmenter()?,
            max_sentences: segmenter.max_sentences.get(),
            label_bytes: 0,
            sentences: false,
            skip_bad: input.skip_bad,
            quiet: common.quiet,
        })
    }

    /// For records that have the names of these `labels`.
    pub(super) fn with_labels(mut self, labels: &LabelSet) -> Self {
        // Beside a name stands its number.
        self.label_bytes = labels.names().iter().map(|name| quoted(name).len() + 8).sum();
        self
    }

    /// Refuses an article of too many sentences: what is made of each is held until the article is whole, and may be a
    /// hundred times as long as a very short sentence. The more of it each sentence repeats, the fewer it may have.
    ///
    /// # Errors
    /// [`Error::Input`]
    pub(super) fn check(&self, article: Article) -> klaim::Result<Article> {
        let kept: usize = article.metadata.iter().map(|(_, value)| quoted(value).len()).sum();
        let repeated = self.label_bytes + quoted(&article.id).len() + kept;
        let by_bytes = MAX_REPEATED_BYTES / repeated.max(1);
        let most = self.max_sentences.min(by_bytes);
        // No article of a newspaper is so long that its sentences have to be counted.
        if self.sentences
            || article.text.len() <= most
            || self.segmenter.segment(&article.text).nth(most).is_none()
        {
            return Ok(article);
        }
        let (problem, remedy) = if by_bytes < self.max_sentences {
            (
                format!(
                    "its id, its kept fields and the names of labels have {repeated} bytes, which each of its more than {most} sentences would repeat: over {MAX_REPEATED_BYTES} in all"
                ),
                "leave long fields out of --keep, name another --id-field, or split the article",
            )
        } else {
            (
                format!("an article with more than {most} sentences"),
                "see whether it is one article; split it, or raise --max-sentences",
            )
        };
        Err(Error::input(&*article.path, article.line, problem, remedy))
    }
}

fn parse_format(name: &str) -> Result<Format, String> {
    Format::NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, f)| *f).ok_or_else(
        || {
            let names: Vec<&str> = Format::NAMES.iter().map(|(n, _)| *n).collect();
            format!("use one of {}", names.join(", "))
        },
    )
}

/// Bytes; K, M and G stand for powers of 1024.
fn parse_size(text: &str) -> Result<usize, String> {
    let wrong = || "give a number of bytes above 0, or one with K, M or G behind it, such as 64M";
    let (digits, shift) = match text.as_bytes().last().map(u8::to_ascii_uppercase) {
        Some(b'K') => (&text[..text.len() - 1], 10),
        Some(b'M') => (&text[..text.len() - 1], 20),
        Some(b'G') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: usize = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).filter(|n| *n > 0).ok_or_else(|| wrong().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(parse_size("10"), Ok(10));
        assert_eq!(parse_size("64M"), Ok(64 << 20));
        assert_eq!(parse_size("2k"), Ok(2048));
        for wrong in [
            "",
            "M",
            "0",
            "-1",
            "1.5M",
            "1MB",
            "99999999999999999999",
            "18446744073709551615G",
            "é",
        ] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }
}
