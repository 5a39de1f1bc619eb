//! What strangers write never steers a terminal or a spreadsheet: control characters and bidi overrides in texts, ids,
//! titles, labels, names of fields and of files come out as visible stand-ins, or escaped, everywhere but in the text of
//! formats for machines.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;

/// Whether `c` could move the cursor, start an escape sequence or turn the direction of text.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` without the colours that the program itself sets.
fn without_colours(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some((before, behind)) = rest.split_once("\u{1b}[") {
        plain += before;
        match behind.split_once('m') {
            Some((codes, after)) if codes.chars().all(|c| c.is_ascii_digit() || c == ';') => {
                rest = after;
            }
            // Not a colour: it stays, to be found.
            _ => {
                plain.push('\u{1b}');
                rest = behind;
            }
        }
    }
    plain + rest
}

fn assert_safe(what: &str, output: &[u8]) {
    let text = String::from_utf8(output.to_vec()).expect("UTF-8");
    let found = without_colours(&text).chars().find(|c| steers(*c));
    assert_eq!(found, None, "{what}: {text:?}");
}

/// Runs the program and asserts that standard error, and standard output where it is for people, steer nothing.
fn run(folder: &Path, args: &[&str], for_people: bool) -> Vec<u8> {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_klaim"));
    let output = command.args(args).current_dir(folder).write_stdin("").output().expect("it runs");
    assert_safe(&format!("standard error of {args:?}"), &output.stderr);
    if for_people {
        assert_safe(&format!("standard output of {args:?}"), &output.stdout);
    }
    output.stdout
}

/// A string of what steers, of what spreadsheets take for formulas, and of anything.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\u{1b}[2J".to_owned()),
        Just("\u{1b}]0;title\u{7}".to_owned()),
        Just("\u{9b}31m".to_owned()),
        Just("\u{202e}abc".to_owned()),
        Just("\r\n\u{8}\u{7f}\0".to_owned()),
        Just("\u{2028}\u{2066}".to_owned()),
        Just("=HYPERLINK(1)".to_owned()),
        Just("+1-2@x".to_owned()),
        Just("kata dilarang".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn texts_of_strangers_are_shown_and_not_obeyed(
        texts in proptest::collection::vec((nasty(), nasty(), nasty()), 1..12),
        field in nasty(),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, content: String| {
            std::fs::write(folder.path().join(name), content).expect("written");
        };
        let (mut articles, mut labelled) = (String::new(), String::new());
        for (i, (id, text, label)) in texts.iter().enumerate() {
            let text = format!("{text} dan kata");
            let article = serde_json::json!({"id": format!("{id}x"), "title": id, "text": text});
            let _ = writeln!(articles, "{article}");
            let label = if i % 2 == 0 { "none" } else { label };
            let sentence = serde_json::json!({"id": format!("{id}-{i}"), "text": text, "label": label});
            let _ = writeln!(labelled, "{sentence}");
        }
        write("a.jsonl", articles);
        write("l.jsonl", labelled);
        write("bad.jsonl", format!("{}\n", serde_json::json!({field.as_str(): field, "id": 5})));
        write("type.jsonl", format!("{}\n", serde_json::json!({"text": [field], "id": field})));
        write("bad.csv", format!("\"{}\",b\nc,d,e\n", field.replace('"', "\"\"")));
        let lines = texts.iter().map(|(_, text, _)| text.replace('\n', " ")).collect::<Vec<_>>();
        write("lines.txt", lines.join("\n") + " a");

        for color in ["always", "never"] {
            run(folder.path(), &["classify", "a.jsonl", "-f", "table", "--all", "--color", color], true);
            run(folder.path(), &["segment", "a.jsonl", "-f", "table", "--color", color], true);
        }
        run(folder.path(), &["classify", "bad.jsonl"], true);
        run(folder.path(), &["classify", "bad.jsonl", "--skip-bad"], true);
        run(folder.path(), &["classify", "type.jsonl", "--text-field", &field.replace('\0', "")], true);
        run(folder.path(), &["classify", "bad.csv"], true);
        run(folder.path(), &["classify", &lines[0].replace('\0', "")], true);
        run(folder.path(), &["check-data", "l.jsonl", "--no-model"], true);
        run(folder.path(), &["train", "--data", "l.jsonl", "--output", "m.st", "--alpha", "1"], true);
        run(folder.path(), &["evaluate", "--data", "l.jsonl"], true);
        run(folder.path(), &["agreement", "l.jsonl", "l.jsonl"], true);
        for format in ["table", "json"] {
            run(folder.path(), &["explain", "--file", "lines.txt", "--format", format], true);
        }

        // JSON escapes what steers a terminal by a single byte; the rest of its text is to the letter.
        let jsonl = run(folder.path(), &["classify", "a.jsonl"], false);
        let raw = |byte: &u8| *byte < 0x20 && *byte != b'\n';
        prop_assert!(!jsonl.iter().any(raw));
        for line in jsonl.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let record: serde_json::Value = serde_json::from_slice(line).expect("JSON");
            prop_assert!(record["text"].is_string());
        }

        // No cell that a spreadsheet would compute.
        for args in [
            &["classify", "a.jsonl", "-f", "csv"][..],
            &["segment", "a.jsonl", "-f", "csv"],
            &["classify", "lines.txt", "--sentences", "-f", "csv"],
        ] {
            let output = run(folder.path(), args, false);
            let mut reader = csv::Reader::from_reader(&*output);
            for row in reader.records() {
                for cell in &row.expect("CSV") {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?}", cell);
                }
            }
        }
    }
}

#[test]
fn progress_on_a_terminal_shows_nothing_of_the_input() {
    // `script` gives the program a terminal; where it is missing there is nothing to test with.
    let folder = tempfile::tempdir().expect("a folder");
    let record = serde_json::json!({"id": "\u{1b}]0;evil\u{7}", "text": "\u{1b}[2Jevil dilarang."});
    let path = folder.path().join("a\u{1b}[2Jevil.jsonl");
    std::fs::write(&path, format!("{record}\n").repeat(20_000)).expect("written");
    let line = format!("{} classify *.jsonl --output out.jsonl", env!("CARGO_BIN_EXE_klaim"));
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).current_dir(folder.path());
    let Ok(output) = command.stdin(std::process::Stdio::null()).output() else { return };
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    // The file's name is told, with its escapes made visible; what the progress bar itself sends is not followed by it.
    assert!(!shown.contains("\u{1b}[2Jevil") && !shown.contains("\u{1b}]0;"), "{shown:?}");
}
