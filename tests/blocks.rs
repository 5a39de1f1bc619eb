//! Blocks of lines, portions of records and rows of tables: nothing is lost, whatever the size of the pieces.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use klaim::Result;
use klaim::article::{Article, Articles, Block, Delimited, LineBlocks, ReadOptions};
use proptest::prelude::*;

fn blocks_of(bytes: &[u8], limit: usize, size: usize) -> Vec<Result<Block>> {
    let path: Arc<Path> = Arc::from(Path::new("a.txt"));
    LineBlocks::with_block_bytes(Cursor::new(bytes), path, limit, size).collect()
}

#[test]
fn bad_lines_do_not_take_others_with_them() {
    let items = blocks_of(b"a\nb\xff\nc\n\xffd\nterlalu panjang\ne", 5, 1000);
    let shown: Vec<String> = items
        .into_iter()
        .map(|item| match item {
            Ok(block) => {
                format!("{}+{}:{}", block.first_line, block.start, block.text.escape_debug())
            }
            Err(error) => error.to_string().split(';').next().unwrap_or_default().to_owned(),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "1+0:a\\n",
            "a.txt:2: byte 0xFF at offset 3 is not valid UTF-8",
            "3+5:c\\n",
            "a.txt:4: byte 0xFF at offset 7 is not valid UTF-8",
            "a.txt:5: the line is longer than the limit of 5 bytes for one article",
            "6+26:e",
        ]
    );
}

/// A file that comes in pieces of so many bytes.
struct Pieces(Cursor<Vec<u8>>, usize);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

/// The articles of a file whose records may have 1,000 bytes.
fn articles(bytes: &[u8], name: &str, piece: usize) -> Articles {
    let options = ReadOptions { max_article_bytes: 1000, ..ReadOptions::default() };
    Articles::from_reader(Pieces(Cursor::new(bytes.to_vec()), piece), name, &options)
}

/// An article as `line id|text` and what is kept, an error as its message without the remedy.
fn shown(item: Result<Article>) -> String {
    match item {
        Ok(a) => format!("{} {}|{}{:?}", a.line, a.id, a.text, a.metadata),
        Err(error) => error.to_string().split("; ").next().unwrap_or_default().to_owned(),
    }
}

/// What comes out of a file that is cut into portions of so many bytes, portion by portion.
fn portions_of(articles: &mut Articles, size: usize) -> Vec<Vec<String>> {
    std::iter::from_fn(|| {
        let mut items = Vec::new();
        articles.next_portion(size)?.each(|item| {
            items.push(shown(item));
            true
        });
        Some(items)
    })
    .collect()
}

/// A file of records over several lines with a bad one here and there, and what is to come out of it.
struct Expected {
    bytes: Vec<u8>,
    line: usize,
    items: Vec<String>,
}

impl Expected {
    fn new(opening: &str) -> Self {
        Self { bytes: opening.into(), line: 1 + opening.matches('\n').count(), items: Vec::new() }
    }

    fn article(&mut self, record: &str, id: &str, text: &str) {
        self.items.push(format!("{} {id}|{text}[]", self.line));
        self.push(record.as_bytes());
    }

    /// `below` is the number of lines from the record's first to the one that is told.
    fn error(&mut self, record: &[u8], below: usize, problem: &str) {
        self.items.push(format!("{{name}}:{}: {problem}", self.line + below));
        self.push(record);
    }

    fn push(&mut self, record: &[u8]) {
        self.bytes.extend_from_slice(record);
        self.line += memchr::memchr_iter(b'\n', record).count();
    }

    fn check(self, name: &str) {
        let expected: Vec<_> = self.items.iter().map(|item| item.replace("{name}", name)).collect();
        for piece in [7, 4096] {
            let one_by_one: Vec<_> = articles(&self.bytes, name, piece).map(shown).collect();
            assert_eq!(one_by_one, expected);
            let mut counts = Vec::new();
            for size in [1, 200, 3000, 1 << 20] {
                let mut file = articles(&self.bytes, name, piece);
                let portions = portions_of(&mut file, size);
                counts.push(portions.len());
                assert_eq!(portions.concat(), expected, "{name} in portions of {size}");
                assert_eq!(file.fields().map(|fields| fields.text.as_str()), Some("text"));
            }
            assert_eq!((counts[0], counts[3]), (expected.len(), 1), "{counts:?}");
            assert!(counts.is_sorted_by(|more, fewer| more >= fewer), "{counts:?}");
        }
    }
}

const TOO_LONG: &str = "is longer than the limit of 1000 bytes for one article";

#[test]
fn rows_are_cut_at_their_borders_and_told_with_their_lines() {
    for (name, comma) in [("a.csv", ","), ("a.tsv", "\t"), ("a.csv", ";")] {
        let mut file = Expected::new(&format!("\u{feff}id{comma}text\r\n"));
        for i in 0..300 {
            let id = format!("a{i}");
            match i % 25 {
                3 => file.error(b"x\r\n", 0, "the row has 1 field where the header has 2"),
                8 => {
                    let row = [b"x", comma.as_bytes(), b"\"\n\n\xff\"\n"].concat();
                    file.error(&row, 0, "byte 0xFF in field 2 is not valid UTF-8");
                }
                13 => {
                    let row = format!("x{comma}\"{}\"\n", "Rapat.\n".repeat(200));
                    file.error(row.as_bytes(), 0, &format!("the row {TOO_LONG}"));
                }
                18 => {
                    file.push(b"\r\n\n");
                    let row = format!("x{comma}\" \"\n");
                    file.error(row.as_bytes(), 0, "the record's text is empty");
                }
                // A quote inside a field opens nothing.
                21 => file.article(&format!("{id}{comma}12\" lebar\n"), &id, "12\" lebar"),
                _ => {
                    let text = format!("Rapat ke-{i}{comma} \"ya\".\r\n\n{comma}\n\"\"Selesai\"");
                    let row = format!("{id}{comma}\"{}\"\r\n", text.replace('"', "\"\""));
                    file.article(&row, &id, &text);
                }
            }
        }
        file.push(b"z");
        let open = [comma.as_bytes(), b"\"Rapat\n\ndan"].concat();
        file.error(&open, 0, "a quote (\") opens a field here and is never closed");
        file.check(name);
    }
}

