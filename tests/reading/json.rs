//! JSON Lines and JSON: records, fields, and bad ones.

use klaim::article::{Keep, ReadOptions};

use super::{articles_of, plain, shown};

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
