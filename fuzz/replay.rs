//! What must hold for any bytes, one function a target: used by the fuzz targets, and by `tests/fuzz_corpus.rs` on the
//! inputs that are kept.
#![allow(dead_code, reason = "each fuzz target uses one of them")]

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use calamine::{Data, Reader as _, Xlsx};
use klaim::article::{Article, Articles, Format, ReadOptions};
use klaim::features::{FeaturizerConfig, TermFrequency};
use klaim::model::Scratch;
use klaim::sentence::{Segmenter, Span};
use klaim::speaker::attribute;
use klaim::stem::{Language, Stemmer};
use klaim::token::tokenize;
use klaim::train::{Alpha, TrainParams, train};
use klaim::{Classifier, LabelledSentence};
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A target.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All targets but `report`, which works on code of the program and not of the library: see [`article`].
pub(crate) const TARGETS: &[Target] = &[
    ("segment", segment),
    ("tokenize_stem", tokenize_stem),
    ("html", html),
    ("csv", csv),
    ("jsonl", jsonl),
    ("json", json),
    ("model", model),
    ("score", score),
    ("speakers", speakers),
    ("xlsx", xlsx),
    #[cfg(feature = "parquet")]
    ("parquet", parquet),
];

fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

pub(crate) fn bundled() -> &'static Classifier {
    static MODEL: OnceLock<Classifier> = OnceLock::new();
    MODEL.get_or_init(|| Classifier::bundled().expect("the bundled model loads"))
}

/// A model that counts how often a feature occurs, and has bigrams of surfaces: all that the scorer does else than for the
/// bundled one, but for what is too long for its fused way.
fn counting() -> &'static Classifier {
    static MODEL: OnceLock<Classifier> = OnceLock::new();
    MODEL.get_or_init(|| {
        let data = Path::new(env!("CARGO_MANIFEST_DIR"));
        // The fuzz targets are in a folder of the project's.
        let data = [data.join("data/test.jsonl"), data.join("../data/test.jsonl")];
        let data = data.iter().find(|path| path.exists()).expect("the project's data");
        let sentences = LabelledSentence::read(data).expect("labelled sentences");
        let featurizer = FeaturizerConfig {
            surface_ngrams: 2,
            stem_ngrams: 1,
            term_frequency: TermFrequency::Sublinear,
            ..FeaturizerConfig::default()
        };
        let params = TrainParams { featurizer, alpha: Alpha::Fixed(0.5), ..TrainParams::default() };
        train(&sentences[..600], &params, &|_| {}).expect("it trains").classifier
    })
}

/// To make one takes longer than to segment a short text.
pub(crate) static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(Segmenter::new);

thread_local! {
    /// What scoring remembers, through many inputs: to make it takes longer than to score.
    pub(crate) static SCRATCH: RefCell<Scratch> = RefCell::new(bundled().scorer().scratch());
    static COUNTING: RefCell<Scratch> = RefCell::new(counting().scorer().scratch());
}

/// Spans are in order, in bounds, on character boundaries, not empty, without white space at their ends; what lies between
/// them is white space.
pub(crate) fn segment(data: &[u8]) {
    let text = &*text(data);
    let mut end = 0;
    for span in SEGMENTER.segment(text) {
        assert!(span.start >= end && span.end > span.start && span.end <= text.len());
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        let sentence = span.of(text);
        assert_eq!(sentence, sentence.trim());
        assert!(text[end..span.start].trim().is_empty(), "{:?}", &text[end..span.start]);
        end = span.end;
    }
    assert!(text[end..].trim().is_empty());
}

/// Tokens are in order and not empty; no stem of a word is empty. All languages have their turn, one a word, beside
/// Indonesian: all of them for every word take twenty times as long and find no more.
pub(crate) fn tokenize_stem(data: &[u8]) {
    let text = &*text(data);
    let mut end = 0;
    let mut languages = Language::all().iter().cycle();
    for token in tokenize(text) {
        assert!(token.start >= end && token.end > token.start && token.end <= text.len());
        assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
        assert!(!token.text.is_empty());
        for language in [Some(&Language::Indonesian), languages.next()].into_iter().flatten() {
            assert!(!Stemmer::new(*language).stem(&token.text).is_empty(), "{:?}", token.text);
        }
        end = token.end;
    }
}

