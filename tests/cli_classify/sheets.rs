//! Tables of records, each format read back by a reader of its own and compared with JSON Lines.

use std::io::Cursor;
use std::path::Path;

use serde_json::Value;

use super::{classify, klaim, records, stdout, text, write};

/// Records whose ids, texts and fields a spreadsheet could take for formulas, or a format for its own marks.
const HOSTILE: &str = r#"{"id":"=cmd|' /C calc'!A0","text":"=1+1 dihitung di aula. +62 812 dihubungi panitia. -5 derajat suhunya. @bupati hadir.","url":"@SUM(A1)","tanggal":"2024-01-10"}
{"id":"b, \"dua\"","text":"\"Netral,\"\r\nkatanya.\u0001\nASN | <b>dilarang</b> *berpihak* [di sini](http://contoh.example); _x0041_ tetap.","url":"-1","tanggal":null}
{"id":"c\td","text":"'=2 tetap teks. ''tis juga, Rp5.000 dan 漢字 é 😀.","tanggal":5}
"#;

/// Rows as text by column; an empty cell is an empty text.
struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What a record of JSON Lines has under a column of a table.
fn expected(record: &Value, column: &str) -> String {
    let value = match column {
        "uncertain" => &Value::Bool(record["uncertain"] == true),
        "url" | "hari" => &record["kept"][column],
        _ => match column.strip_prefix("p_") {
            Some(label) => &record["probabilities"][label],
            None => &record[column],
        },
    };
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn same(sheet: &Sheet, json: &[Value]) {
    assert_eq!(sheet.rows.len(), json.len());
    for (row, record) in sheet.rows.iter().zip(json) {
        assert_eq!(row.len(), sheet.columns.len());
        for (column, cell) in sheet.columns.iter().zip(row) {
            let wanted = expected(record, column);
            match (cell.parse::<f64>(), wanted.parse::<f64>()) {
                (Ok(cell), Ok(wanted)) => assert!((cell - wanted).abs() < 1e-12, "{column}"),
                _ => assert_eq!(cell, &wanted, "{column}"),
            }
        }
    }
}

const ARGS: [&str; 5] = ["--min-probability", "0.6", "--speakers", "--keep", "url,tanggal=hari"];

const COLUMNS: [&str; 20] = [
    "article",
    "sentence",
    "start",
    "end",
    "text",
    "label",
    "probability",
    "p_none",
    "p_prohibition",
    "p_sanction",
    "uncertain",
    "speaker",
    "role",
    "attribution",
    "speaker_start",
    "speaker_end",
    "role_start",
    "role_end",
    "url",
    "hari",
];

/// The hostile records and, behind them, an article in which people speak, as JSON Lines and written to `name`.
fn written(folder: &Path, name: &str, more: &[&str]) -> (Vec<Value>, Vec<u8>) {
    let input = write(folder, "in.jsonl", HOSTILE);
    let paths = [text(&input), "data/articles"];
    let json = stdout(classify(&paths).args(ARGS));
    let out = folder.join(name);
    assert_eq!(stdout(classify(&paths).args(ARGS).args(["-o", text(&out)]).args(more)), "");
    (records(&json), std::fs::read(out).expect("read"))
}

fn delimited(bytes: &[u8], delimiter: u8) -> Sheet {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let columns = reader.headers().expect("a header").iter().map(Into::into).collect();
    let row = |row: csv::StringRecord| row.iter().map(Into::into).collect();
    let rows = reader.records().map(|r| row(r.expect("a row"))).collect();
    Sheet { columns, rows }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[test]
fn csv_and_tsv_say_the_same_and_hold_no_formula() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, delimiter) in [("out.csv", b','), ("out.tsv", b'\t')] {
        let (json, bytes) = written(folder.path(), name, &[]);
        let mut sheet = delimited(&bytes, delimiter);
        assert_eq!(sheet.columns, COLUMNS);
        let cells = || sheet.rows.iter().flatten();
        assert!(!cells().any(|cell| is_formula(cell)));
        let guarded =
            |cell: &str| cell.starts_with('\'') && is_formula(cell.trim_start_matches('\''));
        let wanted = json.iter().flat_map(|r| COLUMNS.map(|column| expected(r, column)));
        let formulas = wanted.filter(|cell| is_formula(cell.trim_start_matches('\'')));
        let formulas = formulas.count();
        assert!(formulas >= 15);
        assert_eq!(cells().filter(|cell| guarded(cell)).count(), formulas);
        // One apostrophe less is what was read.
        for cell in sheet.rows.iter_mut().flatten().filter(|cell| guarded(cell)) {
            cell.remove(0);
        }
        same(&sheet, &json);

        let (json, bytes) = written(folder.path(), name, &["--raw-cells"]);
        same(&delimited(&bytes, delimiter), &json);
    }
}

