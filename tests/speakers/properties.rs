//! What holds for any text.

use std::time::{Duration, Instant};

use klaim::sentence::{Segmenter, Span};
use klaim::speaker::{Attribution, Speech, attribute};
use proptest::prelude::*;

/// Words and marks that the rules look at, and some that they do not.
const PIECES: [&str; 40] = [
    "\"",
    "“",
    "”",
    "«",
    "''",
    ",",
    ". ",
    ".\n",
    ": ",
    "(",
    ")",
    " – ",
    " ",
    "\n\n",
    "kata ",
    "ujarnya",
    "Menurut ",
    "menurutnya ",
    "Ketua ",
    "Bawaslu ",
    "Sleman ",
    "Budi ",
    "Santoso ",
    "Drs. ",
    "S.H.",
    "Kombes Pol. ",
    "mengatakan ",
    "minta ",
    "Minta ",
    "ia ",
    "itu ",
    "yang ",
    "tidak ",
    "disampaikan ",
    "demikian ",
    "seorang ",
    "é",
    "Ç",
    "39 tahun",
    "dan ",
];

/// Checks what is promised of every speech and returns them.
fn checked(text: &str, sentences: &[Span]) -> Vec<Speech> {
    let speeches = attribute(text, sentences);
    assert_eq!(speeches.len(), sentences.len());
    for speech in &speeches {
        for span in [speech.speaker, speech.role].into_iter().flatten() {
            let words =
                text.get(span.start..span.end).expect("a span of the text on character boundaries");
            assert!(!words.is_empty() && words.trim() == words, "{words:?}");
            let inside = |sentence: &Span| sentence.start <= span.start && span.end <= sentence.end;
            assert!(sentences.iter().any(inside), "{words:?} crosses sentences");
        }
        assert!(speech.role.is_none() || speech.speaker.is_some());
        assert!(speech.attribution != Attribution::None || *speech == Speech::default());
    }
    speeches
}

proptest! {
    #[test]
    fn speeches_of_any_text_keep_their_promises(text in any::<String>()) {
        let sentences: Vec<Span> = Segmenter::new().segment(&text).collect();
        checked(&text, &sentences);
    }

    #[test]
    fn speeches_of_any_news_keep_their_promises(
        pieces in prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..120),
    ) {
        let text = pieces.concat();
        let sentences: Vec<Span> = Segmenter::new().segment(&text).collect();
        let speeches = checked(&text, &sentences);
        prop_assert_eq!(&speeches, &attribute(&text, &sentences), "the same text gives the same speeches");
    }

    #[test]
    fn spans_of_another_text_have_no_speech(text in ".{0,40}", start in 41usize..100, length in 0usize..50) {
        // Character by character at most 160 bytes, so the span is moved behind the end.
        let start = start + text.len();
        let sentences = [Span { start, end: start + length }, Span { start: start + 9, end: start }];
        prop_assert_eq!(attribute(&text, &sentences), [Speech::default(); 2]);
    }
}

/// The least of three runs.
fn time(text: &str) -> Duration {
    let sentences: Vec<Span> = Segmenter::new().segment(text).collect();
    let run = |_| {
        let start = Instant::now();
        assert_eq!(attribute(text, &sentences).len(), sentences.len());
        start.elapsed()
    };
    (0..3).map(run).min().expect("three runs")
}

#[test]
fn time_is_linear_on_hostile_texts() {
    const SIZE: usize = 250_000;
    let long_line = format!("{}\n", "kata Budi, Ketua Bawaslu mengatakan ".repeat(100));
    let units = [
        "\"",
        "\" a",
        "“a b c d. ",
        "\"Saya a b c d. ",
        "\"a b c d e,\" katanya. ",
        "kata ",
        "kata Budi, ",
        "Ia mengatakan a. ",
        "Ketua Bawaslu ",
        "Ketua (",
        "Budi, ",
        "a",
        "é",
        "Menurut Ketua, dan ",
        "(((",
        "Drs. H. ",
        "Itu Budi. Ujarnya, a. ",
        "\u{a0}",
        "Ujarnya, a.\n",
        &long_line,
    ];
    for unit in units {
        let short = time(&unit.repeat(SIZE / unit.len()));
        let long = time(&unit.repeat(2 * SIZE / unit.len()));
        // Quadratic time would be four times; the slack is for the machine's other work.
        let bound = short.mul_f64(2.5) + Duration::from_millis(60);
        assert!(long <= bound, "{unit:?}: {short:?} for {SIZE} bytes, {long:?} for twice as many");
    }
}
