//! Reading for many threads: sources go in, [`Batch`]es of bounded size come out, in the order of the input.
//!
//! The thread that reads does as little as it can: it cuts files at the borders of lines, rows and JSON records, and
//! hands out the names of files that hold one article each. Parsing is part of [`Batch::each`], which any thread can
//! call. Workbooks and Parquet files are unpacked as they are read.

use std::path::Path;
use std::sync::Arc;

use klaim::article::{
    Article, Articles, Block, BoxedReader, Fields, Format, LineBlocks, Opened, Portion, Progress,
    ReadOptions, Source, read,
};
use klaim::{Error, Result};

use super::input::Reading;

/// About how many bytes of input a batch has: enough that handing it over costs nothing, so few that input and output
/// of a batch stay in a core's cache.
const BATCH_BYTES: usize = 256 << 10;
/// Most files of a batch.
const BATCH_FILES: usize = 1024;
/// The largest file that is handed out by its name alone: its content may turn out to be a table with much in it.
const NAMED_BYTES: u64 = 64 << 20;

/// A piece of the input.
pub(super) struct Batch {
    /// Bytes of input as it lies on the disk, where they are known.
    pub(super) bytes: u64,
    /// Which fields of the records are taken, in the first batch of a file, and the file's name.
    pub(super) fields: Option<(Arc<Path>, Fields)>,
    content: Content,
}

enum Content {
    /// Files of one article each.
    Files(Vec<Source>),
    /// The like, opened to see what it is.
    Opened(Opened),
    /// Records of one file.
    Records(Portion),
    /// Lines that are one sentence each, with the file's name.
    Lines(Block, Arc<str>),
    Error(Error),
}

/// What a batch consists of.
pub(super) enum Item<'a> {
    Article(Article),
    /// The lines of `block`, all of the file called `file`.
    Lines {
        file: &'a str,
        block: &'a Block,
    },
}

impl Batch {
    fn error(error: Error) -> Self {
        Self::new(0, Content::Error(error))
    }

    fn new(bytes: u64, content: Content) -> Self {
        Self { bytes, fields: None, content }
    }

    /// Hands out what is in the batch, in order, until `take` returns false.
    pub(super) fn each(self, reading: &Reading, mut take: impl FnMut(Result<Item<'_>>) -> bool) {
        let options = &reading.options;
        let mut article = |article: Result<Article>| {
            take(article.and_then(|article| reading.check(article)).map(Item::Article))
        };
        match self.content {
            Content::Files(sources) => {
                let mut articles = sources.iter().flat_map(|source| read(source, options));
                let _all = articles.all(&mut article);
            }
            Content::Opened(opened) => {
                let _all = Articles::from_opened(opened, options).all(&mut article);
            }
            Content::Records(portion) => portion.each(article),
            Content::Lines(block, file) => {
                take(Ok(Item::Lines { file: &file, block: &block }));
            }
            Content::Error(error) => {
                article(Err(error));
            }
        }
    }
}

/// The batches of some sources.
pub(super) struct Batches<'a> {
    sources: std::iter::Peekable<std::slice::Iter<'a, Source>>,
    options: &'a ReadOptions,
    /// Whether each line or record is one sentence.
    sentences: bool,
    current: Option<(Current, Count)>,
}

/// A source that is read in pieces.
enum Current {
    /// Lines that are one sentence each.
    Lines {
        blocks: LineBlocks<BoxedReader>,
        path: Arc<Path>,
        name: Arc<str>,
        any: bool,
    },
    Records(Box<Articles>),
}

/// How much of the current source was told of.
struct Count {
    progress: Progress,
    /// Bytes of the file that batches have been given.
    bytes: u64,
    /// Whether its fields were told.
    fields: bool,
}

impl Count {
    /// What is new of the bytes `read` so far.
    fn more(&mut self, read: u64) -> u64 {
        let more = read.saturating_sub(self.bytes);
        self.bytes += more;
        more
    }
}

impl<'a> Batches<'a> {
    pub(super) fn new(reading: &'a Reading) -> Self {
        let Reading { sources, options, sentences, .. } = reading;
        Self { sources: sources.iter().peekable(), options, sentences: *sentences, current: None }
    }

