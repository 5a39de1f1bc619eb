//! Reading of packed files, workbooks, Parquet files and tables told by their content, each written by another program's
//! library; and what is said of damaged and hostile ones.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

mod packed;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_bad;
mod tables;
#[cfg(feature = "xlsx")]
mod xlsx;
#[cfg(feature = "xlsx")]
mod xlsx_bad;

use std::fs;
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use klaim::Result;
use klaim::article::{Article, Articles, Fields, ReadOptions, Source, read};

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    zstd::stream::encode_all(bytes.as_ref(), 3).unwrap()
}

/// All that is read from a stream of that name.
fn items(bytes: impl Into<Vec<u8>>, name: &str, options: &ReadOptions) -> Vec<Result<Article>> {
    Articles::from_reader(Cursor::new(bytes.into()), name, options).collect()
}

/// Articles as `line id|title|date|text`, errors as their message.
fn line(item: Result<Article>) -> String {
    match item {
        Ok(a) => {
            let date = a.date().unwrap_or_default();
            format!("{} {}|{}|{date}|{}", a.line, a.id, a.title.unwrap_or_default(), a.text)
        }
        Err(error) => error.to_string(),
    }
}

fn shown(bytes: impl Into<Vec<u8>>, name: &str, options: &ReadOptions) -> Vec<String> {
    items(bytes, name, options).into_iter().map(line).collect()
}

fn plain(bytes: impl Into<Vec<u8>>, name: &str) -> Vec<String> {
    shown(bytes, name, &ReadOptions::default())
}

/// The like from a file on the disk, which is read from any place and not as a stream.
#[cfg_attr(not(any(feature = "parquet", feature = "xlsx")), allow(dead_code))]
fn from_file(bytes: impl AsRef<[u8]>, name: &str, options: &ReadOptions) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let here = format!("{}/", folder.path().display());
    let source = Source::file(&path).unwrap();
    read(&source, options).map(|item| line(item).replace(&here, "")).collect()
}

/// The message of an input that is nothing but an error.
fn only_error(bytes: impl Into<Vec<u8>>, name: &str) -> String {
    let mut items = items(bytes, name, &ReadOptions::default());
    assert_eq!(items.len(), 1, "{items:?}");
    items.remove(0).unwrap_err().to_string()
}

/// Which fields were taken.
fn fields(bytes: impl Into<Vec<u8>>, name: &str) -> Option<Fields> {
    let mut articles =
        Articles::from_reader(Cursor::new(bytes.into()), name, &ReadOptions::default());
    articles.next();
    articles.fields().cloned()
}

/// Generous, for a debug build on a busy machine; what this guards against takes minutes, or all memory.
fn soon<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < Duration::from_secs(30), "{what} took {:?}", start.elapsed());
    result
}

/// What comes last of a stream of that name, as its id or its message, soon.
#[cfg_attr(not(any(feature = "parquet", feature = "xlsx")), allow(dead_code))]
fn last(bytes: Vec<u8>, name: &str, options: &ReadOptions) -> String {
    let articles = Articles::from_reader(Cursor::new(bytes), name, options);
    let last = soon(name, || articles.last()).unwrap();
    last.map_or_else(|error| error.to_string(), |article| article.id)
}
