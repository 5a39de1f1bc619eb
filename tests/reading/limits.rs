//! Records over the limit, and any bytes at all.

use std::io::{Cursor, Read};

use klaim::article::{Articles, ReadOptions};
use proptest::prelude::*;

use super::articles_of;

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
    let message = items[0].as_ref().unwrap_err().to_string();
    assert!(message.contains("a.csv:2: the row has more than 65536 fields"), "{message}");
    assert!(items[1].as_ref().is_ok_and(|a| a.text == "b"));
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
