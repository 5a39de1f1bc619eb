//! The stream of articles: an opened source goes in, [`Article`]s come out one at a time, whatever the format.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::Article;
use super::blocks::{LineBlocks, LineCursor};
use super::decode::{peek, stream_error, utf8};
use super::delimited::Delimited;
use super::json::Values;
use super::options::{Format, ReadOptions};
use super::records::{Columns, RecordParser};
use super::source::Source;
use crate::error::{Error, Result};

/// A buffered reader that may move to another thread.
pub type BoxedReader = Box<dyn BufRead + Send>;

/// A source whose format is known, ready to be read.
pub struct Opened {
    /// The format named by the options, told by the extension, or told by the first bytes.
    pub format: Format,
    /// UTF-8 (not yet checked) without byte order mark; for [`Format::Html`] the bytes of the file.
    pub reader: BoxedReader,
    /// What messages call the source.
    pub path: Arc<Path>,
}

impl Opened {
    /// Opens `source`.
    ///
    /// # Errors
    /// [`Error::Io`] when it does not open or its first read fails.
    pub fn new(source: &Source, options: &ReadOptions) -> Result<Self> {
        let by_name = if source.is_stdin() { None } else { Format::from_path(source.path()) };
        Self::from_raw(source.open()?, Arc::clone(source.path()), by_name, options)
    }

    fn from_raw(
        raw: Box<dyn Read + Send>,
        path: Arc<Path>,
        by_name: Option<Format>,
        options: &ReadOptions,
    ) -> Result<Self> {
        let (head, raw) = peek(raw).map_err(|error| stream_error(&path, 0, error))?;
        let format = options.format.or(by_name).unwrap_or_else(|| {
            let encoding = options.encoding.unwrap_or(encoding_rs::UTF_8);
            let encoding = Encoding::for_bom(&head).map_or(encoding, |(encoding, _)| encoding);
            Format::sniff(encoding.decode(&head).0.as_bytes())
        });
        let reader: BoxedReader = if format == Format::Html {
            Box::new(BufReader::new(raw))
        } else {
            utf8(&head, raw, options.encoding).map_err(|error| stream_error(&path, 0, error))?
        };
        Ok(Self { format, reader, path })
    }
}

/// The articles of one source, in its order. See [`read`](super::read) for how errors come.
pub struct Articles {
    state: State,
    options: ReadOptions,
    path: Arc<Path>,
    /// Whether an article or an error came out.
    any: bool,
}

enum State {
    Source(Source),
    Opened(Opened),
    Lines(LineCursor<BoxedReader>, RecordParser),
    Values(Values<BoxedReader>, RecordParser),
    Rows(Delimited<BoxedReader>, RecordParser, Columns),
    Failed(Error),
    Done,
}

impl Articles {
    pub(super) fn open(source: &Source, options: &ReadOptions) -> Self {
        Self {
            state: State::Source(source.clone()),
            options: options.clone(),
            path: Arc::clone(source.path()),
            any: false,
        }
    }

    /// The articles of a source opened before, with the same options.
    #[must_use]
    pub fn from_opened(opened: Opened, options: &ReadOptions) -> Self {
        let path = Arc::clone(&opened.path);
        Self { state: State::Opened(opened), options: options.clone(), path, any: false }
    }

    /// The articles of `reader`, which messages and ids call `path`. The extension of `path` counts for the format as
    /// it does for a file.
    pub fn from_reader(
        reader: impl Read + Send + 'static,
        path: impl AsRef<Path>,
        options: &ReadOptions,
    ) -> Self {
        let path: Arc<Path> = Arc::from(path.as_ref());
        let by_name = Format::from_path(&path);
        match Opened::from_raw(Box::new(reader), Arc::clone(&path), by_name, options) {
            Ok(opened) => Self::from_opened(opened, options),
            Err(error) => {
                Self { state: State::Failed(error), options: options.clone(), path, any: false }
            }
        }
    }

    /// What messages call the source.
    #[must_use]
    pub fn path(&self) -> &Arc<Path> {
        &self.path
    }

