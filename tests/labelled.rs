//! Reading labelled sentences, good and bad.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

use std::fs;

use klaim::{LabelledSentence, Result};

fn labelled(name: &str, content: &str) -> Result<Vec<LabelledSentence>, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    let prefix = format!("{}/", folder.path().display());
    LabelledSentence::read(folder.path().join(name))
        .map_err(|error| error.to_string().replace(&prefix, ""))
}

#[test]
fn the_training_data_is_read() {
    let sentences = LabelledSentence::read("data/train.jsonl").unwrap();
    assert!(sentences.len() > 10_000);
    assert_eq!(sentences[0].id, "p1-01-00");
    assert_eq!(sentences[0].article(), "p1-01");
    assert!(sentences.iter().all(|s| s.weight.total_cmp(&1.0).is_eq()));
}

#[test]
fn labelled_tables_and_lines_are_the_same() {
    let lines = "{\"id\":\"a-1\",\"text\":\"x\",\"label\":\"none\",\"also\":\"impact\",\"weight\":0.5,\"genre\":[]}\n\
                 {\"id\":7,\"text\":\"y\",\"label\":\"impact\"}\n{\"text\":\"z\",\"label\":\"none\",\"also\":null}\n";
    let table = "text,label,also,weight,id\nx,none,impact,0.5,a-1\ny,impact,,,7\nz,none,,,\n";
    let mut from_lines = labelled("a.jsonl", lines).unwrap();
    let mut from_table = labelled("a.csv", table).unwrap();
    assert_eq!(from_lines[2].id, "line:3");
    assert_eq!(from_table[2].id, "line:4");
    assert_eq!(from_lines[1].article(), "7");
    for sentence in from_lines.iter_mut().chain(&mut from_table) {
        sentence.line = 0;
        if sentence.id.starts_with("line:") {
            sentence.id = String::new();
        }
    }
    assert_eq!(from_lines, from_table);
}

#[test]
fn bad_training_data_is_told() {
    for (name, content, expected) in [
        ("a.jsonl", "", "a.jsonl: holds no labelled sentence"),
        (
            "a.jsonl",
            "{\"text\":\"x\",\"label\":\"a\"}\n{\"text\":\"x\"}",
            "a.jsonl:2: has no field label",
        ),
        ("a.jsonl", "{\"text\":\"\",\"label\":\"a\"}", "a.jsonl:1: the field text is empty"),
        ("a.jsonl", "{\"text\":\"x\",\"label\":\" \"}", "a.jsonl:1: the field label is empty"),
        (
            "a.jsonl",
            "{\"text\":\"x\",\"label\":\"a\",\"also\":\"a\"}",
            "a.jsonl:1: the second label also is \"a\"",
        ),
        (
            "a.jsonl",
            "{\"text\":\"x\",\"label\":\"a\",\"weight\":-1}",
            "a.jsonl:1: the weight is -1;",
        ),
        (
            "a.jsonl",
            "{\"text\":\"x\",\"label\":\"a\",\"weight\":1e999}",
            "a.jsonl:1: not a JSON record at column",
        ),
        ("a.jsonl", "{\"text\":\"x\",\"label\":3}", "a.jsonl:1: not a JSON record at column"),
        (
            "a.jsonl",
            "{\"id\":\"q\",\"text\":\"x\",\"label\":\"a\"}\n\n{\"id\":\"q\",\"text\":\"y\",\"label\":\"a\"}",
            "a.jsonl:3: the id \"q\" stands on line 1 already",
        ),
        ("a.csv", "text\nx\n", "a.csv:1: has no column label; its columns are text"),
        ("a.csv", "text,label\nx\n", "a.csv:2: the row has 1 field where the header has 2"),
        ("a.csv", "text,label,weight\nx,a,inf\n", "a.csv:2: the weight is inf"),
        (
            "a.csv",
            "text,label,weight\nx,a,berat\n",
            "a.csv:2: the weight \"berat\" is not a number",
        ),
        ("a.csv", "text,label\n", "a.csv: holds no labelled sentence"),
    ] {
        let message = labelled(name, content).unwrap_err();
        assert!(message.starts_with(expected), "{message}\nshould start with\n{expected}");
    }
}
