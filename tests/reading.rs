//! Reading articles and sentences from files of every format, good and bad.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use klaim::Result;
use klaim::article::{
    Article, Articles, Format, Keep, ReadOptions, Source, encoding, expand, read, sentences,
};
use proptest::prelude::*;
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

// Sources

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

// Text

#[test]
fn text_is_kept_exactly() {
    let text = "  Judul\r\n\r\nASN netral.\u{a0}\r\nTanpa akhir baris ";
    assert_eq!(plain(text, "x/a.txt"), [format!("0 x/a.txt||{text}")]);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(plain(marked, "a.txt"), [format!("0 a.txt||{text}")]);
}

#[test]
fn legacy_encodings_are_decoded() {
    let options =
        ReadOptions { encoding: Some(encoding("windows-1252").unwrap()), ..ReadOptions::default() };
    assert_eq!(shown(b"caf\xe9 \x93ASN\x94", "a.txt", &options), ["0 a.txt||café “ASN”"]);
    assert_eq!(shown(b"{\"text\":\"caf\xe9\"}\n", "a.jsonl", &options), ["1 a.jsonl:1||café"]);
    assert_eq!(shown(b"text;n\r\ncaf\xe9;1\r\n", "a.csv", &options), ["2 a.csv:2||café"]);
    // A byte order mark outweighs the option.
    assert_eq!(shown("\u{feff}café", "a.txt", &options), ["0 a.txt||café"]);
    assert!(encoding("klingon").is_err());
}

#[test]
fn utf_16_is_told_by_its_mark() {
    let little: Vec<u8> = "\u{feff}ASN é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{feff}ASN é\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(plain(little.clone(), "a.txt"), ["0 a.txt||ASN é\n"]);
    assert_eq!(plain(big, "a.txt"), ["0 a.txt||ASN é\n"]);
    let mut broken = little;
    broken.extend([0x00, 0xd8, b'x', 0]);
    let message = only_error(broken, "a.txt", &ReadOptions::default());
    assert!(message.contains("the bytes at offset 14 are not valid UTF-16LE"), "{message}");
}

#[test]
fn bad_text_files_are_told() {
    let options = ReadOptions::default();
    assert_eq!(
        only_error(b"baris\nca\xe9 x", "a.txt", &options),
        "a.txt:2: byte 0xE9 at offset 8 is not valid UTF-8; save it as UTF-8, or name its encoding, such as \
         --encoding windows-1252"
    );
    assert!(only_error(" \n", "a.txt", &options).contains("the file is empty"));
    let small = ReadOptions { max_article_bytes: 10, ..options };
    let message = only_error("x".repeat(11), "a.txt", &small);
    assert!(message.contains("limit of 10 bytes") && message.contains("--max-article-size"));
    let folder = folder(&[]);
    assert!(Source::file(folder.path()).unwrap_err().to_string().contains("is a folder"));
}

#[test]
fn a_format_is_told_by_content_where_no_name_tells() {
    for (content, format) in [
        ("ASN netral.", Format::Text),
        ("{\"text\":\"a\"}", Format::JsonLines),
        ("{\n  \"text\": \"a\"\n}", Format::Json),
        (" [ {\"text\":\"a\"}]", Format::Json),
        ("[Foto] Jakarta", Format::Text),
        ("\u{feff}\n<!DOCTYPE HTML><p>", Format::Html),
        ("<html lang=id>", Format::Html),
        ("", Format::Text),
    ] {
        assert_eq!(Format::sniff(content.as_bytes()), format, "{content}");
    }
    assert_eq!(plain("{\"isi\":\"ASN\"}", "tanpa"), ["1 tanpa:1||ASN"]);
    assert_eq!("JSONL".parse::<Format>().unwrap(), Format::JsonLines);
    assert!("docx".parse::<Format>().unwrap_err().to_string().contains("text, html, jsonl"));
}

// JSON

#[test]
fn json_lines_give_one_article_each() {
    let lines = "{\"ID\":\"a\",\"judul\":\"J\",\"isi\":\"Satu\\r\\ndua\",\"n\":3}\r\n\n{\"content\":\"Dua\",\"no\":7}\n{\"body\":\"Tiga\"}";
    assert_eq!(plain(lines, "a.jsonl"), ["1 a|J|Satu\r\ndua", "3 7||Dua", "4 a.jsonl:4||Tiga"]);
}