    /// Prepares for the format; a file of one article is read at once.
    fn start(&mut self, opened: Opened) -> Result<Option<Article>> {
        let Opened { format, reader, path } = opened;
        let limit = self.options.max_article_bytes;
        let parser = RecordParser::new(Arc::clone(&path), &self.options);
        self.state = match format {
            Format::Text => return text_article(reader, path, limit).map(Some),
            Format::Html => return html_article(reader, path, &self.options).map(Some),
            Format::JsonLines => {
                State::Lines(LineCursor::new(LineBlocks::new(reader, path, limit)), parser)
            }
            Format::Json => State::Values(Values::new(reader, path, limit), parser),
            Format::Csv | Format::Tsv => {
                let mut rows = if format == Format::Tsv {
                    Delimited::new(reader, path, b'\t', limit)
                } else {
                    Delimited::sniffing(reader, path, limit)?
                };
                let Some(header) = rows.next() else { return Ok(None) };
                let columns = parser.columns(&header?)?;
                State::Rows(rows, parser, columns)
            }
        };
        Ok(None)
    }

    fn next_article(&mut self) -> Result<Option<Article>> {
        loop {
            match &mut self.state {
                State::Lines(lines, parser) => {
                    return match lines.next_line() {
                        Some(line) => line.and_then(|l| parser.json(l.text, l.number)).map(Some),
                        None => Ok(None),
                    };
                }
                State::Values(values, parser) => {
                    return match values.next() {
                        Some(value) => value.and_then(|v| parser.json(&v.text, v.line)).map(Some),
                        None => Ok(None),
                    };
                }
                State::Rows(rows, parser, columns) => {
                    return match rows.next() {
                        Some(row) => row.and_then(|row| parser.row(columns, &row)).map(Some),
                        None => Ok(None),
                    };
                }
                State::Source(_) | State::Opened(_) | State::Failed(_) | State::Done => {}
            }
            // What fails or ends from here on leaves nothing to go on with.
            let opened = match std::mem::replace(&mut self.state, State::Done) {
                State::Source(source) => Opened::new(&source, &self.options)?,
                State::Opened(opened) => opened,
                State::Failed(error) => return Err(error),
                _ => return Ok(None),
            };
            if let Some(article) = self.start(opened)? {
                return Ok(Some(article));
            }
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.next_article().transpose();
        let first = !std::mem::replace(&mut self.any, true);
        if item.is_none() {
            self.state = State::Done;
            if first {
                return Some(Err(nothing(&self.path, "holds no record")));
            }
        }
        item
    }
}

pub(super) fn nothing(path: &Path, problem: &str) -> Error {
    Error::input(path, 0, problem, "see whether this is the right file, or leave it out")
}

/// All of `reader`, up to `limit` bytes.
fn read_whole(reader: BoxedReader, path: &Path, limit: usize, remedy: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| stream_error(path, 0, error))?;
    if bytes.len() > limit {
        return Err(Error::input(
            path,
            0,
            format!("the file is longer than the limit of {limit} bytes for one article"),
            remedy,
        ));
    }
    Ok(bytes)
}

fn text_article(reader: BoxedReader, path: Arc<Path>, limit: usize) -> Result<Article> {
    let remedy = "split it, raise --max-article-size, or read it by --sentences";
    let bytes = read_whole(reader, &path, limit, remedy)?;
    // Decoded already; this checks UTF-8.
    let text = super::decode::decode(bytes, encoding_rs::UTF_8, &path)?;
    if text.trim_start().is_empty() {
        return Err(nothing(&path, "the file is empty"));
    }
    let id = path.display().to_string();
    Ok(Article { id, title: None, text, metadata: Vec::new(), path, line: 0 })
}

#[cfg(feature = "html")]
fn html_article(reader: BoxedReader, path: Arc<Path>, options: &ReadOptions) -> Result<Article> {
    let limit = options.max_article_bytes.min(super::html::MAX_HTML_BYTES);
    let remedy = if limit < super::html::MAX_HTML_BYTES {
        "save the article's text instead of the page, or raise --max-article-size"
    } else {
        "save the article's text instead of the page"
    };
    let bytes = read_whole(reader, &path, limit, remedy)?;
    if bytes.trim_ascii().is_empty() {
        return Err(nothing(&path, "the file is empty"));
    }
    super::html::article(bytes, path, options.encoding)
}

#[cfg(not(feature = "html"))]
#[allow(clippy::needless_pass_by_value, reason = "as the function that reads HTML")]
fn html_article(_: BoxedReader, path: Arc<Path>, _: &ReadOptions) -> Result<Article> {
    Err(Error::input(
        &*path,
        0,
        "this build does not read HTML",
        "build klaim with the feature html, or save the page as text",
    ))
}