#[cfg(feature = "xlsx")]
mod xlsx {
    use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

    use super::*;

    fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
    }

    fn cell(cell: &Data) -> String {
        match cell {
            Data::Empty => String::new(),
            Data::String(text) => text.clone(),
            Data::Float(number) => number.to_string(),
            Data::Bool(flag) => flag.to_string(),
            other => panic!("{other:?}"),
        }
    }

    fn sheet(workbook: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Sheet {
        let range = workbook.worksheet_range(name).expect("the sheet");
        let mut rows = range.rows().map(|row| row.iter().map(cell).collect());
        Sheet { columns: rows.next().expect("a header"), rows: rows.collect() }
    }

    #[test]
    fn a_workbook_says_the_same_and_holds_no_formula() {
        let folder = tempfile::tempdir().expect("a folder");
        let (json, bytes) = written(folder.path(), "out.xlsx", &[]);
        assert_eq!(bytes, written(folder.path(), "out.xlsx", &["--threads", "1"]).1);
        let mut workbook = open(bytes);
        assert_eq!(workbook.sheet_names(), ["sentences", "totals"]);
        let sentences = sheet(&mut workbook, "sentences");
        assert_eq!(sentences.columns, COLUMNS);
        same(&sentences, &json);
        for name in ["sentences", "totals"] {
            let formulas = workbook.worksheet_formula(name).expect("the sheet");
            assert_eq!(formulas.used_cells().count(), 0);
        }
    }

    #[test]
    fn totals_are_sums() {
        let folder = tempfile::tempdir().expect("a folder");
        let (json, bytes) = written(folder.path(), "out.xlsx", &[]);
        let totals = sheet(&mut open(bytes), "totals");
        let labels = ["none", "prohibition", "sanction"];
        let header = ["label", "sentences", "share", "", "article", "sentences"];
        assert_eq!(totals.columns, [&header[..], &labels, &["uncertain"]].concat());
        let number = |cell: &str| cell.parse::<usize>().expect("a whole number");
        let count = |want: &dyn Fn(&Value) -> bool| json.iter().filter(|r| want(r)).count();
        for (row, label) in totals.rows.iter().zip(labels) {
            assert_eq!(row[0], label);
            assert_eq!(number(&row[1]), count(&|r| r["label"] == label));
            let share: f64 = row[2].parse().expect("a number");
            assert!((share - number(&row[1]) as f64 / json.len() as f64).abs() < 1e-12);
        }
        assert_eq!(totals.rows[3][..2], ["all sentences".to_owned(), json.len().to_string()]);
        let mut articles: Vec<&str> = json.iter().filter_map(|r| r["article"].as_str()).collect();
        articles.dedup();
        let rows: Vec<_> = totals.rows.iter().filter(|row| !row[4].is_empty()).collect();
        assert_eq!(rows.iter().map(|row| row[4].as_str()).collect::<Vec<_>>(), articles);
        for row in rows {
            assert_eq!(number(&row[5]), count(&|r| r["article"] == row[4]));
            for (index, label) in labels.iter().enumerate() {
                let here = count(&|r| r["article"] == row[4] && r["label"] == *label);
                assert_eq!(number(&row[6 + index]), here);
            }
            assert_eq!(
                number(&row[9]),
                count(&|r| r["article"] == row[4] && r["uncertain"] == true)
            );
        }
    }

    #[test]
    fn sheets_are_made_to_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let (json, bytes) = written(folder.path(), "out.xlsx", &[]);
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut part = |name: &str| {
            let mut text = String::new();
            let mut file = archive.by_name(name).expect("there");
            std::io::Read::read_to_string(&mut file, &mut text).expect("read");
            text
        };
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(
            sheet.contains(r#"ySplit="1" topLeftCell="A2""#) && sheet.contains(r#"state="frozen""#)
        );
        assert!(sheet.contains(&format!(r#"<autoFilter ref="A1:T{}"/>"#, json.len() + 1)));
        assert!(sheet.contains("<cols>") && !sheet.contains("<f>"));
        let styles = part("xl/styles.xml");
        assert!(styles.contains(r#"wrapText="1""#) && styles.contains(r#"quotePrefix="1""#));
        assert!(part("xl/worksheets/sheet2.xml").contains(r#"<autoFilter ref="E1:J"#));
    }

    #[test]
    fn what_a_cell_cannot_hold_is_cut_and_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let long = format!("Rapat{}", " \u{1F600}x".repeat(10_000));
        let out = folder.path().join("out.xlsx");
        let run = classify(&["-", "-o", text(&out)]).write_stdin(long.as_str()).output();
        let run = run.expect("ran");
        assert_eq!(run.status.code(), Some(0));
        let errors = String::from_utf8(run.stderr).expect("UTF-8");
        assert!(errors.contains("1 text was cut at 32767 characters"), "{errors}");
        let mut workbook = open(std::fs::read(&out).expect("read"));
        let row = &sheet(&mut workbook, "sentences").rows[0];
        assert!((32_760..=32_767).contains(&row[4].encode_utf16().count()));
        let kept = row[4].strip_suffix("… [cut]").expect("the mark");
        assert!(long.starts_with(kept));
    }

    #[test]
    fn lines_and_records_have_workbooks_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let lines = write(folder.path(), "a.txt", "Rapat digelar.\n\nASN dilarang berpihak.\n");
        let out = folder.path().join("out.xlsx");
        let paths = [text(&lines), "tests/cli_classify/data/berita.jsonl"];
        let json = stdout(classify(&paths).arg("--sentences"));
        stdout(classify(&paths).args(["--sentences", "-o", text(&out)]));
        let mut workbook = open(std::fs::read(&out).expect("read"));
        same(&sheet(&mut workbook, "sentences"), &records(&json));
        // A file of lines is counted as a whole; records that are one sentence each are not.
        let totals = sheet(&mut workbook, "totals");
        let articles: Vec<&String> =
            totals.rows.iter().map(|r| &r[4]).filter(|a| !a.is_empty()).collect();
        assert_eq!(articles, [text(&lines)]);
    }

    #[test]
    fn a_pipe_takes_a_workbook_and_segment_makes_one() {
        let run = klaim(&["segment", "data/articles", "--format", "xlsx"]).output().expect("ran");
        assert!(run.status.success());
        let json = records(&stdout(&mut klaim(&["segment", "data/articles"])));
        let mut workbook = open(run.stdout);
        let sentences = sheet(&mut workbook, "sentences");
        assert_eq!(sentences.columns, ["article", "sentence", "start", "end", "text"]);
        same(&sentences, &json);
        assert_eq!(sheet(&mut workbook, "totals").columns, ["article", "sentences"]);
    }
}

#[cfg(not(feature = "xlsx"))]
#[test]
fn a_build_without_workbooks_says_so() {
    let run = klaim(&["segment", "data/articles", "--format", "xlsx"]).output().expect("ran");
    let errors = String::from_utf8(run.stderr).expect("UTF-8");
    assert!(errors.contains("build klaim with the feature xlsx"), "{errors}");
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    fn open(path: &Path) -> SerializedFileReader<std::fs::File> {
        let file = std::fs::File::open(path).expect("opened");
        SerializedFileReader::new(file).expect("a Parquet file")
    }

    fn read(path: &Path) -> Sheet {
        let reader = open(path);
        let schema = reader.metadata().file_metadata().schema();
        let columns = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
        let cell = |field: &Field| match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Long(number) => number.to_string(),
            Field::Double(number) => number.to_string(),
            Field::Bool(flag) => flag.to_string(),
            other => panic!("{other:?}"),
        };
        let rows = reader.get_row_iter(None).expect("rows").map(|row| {
            row.expect("a row").get_column_iter().map(|(_, field)| cell(field)).collect()
        });
        Sheet { columns, rows: rows.collect() }
    }

    #[test]
    fn parquet_says_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let (json, bytes) = written(folder.path(), "out.parquet", &[]);
        assert_eq!(bytes, written(folder.path(), "out.parquet", &["--threads", "1"]).1);
        let sheet = read(&folder.path().join("out.parquet"));
        assert_eq!(sheet.columns, COLUMNS);
        same(&sheet, &json);
    }

    #[test]
    fn many_rows_make_several_groups() {
        let folder = tempfile::tempdir().expect("a folder");
        let lines = write(folder.path(), "a.txt", "Rapat digelar.\nASN netral.\n".repeat(40_000));
        let out = folder.path().join("out.parquet");
        stdout(&mut classify(&["--sentences", text(&lines), "-o", text(&out)]));
        assert_eq!(open(&out).num_row_groups(), 2);
        let sheet = read(&out);
        assert_eq!(sheet.rows.len(), 80_000);
        assert_eq!(
            (sheet.rows[79_999][1].as_str(), sheet.rows[79_999][4].as_str()),
            ("79999", "ASN netral.")
        );
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_so() {
    let run = klaim(&["segment", "data/articles", "-o", "x.parquet"]).output().expect("ran");
    let errors = String::from_utf8(run.stderr).expect("UTF-8");
    assert!(errors.contains("build klaim with the feature parquet"), "{errors}");
    assert!(!Path::new("x.parquet").exists());
}

/// The cells of every table of a Markdown text, row by row, headers left out, and all headings.
fn markdown(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let (mut headings, mut rows) = (Vec::new(), Vec::<Vec<String>>::new());
    let (mut in_head, mut current) = (false, String::new());
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::TableHead) => in_head = true,
            Event::End(TagEnd::TableHead) => in_head = false,
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell | Tag::Heading { .. }) => current.clear(),
            Event::End(TagEnd::TableCell) if !in_head => {
                rows.last_mut().expect("a row").push(current.clone());
            }
            Event::End(TagEnd::Heading(_)) => headings.push(current.clone()),
            Event::Text(piece) => current.push_str(&piece),
            Event::Start(Tag::Table(_) | Tag::List(_) | Tag::Item)
            | Event::End(
                TagEnd::TableCell
                | TagEnd::Table
                | TagEnd::TableRow
                | TagEnd::List(_)
                | TagEnd::Item,
            ) => {}
            other => panic!("markup in a text: {other:?}"),
        }
    }
    (headings, rows)
}

#[test]
fn markdown_shows_the_text_and_no_markup_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (json, bytes) = written(folder.path(), "out.md", &["--all"]);
    let (headings, rows) = markdown(std::str::from_utf8(&bytes).expect("UTF-8"));
    assert_eq!(headings[..2], ["=cmd|' /C calc'!A0", "b, \"dua\""]);
    assert_eq!(headings.last().expect("some"), "Total");
    assert_eq!(rows.len(), json.len());
    for (row, record) in rows.iter().zip(&json) {
        let value = |name: &str| record[name].as_str().unwrap_or_default();
        assert_eq!(row[0], record["sentence"].to_string());
        assert_eq!(row[1], value("label"));
        assert!(row[2].ends_with(if record["uncertain"] == true { "%?" } else { "%" }));
        assert_eq!(row[3], value("text").replace(['\r', '\n'], " ").replace('\u{1}', "␁"));
        assert_eq!(row[4..], ["speaker", "role", "attribution"].map(value));
    }
    let (_, bytes) = written(folder.path(), "out.md", &[]);
    let (_, claims) = markdown(std::str::from_utf8(&bytes).expect("UTF-8"));
    let wanted = json.iter().filter(|record| record["label"] != "none").count();
    assert_eq!(claims.len(), wanted);
}

#[test]
fn text_is_the_sentences_with_the_labels_asked_for() {
    let args = ["data/articles", "--labels", "sanction"];
    let json = records(&stdout(&mut classify(&args)));
    let text = stdout(classify(&args).args(["--format", "text"]));
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted: Vec<String> =
        json.iter().map(|r| squeezed(r["text"].as_str().expect("a text"))).collect();
    assert_eq!(text.lines().collect::<Vec<_>>(), wanted);
}

#[test]
fn the_ending_of_the_file_says_the_format_unless_it_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        stdout(classify(&["data/articles", "-o", text(&out)]).args(more));
        std::fs::read_to_string(out).expect("read")
    };
    assert!(run("a.CSV", &[]).starts_with("article,sentence,"));
    assert!(run("a.tsv", &[]).starts_with("article\tsentence\t"));
    assert!(run("a.md", &[]).starts_with("## "));
    assert!(run("a.jsonl", &[]).starts_with("{\"article\":"));
    assert!(run("a.dat", &[]).starts_with("{\"article\":"));
    assert!(run("b.csv", &["--format", "jsonl"]).starts_with("{\"article\":"));
}