#[test]
fn the_most_usual_field_wins_and_options_name_others() {
    let line = "{\"artikel\":\"b\",\"text\":\"a\",\"url\":\"u\",\"tulisan\":\"c\",\"kode\":null}";
    assert_eq!(plain(line, "a.jsonl"), ["1 u||a"]);
    let options = ReadOptions {
        text_field: Some("tulisan".into()),
        id_field: Some("kode".into()),
        title_field: Some("text".into()),
        prepend_title: true,
        ..ReadOptions::default()
    };
    assert_eq!(shown(line, "a.jsonl", &options), ["1 a.jsonl:1|a|a\n\nc"]);
}

#[test]
fn other_fields_are_metadata_as_asked() {
    let line =
        "{\"id\":\"1\",\"tanggal\":\"2024-01-02\",\"text\":\"a\",\"tags\":[1,\"b\"],\"x\":null}";
    let kept = |keep| {
        let options = ReadOptions { keep, ..ReadOptions::default() };
        let mut items = articles_of(line, "a.jsonl", &options);
        items.remove(0).unwrap().metadata
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(kept(Keep::All), [pair("tanggal", "2024-01-02"), pair("tags", "[1,\"b\"]")]);
    assert_eq!(kept(Keep::None), []);
    assert_eq!(kept(Keep::Only(vec!["ID".into(), "Tags".into()])).len(), 2);
}

#[test]
fn a_bad_json_line_is_told_and_the_next_is_read() {
    let lines = "{\"text\":\"a\"\n[1]\n{\"judul\":\"x\",\"b\":{\"c\":1}}\n{\"text\":\"\\ud800\"}\n{\"text\":5}\n\
                 {\"text\":\" \"}\n{\"text\":\"a\"} x\n{\"text\":\"baik\"}\n";
    let bytes = [lines.as_bytes(), b"{\"text\":\"\xff\"}\n{\"text\":\"b\"}"].concat();
    let items = plain(bytes, "a.jsonl");
    let skip = "mend it, or leave bad records out by --skip-bad";
    assert_eq!(
        items,
        [
            format!("a.jsonl:1: not a JSON record at column 11: EOF while parsing an object; {skip}"),
            format!(
                "a.jsonl:2: not a JSON record: invalid type: sequence, expected a JSON object; {skip}"
            ),
            "a.jsonl:3: has no field text, content, isi, body, artikel, teks, konten; its fields are judul, b; name the field by \
             --text-field"
                .to_owned(),
            format!(
                "a.jsonl:4: not a JSON record at column 16: unexpected end of hex escape; {skip}"
            ),
            format!("a.jsonl:5: the field \"text\" is a number, not a string; {skip}"),
            format!("a.jsonl:6: the record's text is empty; {skip}"),
            format!("a.jsonl:7: not a JSON record at column 14: trailing characters; {skip}"),
            "8 a.jsonl:8||baik".to_owned(),
            format!(
                "a.jsonl:9: byte 0xFF at offset {} is not valid UTF-8; save it as UTF-8, or name its encoding, such as \
                 --encoding windows-1252",
                lines.len() + "{\"text\":\"".len()
            ),
            "10 a.jsonl:10||b".to_owned(),
        ]
    );
}

#[test]
fn deep_json_is_refused_without_harm() {
    let deep = format!("{{\"text\":{}", "[".repeat(1_000_000));
    assert!(plain(deep, "a.jsonl")[0].contains("recursion limit exceeded"));
    let unused = format!("{{\"x\":{}{},\"text\":\"a\"}}", "[".repeat(100_000), "]".repeat(100_000));
    let options = ReadOptions { keep: Keep::None, ..ReadOptions::default() };
    assert_eq!(articles_of(unused, "a.jsonl", &options).len(), 1);
}

#[test]
fn json_arrays_and_spread_objects_are_cut_into_records() {
    let array = "[\n {\"text\": \"a ] } \\\" b\",\n  \"x\": [{}]},\n\n {\"text\": \"c\"}\n]\n";
    assert_eq!(plain(array, "a.json"), ["2 a.json:2||a ] } \" b", "5 a.json:5||c"]);
    assert_eq!(plain("{\n\"text\":\n\"a\"}\n{\"text\":\"b\"}", "a.json").len(), 2);
    let items = plain("[1, true ,\"x\",{\"text\":\"a\",\n\n bad},{\"text\":\"b\"}]", "a.json");
    assert_eq!(items.len(), 5, "{items:?}");
    assert!(items[3].starts_with("a.json:3: not a JSON record at column 2: key must be a string"));
    assert_eq!(items[4], "3 a.json:3||b");
    assert!(plain("[{\"text\":\"a\"}", "a.json")[1].contains("never closed with ]"));
    assert!(plain("[]", "a.json")[0].contains("holds no record"));
    assert!(plain("}}]", "a.json").iter().all(|item| item.contains("not a JSON record")));
}

// CSV

#[test]
fn csv_fields_are_taken_as_spreadsheets_write_them() {
    let table = "id, Judul ,isi,tanggal\r\n1,J,\"Kata \"\"netral\"\",\r\nbaris dua\",2024\r\n\r\n2,,polos \"apa adanya\",\r\n";
    let items = articles_of(table, "a.csv", &ReadOptions::default());
    let first = items[0].as_ref().unwrap();
    assert_eq!(first.text, "Kata \"netral\",\r\nbaris dua");
    assert_eq!((first.id.as_str(), first.title.as_deref(), first.line), ("1", Some("J"), 2));
    assert_eq!(first.get("Tanggal"), Some("2024"));
    let second = items[1].as_ref().unwrap();
    assert_eq!((second.text.as_str(), second.line), ("polos \"apa adanya\"", 5));
    assert_eq!(second.title, None);
    assert_eq!(plain("no;isi\n1;a, b\n", "a.csv"), ["2 1||a, b"]);
    assert_eq!(plain("no\tisi\n1\ta, b; \"c\n", "a.tsv"), ["2 1||a, b; \"c"]);
    assert_eq!(plain("isi\ra\rb", "a.csv"), ["2 a.csv:2||a", "3 a.csv:3||b"]);
}

#[test]
fn a_bad_row_is_told_and_the_next_is_read() {
    let bytes = b"id,isi\n1,a,b\n2\n3,\n4,\xff\n5,baik\n6,\"tak tertutup\n7,x\n";
    let items = plain(bytes, "a.csv");
    assert_eq!(items.len(), 6, "{items:?}");
    assert!(items[0].starts_with("a.csv:2: the row has 3 fields where the header has 2; put"));
    assert!(items[1].starts_with("a.csv:3: the row has 1 field where"));
    assert!(items[2].starts_with("a.csv:4: the record's text is empty"));
    assert!(items[3].starts_with("a.csv:5: byte 0xFF in field 2 is not valid UTF-8"));
    assert_eq!(items[4], "6 5||baik");
    assert_eq!(
        items[5],
        "a.csv:7: a quote (\") opens a field here and is never closed; close it, or write a quote inside a field \
         as \"\""
    );
}

#[test]
fn tables_without_what_is_needed_are_told() {
    let options = ReadOptions::default();
    assert_eq!(
        only_error("nama,umur\na,1\n", "a.csv", &options),
        "a.csv:1: has no field text, content, isi, body, artikel, teks, konten; its fields are nama, umur; name the field by \
         --text-field"
    );
    let named = ReadOptions { id_field: Some("kode".into()), ..ReadOptions::default() };
    assert!(only_error("isi\na\n", "a.csv", &named).contains("check the name given by --id-field"));
    assert!(only_error("isi\n", "a.csv", &options).contains("holds no record"));
    assert!(only_error("", "a.csv", &options).contains("holds no record"));
    assert!(only_error("\n\n", "a.jsonl", &options).contains("holds no record"));
}

/// `before`, then `middle` repeated to `bytes` bytes, then `after`, never in memory.
fn large(
    before: &str,
    middle: &'static str,
    bytes: u64,
    after: &str,
) -> impl Read + Send + 'static {
    let middle = std::iter::repeat_n(middle, usize::try_from(bytes).unwrap() / middle.len());
    let pieces = middle.map(|piece| Cursor::new(piece.as_bytes()));
    Cursor::new(before.as_bytes().to_vec())
        .chain(Pieces(Box::new(pieces), Cursor::new(b"")))
        .chain(Cursor::new(after.as_bytes().to_vec()))
}

