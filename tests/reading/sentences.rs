//! Lines and records that are a sentence each.

use klaim::Result;
use klaim::article::{ReadOptions, Source, sentences};

use super::folder;

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
