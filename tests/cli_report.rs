//! `klaim report` and `klaim summary` from end to end, with the bundled model on the sample articles.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

/// The program in a clean environment.
fn klaim(args: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_klaim"));
    for variable in ["NO_COLOR", "COLUMNS", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(variable);
    }
    command.args(args);
    command
}

/// Standard output of a run that must succeed.
fn stdout(command: &mut assert_cmd::Command) -> String {
    let output = command.output().expect("ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Standard error of a run that must fail with code 2.
fn stderr(command: &mut assert_cmd::Command) -> String {
    let output = command.output().expect("ran");
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).expect("UTF-8")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

const SAMPLES: &str = "data/articles";

#[test]
fn help() {
    insta::assert_snapshot!("help_report", stdout(&mut klaim(&["report", "--help"])));
    insta::assert_snapshot!("help_summary", stdout(&mut klaim(&["summary", "--help"])));
}

#[test]
fn the_page_does_not_depend_on_threads() {
    let one = stdout(&mut klaim(&["report", SAMPLES, "--threads", "1", "-q"]));
    let many = stdout(&mut klaim(&["report", SAMPLES, "--threads", "3", "-q"]));
    assert!(one == many);
    assert!(one.starts_with("<!DOCTYPE html><html lang=\"id\">"));
}

#[test]
fn the_page_says_what_it_is_told() {
    let english = &["report", SAMPLES, "-q", "--title", "A & B", "--note", "From <samples>"];
    let page = stdout(klaim(english).env("LANG", "en_GB.UTF-8"));
    assert!(page.contains("<html lang=\"en\">"));
    assert!(page.contains("<title>A &amp; B</title>") && page.contains("From &lt;samples&gt;"));
    let page = stdout(klaim(&["report", SAMPLES, "-q", "--lang", "id"]).env("LANG", "en_GB.UTF-8"));
    assert!(page.contains("<html lang=\"id\">") && page.contains("Klaim dalam berita"));
}

#[test]
fn a_bad_record_leaves_no_page() {
    let folder = folder();
    let (input, page) = (folder.path().join("a.jsonl"), folder.path().join("a.html"));
    std::fs::write(&input, "{\"isi\":\"ASN dilarang ikut.\"}\n{\"isi\":\n").expect("written");
    let (input, output) = (text(&input), text(&page));
    let error = stderr(&mut klaim(&["report", input, "--output", output]));
    assert!(error.contains("a.jsonl:2"), "{error}");
    assert!(!page.exists());
    stdout(&mut klaim(&["report", input, "--output", output, "--skip-bad"]));
    assert!(page.exists());
}

#[test]
fn summaries_count_what_classify_finds() {
    let classified = stdout(&mut klaim(&["classify", SAMPLES, "-q", "--format", "jsonl"]));
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for line in classified.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        *expected.entry(record["label"].as_str().expect("a label").to_owned()).or_default() += 1;
    }
    let by = "label,article,speaker,month";
    let lines = stdout(&mut klaim(&["summary", SAMPLES, "-q", "--by", by]));
    let mut found: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let by = found.entry(record["by"].as_str().expect("by").to_owned()).or_default();
        let label = record["label"].as_str().expect("a label").to_owned();
        let (count, of) = (record["count"].as_u64(), record["of"].as_u64());
        let (count, of) = (count.expect("a count"), of.expect("a number"));
        *by.entry(label).or_default() += count;
        let share = |key: &str| record[key].as_f64().expect("a share");
        assert!((share("share") - count as f64 / of as f64).abs() < 1e-6);
        assert!(share("low") <= share("share") && share("share") <= share("high"), "{line}");
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), ["article", "label", "month", "speaker"]);
    for (by, counts) in found {
        assert_eq!(counts, expected, "{by}");
    }
}

#[test]
fn tables_are_for_people() {
    let table = |width: &str| {
        let args =
            ["summary", SAMPLES, "-q", "--by", "label,month,speaker,article", "--format", "table"];
        stdout(klaim(&args).env("COLUMNS", width))
    };
    let wide = table("140");
    assert!(wide.contains("95 % interval") && wide.contains("prohibition") && wide.contains('█'));
    assert!(wide.contains("2024-10") && wide.contains("(no date)"));
    for line in table("100").lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn delimited_cells_are_safe_and_come_back() {
    let folder = folder();
    let input = folder.path().join("a.jsonl");
    let record = r#"{"id":"=1+1","judul":"a,\"b\"","tanggal":"12 Februari 2024","isi":"ASN dilarang ikut kampanye."}"#;
    std::fs::write(&input, record).expect("written");
    for (extension, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let output = folder.path().join(format!("out.{extension}"));
        let args =
            ["summary", text(&input), "--by", "article,month", "--output", text(&output), "-q"];
        stdout(&mut klaim(&args));
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).from_path(&output).expect("opens");
        let records: Vec<csv::StringRecord> =
            reader.records().collect::<Result<_, _>>().expect("records");
        assert_eq!(records.len(), 12);
        assert_eq!((&records[0][1], &records[0][2]), ("'=1+1", "a,\"b\""));
        assert_eq!((&records[11][0], &records[11][1]), ("month", "2024-02"));
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn workbooks_are_read_back_and_always_the_same() {
    use calamine::{Data, Reader as _, open_workbook_auto};

    let folder = folder();
    let write = |name: &str| {
        let path = folder.path().join(name);
        let args = ["summary", SAMPLES, "-q", "--by", "label,speaker", "--output", text(&path)];
        stdout(&mut klaim(&args));
        path
    };
    let (one, other) = (write("one.xlsx"), write("other.xlsx"));
    assert!(std::fs::read(&one).expect("read") == std::fs::read(other).expect("read"));
    let mut workbook = open_workbook_auto(&one).expect("a workbook");
    assert_eq!(workbook.sheet_names(), ["label", "speaker"]);
    let sheet = workbook.worksheet_range("label").expect("a sheet");
    let lines = stdout(&mut klaim(&["summary", SAMPLES, "-q"]));
    for (row, line) in sheet.rows().skip(1).zip(lines.lines()) {
        let record: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(row[0], Data::String(record["label"].as_str().expect("a label").into()));
        assert_eq!(row[1], Data::Float(record["count"].as_f64().expect("a count")));
    }
    assert_eq!(sheet.rows().count(), 7);
}

#[test]
fn what_cannot_be_counted_by_is_refused() {
    let error = stderr(&mut klaim(&["summary", SAMPLES, "--by", "week"]));
    assert!(error.contains("label, article, speaker, month"), "{error}");
}
