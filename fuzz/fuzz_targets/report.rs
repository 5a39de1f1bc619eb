#![no_main]
#![allow(dead_code, unused_imports, reason = "the program uses all of its modules")]

#[path = "../../src/page/mod.rs"]
mod page;
#[path = "../replay.rs"]
mod replay;
#[path = "../../src/report/mod.rs"]
mod report;

use klaim::coding::{CodedArticle, Coder};
use page::{Heading, Language};
use replay::{SCRATCH, SEGMENTER, bundled};
use report::{
    Csv, Decimals, Dialect, Fields, Group, GroupKind, Kept, ParquetSheet, Records, Report, Row,
    Said, Sheet, Verdict, WorkbookSheet,
};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(article) = replay::article(data) else { return };
    let coder = Coder::new(bundled(), &SEGMENTER);
    let coded = SCRATCH.with_borrow_mut(|scratch| coder.code(article, scratch));
    let articles = std::slice::from_ref(&coded.article);

    let mut page = page::Page::new(bundled());
    page.add(&page::encode(bundled(), &coded));
    let title = coded.article.title.as_deref();
    let heading = Heading { language: Language::Id, title, note: title, model: &coded.article.id };
    replay::check_page(&page.finish(&heading), articles);

    let kept = Kept { field: "url".into(), name: "url".into() };
    let fields = Fields {
        labels: Some(bundled().labels().clone()),
        uncertain: true,
        speakers: true,
        kept: vec![kept],
    };
    for delimiter in *b",\t" {
        let dialect = Dialect { delimiter, raw: false, for_terminal: false };
        let (mut bytes, csv) = (Vec::new(), Csv::new(fields.clone(), dialect));
        csv.header(&mut bytes);
        bytes.extend(told(&csv, &coded).bytes);
        replay::check_csv(&bytes, delimiter, articles);
    }
    let records = told(&Records, &coded);
    let write = |mut sheet: Box<dyn Sheet<Vec<u8>>>| {
        sheet.take(&records.records).expect("written");
        sheet.finish(&records.group).expect("completed").0
    };
    replay::check_workbook(
        &write(Box::new(WorkbookSheet::new(&fields, Vec::new()).expect("begun"))),
        articles,
    );
    replay::check_parquet(
        &write(Box::new(ParquetSheet::new(&fields, Vec::new()).expect("begun"))),
        articles,
    );
});

/// What `report` makes of the article, as `klaim classify` tells it.
fn told(report: &dyn Report, coded: &CodedArticle) -> report::Page {
    let article = &coded.article;
    let kept = [article.get("url")];
    let group = Group {
        id: &article.id,
        title: article.title.as_deref(),
        kind: GroupKind::Article,
        kept: &kept,
    };
    let decimals = Decimals::for_labels(bundled().labels().len());
    let mut page = report::Page::default();
    report.open(&group, &mut page);
    for (number, sentence) in coded.sentences.iter().enumerate() {
        let units: Vec<u32> = sentence.probabilities.iter().map(|p| decimals.units(*p)).collect();
        let verdict =
            Verdict { label: sentence.label, units: &units, uncertain: Some(number % 2 == 0) };
        page.group.sentences += 1;
        page.group.count(&verdict);
        let row = Row {
            number,
            start: sentence.span.start as u64,
            text: coded.text(sentence),
            verdict: Some(verdict),
            said: Some(Said::new(&sentence.speech, &article.text)),
        };
        report.row(&group, &row, &mut page);
    }
    report.close(&group, &mut page);
    page
}