#[test]
fn json_records_are_cut_at_their_borders_and_told_with_their_lines() {
    for (opening, between) in [("[\n", ",\n"), ("", "\n\n")] {
        let mut file = Expected::new(opening);
        for i in 0..300 {
            let id = format!("a{i}");
            match i % 25 {
                3 => file.error(b"{\n\n\"id\"}", 2, "not a JSON record at column 5: expected `:`"),
                8 => {
                    file.error(
                        b"{\"id\":1,\n\"text\":\"\xff\"}",
                        1,
                        "byte 0xFF is not valid UTF-8",
                    );
                }
                13 => {
                    let record = format!("{{\"text\":\"{}\"}}", "\\\"]}\n".repeat(300));
                    file.error(record.as_bytes(), 0, &format!("the record {TOO_LONG}"));
                }
                18 => file.error(
                    b"{\n\"text\":[\"{\"]}",
                    0,
                    "the field \"text\" is a list, not a string",
                ),
                _ => {
                    let text = format!("]}}, \"Rapat\" ke-{i}\\\n{{[\"");
                    let record = serde_json::json!({"id": id, "text": text});
                    let record = serde_json::to_string_pretty(&record).unwrap();
                    file.article(&record, &id, &text);
                }
            }
            file.push(between.as_bytes());
        }
        if !opening.is_empty() {
            file.error(b"", 0, "the JSON array is never closed with ]");
        }
        file.check("a.json");
    }
}

#[test]
fn one_by_one_and_portions_can_be_mixed() {
    let each = |record: &dyn Fn(usize) -> String| (0..50).map(record).collect::<String>();
    let lines = each(&|i| format!("{{\"text\":\"Rapat {i}.\"}}\n\n"));
    let rows = each(&|i| format!("\n\nRapat {i}.\n"));
    for (name, bytes) in
        [("a.jsonl", &lines), ("a.json", &lines), ("a.csv", &format!("text{rows}"))]
    {
        let expected: Vec<_> = articles(bytes.as_bytes(), name, 4096).map(shown).collect();
        assert_eq!(expected.len(), 50);
        let mut file = articles(bytes.as_bytes(), name, 4096);
        let mut found: Vec<_> = file.by_ref().take(7).map(shown).collect();
        found.extend(portions_of(&mut file, 100).concat());
        assert_eq!(found, expected);
    }
}

proptest! {
    #[test]
    fn portions_hold_what_comes_one_by_one(
        bytes in prop::collection::vec(prop::sample::select(&b"a\xc3\xa9\xff,;\t\"\r\n\\ {}[]:1"[..]), 0..200),
        head in prop::sample::select(vec!["", "id,text\n", "text;id\r\n", "[{\"text\":\"", "{\"text\":\"a\"}\n"]),
        name in prop::sample::select(vec!["a.csv", "a.tsv", "a.json", "a.jsonl"]),
        piece in 1_usize..50,
        size in 1_usize..400,
    ) {
        let bytes = [head.as_bytes(), &bytes].concat();
        let expected: Vec<_> = articles(&bytes, name, piece).map(shown).collect();
        let found = portions_of(&mut articles(&bytes, name, piece), size).concat();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn blocks_hold_every_byte_once(text in "[aé \r\n]{0,200}", size in 1_usize..20) {
        let mut whole = String::new();
        let mut lines = Vec::new();
        for block in blocks_of(text.as_bytes(), 1000, size) {
            let block = block.unwrap();
            prop_assert_eq!(block.start, whole.len() as u64);
            prop_assert_eq!(block.first_line, 1 + whole.matches('\n').count());
            for line in block.lines() {
                lines.push((line.number, line.start, line.text.to_owned()));
            }
            whole.push_str(&block.text);
        }
        prop_assert_eq!(&whole, &text);
        let found: Vec<&str> = lines.iter().map(|(_, _, line)| line.as_str()).collect();
        prop_assert_eq!(found, text.lines().collect::<Vec<_>>());
        for (number, start, line) in &lines {
            prop_assert!(text[usize::try_from(*start).unwrap()..].starts_with(line));
            prop_assert_eq!(*number, 1 + text[..usize::try_from(*start).unwrap()].matches('\n').count());
        }
    }

    #[test]
    fn tables_agree_with_the_csv_crate(
        rows in prop::collection::vec(prop::collection::vec("[a,;\"é\r\n ]{0,6}", 3), 1..6),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row.iter().map(|field| format!("x{field}"))).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let path: Arc<Path> = Arc::from(Path::new("a.csv"));
        let found: Vec<Vec<String>> = Delimited::new(Cursor::new(bytes), path, b',', 1000)
            .map(|row| row.unwrap().iter().map(|field| field[1..].to_owned()).collect())
            .collect();
        prop_assert_eq!(found, rows);
    }
}
