//! Table, JSON Lines and CSV of the same sentences.

use super::{classify, data, klaim, records, stdout};

const FIELDS: [&str; 7] = ["article", "sentence", "start", "end", "text", "label", "probability"];

#[test]
fn a_record_points_at_its_sentence_and_its_probabilities_add_up() {
    let samples = "data/articles/*.txt";
    let records = records(&stdout(&mut classify(&[samples])));
    assert!(records.len() > 200);
    let mut last = (String::new(), 0);
    for record in &records {
        let article = record["article"].as_str().expect("a path");
        let file = std::fs::read_to_string(article).expect("read");
        let offset =
            |name: &str| usize::try_from(record[name].as_u64().expect("a number")).expect("fits");
        assert_eq!(record["text"], file[offset("start")..offset("end")]);
        let number = record["sentence"].as_u64().expect("a number");
        let expected = if article == last.0 { last.1 + 1 } else { 0 };
        assert_eq!(number, expected);
        last = (article.to_owned(), number);

        let label = record["label"].as_str().expect("a label");
        let probabilities = record["probabilities"].as_object().expect("an object");
        assert_eq!(probabilities.keys().collect::<Vec<_>>(), ["none", "prohibition", "sanction"]);
        let values = || probabilities.values().map(|p| p.as_f64().expect("a number"));
        assert!((values().sum::<f64>() - 1.0).abs() < 1e-3);
        assert_eq!(record["probability"], probabilities[label]);
        assert!(values().all(|p| p <= record["probability"].as_f64().expect("a number")));
    }
}

#[test]
fn a_record_has_its_fields_in_order() {
    let out = stdout(&mut classify(&[&data("rapat.txt")]));
    let line = out.lines().next().expect("a record");
    let mut from = 0;
    for field in FIELDS.iter().chain(&["probabilities"]) {
        let key = format!("\"{field}\":");
        from += line[from..].find(&key).unwrap_or_else(|| panic!("{key} in order in {line}"));
    }
    assert!(!out.contains("uncertain"));
}

#[test]
fn csv_says_what_json_lines_say() {
    let paths = ["data/articles", "--min-probability", "0.7"];
    let json = records(&stdout(&mut classify(&paths)));
    let out = stdout(classify(&paths).args(["--format", "csv"]));
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(Into::into).collect();
    let last = ["p_none", "p_prohibition", "p_sanction", "uncertain"];
    assert_eq!(header, [&FIELDS[..], &last].concat());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), json.len());
    for (row, record) in rows.iter().zip(&json) {
        for (name, cell) in FIELDS.iter().zip(row) {
            let value = &record[*name];
            let plain = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            let formula = plain.starts_with(['=', '+', '-', '@']);
            assert_eq!(cell, if formula { format!("'{plain}") } else { plain });
        }
        for (index, label) in ["none", "prohibition", "sanction"].iter().enumerate() {
            assert_eq!(row[7 + index], record["probabilities"][label].to_string());
        }
        assert_eq!(&row[10], if record["uncertain"] == true { "true" } else { "false" });
    }
}

/// `table` with the percentages, which a change of the model moves, replaced by others of the same width.
fn without_numbers(table: &str) -> String {
    let line = |line: &str| {
        let Some(at) = line.find(" %") else { return line.to_owned() };
        let number = |c: char| c.is_ascii_digit() || c == '.';
        let before = line[..at].trim_end_matches(number).trim_end();
        format!("{before}{:>width$}{}", "NN", &line[at..], width = at - before.len())
    };
    table.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_table_groups_and_wraps() {
    let paths = [data("rapat.txt"), data("berita.jsonl")];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let table = |args: &[&str], width: &str| {
        let mut command = classify(&paths);
        let out = stdout(command.args(["--format", "table"]).args(args).env("COLUMNS", width));
        without_numbers(&out)
    };
    insta::assert_snapshot!("table_72", table(&[], "72"));
    insta::assert_snapshot!("table_all_60", table(&["--all"], "60"));
    insta::assert_snapshot!("table_labels_100", table(&["--labels", "sanction"], "100"));
    insta::assert_snapshot!(
        "table_colour",
        table(&["--all", "--color", "always"], "100").replace('\u{1b}', "ESC")
    );
    insta::assert_snapshot!("table_sentences", table(&["--sentences"], "72"));
}

#[test]
fn no_line_of_a_table_is_wider_than_the_terminal() {
    for width in [30, 40, 60, 100, 160] {
        let mut command = classify(&["data/articles", "--format", "table", "--all"]);
        let out = stdout(command.env("COLUMNS", width.to_string()));
        for line in out.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{line}");
        }
    }
}

#[test]
fn colour_is_only_where_it_was_asked_for() {
    let path = data("rapat.txt");
    let table = ["--format", "table", &path];
    assert!(!stdout(&mut classify(&table)).contains('\u{1b}'));
    assert!(!stdout(classify(&table).args(["--color", "never"])).contains('\u{1b}'));
    assert!(stdout(classify(&table).args(["--color", "always"])).contains('\u{1b}'));
    assert!(stdout(classify(&table).env("CLICOLOR_FORCE", "1")).contains('\u{1b}'));
}

#[test]
fn what_steers_a_terminal_is_shown_not_sent() {
    let hostile = "Rapat \u{1b}]0;judul\u{7} digelar \u{9b}31m di \u{202e}aula.";
    let table = stdout(classify(&["-", "--format", "table", "--all"]).write_stdin(hostile));
    assert!(table.contains("Rapat ␛]0;judul␇ digelar �31m di �aula."), "{table}");
    let json = stdout(classify(&["-"]).write_stdin(hostile));
    assert!(!json.trim_end().chars().any(|c| c.is_control() || c == '\u{202e}'));
    assert_eq!(records(&json)[0]["text"], hostile);
}

#[test]
fn help() {
    for command in ["classify", "segment"] {
        let out = stdout(klaim(&[command, "--help"]).env("COLUMNS", "100"));
        insta::assert_snapshot!(format!("help_{command}"), out);
    }
}