struct Pieces(Box<dyn Iterator<Item = Cursor<&'static [u8]>> + Send>, Cursor<&'static [u8]>);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let n = self.1.read(buffer)?;
            if n > 0 {
                return Ok(n);
            }
            match self.0.next() {
                Some(piece) => self.1 = piece,
                None => return Ok(0),
            }
        }
    }
}

#[test]
fn records_over_the_limit_are_passed_over() {
    let options = ReadOptions { max_article_bytes: 1 << 20, ..ReadOptions::default() };
    let long = "abcdefgh".repeat(512).leak();
    for (before, after, name) in [
        ("{\"text\":\"a\"}\n{\"text\":\"", "\"}\n{\"text\":\"b\"}\n", "a.jsonl"),
        ("[{\"text\":\"a\"},\n{\"text\":\"", "\"},\n{\"text\":\"b\"}]", "a.json"),
        ("text,n\na,1\n\"", "\",2\nb,3\n", "a.csv"),
    ] {
        let items: Vec<_> =
            Articles::from_reader(large(before, long, 20_000_000, after), name, &options).collect();
        assert_eq!(items.len(), 3, "{name}");
        let message = items[1].as_ref().unwrap_err().to_string();
        assert!(message.contains("is longer than the limit of 1048576 bytes"), "{message}");
        assert!(items[0].as_ref().is_ok_and(|a| a.text == "a"), "{name}");
        assert!(items[2].as_ref().is_ok_and(|a| a.text == "b"), "{name}");
    }
    let commas = large("text\n", ",,,,,,,,", 4_000_000, "\nb\n");
    let items: Vec<_> = Articles::from_reader(commas, "a.csv", &options).collect();
    assert!(items[0].is_err() && items[1].as_ref().is_ok_and(|a| a.text == "b"));
}

