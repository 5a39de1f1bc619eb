//! CSV: rows, headers, and bad ones.

use klaim::article::ReadOptions;

use super::{articles_of, only_error, plain};

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
