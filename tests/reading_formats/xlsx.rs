//! Workbooks, written by `rust_xlsxwriter`.

use klaim::article::{Articles, Keep, ReadOptions};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::{fields, from_file, gzip, items, plain, shown, zstd};

/// A workbook of one sheet.
pub(crate) fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// A sheet of texts, row by row.
pub(crate) fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
}

fn small() -> Vec<u8> {
    book(|sheet| {
        rows(
            sheet,
            &[
                &["id", "judul", "isi"],
                &["a", "Rapat", "Rapat digelar.\nLalu ditutup."],
                &["b", "", " Hujan & <angin> “turun” "],
            ],
        );
    })
}

const SMALL: [&str; 2] =
    ["2 a|Rapat||Rapat digelar.\nLalu ditutup.", "3 b||| Hujan & <angin> “turun” "];

#[test]
fn a_sheet_is_read_from_files_streams_and_packed() {
    for name in ["a.xlsx", "a.xlsm", "a.dat", "a.csv"] {
        assert_eq!(from_file(small(), name, &ReadOptions::default()), SMALL, "{name}");
        assert_eq!(plain(small(), name), SMALL, "{name}");
    }
    assert_eq!(plain(gzip(small()), "a.xlsx.gz"), SMALL);
    assert_eq!(plain(zstd(small()), "<stdin>"), SMALL);
    assert_eq!(
        fields(small(), "a.xlsx").unwrap().to_string(),
        "sheet \"Sheet1\": text from \"isi\", id from \"id\", title from \"judul\""
    );
}

#[test]
fn values_are_written_as_a_person_reads_them() {
    let file = book(|sheet| {
        rows(sheet, &[&["no", "isi", "tanggal", "waktu", "jam", "harga", "sah", "rumus", "galat"]]);
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let time = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let hours = Format::new().set_num_format("hh:mm");
        sheet.write(1, 0, 1_234_567_890_123_i64).unwrap();
        sheet.write(1, 1, "Rapat digelar.").unwrap();
        sheet.write(1, 2, ExcelDateTime::from_ymd(2024, 2, 12).unwrap()).unwrap();
        sheet.set_cell_format(1, 2, &day).unwrap();
        let moment = ExcelDateTime::from_ymd(2024, 2, 12).unwrap().and_hms(8, 15, 0).unwrap();
        sheet.write_with_format(1, 3, &moment, &time).unwrap();
        sheet.write_with_format(1, 4, 0.5, &hours).unwrap();
        sheet.write(1, 5, 0.1).unwrap();
        sheet.write(1, 6, true).unwrap();
        sheet.write(1, 7, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write(1, 8, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write(2, 1, 12.0).unwrap();
    });
    let options = ReadOptions::default();
    let found = items(file, "a.xlsx", &options);
    let first = found[0].as_ref().unwrap();
    assert_eq!(first.id, "1234567890123");
    let metadata: Vec<_> = first.metadata.iter().map(|(n, v)| format!("{n}={v}")).collect();
    assert_eq!(
        metadata,
        [
            "tanggal=2024-02-12",
            "waktu=2024-02-12T08:15:00",
            "jam=12:00:00",
            "harga=0.1",
            "sah=true",
            "rumus=2",
            "galat=#N/A"
        ]
    );
    assert_eq!(first.date().as_deref(), Some("2024-02-12"));
    assert_eq!(found[1].as_ref().unwrap().text, "12");
}

#[test]
fn the_first_sheet_with_a_text_column_is_taken() {
    let mut book = Workbook::new();
    rows(
        book.add_worksheet().set_name("Petunjuk").unwrap(),
        &[&["Cara mengisi"], &["Isi lembar berikut"]],
    );
    book.add_worksheet().set_name("Kosong").unwrap();
    let hidden = book.add_worksheet().set_name("Lama").unwrap().set_hidden(true);
    rows(hidden, &[&["isi"], &["Yang lama."]]);
    let sheet = book.add_worksheet().set_name("Berita").unwrap();
    // Titles and an empty row may stand above the header.
    rows(sheet, &[&["Kliping 2024"], &[], &["Sumber: koran"], &["Isi ", "URL"], &["Rapat.", "u"]]);
    let file = book.save_to_buffer().unwrap();
    assert_eq!(plain(file.clone(), "a.xlsx"), ["5 u|||Rapat."]);
    assert_eq!(
        fields(file, "a.xlsx").unwrap().to_string(),
        "sheet \"Berita\": text from \"Isi\", id from \"URL\""
    );
}

#[test]
fn blank_rows_are_passed_over_and_empty_texts_told() {
    let file = book(|sheet| {
        rows(sheet, &[&["id", "isi"], &["a", "Rapat."], &[], &["", " "], &["b"], &["c", "Reda."]]);
        // A remark beside the table.
        sheet.write(3, 9, "catatan").unwrap();
    });
    assert_eq!(
        plain(file, "a.xlsx"),
        [
            "2 a|||Rapat.",
            "a.xlsx:5: the record's text is empty; mend it, or leave bad records out by --skip-bad",
            "6 c|||Reda."
        ]
    );
}

#[test]
fn merged_cells_are_read_as_they_are_seen() {
    let file = book(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 3, "Kliping netralitas", &plain).unwrap();
        rows(sheet, &[&[], &["id", "tanggal", "isi", "sumber"]]);
        for (row, id) in (2..).zip(["a", "b", "c", "d"]) {
            sheet.write(row, 0, id).unwrap();
        }
        sheet.merge_range(2, 1, 4, 1, "12/02/2024", &plain).unwrap();
        sheet.write(2, 2, "Rapat.").unwrap();
        sheet.merge_range(3, 2, 4, 2, "Hujan.", &plain).unwrap();
        sheet.write(5, 2, "Reda.").unwrap();
        sheet.merge_range(6, 0, 6, 3, "Maret", &plain).unwrap();
        rows(sheet, &[]);
        sheet.write(7, 0, "e").unwrap();
        sheet.merge_range(7, 2, 7, 3, "Usai.", &plain).unwrap();
    });
    let remedy = "; mend it, or leave bad records out by --skip-bad";
    assert_eq!(
        plain(file, "a.xlsx"),
        [
            "3 a||2024-02-12|Rapat.".to_owned(),
            "4 b||2024-02-12|Hujan.".to_owned(),
            format!(
                "a.xlsx:5: the text's cell is merged into C4:C5, and the text stands in its first cell{remedy}"
            ),
            "6 d|||Reda.".to_owned(),
            format!(
                "a.xlsx:7: the text's cell is merged into A7:D7, and the text stands in its first cell{remedy}"
            ),
            "8 e|||Usai.".to_owned(),
        ]
    );
}

