//! The library's stages over every hostile text: spans in order, finite numbers, linear time, bounded memory.

use std::time::Duration;

use klaim::Classifier;
use klaim::sentence::{Segmenter, Span};
use klaim::speaker::attribute;
use klaim::stem::{Language, Stemmer};
use klaim::token::tokenize;

use super::measure::{assert_linear, time};
use super::shapes::SHAPES;
use super::size;

/// Ten times slower than the slowest kind of text, so that only a change of kind is told.
const BOUND: Duration = Duration::from_secs(2);

/// Runs `stage` on every kind of text at two sizes. Its peak of memory may be `factor` bytes for each of the text, and
/// 16 MiB for tables that are made once.
fn run(name: &str, factor: u64, stage: impl Fn(&str)) {
    let n = size(200_000, 50_000_000);
    for (shape, make) in SHAPES {
        let (small, large) = (make(n), make(2 * n));
        let what = format!("{name}: {shape}");
        stage(&small[..small.floor_char_boundary(1000)]);
        let memory = allocation_counter::measure(|| stage(&large));
        let most = factor * large.len() as u64 + (16 << 20);
        assert!(
            memory.bytes_max <= most,
            "{what}: {} bytes for a text of {}",
            memory.bytes_max,
            large.len()
        );
        assert_linear(&what, n, BOUND, || time(|| stage(&small)), || time(|| stage(&large)));
    }
}

#[test]
fn segmenting() {
    let segmenter = Segmenter::new();
    run("segment", 0, |text| {
        let mut end = 0;
        for span in segmenter.segment(text) {
            assert!(span.start >= end && span.end > span.start && span.end <= text.len());
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            end = span.end;
        }
    });
}

#[test]
fn tokenizing_and_stemming() {
    let stemmer = Stemmer::new(Language::Indonesian);
    run("tokenize and stem", 24, |text| {
        for token in tokenize(text) {
            std::hint::black_box(stemmer.stem(&token.text));
        }
    });
}

#[test]
fn scoring_as_one_sentence() {
    let classifier = Classifier::bundled().expect("the bundled model");
    run("score", 64, |text| {
        let mut scratch = classifier.scorer().scratch();
        let (_, probabilities) = classifier.label_and_probabilities(text, &mut scratch);
        assert!(probabilities.iter().all(|p| p.is_finite()));
    });
}

#[test]
fn scoring_every_sentence() {
    let classifier = Classifier::bundled().expect("the bundled model");
    let segmenter = Segmenter::new();
    run("segment and score", 64, |text| {
        let mut scratch = classifier.scorer().scratch();
        for span in segmenter.segment(text) {
            let (_, probabilities) =
                classifier.label_and_probabilities(span.of(text), &mut scratch);
            assert!(probabilities.iter().all(|p| p.is_finite()));
        }
    });
}

#[test]
fn attributing_to_speakers() {
    let segmenter = Segmenter::new();
    run("attribute", 512, |text| {
        let sentences: Vec<Span> = segmenter.segment(text).collect();
        let speech = attribute(text, &sentences);
        assert_eq!(speech.len(), sentences.len());
        for span in speech.iter().filter_map(|speech| speech.speaker) {
            assert!(!span.of(text).is_empty());
        }
    });
}
