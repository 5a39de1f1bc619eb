//! Workbooks that are damaged, hostile or of no use.

use std::io::{Cursor, Read, Write};

use klaim::article::{Keep, ReadOptions};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::xlsx::{book, rows};
use super::{from_file, last, only_error, plain, shown, soon};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip archive of these parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(HEAD.as_bytes()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of so many sheets, which are all the part `target`, and of these other parts.
fn workbook(sheets: usize, target: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let root = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let mut list = String::new();
    for n in 1..=sheets {
        list += &format!("<sheet name=\"Lembar{n}\" sheetId=\"{n}\" r:id=\"rId1\"/>");
    }
    let book = format!("<workbook xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>");
    let relations = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"{target}\"/></Relationships>"
    );
    let fixed = [
        ("_rels/.rels", &*root),
        ("xl/workbook.xml", &*book),
        ("xl/_rels/workbook.xml.rels", &*relations),
    ];
    archive(&[&fixed[..], others].concat())
}

/// A workbook of one sheet, and of these parts.
fn parts(parts: &[(&str, &str)]) -> Vec<u8> {
    workbook(1, "worksheets/sheet1.xml", parts)
}

/// A cell with a text in it.
fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn sheet(rows: &str) -> Vec<u8> {
    parts(&[(
        "xl/worksheets/sheet1.xml",
        &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
    )])
}

/// The last claim of a size in a zip archive's directory, changed.
fn with_claimed_size(mut file: Vec<u8>, size: u32) -> Vec<u8> {
    let directory = file.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    file[directory + 24..directory + 28].copy_from_slice(&size.to_le_bytes());
    file
}

#[test]
fn workbooks_without_a_text_are_told() {
    let mut empty = Workbook::new();
    empty.add_worksheet();
    let people = book(|sheet| rows(sheet, &[&["nama", "umur"], &["Budi", "40"]]));
    for (file, message) in [
        (
            empty.save_to_buffer().unwrap(),
            "no sheet has a column text, content, isi, body, artikel, teks, konten: the sheet \"Sheet1\" is empty; name the field by --text-field",
        ),
        (
            people,
            "no sheet has a column text, content, isi, body, artikel, teks, konten: the sheet \"Sheet1\" has nama, umur; name the field by --text-field",
        ),
        (
            book(|sheet| rows(sheet, &[&["id", "isi"]])),
            "holds no record; see whether this is the right file, or leave it out",
        ),
    ] {
        assert_eq!(only_error(file, "a.xlsx"), format!("a.xlsx: {message}"));
    }
}

#[test]
fn what_is_no_workbook_is_told() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<document/>").unwrap();
    let document = zip.finish().unwrap().into_inner();
    for (file, message) in [
        (document, "a.xlsx: is a zip archive, but no Excel workbook (.xlsx); unpack it"),
        (b"PK\x03\x04 no zip at all".to_vec(), "a.xlsx: is no Excel workbook, or a damaged one: "),
        (b"id,isi\na,Rapat.\n".to_vec(), "a.xlsx: is no Excel workbook, or a damaged one: "),
        (Vec::new(), "a.xlsx: is no Excel workbook, or a damaged one: "),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec(),
            "a.xlsx: is an old Office file (.xls or .doc), or protected",
        ),
        (parts(&[]), "a.xlsx: is no Excel workbook, or a damaged one: "),
    ] {
        let error = only_error(file, "a.xlsx");
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn a_cell_of_ten_megabytes_is_read_or_told() {
    let text = "Rapat digelar. ".repeat(10 << 16);
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row><row r=\"3\">{}</row>",
        cell("A1", "isi"),
        cell("A2", &text),
        cell("A3", "Hujan.")
    );
    let file = sheet(&rows);
    let found = soon("a cell of 10 MB", || plain(file.clone(), "a.xlsx"));
    assert!(
        found[0].starts_with("2 a.xlsx:2|||Rapat digelar. Rapat")
            && found[0].len() > text.trim_end().len()
    );
    let small = ReadOptions { max_article_bytes: 1 << 20, ..ReadOptions::default() };
    let found = shown(file, "a.xlsx", &small);
    assert_eq!(
        found,
        [
            "a.xlsx:2: the row is longer than the limit of 1048576 bytes for one article; split it, or raise --max-article-size",
            "3 a.xlsx:3|||Hujan."
        ]
    );
}

#[test]
fn cells_far_out_cost_nothing() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}{}</row>",
        cell("A1", "isi"),
        cell("A1048576", "Rapat."),
        cell("XFD1048576", "x")
    );
    let found = soon("a sparse sheet", || plain(sheet(&rows), "a.xlsx"));
    assert_eq!(found, ["1048576 a.xlsx:1048576|||Rapat."]);
}

