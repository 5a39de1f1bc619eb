//! Reading articles and sentences from files of every format, good and bad.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

mod csv;
mod json;
mod limits;
mod sentences;
mod sources;
mod text;

use std::fs;
use std::io::Cursor;

use klaim::Result;
use klaim::article::{Article, Articles, ReadOptions};
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn articles_of(
    bytes: impl Into<Vec<u8>>,
    name: &str,
    options: &ReadOptions,
) -> Vec<Result<Article>> {
    Articles::from_reader(Cursor::new(bytes.into()), name, options).collect()
}

/// Articles as `line id|title|text`, errors as their message.
fn shown(bytes: impl Into<Vec<u8>>, name: &str, options: &ReadOptions) -> Vec<String> {
    articles_of(bytes, name, options)
        .into_iter()
        .map(|item| match item {
            Ok(a) => format!("{} {}|{}|{}", a.line, a.id, a.title.unwrap_or_default(), a.text),
            Err(error) => error.to_string(),
        })
        .collect()
}

fn plain(bytes: impl Into<Vec<u8>>, name: &str) -> Vec<String> {
    shown(bytes, name, &ReadOptions::default())
}

fn only_error(bytes: impl Into<Vec<u8>>, name: &str, options: &ReadOptions) -> String {
    let mut items = articles_of(bytes, name, options);
    assert_eq!(items.len(), 1, "{items:?}");
    items.remove(0).unwrap_err().to_string()
}
