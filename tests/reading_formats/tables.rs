//! CSV and TSV told by their content, columns and dates.

use klaim::article::{ReadOptions, encoding};

use super::{fields, items, only_error, plain, shown, soon};

#[test]
fn tables_are_told_from_prose_where_no_name_tells() {
    assert_eq!(
        plain("id,isi\na,\"Rapat, lalu\nhujan.\"\n", "<stdin>"),
        ["2 a|||Rapat, lalu\nhujan."]
    );
    assert_eq!(
        plain("judul\tteks\nRapat\tRapat digelar.\n", "dump"),
        ["2 dump:2|Rapat||Rapat digelar."]
    );
    assert_eq!(plain("\u{feff}No;Isi\r\n1;Rapat.\r\n", "dump"), ["2 1|||Rapat."]);
    let prose = "Isi, menurut dia\nRapat digelar, lalu ditutup.\n";
    assert_eq!(plain(prose, "<stdin>"), [format!("0 <stdin>|||{prose}")]);
    // A name that tells is believed.
    assert_eq!(plain("id,isi\na,b\n", "a.txt"), ["0 a.txt|||id,isi\na,b\n"]);
}

#[test]
fn encodings_hold_for_what_is_told_by_content() {
    let options =
        ReadOptions { encoding: Some(encoding("utf-16le").unwrap()), ..ReadOptions::default() };
    let bytes: Vec<u8> = "id,isi\na,Rapat.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(shown(bytes, "dump", &options), ["2 a|||Rapat."]);
}

#[test]
fn the_fields_that_were_taken_are_known() {
    let table =
        "No,Judul,Isi,Tanggal,Penulis\n7,Rapat,Rapat digelar.,\"Senin, 12 Februari 2024\",Rina\n";
    assert_eq!(
        fields(table, "a.csv").unwrap().to_string(),
        "text from \"Isi\", id from \"No\", title from \"Judul\", date from \"Tanggal\""
    );
    assert_eq!(plain(table, "a.csv"), ["2 7|Rapat|2024-02-12|Rapat digelar."]);
    let lines = "{\"x\":1}\n{\"url\":\"u\",\"content\":\"Rapat.\",\"date\":\"12/02/2024\"}\n";
    let options = ReadOptions::default();
    let mut articles =
        klaim::article::Articles::from_reader(std::io::Cursor::new(lines), "a.jsonl", &options);
    assert!(articles.next().unwrap().is_err());
    assert_eq!(articles.fields(), None);
    let article = articles.next().unwrap().unwrap();
    assert_eq!(article.date().as_deref(), Some("2024-02-12"));
    assert_eq!(
        articles.fields().unwrap().to_string(),
        "text from \"content\", id from \"url\", date from \"date\""
    );
    assert_eq!(fields("Rapat.", "a.txt"), None);
}

#[test]
fn a_date_field_can_be_named_and_must_be_there_then() {
    let table = "isi,terbit,date\nRapat.,2023-01-31,2024-02-12\n";
    let named =
        |name: &str| ReadOptions { date_field: Some(name.into()), ..ReadOptions::default() };
    assert_eq!(shown(table, "a.csv", &named("terbit")), ["2 a.csv:2||2023-01-31|Rapat."]);
    assert_eq!(
        shown(table, "a.csv", &named("waktu")),
        [
            "a.csv:1: has no field waktu; its fields are isi, terbit, date; check the name given by --date-field"
        ]
    );
    let lines = "{\"isi\":\"Rapat.\",\"terbit\":20230131}\n";
    assert_eq!(shown(lines, "a.jsonl", &named("terbit")), ["1 a.jsonl:1||2023-01-31|Rapat."]);
    let article = items(table, "a.csv", &ReadOptions::default()).remove(0).unwrap();
    assert_eq!(article.published.as_deref(), Some("2024-02-12"));
    assert_eq!(
        (article.get("terbit"), article.get("date")),
        (Some("2023-01-31"), Some("2024-02-12"))
    );
}

#[test]
fn a_quote_never_closed_is_told_in_bounded_memory() {
    let table = format!("id,isi\na,Rapat.\nb,\"Hujan turun.\n{}", "c,Reda.\n".repeat(1000));
    let found = plain(table, "a.csv");
    assert_eq!(found[0], "2 a|||Rapat.");
    assert!(
        found[1].starts_with("a.csv:3: a quote (\") opens a field here and is never closed"),
        "{found:?}"
    );
    let options = ReadOptions { max_article_bytes: 1000, ..ReadOptions::default() };
    let endless = format!("id,isi\na,\"{}", "x".repeat(50_000_000));
    let found = soon("a quote", || shown(endless, "a.csv", &options));
    assert!(found[0].starts_with("a.csv:2: "), "{found:?}");
}

#[test]
fn mixed_encodings_are_told_by_line_and_byte() {
    let mixed = b"id,isi\na,caf\xc3\xa9\nb,caf\xe9\nc,Rapat.\n";
    let found = plain(mixed, "a.csv");
    assert_eq!(found[0], "2 a|||café");
    assert!(found[1].starts_with("a.csv:3: byte 0xE9 in field 2 is not valid UTF-8"), "{found:?}");
    assert_eq!(found[2], "4 c|||Rapat.");
    let error = only_error(b"caf\xc3\xa9\n\ncaf\xe9\n", "a.txt");
    assert!(error.starts_with("a.txt:3: byte 0xE9 at offset 10 is not valid UTF-8"), "{error}");
}

#[test]
fn large_pages_and_cells_are_told() {
    use std::io::Read;
    let options = ReadOptions::default();
    let page = std::io::Cursor::new("<p>").chain(std::io::repeat(b'x').take(200 << 20));
    let mut page = klaim::article::Articles::from_reader(page, "a.html", &options);
    let error = soon("a page of 200 MB", || page.next()).unwrap().unwrap_err().to_string();
    assert!(
        error.starts_with("a.html: the file is longer than the limit of 16777216 bytes"),
        "{error}"
    );

    let cell = "Rapat digelar. ".repeat(10 << 16);
    let table = format!("id,isi\na,{cell}\nb,Hujan.\n");
    let found = soon("a cell of 10 MB", || plain(table.clone(), "a.csv"));
    assert_eq!((found.len(), found[0].len()), (2, "2 a|||".len() + cell.len()));
    let small = ReadOptions { max_article_bytes: 1 << 20, ..ReadOptions::default() };
    let found = shown(table, "a.csv", &small);
    assert!(
        found[0].starts_with("a.csv:2: the row is longer than the limit of 1048576"),
        "{found:?}"
    );
    assert_eq!(found[1], "3 b|||Hujan.");
}
