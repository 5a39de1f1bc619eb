//! Files that are cut into sentences already: each line of a text file, or each record's text, is one sentence.

use std::sync::Arc;

use super::blocks::{LineBlocks, LineCursor};
use super::options::{Format, ReadOptions};
use super::reader::{Articles, BoxedReader, Opened};
use super::source::Source;
use crate::error::{Error, Result};

/// One sentence read as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceLine {
    /// For a line of text, the path; for a record, its id.
    pub article: Arc<str>,
    /// The line without its line end, or the record's text. Never blank.
    pub text: String,
    /// The line of the file, from 1.
    pub line: usize,
    /// For a line of text, the bytes of the decoded file before it; for a record 0.
    pub start: u64,
}

/// The sentences of one source, see [`sentences`].
pub struct Sentences {
    state: State,
}

enum State {
    Lines { lines: LineCursor<BoxedReader>, article: Arc<str>, any: bool },
    Records(Box<Articles>),
    Failed(Option<Error>),
}

/// The sentences of `source`, one for each line of text that is not blank, or for each record; streamed in bounded
/// memory. Errors come as they do from [`read`](super::read).
///
/// This hands out one owned sentence at a time. Whoever works on all cores opens the source by [`Opened::new`] and cuts
/// it up with [`LineBlocks`], and parses records with [`RecordParser`](super::RecordParser), block by block.
#[must_use]
pub fn sentences(source: &Source, options: &ReadOptions) -> Sentences {
    Sentences { state: State::new(source, options).unwrap_or_else(|e| State::Failed(Some(e))) }
}

impl State {
    fn new(source: &Source, options: &ReadOptions) -> Result<Self> {
        let opened = Opened::new(source, options)?;
        let path = Arc::clone(&opened.path);
        match opened.format {
            Format::Text => Ok(Self::Lines {
                article: Arc::from(path.display().to_string()),
                lines: LineCursor::new(LineBlocks::new(
                    opened.reader,
                    path,
                    options.max_article_bytes,
                )),
                any: false,
            }),
            Format::Html => Err(Error::input(
                &*path,
                0,
                "an HTML page has no sentence a line",
                "leave out --sentences, or give text or records (JSON Lines, JSON or a table)",
            )),
            _ => Ok(Self::Records(Box::new(Articles::from_opened(opened, options)))),
        }
    }
}

impl Iterator for Sentences {
    type Item = Result<SentenceLine>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.state {
            State::Lines { lines, article, any } => match lines.next_line() {
                Some(line) => {
                    *any = true;
                    Some(line.map(|line| SentenceLine {
                        article: Arc::clone(article),
                        text: line.text.to_owned(),
                        line: line.number,
                        start: line.start,
                    }))
                }
                None if *any => None,
                None => {
                    *any = true;
                    Some(Err(super::reader::nothing(
                        article.as_ref().as_ref(),
                        "the file is empty",
                    )))
                }
            },
            State::Records(articles) => Some(articles.next()?.map(|article| SentenceLine {
                article: Arc::from(article.id),
                text: article.text,
                line: article.line,
                start: 0,
            })),
            State::Failed(error) => error.take().map(Err),
        }
    }
}
