//! Files, folders and patterns: what is read, in which order, and what is said of those that lead nowhere.

use std::fs;
use std::path::Path;

use klaim::article::{ReadOptions, Source, expand, read};

use super::folder;

#[test]
fn folders_are_read_in_order_without_hidden_and_foreign_files() {
    let folder = folder(&[
        ("b.txt", b"x"),
        ("a/2.html", b"x"),
        ("a/10.JSONL", b"x"),
        ("a/.git/c.txt", b"x"),
        (".hidden.txt", b"x"),
        ("picture.png", b"x"),
        ("c.csv", b"x"),
    ]);
    let names: Vec<String> = expand([folder.path()])
        .unwrap()
        .iter()
        .map(|s| s.path().strip_prefix(folder.path()).unwrap().display().to_string())
        .collect();
    assert_eq!(names, ["a/10.JSONL", "a/2.html", "b.txt", "c.csv"]);
}

#[test]
fn patterns_stand_for_their_matches() {
    let folder =
        folder(&[("a/1.txt", b"x"), ("a/b/2.txt", b"x"), ("a/3.md", b"x"), (".h.txt", b"")]);
    let count = |pattern: &str| expand([folder.path().join(pattern)]).map(|found| found.len());
    assert_eq!(count("a/*.txt").unwrap(), 1);
    assert_eq!(count("**/*.txt").unwrap(), 2);
    assert_eq!(count("a/?.md").unwrap(), 1);
    assert_eq!(count("*").unwrap(), 2, "the folder a stands for its two articles");
    assert!(count("*.csv").unwrap_err().to_string().contains("the pattern matches no file"));
}

#[test]
fn a_file_called_like_a_pattern_is_a_file() {
    let folder = folder(&[("[1] a?.txt", b"x")]);
    assert_eq!(expand([folder.path().join("[1] a?.txt")]).unwrap().len(), 1);
}

#[test]
fn sources_that_lead_nowhere_are_told() {
    let folder = folder(&[("empty/x.png", b"x")]);
    let message = |path: &Path| expand([path]).unwrap_err().to_string();
    assert!(
        message(&folder.path().join("gone.txt"))
            .ends_with("gone.txt: no such file or folder; check the path")
    );
    assert!(message(&folder.path().join("empty")).contains("the folder holds no article"));
    assert!(expand(Vec::<&str>::new()).is_err());
    assert!(expand(["-", "-"]).unwrap_err().to_string().contains("named twice"));
    assert!(expand(["-"]).unwrap()[0].is_stdin());
}

#[cfg(unix)]
#[test]
fn loops_of_links_end() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("a/1.txt", b"x")]);
    symlink("..", folder.path().join("a/up")).unwrap();
    symlink("self", folder.path().join("a/self")).unwrap();
    symlink("gone", folder.path().join("a/gone.txt")).unwrap();
    assert_eq!(expand([folder.path()]).unwrap().len(), 1);
}

#[test]
fn files_are_read_through_their_source() {
    let folder = folder(&[("a.csv", b"isi\nsatu\ndua\n"), ("b.txt", b"tiga")]);
    let texts: Vec<String> = expand([folder.path()])
        .unwrap()
        .iter()
        .flat_map(|source| read(source, &ReadOptions::default()))
        .map(|article| article.unwrap().text)
        .collect();
    assert_eq!(texts, ["satu", "dua", "tiga"]);
    let source = Source::file(folder.path().join("b.txt")).unwrap();
    assert_eq!(source.bytes(), Some(4));
    fs::remove_file(folder.path().join("b.txt")).unwrap();
    assert!(read(&source, &ReadOptions::default()).next().unwrap().is_err());
}
