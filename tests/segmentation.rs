//! The segmenter against a table of hand-written cases, and what must hold for any text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use klaim::sentence::{Segmenter, Span};

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
            let line = line.replace("\\n", "\n");
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
    let f1 = 2.0 * f64::from(right as u32) / f64::from((found + wanted) as u32);
    let summary = format!(
        "{first_right} of the first {FIRST}, {all_right} of {} exactly right, boundary F1 {f1:.4}{failures}",
        cases.len()
    );
    assert!(cases.len() >= FIRST + 60, "only {} cases", cases.len());
    assert!(first_right >= 27 && f1 >= 0.95, "{summary}");
    // Every case is right today; one that cannot be is to be listed here, with the reason.
    assert_eq!(all_right, cases.len(), "{summary}");
}
