//! The segmenter against a table of hand-written cases, and what must hold for any text.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use klaim::Error;
use klaim::sentence::{Segmenter, Span, WHOLE_BRACKET, WHOLE_QUOTE};
use proptest::prelude::*;

/// One case a line; the head of the file says how to read it. The first [`FIRST`] are the acceptance cases.
const CASES: &str = include_str!("segmentation_cases.txt");

/// Number of acceptance cases at the top of the table.
const FIRST: usize = 30;

/// A line of the table: the text, and where its sentences lie in it.
struct Case {
    line: usize,
    text: String,
    spans: Vec<Span>,
}

fn cases() -> Vec<Case> {
    let lines = CASES.lines().enumerate();
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| {
            let line = line.replace("\\n", "\n").replace("\\r", "\r");
            let mut text = String::new();
            let mut spans = Vec::new();
            let mut glued = true;
            for part in line.split('|') {
                if part.is_empty() {
                    glued = true;
                    continue;
                }
                if !glued && !text.ends_with(char::is_whitespace) {
                    text.push(' ');
                }
                let start = text.len() + part.len() - part.trim_start().len();
                spans.push(Span { start, end: start + part.trim().len() });
                text.push_str(part);
                glued = false;
            }
            Case { line: index + 1, text, spans }
        })
        .collect()
}

/// Offsets at which a sentence ends before the end of the text: what precision and recall are counted over.
fn boundaries(spans: &[Span]) -> BTreeSet<usize> {
    spans.iter().rev().skip(1).map(|span| span.end).collect()
}

fn show(text: &str, spans: &[Span]) -> String {
    let parts: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    parts.join(" | ").replace('\n', "\\n")
}

#[test]
fn table_of_cases() {
    let segmenter = Segmenter::new();
    let cases = cases();
    let (mut first_right, mut all_right) = (0, 0);
    let (mut right, mut found, mut wanted) = (0, 0, 0);
    let mut failures = String::new();
    for (index, case) in cases.iter().enumerate() {
        let spans: Vec<Span> = segmenter.segment(&case.text).collect();
        let (got, gold) = (boundaries(&spans), boundaries(&case.spans));
        right += got.intersection(&gold).count();
        found += got.len();
        wanted += gold.len();
        if spans == case.spans {
            all_right += 1;
            first_right += usize::from(index < FIRST);
        } else {
            let (wanted, got) = (show(&case.text, &case.spans), show(&case.text, &spans));
            write!(failures, "\n{:>4}  wanted  {wanted}\n      got     {got}", case.line).unwrap();
        }
    }
    let f1 = 2.0 * right as f64 / (found + wanted) as f64;
    let summary = format!(
        "{first_right} of the first {FIRST}, {all_right} of {} exactly right, boundary F1 {f1:.4}{failures}",
        cases.len()
    );
    assert!(cases.len() >= FIRST + 60, "only {} cases", cases.len());
    assert!(first_right >= 27 && f1 >= 0.95, "{summary}");
    // Every case is right today; one that cannot be is to be listed here, with the reason.
    assert_eq!(all_right, cases.len(), "{summary}");
}

/// What must hold for the spans of any text.
fn check_spans(text: &str) {
    let segmenter = Segmenter::new();
    let mut end = 0;
    for span in segmenter.segment(text) {
        assert!(end <= span.start && span.start < span.end && span.end <= text.len(), "{span:?}");
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
        let sentence = span.of(text);
        assert_eq!(sentence.trim(), sentence, "{span:?}");
        assert!(text[end..span.start].trim().is_empty(), "lost before {span:?} of {text:?}");
        end = span.end;
    }
    assert!(text[end..].trim().is_empty(), "lost behind {end} of {text:?}");
}

/// Texts of the pieces that the rules look at, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            ".", "!", "?", "…", "...", "\"", "'", "“", "”", "‘", "’", "«", "»", "(", ")", "[", "]",
            ",", ".,", ":", ";", "-", "–", "=", "*", "(*)", "\n", "\r\n", "\r", "\n\n", " ", "  ",
            "\t", "\u{a0}", "\u{2028}", "\u{feff}",
        ]),
        prop::sample::select(vec![
            "Dr",
            "S.H",
            "dll",
            "No",
            "Ia",
            "ia",
            "A",
            "M",
            "kata",
            "Ujarnya",
            "12",
            "2024",
            "3.500",
            "KOMPAS.com",
            "a.n",
            "https://",
            "www.",
            "@",
            "Élan",
            "é",
            "😀",
            "نعم",
            "日本",
            "I",
            "di",
            "ASN",
            "\u{e2}",
            "\u{c2}",
            "\u{fffd}",
        ]),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn spans_of_any_text(text in "\\PC{0,200}") {
        check_spans(&text);
    }

    #[test]
    fn spans_of_any_pieces(text in pieces()) {
        check_spans(&text);
    }

    /// A blank line is a boundary whatever stands around it, so segmenting may be done paragraph by paragraph.
    #[test]
    fn paragraphs_are_independent(first in pieces(), second in pieces()) {
        let segmenter = Segmenter::new();
        let sentences = |text: &str| -> Vec<String> {
            segmenter.segment(text).map(|span| span.of(text).to_owned()).collect()
        };
        let mut apart = sentences(&first);
        apart.extend(sentences(&second));
        prop_assert_eq!(sentences(&format!("{first}\n\n{second}")), apart);
    }
}

#[test]
fn nothing_in_nothing_out() {
    for text in ["", " ", "\n\r\n\t \u{a0}"] {
        assert_eq!(Segmenter::new().segment(text).count(), 0, "{text:?}");
    }
}

