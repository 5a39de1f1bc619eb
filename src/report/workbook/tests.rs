use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

use super::*;
use crate::report::{Group, Page, Records, Report as _, Row};

#[test]
fn a_full_sheet_is_continued_in_another() {
    let fields = Fields::default();
    let mut page = Page::default();
    for id in ["a", "b", "c", "d"] {
        let group = Group { id, title: None, kind: GroupKind::Article, kept: &[] };
        Records.open(&group, &mut page);
        for number in 0..2 {
            page.group.sentences = 2;
            let row = Row { number, start: 0, text: "=Rapat", verdict: None, said: None };
            Records.row(&group, &row, &mut page);
        }
        Records.close(&group, &mut page);
    }
    let sheet = WorkbookSheet::with_max_rows(&fields, Vec::new(), 3).expect("begun");
    let mut sheet: Box<dyn Sheet<Vec<u8>>> = Box::new(sheet);
    sheet.take(&page.records).expect("written");
    let (bytes, remarks) = sheet.finish(&Tally::default()).expect("completed");
    assert_eq!(remarks, Vec::<String>::new());
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let names = ["sentences", "sentences 2", "sentences 3", "totals", "totals 2"];
    let mut found = workbook.sheet_names();
    found.sort();
    assert_eq!(found, names);
    let mut rows = Vec::new();
    for name in &names[..3] {
        let range = workbook.worksheet_range(name).expect("the sheet");
        assert_eq!(range.get((0, 0)), Some(&Data::String("article".to_owned())));
        rows.extend(range.rows().skip(1).map(|row| (row[0].to_string(), row[1].to_string())));
    }
    let wanted = ["a", "b", "c", "d"]
        .iter()
        .flat_map(|id| ["0", "1"].map(|n| (id.to_string(), n.to_owned())));
    assert_eq!(rows, wanted.collect::<Vec<_>>());
    let totals = workbook.worksheet_range("totals 2").expect("the sheet");
    assert_eq!(totals.get((1, 0)), Some(&Data::String("d".to_owned())));
}

#[test]
fn texts_are_cut_between_characters() {
    assert_eq!(shortened("netral"), ("netral".to_owned(), false));
    let whole = "x".repeat(MAX_TEXT);
    assert_eq!(shortened(&whole), (whole.clone(), false));
    let (text, cut) = shortened(&"\u{1F600}".repeat(MAX_TEXT));
    assert!(cut && text.encode_utf16().count() <= MAX_TEXT && text.ends_with(CUT));
}
