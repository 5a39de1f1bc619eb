//! Every sample article is one whole article of the test split among page furniture.
//!
//! In: `data/articles/`, the test split. Out: a failure that names the file and the record.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use crate::{Sentence, data, load, part_of, read};

/// What one article of `data/articles` consists of: its place and its text, headline included.
fn sample_articles() -> Vec<(String, String)> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Record {
        id: String,
        url: String,
        title: String,
        date: String,
        text: String,
    }
    let mut files: Vec<PathBuf> = fs::read_dir(data("articles"))
        .expect("data/articles can be listed")
        .map(|entry| entry.expect("an entry of data/articles").path())
        .collect();
    files.sort();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let text = read(&path);
        match kind.as_str() {
            "txt" => {
                assert_eq!(text.lines().nth(1), Some(""), "{name}: headline, then an empty line");
                found.push((name, text));
            }
            "html" => {
                let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                found.push((name, text));
            }
            "jsonl" => {
                for line in text.lines() {
                    let r: Record =
                        serde_json::from_str(line).unwrap_or_else(|e| panic!("{name}: {e}"));
                    assert!(!r.url.is_empty() && !r.date.is_empty(), "{name}: {}", r.id);
                    found.push((format!("{name} {}", r.id), format!("{}\n{}", r.title, r.text)));
                }
            }
            "csv" => {
                let mut rows = csv::Reader::from_reader(text.as_bytes());
                let header = rows.headers().unwrap_or_else(|e| panic!("{name}: {e}"));
                assert_eq!(header, vec!["id", "judul", "isi", "tanggal"], "{name}");
                for row in rows.records() {
                    let row = row.unwrap_or_else(|e| panic!("{name}: {e}"));
                    found
                        .push((format!("{name} {}", &row[0]), format!("{}\n{}", &row[1], &row[2])));
                }
            }
            _ => panic!("{name}: neither txt, html, jsonl nor csv"),
        }
        *kinds.entry(kind).or_default() += 1;
    }
    for (kind, least) in [("txt", 15), ("html", 2), ("jsonl", 1), ("csv", 1)] {
        let there = kinds.get(kind).copied().unwrap_or_default();
        assert!(there >= least, "{there} {kind} files in data/articles, want {least}");
    }
    found
}

#[test]
fn every_sample_article_is_a_whole_article_of_the_test_split() {
    let test = load("test.jsonl");
    let whole: Vec<&[Sentence]> = test
        .chunk_by(|a, b| a.article() == b.article())
        .filter(|article| article.len() >= 5)
        .collect();
    let mut used = BTreeMap::new();
    for (place, text) in sample_articles() {
        let source: Vec<&str> = whole
            .iter()
            .filter(|article| in_order(article, &text))
            .map(|article| article[0].article())
            .collect();
        assert_eq!(
            source.len(),
            1,
            "{place}: test articles found in it, word for word: {source:?}"
        );
        if let Some(other) = used.insert(part_of(source[0]), place.clone()) {
            panic!("{place} and {other} are of the same part");
        }
    }
}

/// Whether all sentences of `article` stand in `text`, one after the other.
fn in_order(article: &[Sentence], text: &str) -> bool {
    article
        .iter()
        .try_fold(text, |rest, s| rest.split_once(s.text.as_str()).map(|(_, after)| after))
        .is_some()
}