#[test]
fn white_space_of_any_kind_parts_sentences() {
    for gap in [" ", "\t", "   ", "\u{a0}", "\u{2003}", "\u{a0} \u{2009}"] {
        let text = format!("{gap}Ia netral.{gap}Warga diam.{gap}");
        let segmenter = Segmenter::new();
        let sentences: Vec<&str> = segmenter.segment(&text).map(|span| span.of(&text)).collect();
        assert_eq!(sentences, ["Ia netral.", "Warga diam."], "{gap:?}");
    }
}

#[test]
fn short_quotations_and_brackets_stay_whole() {
    for (open, close, longest) in
        [("\"", "\"", WHOLE_QUOTE), ("“", "”", WHOLE_QUOTE), ("(", ")", WHOLE_BRACKET)]
    {
        for (bytes, sentences) in [(longest, 2), (longest + 1, 3)] {
            let inner = format!("Ya. {}.", "A".repeat(bytes - 5));
            let text = format!("Warga bilang {open}{inner}{close} begitu saja. Selesai.");
            let got = Segmenter::new().segment(&text).count();
            assert_eq!(got, sentences, "{bytes} bytes in {open}{close}");
        }
    }
}

/// Bytes of the shorter hostile text: quadratic time would take minutes on it.
const SIZE: usize = 500_000;

/// The fastest of three runs over `text`.
fn time(text: &str) -> Duration {
    let segmenter = Segmenter::new();
    let run = |_| {
        let start = Instant::now();
        assert!(segmenter.segment(text).count() > 0);
        start.elapsed()
    };
    (0..3).map(run).min().expect("three runs")
}

#[test]
fn time_is_linear_on_hostile_texts() {
    let units = [
        "\"", "“", "\"a", "“a. ", "\"A. ", ".", ". ", ".\n", "?!", "…", "(", "(a. ", "a", "a.B",
        "Ab.Cd", "A.", "a.,", " ", "\n", "- ", ". - ", "(*", "*", "://", "@", "www.", "Dr. ",
        "\u{a0}", "é", "' ", "\" ", ".\"", "1. ", "\r",
    ];
    for unit in units {
        let short = format!("Awal{}", unit.repeat(SIZE / unit.len()));
        let long = format!("Awal{}", unit.repeat(2 * SIZE / unit.len()));
        let (short, long) = (time(&short), time(&long));
        // Quadratic time would be four times; the slack is for the machine's other work.
        let bound = short.mul_f64(2.5) + Duration::from_millis(60);
        assert!(long <= bound, "{unit:?}: {short:?} for {SIZE} bytes, {long:?} for twice as many");
    }
}

#[test]
fn own_abbreviations_do_not_end_a_sentence() {
    let text = "Rapat Panw. Desa batal. Kant. Lama tutup.";
    let sentences = |segmenter: &Segmenter| segmenter.segment(text).count();
    assert_eq!(sentences(&Segmenter::new()), 4);
    let own = Segmenter::new().with_abbreviations(["Panw.", "kant"].into_iter());
    assert_eq!(sentences(&own), 2);
    // The capital is asked for where the list has one.
    let text = "Para panw. Desa. KANT. Lama.";
    assert_eq!(own.segment(text).count(), 3);
    // Up to 24 bytes; blank ones mean nothing.
    let word = "abcdefghijklmnopqrstuvwxy";
    for (length, sentences) in [(24, 1), (25, 2)] {
        let word = &word[..length];
        let own = Segmenter::new().with_abbreviations([word, "", " ", "."].into_iter());
        let text = format!("Kepala {word}. Desa hadir");
        assert_eq!(own.segment(&text).count(), sentences, "{length}");
    }
}

fn write(name: &str, content: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a file in it");
    (folder, path)
}

#[test]
fn abbreviation_file() {
    let content =
        "\u{feff}# Own list\r\nPanw.\r\n\r\nkant # office\nabcdefghijklmnopqrstuvwx.\n".as_bytes();
    let (_folder, path) = write("own.txt", content);
    let own = Segmenter::new().with_abbreviation_file(&path).unwrap();
    assert_eq!(own.segment("Rapat Panw. Desa batal. Kant. Lama tutup.").count(), 2);
}

#[test]
fn abbreviation_file_errors_name_the_line() {
    let bad: [(&[u8], usize, &str); 5] = [
        (b"abcdefghijklmnopqrstuvwxy.\n", 1, "26 bytes"),
        (b"Panw\nKantor Desa\n", 2, "white space"),
        (b"# list\n\n...\n", 3, "no letter"),
        (b"ab\nc\xFFd\n", 2, "byte 2 of the line is not UTF-8"),
        (b"abcdefghijklmnopqrstuvwxyz\n", 1, "26 bytes"),
    ];
    for (content, wanted, word) in bad {
        let (_folder, path) = write("own.txt", content);
        match Segmenter::new().with_abbreviation_file(&path) {
            Err(Error::Input { path: named, line, problem, remedy }) => {
                assert_eq!((named, line), (path, wanted));
                assert!(problem.contains(word) && !remedy.is_empty(), "{problem}; {remedy}");
            }
            other => panic!("{content:?} gave {other:?}"),
        }
    }
    let missing = Segmenter::new().with_abbreviation_file("no/such/list.txt");
    assert!(matches!(missing, Err(Error::Io { .. })));
}

#[test]
fn shared_between_threads() {
    fn is_shareable<T: Clone + Send + Sync>() {}
    is_shareable::<Segmenter>();
}
