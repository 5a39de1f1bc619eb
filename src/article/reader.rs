//! The stream of articles: an opened source goes in, [`Article`]s come out one at a time, or [`Portion`]s of records to
//! be parsed by other threads, whatever the format.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;

use super::Article;
use super::blocks::{LineBlocks, LineCursor};
use super::decode::{peek, stream_error, utf8};
use super::delimited::RawRow;
use super::fields::{Columns, Fields};
use super::json::Values;
use super::options::{Format, ReadOptions};
use super::packing::{Counting, Packing, Unpacking};
use super::portion::{Portion, Records, gather};
use super::records::RecordParser;
use super::rows::{Rows, Table};
use super::sniff::foreign;
use super::source::Source;
use crate::error::{Error, Result};

/// A buffered reader that may move to another thread.
pub type BoxedReader = Box<dyn BufRead + Send>;

/// A source whose format is known, ready to be read.
pub struct Opened {
    /// The format named by the options, told by the extension, or told by the first bytes.
    pub format: Format,
    /// UTF-8 (not yet checked) without byte order mark, unpacked; for [`Format::Html`], [`Format::Parquet`] and
    /// [`Format::Xlsx`] the bytes as they are, unpacked.
    pub reader: BoxedReader,
    /// What messages call the source.
    pub path: Arc<Path>,
    /// The file itself, where the format needs more than a stream and it is not packed.
    pub(super) file: Option<File>,
    taken: Arc<AtomicU64>,
}

/// How far a source has been read.
#[derive(Debug, Clone)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Bytes taken from the source so far, as it lies on the disk (packed, not decoded); some may be in buffers still.
    /// Files of Parquet and workbooks are read in no order and do not count.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Opened {
    /// Opens `source`.
    ///
    /// # Errors
    /// [`Error::Io`] when it does not open or its first read fails.
    pub fn new(source: &Source, options: &ReadOptions) -> Result<Self> {
        let path = Arc::clone(source.path());
        if source.is_stdin() {
            return Self::from_raw(source.open()?, None, path, None, options);
        }
        let file = File::open(&path).map_err(Error::io(&*path))?;
        let by_name = Format::from_path(&path);
        // Only a file proper can be read from any place.
        let whole = match file.metadata() {
            Ok(metadata) if metadata.is_file() => file.try_clone().ok(),
            _ => None,
        };
        Self::from_raw(Box::new(file), whole, path, by_name, options)
    }

    fn from_raw(
        raw: Box<dyn Read + Send>,
        mut file: Option<File>,
        path: Arc<Path>,
        by_name: Option<Format>,
        options: &ReadOptions,
    ) -> Result<Self> {
        let failed = |error| stream_error(&path, 0, error);
        let taken = Arc::new(AtomicU64::new(0));
        let raw = Box::new(Counting::new(raw, Arc::clone(&taken)));
        let (mut head, mut raw) = peek(raw).map_err(failed)?;
        if let Some(packing) = Packing::sniff(&head) {
            file = None;
            (head, raw) = peek(Box::new(Unpacking::new(packing, raw))).map_err(failed)?;
            if Packing::sniff(&head).is_some() {
                let remedy = "unpack it once, and give what comes out";
                return Err(Error::input(&*path, 0, "is packed twice", remedy));
            }
        }
        if options.format.is_none()
            && let Some((problem, remedy)) = foreign(&head)
        {
            return Err(Error::input(&*path, 0, problem, remedy));
        }
        let told = options.format.or_else(|| Format::of_bytes(&head)).or(by_name);
        let format = told.unwrap_or_else(|| {
            let encoding = options.encoding.unwrap_or(encoding_rs::UTF_8);
            let encoding = Encoding::for_bom(&head).map_or(encoding, |(encoding, _)| encoding);
            let text_field = options.text_field.as_deref();
            Format::sniff_with(encoding.decode(&head).0.as_bytes(), text_field)
        });
        let reader: BoxedReader = match format {
            Format::Html | Format::Parquet | Format::Xlsx => Box::new(BufReader::new(raw)),
            _ => utf8(&head, raw, options.encoding).map_err(failed)?,
        };
        let file = file.filter(|_| matches!(format, Format::Parquet | Format::Xlsx));
        Ok(Self { format, reader, path, file, taken })
    }

    /// How far the source has been read, from now on.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress(Arc::clone(&self.taken))
    }
}

/// The articles of one source, in its order. See [`read`](super::read) for how errors come.
pub struct Articles {
    state: State,
    options: ReadOptions,
    path: Arc<Path>,
    /// Which fields of records were taken.
    fields: Option<Fields>,
    /// Whether an article or an error came out.
    any: bool,
}

enum State {
    Source(Source),
    Opened(Opened),
    Lines(LineCursor<BoxedReader>, Arc<RecordParser>),
    Values(Values<BoxedReader>, Arc<RecordParser>),
    Rows(Rows, Arc<(RecordParser, Columns)>),
    Failed(Error),
    Done,
}

impl Articles {
    pub(super) fn open(source: &Source, options: &ReadOptions) -> Self {
        Self::new(State::Source(source.clone()), Arc::clone(source.path()), options)
    }

    /// The articles of a source opened before, with the same options.
    #[must_use]
    pub fn from_opened(opened: Opened, options: &ReadOptions) -> Self {
        let path = Arc::clone(&opened.path);
        Self::new(State::Opened(opened), path, options)
    }