/// Articles have an id and a text; an error names its place in a message that is not long. Cut into portions, the file
/// has as many of them.
fn read(data: &[u8], format: Format) {
    let options =
        ReadOptions { format: Some(format), max_article_bytes: 1 << 16, ..ReadOptions::default() };
    let reader = Cursor::new(data.to_vec());
    let mut items = 0;
    // A packed file or one of Parquet can have any number of rows in a few bytes; elsewhere each takes a byte.
    let packed = [&[0x1F, 0x8B][..], &[0x28, 0xB5, 0x2F, 0xFD]].iter().any(|m| data.starts_with(m));
    let dense = packed || format == Format::Parquet;
    let most = if dense { 10_000 } else { data.len() + 2 };
    for article in Articles::from_reader(reader, "a", &options).take(most) {
        items += 1;
        match article {
            Ok(article) => {
                assert!(!article.id.is_empty() && !article.text.trim().is_empty());
            }
            Err(error) => {
                let message = error.to_string();
                assert!(message.starts_with('a') && message.len() < 4096, "{message}");
            }
        }
        assert!(dense || items < most, "more items than bytes");
    }
    if items == most {
        return;
    }
    assert!(items > 0, "nothing at all, not even an error");
    let mut articles = Articles::from_reader(Cursor::new(data.to_vec()), "a", &options);
    while let Some(portion) = articles.next_portion(1000) {
        portion.each(|_| {
            items -= 1;
            true
        });
    }
    assert_eq!(items, 0, "portions hold something else");
}

/// The reader of web pages.
pub(crate) fn html(data: &[u8]) {
    read(data, Format::Html);
}

/// The reader of CSV and TSV.
pub(crate) fn csv(data: &[u8]) {
    read(data, Format::Csv);
    read(data, Format::Tsv);
}

/// The reader of JSON Lines.
pub(crate) fn jsonl(data: &[u8]) {
    read(data, Format::JsonLines);
}

/// The reader of JSON.
pub(crate) fn json(data: &[u8]) {
    read(data, Format::Json);
}

/// The reader of workbooks.
pub(crate) fn xlsx(data: &[u8]) {
    read(&workbook(data), Format::Xlsx);
}

/// A workbook of the parts that zero bytes lie between in `data`, in the order of [`PARTS`]; a part that is empty is left out,
/// and those behind the last are the usual ones. So no checksum and no directory stands between the fuzzer and the XML.
/// What begins as an archive is taken as it is.
fn workbook(data: &[u8]) -> Vec<u8> {
    const PARTS: [(&str, &str); 7] = [
        ("xl/worksheets/sheet1.xml", "<worksheet/>"),
        ("xl/sharedStrings.xml", ""),
        ("xl/styles.xml", ""),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"b\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"b\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet2.xml", ""),
    ];
    if data.starts_with(b"PK") {
        return data.to_vec();
    }
    let mut given = data.split(|byte| *byte == 0);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, usual) in PARTS {
        let part = given.next().unwrap_or(usual.as_bytes());
        if !part.is_empty() {
            zip.start_file(name, options).expect("a name");
            zip.write_all(part).expect("memory");
        }
    }
    zip.finish().expect("an archive").into_inner()
}

/// The reader of Parquet. An input is the length of the pages in two bytes, the pages, and the footer: what tells the
/// footer's length is put right, so that it may grow and shrink. What begins as a file is taken as it is.
#[cfg(feature = "parquet")]
pub(crate) fn parquet(data: &[u8]) {
    const MAGIC: &[u8] = b"PAR1";
    let Some((length, rest)) = data.split_first_chunk().filter(|_| !data.starts_with(MAGIC)) else {
        return read(data, Format::Parquet);
    };
    let (pages, footer) = rest.split_at(usize::from(u16::from_le_bytes(*length)).min(rest.len()));
    let length = u32::try_from(footer.len()).expect("small").to_le_bytes();
    read(&[MAGIC, pages, footer, &length, MAGIC].concat(), Format::Parquet);
}