#[test]
fn rows_out_of_order_and_broken_xml_are_told() {
    let header = format!("<row r=\"1\">{}</row>", cell("A1", "isi"));
    let back = format!(
        "{header}<row r=\"5\">{}</row><row>{}{}</row>",
        cell("A5", "a"),
        cell("A6", "b"),
        cell("A2", "c")
    );
    let found = plain(sheet(&back), "a.xlsx");
    assert!(found.last().unwrap().contains("row 2 stands behind row 6"), "{found:?}");
    let broken = format!(
        "{header}<row r=\"2\">{}</row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>99</v></c>",
        cell("A2", "Rapat.")
    );
    let found = plain(sheet(&broken), "a.xlsx");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "2 a.xlsx:2|||Rapat.");
    assert!(found[1].contains("the sheet is damaged behind here"), "{found:?}");
}

#[test]
fn errors_in_a_text_are_told() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\" t=\"e\"><v>#N/A</v></c></row><row r=\"3\">{}</row>",
        cell("A1", "isi"),
        cell("A3", "Rapat.")
    );
    let found = plain(sheet(&rows), "a.xlsx");
    assert_eq!(
        found,
        [
            "a.xlsx:2: the text is the error #N/A; mend it, or leave bad records out by --skip-bad",
            "3 a.xlsx:3|||Rapat."
        ]
    );
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let bomb = |name: &str, bytes: u64| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        zip.start_file("xl/workbook.xml", options).unwrap();
        zip.start_file(name, options).unwrap();
        std::io::copy(&mut std::io::repeat(b' ').take(bytes), &mut zip).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let large = bomb("xl/worksheets/sheet1.xml", 600 << 20);
    assert!(large.len() < 1 << 20);
    let error = soon("a bomb", || from_file(&large, "a.xlsx", &ReadOptions::default()));
    let message = "a.xlsx: unpacks to more than a workbook may, 512 MiB or 200 times its size; see what it is; save it as CSV if it is meant to be so";
    assert_eq!(error, [message]);
    assert_eq!(only_error(bomb("xl/worksheets/sheet1.xml", 70 << 20), "a.xlsx"), message);

    // A directory that lies.
    let error = only_error(with_claimed_size(large, 1000), "a.xlsx");
    assert!(error.contains("larger than its declared uncompressed size"), "{error}");

    let styles = only_error(bomb("xl/styles.xml", 20 << 20), "a.xlsx");
    assert!(
        styles.starts_with("a.xlsx: its part xl/styles.xml has more than 16777216 bytes"),
        "{styles}"
    );
}

