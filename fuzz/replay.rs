//! What must hold for any bytes, one function a target: used by the fuzz targets, and by `tests/fuzz_corpus.rs` on the
//! inputs that are kept.
#![allow(dead_code, reason = "each fuzz target uses one of them")]

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Cursor;
use std::sync::{LazyLock, OnceLock};

use klaim::Classifier;
use klaim::article::{Articles, Format, ReadOptions};
use klaim::model::Scratch;
use klaim::sentence::{Segmenter, Span};
use klaim::speaker::attribute;
use klaim::stem::{Language, Stemmer};
use klaim::token::tokenize;

/// A target.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All targets.
pub(crate) const TARGETS: [Target; 9] = [
    ("segment", segment),
    ("tokenize_stem", tokenize_stem),
    ("html", html),
    ("csv", csv),
    ("jsonl", jsonl),
    ("json", json),
    ("model", model),
    ("score", score),
    ("speakers", speakers),
];

fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

fn bundled() -> &'static Classifier {
    static MODEL: OnceLock<Classifier> = OnceLock::new();
    MODEL.get_or_init(|| Classifier::bundled().expect("the bundled model loads"))
}

/// To make one takes longer than to segment a short text.
static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(Segmenter::new);

thread_local! {
    /// What scoring remembers, through many inputs: to make it takes longer than to score.
    static SCRATCH: RefCell<Scratch> = RefCell::new(bundled().scorer().scratch());
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

/// Tokens are in order and not empty; no stem of a word is empty, in any language.
pub(crate) fn tokenize_stem(data: &[u8]) {
    let text = &*text(data);
    let mut end = 0;
    for token in tokenize(text) {
        assert!(token.start >= end && token.end > token.start && token.end <= text.len());
        assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
        assert!(!token.text.is_empty());
        for language in Language::all() {
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
    for article in Articles::from_reader(reader, "a", &options) {
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
        assert!(items <= data.len() + 1, "more items than bytes");
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
    SCRATCH.with_borrow_mut(|scratch| {
        let expected = bundled().logits(text);
        let logits = bundled().compiled_logits(text, scratch);
        for (a, b) in expected.iter().zip(logits) {
            assert!((a - b).abs() < 1e-5, "{expected:?} against {logits:?}");
        }
        assert_eq!(bundled().label(text, scratch), bundled().classify(text).0);
    });
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