/// A model file is refused or scores finite numbers, with and without its checksum.
pub(crate) fn model(data: &[u8]) {
    for loaded in [Classifier::from_bytes(data, "m"), Classifier::from_bytes_unverified(data, "m")]
    {
        let Ok(classifier) = loaded else { continue };
        let mut scratch = classifier.scorer().scratch();
        let sentence = "ASN dilarang ikut kampanye.";
        assert!(classifier.logits(sentence).iter().all(|logit| logit.is_finite()));
        let (_, probabilities) = classifier.label_and_probabilities(sentence, &mut scratch);
        assert!(probabilities.iter().all(|p| p.is_finite()));
    }
}

/// The fast way of scoring agrees with the plain one: the same label, logits within 1e-5.
pub(crate) fn score(data: &[u8]) {
    let text = &*text(data);
    for (classifier, scratch) in [(bundled(), &SCRATCH), (counting(), &COUNTING)] {
        scratch.with_borrow_mut(|scratch| {
            let expected = classifier.logits(text);
            let logits = classifier.compiled_logits(text, scratch);
            for (a, b) in expected.iter().zip(logits) {
                assert!((a - b).abs() < 1e-5, "{expected:?} against {logits:?}");
            }
            assert_eq!(classifier.label(text, scratch), classifier.classify(text).0);
        });
    }
}

/// Every sentence has its attribution; speakers and roles are parts of the text, on character boundaries.
pub(crate) fn speakers(data: &[u8]) {
    let text = &*text(data);
    let sentences: Vec<Span> = SEGMENTER.segment(text).collect();
    let speech = attribute(text, &sentences);
    assert_eq!(speech.len(), sentences.len());
    for span in speech.iter().flat_map(|speech| [speech.speaker, speech.role]).flatten() {
        assert!(span.start < span.end && span.end <= text.len());
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
    }
}

/// What `report` is given: text, id, headline and address, with zero bytes between; none without text.
pub(crate) fn article(data: &[u8]) -> Option<Article> {
    let mut parts = data.split(|byte| *byte == 0).map(|part| text(part).into_owned());
    let text = parts.next().filter(|text| !text.trim().is_empty())?;
    let id = parts.next().filter(|id| !id.trim().is_empty()).unwrap_or_else(|| "a".into());
    let title = parts.next();
    let metadata = parts.next().map(|url| ("url".to_owned(), url)).into_iter().collect();
    let path = Arc::from(Path::new("a.jsonl"));
    Some(Article { id, title, text, published: None, metadata, path, line: 1 })
}

/// The page of `klaim report` has the scripts of its own and no other; in its data are the `articles` with all offsets in
/// place, and nothing that turns the direction of the source.
pub(crate) fn check_page(page: &str, articles: &[Article]) {
    assert_eq!((page.matches("<script").count(), page.matches("</script").count()), (3, 3));
    let steers = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let (_, data) =
        page.split_once("<script id=\"data\" type=\"application/json\">").expect("data");
    let (data, _) = data.split_once("</script>").expect("an end");
    assert_eq!(data.find(steers), None);
    let data: Value = serde_json::from_str(data).expect("JSON");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    let shown = list(&data["articles"]);
    assert_eq!(shown.len(), articles.len());
    for (shown, article) in shown.iter().zip(articles) {
        assert_eq!(
            (&shown["i"], &shown["x"]),
            (&article.id.clone().into(), &article.text.clone().into())
        );
        let units: Vec<u16> = article.text.encode_utf16().collect();
        let voices = list(&shown["v"]).len();
        let mut end = 0;
        for sentence in list(&shown["s"]) {
            let (start, length) = (number(&sentence[0]), number(&sentence[1]));
            assert!(start >= end && length > 0);
            end = start + length;
            let text = String::from_utf16(&units[start..end]).expect("whole characters");
            assert_eq!(text, text.trim());
            let chances: usize = list(&sentence[3]).iter().map(number).sum();
            assert!(chances.abs_diff(1000) <= 3, "{chances}");
            assert!(sentence[4] == -1 || number(&sentence[4]) < voices);
            let mut at = 0;
            for word in sentence.get(6).map(list).unwrap_or_default().chunks(3) {
                let (start, length) = (number(&word[0]), number(&word[1]));
                assert!(start >= at && length > 0);
                at = start + length;
                assert!(
                    String::from_utf16(&units[end - text.encode_utf16().count()..end][start..at])
                        .is_ok()
                );
            }
        }
    }
}

