//! What a caller may say about the input: format, encoding, field names, limits.

use std::path::Path;

use encoding_rs::Encoding;

use crate::error::{Error, Result};

/// Default of [`ReadOptions::max_article_bytes`]: 64 MiB, some forty novels.
pub const MAX_ARTICLE_BYTES: usize = 64 << 20;

/// How articles lie in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text, one article a file.
    Text,
    /// A web page, one article a file.
    Html,
    /// One JSON object a line.
    JsonLines,
    /// A JSON array of objects, or objects one after the other.
    Json,
    /// A header and one record a row; comma or, where the header has more of them, semicolon.
    Csv,
    /// The like with tabs.
    Tsv,
    /// A Parquet file, one record a row; needs the feature `parquet`.
    Parquet,
    /// An Excel workbook, one record a row of the first sheet with a column for the text; needs the feature `xlsx`.
    Xlsx,
}

impl Format {
    /// All formats with the names by which they are chosen.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("text", Self::Text),
        ("html", Self::Html),
        ("jsonl", Self::JsonLines),
        ("json", Self::Json),
        ("csv", Self::Csv),
        ("tsv", Self::Tsv),
        ("parquet", Self::Parquet),
        ("xlsx", Self::Xlsx),
    ];

    /// The format that the extension of `path` stands for (txt, text, html, htm, xhtml, jsonl, ndjson, json, csv,
    /// tsv, parquet, xlsx, xlsm), whatever its case. An extension of packed files (gz, gzip, zst, zstd) is passed over:
    /// `a.csv.gz` is CSV.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        let extension = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
        let mut last = extension(path)?;
        if ["gz", "gzip", "zst", "zstd"].contains(&last.as_str()) {
            last = extension(Path::new(path.file_stem()?))?;
        }
        Some(match last.as_str() {
            "txt" | "text" => Self::Text,
            "html" | "htm" | "xhtml" => Self::Html,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "parquet" => Self::Parquet,
            "xlsx" | "xlsm" => Self::Xlsx,
            _ => return None,
        })
    }
}

impl std::str::FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let lower = name.to_ascii_lowercase();
        Self::NAMES.iter().find(|(n, _)| *n == lower).map(|(_, format)| *format).ok_or_else(|| {
            let names: Vec<_> = Self::NAMES.iter().map(|(n, _)| *n).collect();
            Error::parameter(
                "input format",
                format!("{name:?}"),
                format!("use one of {}", names.join(", ")),
            )
        })
    }
}

/// Which fields of a record, apart from text, id and title, travel along in [`Article::metadata`](super::Article).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keep {
    /// None: the fastest, their values are not even parsed.
    None,
    /// All of them.
    #[default]
    All,
    /// Those of these names, without regard to the case of ASCII letters.
    Only(Vec<String>),
}

impl Keep {
    /// Whether the field `name` is kept.
    #[must_use]
    pub fn keeps(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Only(names) => names.iter().any(|n| n.eq_ignore_ascii_case(name)),
        }
    }
}

/// How to read; [`ReadOptions::default`] suits most files.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The format of the content, unpacked; by default told by the first bytes where they are those of Parquet or a
    /// workbook, else by the extension and, failing that, by what the content looks like.
    pub format: Option<Format>,
    /// The encoding, see [`encoding`](super::encoding); by default UTF-8. A byte order mark of UTF-8 or UTF-16 comes
    /// first. Without this, an HTML page's own declaration counts.
    pub encoding: Option<&'static Encoding>,
    /// The field with the text; by default the first of [`ReadOptions::TEXT_FIELDS`] that the record has.
    pub text_field: Option<String>,
    /// The field with the id; by default the first of [`ReadOptions::ID_FIELDS`].
    pub id_field: Option<String>,
    /// The field with the headline; by default the first of [`ReadOptions::TITLE_FIELDS`].
    pub title_field: Option<String>,
    /// The field with the date; by default the first of [`ReadOptions::DATE_FIELDS`].
    pub date_field: Option<String>,
    /// Puts a record's title and a blank line before its text, so that offsets count from the title; off by default.
    pub prepend_title: bool,
    /// What else of a record is kept; everything by default.
    pub keep: Keep,
    /// The largest record, line or file taken as one article, in bytes of the file after decoding; default
    /// [`MAX_ARTICLE_BYTES`]. Larger ones are an error, found in memory of about this size.
    pub max_article_bytes: usize,
}

impl ReadOptions {
    /// Usual names of the text field, most wanted first; letter case does not matter.
    pub const TEXT_FIELDS: [&'static str; 7] =
        ["text", "content", "isi", "body", "artikel", "teks", "konten"];
    /// Usual names of the id field.
    pub const ID_FIELDS: [&'static str; 3] = ["id", "url", "no"];
    /// Usual names of the title field.
    pub const TITLE_FIELDS: [&'static str; 2] = ["title", "judul"];
    /// Usual names of the date field.
    pub const DATE_FIELDS: [&'static str; 5] =
        ["date", "tanggal", "tgl", "published_at", "published"];
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            text_field: None,
            id_field: None,
            title_field: None,
            date_field: None,
            prepend_title: false,
            keep: Keep::default(),
            max_article_bytes: MAX_ARTICLE_BYTES,
        }
    }
}
