//! Blocks of lines and rows of tables: nothing is lost, whatever the size of the pieces.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use klaim::Result;
use klaim::article::{Block, Delimited, LineBlocks};
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

proptest! {
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