    fn new(state: State, path: Arc<Path>, options: &ReadOptions) -> Self {
        Self { state, options: options.clone(), path, fields: None, any: false }
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
        match Opened::from_raw(Box::new(reader), None, Arc::clone(&path), by_name, options) {
            Ok(opened) => Self::from_opened(opened, options),
            Err(error) => Self::new(State::Failed(error), path, options),
        }
    }

    /// What messages call the source.
    #[must_use]
    pub fn path(&self) -> &Arc<Path> {
        &self.path
    }

    /// Which fields of the records were taken, known from the first article on; of JSON, those of the first record. None
    /// for text and HTML.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.fields.as_ref()
    }

    /// Prepares for the format; a file of one article is read at once.
    fn start(&mut self, opened: Opened) -> Result<Option<Article>> {
        let limit = self.options.max_article_bytes;
        let parser = RecordParser::new(Arc::clone(&opened.path), &self.options);
        let Opened { format, reader, path, .. } = match opened.format {
            Format::Csv | Format::Tsv | Format::Parquet | Format::Xlsx => {
                let Some(table) = Table::open(opened, &parser, limit)? else { return Ok(None) };
                self.fields = Some(table.fields);
                self.state = State::Rows(table.rows, Arc::new((parser, table.columns)));
                return Ok(None);
            }
            _ => opened,
        };
        self.state = match format {
            Format::Html => return html_article(reader, path, &self.options).map(Some),
            Format::JsonLines => {
                let lines = LineCursor::new(LineBlocks::new(reader, path, limit));
                State::Lines(lines, Arc::new(parser))
            }
            Format::Json => State::Values(Values::new(reader, path, limit), Arc::new(parser)),
            _ => return text_article(reader, path, limit).map(Some),
        };
        Ok(None)
    }

    /// Gets ready to read; a file of one article is read at once.
    fn begin(&mut self) -> Result<Option<Article>> {
        if !matches!(self.state, State::Source(_) | State::Opened(_) | State::Failed(_)) {
            return Ok(None);
        }
        // What fails from here on leaves nothing to go on with.
        let opened = match std::mem::replace(&mut self.state, State::Done) {
            State::Source(source) => Opened::new(&source, &self.options)?,
            State::Opened(opened) => opened,
            State::Failed(error) => return Err(error),
            _ => return Ok(None),
        };
        self.start(opened)
    }

    fn next_article(&mut self) -> Result<Option<Article>> {
        if let Some(article) = self.begin()? {
            return Ok(Some(article));
        }
        match &mut self.state {
            State::Lines(lines, parser) => {
                let Some(line) = lines.next_line() else { return Ok(None) };
                let line = line?;
                note(&mut self.fields, || parser.fields(line.text));
                parser.json(line.text, line.number).map(Some)
            }
            State::Values(values, parser) => {
                let Some(value) = values.next() else { return Ok(None) };
                let value = value?;
                note(&mut self.fields, || parser.fields_of(&value));
                parser.value(&value).map(Some)
            }
            State::Rows(rows, table) => {
                let Some(row) = rows.next() else { return Ok(None) };
                table.0.raw_row(&table.1, row?).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The next records, about `bytes` of them, cut out and not parsed: a stream is read by one thread, and this is the
    /// least that it must do, so that others can do the rest. [`Portion::each`] hands out the articles that [`next`]
    /// would.
    ///
    /// [`next`]: Iterator::next
    pub fn next_portion(&mut self, bytes: usize) -> Option<Portion> {
        let records = match self.begin().transpose() {
            Some(whole) => Some(Records::One(whole)),
            None => self.cut(bytes),
        };
        let records = match records {
            Some(records) => {
                self.any |= records.any();
                records
            }
            None => Records::One(Err(self.end()?)),
        };
        Some(Portion(records))
    }

    fn cut(&mut self, bytes: usize) -> Option<Records> {
        Some(match &mut self.state {
            State::Lines(lines, parser) => match lines.next_block(bytes)? {
                Ok(block) => {
                    let fields = || block.lines().find_map(|line| parser.fields(line.text));
                    note(&mut self.fields, fields);
                    Records::Lines(block, Arc::clone(parser))
                }
                Err(error) => Records::One(Err(error)),
            },
            State::Values(values, parser) => {
                let values = gather(values, bytes, |value| value.bytes.len())?;
                let fields = || values.iter().flatten().find_map(|value| parser.fields_of(value));
                note(&mut self.fields, fields);
                Records::Values(values, Arc::clone(parser))
            }
            State::Rows(rows, table) => {
                Records::Rows(gather(rows, bytes, RawRow::size)?, Arc::clone(table))
            }
            _ => return None,
        })
    }

    /// Ends it; there is an error if nothing came out.
    fn end(&mut self) -> Option<Error> {
        self.state = State::Done;
        let any = std::mem::replace(&mut self.any, true);
        (!any).then(|| nothing(&self.path, "holds no record"))
    }
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.next_article().transpose();
        self.any |= item.is_some();
        item.or_else(|| self.end().map(Err))
    }
}

pub(super) fn nothing(path: &Path, problem: &str) -> Error {
    Error::input(path, 0, problem, "see whether this is the right file, or leave it out")
}

/// Notes the fields of the first JSON record that has what is needed.
fn note(fields: &mut Option<Fields>, find: impl FnOnce() -> Option<Fields>) {
    if fields.is_none() {
        *fields = find();
    }
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
    Ok(Article { id, title: None, text, published: None, metadata: Vec::new(), path, line: 0 })
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
