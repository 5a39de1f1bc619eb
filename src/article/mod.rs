//! Reading: paths go in, [`Article`]s come out.
//!
//! [`expand`] turns what a person typed (files, folders, glob patterns, `-`) into [`Source`]s in a fixed order;
//! [`read`] turns one source into a stream of articles. Plain text and HTML hold one article a file; JSON Lines, JSON,
//! CSV, TSV, Parquet and Excel workbooks hold one a record and are read record by record, so a file may be larger than
//! memory. Any of them may be packed once by gzip or zstd, which is told by its first bytes.
//! [`sentences`] reads files in which each line or record is one sentence. For a pool of threads,
//! [`Articles::next_portion`] cuts a file at the borders of its records and leaves parsing to whoever takes the
//! [`Portion`], and [`LineBlocks`] hands out blocks of whole lines.
//!
//! Offsets and sizes are in bytes of UTF-8 unless said otherwise; lines, and rows of Parquet files and sheets, count
//! from 1. An article's text is kept
//! exactly as the file has it, line ends included, after decoding and without a byte order mark. The text of an HTML
//! page is the text extracted from it, so offsets point into that text and not into the page.
//!
//! ```
//! use klaim::article::{Articles, ReadOptions};
//!
//! let lines = "{\"id\":\"a\",\"isi\":\"ASN dilarang berpolitik praktis.\"}\n";
//! let options = ReadOptions::default();
//! let articles: Vec<_> = Articles::from_reader(lines.as_bytes(), "berita.jsonl", &options).collect();
//! assert_eq!(articles[0].as_ref().unwrap().text, "ASN dilarang berpolitik praktis.");
//! ```

use std::path::Path;
use std::sync::Arc;

mod blocks;
mod date;
mod decode;
mod delimited;
#[cfg(any(feature = "parquet", feature = "xlsx"))]
mod expansion;
mod fields;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "html")]
mod html_facts;
#[cfg(feature = "html")]
mod html_guard;
#[cfg(feature = "html")]
mod html_text;
mod json;
mod options;
mod packing;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_cells;
#[cfg(feature = "parquet")]
mod parquet_fields;
#[cfg(feature = "parquet")]
mod parquet_guard;
#[cfg(feature = "parquet")]
mod parquet_values;
mod portion;
mod reader;
mod records;
mod rows;
mod sentences;
mod sniff;
mod source;
#[cfg(feature = "parquet")]
mod thrift;
#[cfg(feature = "xlsx")]
mod xlsx;
#[cfg(feature = "xlsx")]
mod xlsx_guard;
#[cfg(feature = "xlsx")]
mod xlsx_merged;

pub use blocks::{Block, Line, LineBlocks};
pub use decode::{INVALID_UTF8_REMEDY, encoding};
pub use delimited::{Delimited, Row};
pub use fields::{Columns, Fields};
#[cfg(feature = "html")]
pub use html::MAX_HTML_BYTES;
#[cfg(feature = "html")]
pub use html_guard::{MAX_DEPTH, MAX_NODES};
pub use options::{Format, Keep, MAX_ARTICLE_BYTES, ReadOptions};
pub use portion::Portion;
pub use reader::{Articles, BoxedReader, Opened, Progress};
pub use records::RecordParser;
pub(crate) use records::{check_width, json_error};
pub use sentences::{SentenceLine, Sentences, sentences};
pub use source::{Source, expand};

/// One news article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The record's id field; without one `path:line`; for a text or HTML file the path as given. Never empty.
    pub id: String,
    /// The headline, where the source keeps it apart from the text: a record's title field, an HTML page's title.
    pub title: Option<String>,
    /// What is segmented and classified; never blank. Byte offsets of sentences point into it. A record's text is exactly its
    /// text field (the title is not put before it, see [`ReadOptions::prepend_title`]); an HTML page's text opens with
    /// its title, paragraphs stand apart by blank lines.
    pub text: String,
    /// When it was published, as the source writes it: the record's date field, or the date in an HTML page; see
    /// [`Article::date`].
    pub published: Option<String>,
    /// Other fields of the record, or an HTML page's `author`, `date`, `site`, `url` and `language`, in the order of
    /// the source.
    pub metadata: Vec<(String, String)>,
    /// The file, or `<stdin>`.
    pub path: Arc<Path>,
    /// The line on which the record starts, or its row in a sheet or a Parquet file, from 1; 0 when the article is the whole file.
    pub line: usize,
}

impl Article {
    /// The metadata called `name`, without regard to the case of ASCII letters.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.metadata
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The day of publication as ISO 8601 has it, such as `2024-02-12`; none where none is known or it cannot be read
    /// ([`Article::published`] has what is written).
    ///
    /// Read are ISO and RFC 3339 dates, numbers in Indonesian order (`12/02/2024`), and months by name in Indonesian and
    /// English, with or without weekday and time (`Senin, 12 Februari 2024 08:15 WIB`). No time zone is worked out.
    #[must_use]
    pub fn date(&self) -> Option<String> {
        let (year, month, day) = date::parse(self.published.as_deref()?)?;
        Some(format!("{year}-{month:02}-{day:02}"))
    }
}

/// The articles of `source`, read as they are asked for.
///
/// Nothing is opened before the first call of `next`. An error on one record is one `Err` item, and the records after
/// it follow; an error that leaves nothing to go on with (a file that does not open, a broken encoding in a stream)
/// is the last item. Memory is bounded by [`ReadOptions::max_article_bytes`], whatever the file's size.
#[must_use]
pub fn read(source: &Source, options: &ReadOptions) -> Articles {
    Articles::open(source, options)
}