/// Whether a spreadsheet takes a cell of this text for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A table in CSV or the like has cells that are no formulas, and what [`check_rows`] says.
pub(crate) fn check_csv(bytes: &[u8], delimiter: u8, articles: &[Article]) {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let names = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|record| {
        let cells = record.expect("as many cells as names");
        let text = |cell: &str| {
            assert!(!is_formula(cell), "{cell:?}");
            let guarded = cell.strip_prefix('\'');
            guarded
                .filter(|rest| is_formula(rest.trim_start_matches('\'')))
                .unwrap_or(cell)
                .to_owned()
        };
        names.iter().map(str::to_owned).zip(cells.iter().map(text)).collect()
    });
    check_rows(rows, articles);
}

/// A workbook has no formulas and no links, nothing that XML forbids, and what [`check_rows`] says.
pub(crate) fn check_workbook(bytes: &[u8], articles: &[Article]) {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    for index in 0..archive.len() {
        let mut part = String::new();
        archive.by_index(index).expect("an entry").read_to_string(&mut part).expect("UTF-8");
        let forbidden =
            |c: char| c < ' ' && !"\t\n\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
        assert_eq!(part.find(forbidden), None);
        for tag in ["<f>", "<f ", "<hyperlink", "<definedName"] {
            assert!(
                !part.contains(tag) || tag == "<definedName" && part.contains("_FilterDatabase"),
                "{tag}"
            );
        }
    }
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range("sentences").expect("the sheet");
    let mut rows = sheet.rows();
    let names: Vec<String> = rows.next().expect("a header").iter().map(Data::to_string).collect();
    check_rows(
        rows.map(|row| names.iter().cloned().zip(row.iter().map(Data::to_string)).collect()),
        articles,
    );
}

/// The texts of a Parquet file are the sentences of `articles`.
#[cfg(feature = "parquet")]
pub(crate) fn check_parquet(bytes: &[u8], articles: &[Article]) {
    let options = ReadOptions { format: Some(Format::Parquet), ..ReadOptions::default() };
    let rows = Articles::from_reader(Cursor::new(bytes.to_vec()), "a", &options);
    let texts: Vec<String> = rows.map(|row| row.expect("a row").text).collect();
    let sentences = articles.iter().flat_map(|article| {
        SEGMENTER.segment(&article.text).map(|span| span.of(&article.text).to_owned())
    });
    assert_eq!(texts, sentences.collect::<Vec<_>>());
}

/// The rows of a table are the sentences of `articles`, to the byte.
fn check_rows(rows: impl Iterator<Item = Vec<(String, String)>>, articles: &[Article]) {
    let mut articles_left = articles.iter();
    let mut article = None;
    for row in rows {
        let cell = |name: &str| {
            row.iter().find(|(n, _)| n == name).map(|(_, cell)| cell.as_str()).expect(name)
        };
        if cell("sentence") == "0" {
            article = articles_left.next();
        }
        let article = article.expect("an article for each first sentence");
        let place = |name: &str| cell(name).parse::<usize>().expect("a number");
        assert_eq!(cell("text"), &article.text[place("start")..place("end")]);
        assert_eq!(cell("article"), article.id);
        assert_eq!(cell("url"), article.get("url").unwrap_or_default());
    }
    assert_eq!(articles_left.len(), 0);
}