#[test]
fn only_what_is_kept_is_read() {
    let file = book(|sheet| {
        rows(sheet, &[&["id", "isi", "url", "catatan"], &["a", "Rapat.", "u", "n"]]);
    });
    for (keep, expected) in [
        (Keep::None, vec![]),
        (Keep::All, vec![("url", "u"), ("catatan", "n")]),
        (Keep::Only(vec!["URL".into(), "isi".into()]), vec![("isi", "Rapat."), ("url", "u")]),
    ] {
        let options = ReadOptions { keep, ..ReadOptions::default() };
        let article = items(file.clone(), "a.xlsx", &options).remove(0).unwrap();
        let metadata: Vec<_> =
            article.metadata.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(metadata, expected);
    }
}

#[test]
fn fields_can_be_named() {
    let file = book(|sheet| {
        rows(
            sheet,
            &[&["kode", "isi", "naskah", "terbit"], &["a", "Bukan.", "Rapat.", "12/2/2024"]],
        );
    });
    let options = ReadOptions {
        text_field: Some("naskah".into()),
        id_field: Some("kode".into()),
        date_field: Some("terbit".into()),
        ..ReadOptions::default()
    };
    assert_eq!(shown(file.clone(), "a.xlsx", &options), ["2 a||2024-02-12|Rapat."]);
    let options = ReadOptions { id_field: Some("nomor".into()), ..ReadOptions::default() };
    assert_eq!(
        shown(file, "a.xlsx", &options),
        [
            "a.xlsx:1: has no field nomor; its fields are kode, isi, naskah, terbit; check the name given by --id-field"
        ]
    );
}

#[test]
fn many_rows_are_handed_out_in_order_and_may_be_left() {
    let file = book(|sheet| {
        rows(sheet, &[&["id", "isi"]]);
        for row in 1..=5000 {
            sheet.write(row, 0, row).unwrap();
            sheet.write(row, 1, format!("Rapat ke-{row} digelar.")).unwrap();
        }
    });
    let found = plain(file.clone(), "a.xlsx");
    assert_eq!(found.len(), 5000);
    assert_eq!(found[4999], "5001 5000|||Rapat ke-5000 digelar.");
    let options = ReadOptions::default();
    let mut articles = Articles::from_reader(std::io::Cursor::new(file), "a.xlsx", &options);
    assert_eq!(articles.next().unwrap().unwrap().id, "1");
    drop(articles);
}
