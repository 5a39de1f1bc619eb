//! `klaim segment`.

use super::{data, klaim, records, stdout};

fn segment(args: &[&str]) -> assert_cmd::Command {
    let mut command = klaim(&["segment"]);
    command.args(args);
    command
}

#[test]
fn a_pipe_gets_json_lines() {
    let path = data("rapat.txt");
    let out = stdout(&mut segment(&[&path]));
    insta::assert_snapshot!("segment_jsonl", out);
    let file = std::fs::read_to_string(&path).expect("read");
    for record in records(&out) {
        let offset =
            |name: &str| usize::try_from(record[name].as_u64().expect("a number")).expect("fits");
        assert_eq!(record["text"], file[offset("start")..offset("end")]);
    }
}

#[test]
fn other_formats() {
    let path = data("berita.jsonl");
    for format in ["csv", "text", "table"] {
        let out = stdout(segment(&[&path, "--format", format]).env("COLUMNS", "60"));
        insta::assert_snapshot!(format!("segment_{format}"), out);
    }
}

#[test]
fn text_is_one_sentence_a_line() {
    let out = stdout(
        segment(&["-", "--format", "text"])
            .write_stdin("Rapat digelar di aula\nkantor bupati,  lalu ditutup. Hujan turun."),
    );
    assert_eq!(out, "Rapat digelar di aula kantor bupati, lalu ditutup.\nHujan turun.\n");
}

#[test]
fn sentences_are_those_that_classify_labels() {
    let segmented = records(&stdout(&mut segment(&["data/articles"])));
    let classified = records(&stdout(&mut super::classify(&["data/articles"])));
    assert_eq!(segmented.len(), classified.len());
    for (s, c) in segmented.iter().zip(&classified) {
        for (name, value) in s.as_object().expect("an object") {
            assert_eq!(value, &c[name]);
        }
    }
}

/// The crate that searches pages ends in an assertion on a character of several bytes right before certain hosts. The page's text is
/// read all the same, and nobody hears of it.
#[test]
fn a_page_on_which_the_search_fails_is_read_whole() {
    let paragraph =
        "<p>Bawaslu mengingatkan ASN agar netral dalam pilkada di kota itu.</p>".repeat(8);
    let page = format!(
        "<html><body><article>{paragraph}<iframe title=\"Simak di “youtube.com”\"></iframe></article></body></html>"
    );
    let output = segment(&["-", "--format", "text", "--input-format", "html"])
        .write_stdin(page)
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(text.matches("agar netral dalam pilkada").count(), 8);
}