    /// Whether `source` is known, without a look into it, to hold one article.
    fn is_one_article(&self, source: &Source) -> bool {
        let format = self.options.format.or_else(|| Format::from_path(source.path()));
        let single = matches!(format, Some(Format::Text | Format::Html));
        let small = source.bytes().is_some_and(|bytes| bytes <= NAMED_BYTES);
        single && small && !self.sentences && !source.is_stdin()
    }

    /// `first` and the files after it that are like it, up to the size of a batch.
    fn files(&mut self, first: &Source) -> Batch {
        let size = |source: &Source| source.bytes().unwrap_or(0);
        let mut batch = vec![first.clone()];
        let mut bytes = size(first);
        while bytes < BATCH_BYTES as u64 && batch.len() < BATCH_FILES {
            let Some(next) = self.sources.peek().copied().filter(|s| self.is_one_article(s)) else {
                break;
            };
            self.sources.next();
            bytes += size(next);
            batch.push(next.clone());
        }
        Batch::new(bytes, Content::Files(batch))
    }

    /// Opens `source`: it becomes the current one, or is a batch of its own.
    fn open(&mut self, source: &Source) -> Result<Option<Batch>> {
        let opened = Opened::new(source, self.options)?;
        let count = Count { progress: opened.progress(), bytes: 0, fields: false };
        let current = match opened.format {
            Format::Html if self.sentences => {
                return Err(Error::input(
                    &*opened.path,
                    0,
                    "an HTML page has no sentence a line",
                    "leave out --sentences, or give text or records (JSON Lines, JSON or a table)",
                ));
            }
            Format::Text if self.sentences => Current::Lines {
                blocks: LineBlocks::with_block_bytes(
                    opened.reader,
                    Arc::clone(&opened.path),
                    self.options.max_article_bytes,
                    BATCH_BYTES,
                ),
                name: Arc::from(opened.path.display().to_string()),
                path: opened.path,
                any: false,
            },
            Format::Text | Format::Html => {
                let bytes = source.bytes().unwrap_or(0);
                return Ok(Some(Batch::new(bytes, Content::Opened(opened))));
            }
            _ => Current::Records(Box::new(Articles::from_opened(opened, self.options))),
        };
        self.current = Some((current, count));
        Ok(None)
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        loop {
            if let Some((current, count)) = &mut self.current {
                if let Some(mut batch) = current.next_batch() {
                    batch.bytes = count.more(count.progress.bytes());
                    if !count.fields {
                        batch.fields = current.fields();
                        count.fields = batch.fields.is_some();
                    }
                    return Some(batch);
                }
                self.current = None;
            }
            let source = self.sources.next()?;
            if self.is_one_article(source) {
                return Some(self.files(source));
            }
            match self.open(source) {
                Ok(None) => {}
                Ok(Some(batch)) => return Some(batch),
                Err(error) => return Some(Batch::error(error)),
            }
        }
    }
}

impl Current {
    /// Which fields are taken of the records, once that is known.
    fn fields(&self) -> Option<(Arc<Path>, Fields)> {
        match self {
            Self::Records(articles) => {
                Some((Arc::clone(articles.path()), articles.fields()?.clone()))
            }
            Self::Lines { .. } => None,
        }
    }

    fn next_batch(&mut self) -> Option<Batch> {
        match self {
            Self::Records(articles) => {
                Some(Batch::new(0, Content::Records(articles.next_portion(BATCH_BYTES)?)))
            }
            Self::Lines { blocks, path, name, any } => match blocks.next() {
                Some(Ok(block)) => {
                    *any = *any || !block.text.trim_start().is_empty();
                    Some(Batch::new(0, Content::Lines(block, Arc::clone(name))))
                }
                Some(Err(error)) => {
                    *any = true;
                    Some(Batch::error(error))
                }
                None if *any => None,
                None => {
                    *any = true;
                    let remedy = "see whether this is the right file, or leave it out";
                    Some(Batch::error(Error::input(&**path, 0, "the file is empty", remedy)))
                }
            },
        }
    }
}