// Sentences

#[test]
fn each_line_or_record_is_a_sentence() {
    let folder = folder(&[
        ("a.txt", "\u{feff}Satu.\r\n \nDua é.\nTiga".as_bytes()),
        ("b.jsonl", b"{\"id\":\"x\",\"text\":\"Satu. Dua.\"}\nbad\n"),
        ("c.html", b"<p>x</p>"),
        ("d.txt", b"\n\n"),
    ]);
    let of = |name: &str| -> Vec<_> {
        let source = Source::file(folder.path().join(name)).unwrap();
        sentences(&source, &ReadOptions::default()).collect()
    };
    let lines: Vec<_> = of("a.txt").into_iter().map(Result::unwrap).collect();
    let places: Vec<_> = lines.iter().map(|s| (s.text.as_str(), s.line, s.start)).collect();
    assert_eq!(places, [("Satu.", 1, 0), ("Dua é.", 3, 9), ("Tiga", 4, 17)]);
    let records = of("b.jsonl");
    let first = records[0].as_ref().unwrap();
    assert_eq!((&*first.article, first.text.as_str(), first.line), ("x", "Satu. Dua.", 1));
    assert!(records[1].is_err() && records.len() == 2);
    assert!(of("c.html")[0].as_ref().unwrap_err().to_string().contains("--sentences"));
    assert!(of("d.txt")[0].as_ref().unwrap_err().to_string().contains("is empty"));
}

proptest! {
    #[test]
    fn json_lines_round_trip(texts in prop::collection::vec("\\PC{1,20}", 1..5)) {
        let lines: String = texts
            .iter()
            .flat_map(|text| {
                [serde_json::json!({ "text": format!("x{text}") }).to_string(), "\n".to_owned()]
            })
            .collect();
        let found: Vec<String> = articles_of(lines, "a.jsonl", &ReadOptions::default())
            .into_iter()
            .map(|article| article.unwrap().text[1..].to_owned())
            .collect();
        prop_assert_eq!(found, texts);
    }

    #[test]
    fn any_bytes_end_in_articles_or_errors(
        bytes in prop::collection::vec(prop::sample::select(&b"{}[]\",:;\\\n\r\t <a>/x1\xff\xc3\xa9"[..]), 0..120),
        name in prop::sample::select(vec!["a.txt", "a.html", "a.jsonl", "a.json", "a.csv", "a.tsv", "a"]),
        limit in 1_usize..60,
    ) {
        let options = ReadOptions { max_article_bytes: limit, ..ReadOptions::default() };
        let items = articles_of(bytes.clone(), name, &options);
        prop_assert!(!items.is_empty());
        prop_assert!(items.len() <= bytes.len() + 1);
        for article in items.into_iter().flatten() {
            prop_assert!(!article.text.trim().is_empty());
            prop_assert!(!article.id.is_empty());
        }
    }
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