#[test]
fn claims_of_strings_are_not_believed() {
    for count in ["99999999999999", "18446744073709551615"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>isi</t></si></sst>");
        let error = only_error(parts(&[("xl/sharedStrings.xml", &strings)]), "a.xlsx");
        assert!(error.contains("has or claims more than 8000000 strings"), "{error}");
    }
    // A string that stands in very many cells.
    let long = "Rapat digelar. ".repeat(1 << 16);
    let strings = format!("<sst><si><t>isi</t></si><si><t>{long}</t></si></sst>");
    let mut rows = String::from("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>");
    for row in 2..3000 {
        rows.push_str(&format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>1</v></c></row>"));
    }
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let file = parts(&[("xl/sharedStrings.xml", &strings), ("xl/worksheets/sheet1.xml", &sheet)]);
    let error = last(file, "a.xlsx", &ReadOptions::default());
    assert!(error.contains("unpacks up to here to more than 200 times its size"), "{error}");
}

/// What comes last of a workbook whose other columns are not kept.
fn last_of(file: Vec<u8>) -> String {
    last(file, "a.xlsx", &ReadOptions { keep: Keep::None, ..ReadOptions::default() })
}

#[test]
fn many_sheets_cost_no_more_than_the_file_warrants() {
    // One part, with a megabyte before its first cell, read for each of its sheets.
    let part = format!(
        "<worksheet><!--{}--><sheetData><row r=\"1\">{}</row></sheetData></worksheet>",
        " ".repeat(20 << 20),
        cell("A1", "nama")
    );
    let file = workbook(9000, "worksheets/sheet1.xml", &[("xl/worksheets/sheet1.xml", &part)]);
    let error = last_of(file);
    assert!(error.contains("its parts are read more than 3 times over"), "{error}");
    // The name of a part, kept for each of its sheets.
    let error = only_error(workbook(9000, &"p".repeat(1 << 20), &[]), "a.xlsx");
    assert!(
        error.contains("its part xl/_rels/workbook.xml.rels has a tag of more than 8192 bytes"),
        "{error}"
    );
    let error = only_error(workbook(10_001, "worksheets/sheet1.xml", &[]), "a.xlsx");
    assert!(error.contains("its part xl/workbook.xml has more than 10000 sheets"), "{error}");
}

#[test]
fn columns_that_are_not_read_cost_nothing() {
    let mut all = format!("<row r=\"1\">{}{}</row>", cell("A1", "isi"), cell("XFD1", "catatan"));
    for row in 2..300_000 {
        all += &format!("<row r=\"{row}\">{}</row>", cell(&format!("A{row}"), "Ya."));
    }
    assert_eq!(last_of(sheet(&all)), "a.xlsx:299999");
}

#[test]
fn long_texts_in_very_many_cells_cost_no_more_than_the_file_warrants() {
    let long = "Rapat digelar. ".repeat(1 << 20);
    let blank = " ".repeat(15 << 20);
    let strings = format!(
        "<sst><si><t>isi</t></si><si><t>judul</t></si><si><t xml:space=\"preserve\">{long}</t></si><si><t xml:space=\"preserve\">{blank}</t></si></sst>"
    );
    let string = |at: &str, n: usize| format!("<c r=\"{at}\" t=\"s\"><v>{n}</v></c>");
    let header =
        format!("<row r=\"1\">{}{}{}</row>", string("A1", 0), string("B1", 1), cell("C1", "lain"));
    // Headlines beside texts that are errors, so that no row is good; blank cells that are not asked for; a headline that is
    // merged over all rows; headers.
    for (rows, merged, end) in [
        (
            "<c r=\"A?\" t=\"e\"><v>#N/A</v></c><c r=\"B?\" t=\"s\"><v>2</v></c>",
            "",
            "unpacks up to here",
        ),
        ("<c r=\"A?\" t=\"n\"><v>1</v></c><c r=\"C?\" t=\"s\"><v>3</v></c>", "", "a.xlsx:50000"),
        (
            "<c r=\"A?\" t=\"n\"><v>1</v></c>",
            "<mergeCells><mergeCell ref=\"B2:B50000\"/></mergeCells>",
            "unpacks up to here",
        ),
    ] {
        let mut all = header.clone();
        for row in 2..=50_000 {
            let more = if row == 2 && !merged.is_empty() { string("B2", 2) } else { String::new() };
            let cells = rows.replace('?', &row.to_string());
            all += &format!("<row r=\"{row}\">{cells}{more}</row>");
        }
        let sheet = format!("<worksheet><sheetData>{all}</sheetData>{merged}</worksheet>");
        let file =
            parts(&[("xl/sharedStrings.xml", &strings), ("xl/worksheets/sheet1.xml", &sheet)]);
        let found = last_of(file);
        assert!(found.contains(end), "{rows}: {found}");
    }
    let wide: String = (0..500).map(|_| string("D1", 2)).collect();
    let sheet = format!("<worksheet><sheetData><row r=\"1\">{wide}</row></sheetData></worksheet>");
    let file = parts(&[("xl/sharedStrings.xml", &strings), ("xl/worksheets/sheet1.xml", &sheet)]);
    let found = last_of(file);
    assert!(found.contains("no sheet has a column"), "{found}");
}

#[test]
fn cut_workbooks_are_told() {
    let file = book(|sheet| rows(sheet, &[&["id", "isi"], &["a", "Rapat digelar."]]));
    for end in [10, 100, file.len() / 2, file.len() - 30] {
        let error = only_error(&file[..end], "a.xlsx");
        assert!(error.starts_with("a.xlsx: is no Excel workbook, or a damaged one"), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_workbooks_end_in_articles_or_errors(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut file = book(|sheet| {
            rows(sheet, &[&["id", "isi", "tanggal"], &["a", "Rapat digelar.", "2024-02-12"]]);
        });
        let at = at.index(file.len());
        file[at] = byte;
        prop_assert!(!plain(file, "a.xlsx").is_empty());
    }

    #[test]
    fn any_xml_ends_in_articles_or_errors(pieces in prop::collection::vec(prop::sample::select(vec![
        "<row r=\"1\">", "<row>", "</row>", "<c r=\"A1\" t=\"inlineStr\">", "<c>", "<c t=\"s\">", "<c t=\"d\">",
        "<c s=\"9\" t=\"n\">", "<c r=\"XFE9\">", "<c r=\"1A\">", "</c>", "<is>", "</is>", "<t>", "</t>", "isi", "12",
        "<v>", "</v>", "<f>", "</f>", "1e999", "&lt;", "&x;", "<!--", "-->", "<r>", "</r>", "</sheetData>",
        "<mergeCells>", "<mergeCell ref=\"A1:B2\"/>", "<mergeCell ref=\"B2:A1\"/>", "</mergeCells>", "-5",
    ]), 0..40)) {
        prop_assert!(!plain(sheet(&pieces.concat()), "a.xlsx").is_empty());
    }
}
