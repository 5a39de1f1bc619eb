use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::article::Article;
use crate::coding::CodedSentence;
use crate::sentence::Span;
use crate::speaker::{Attribution, Speech};

fn labels() -> LabelSet {
    LabelSet::new(["none", "sanction"]).expect("valid")
}

/// An article whose words are its sentences; those in capitals are sanctions, and those that begin with `a` or `A` are said by
/// the first word.
fn coded(id: &str, date: Option<&str>, text: &str) -> CodedArticle {
    let mut sentences = Vec::new();
    for word in text.split(' ') {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let span = Span { start, end: start + word.len() };
        let claim = u8::from(word.chars().all(char::is_uppercase));
        let said = word.starts_with(['a', 'A']);
        let first = Span { start: 0, end: text.find(' ').unwrap_or(text.len()) };
        let attribution = if said { Attribution::Direct } else { Attribution::None };
        let speech = Speech { attribution, speaker: said.then_some(first), ..Speech::default() };
        let probabilities = Box::from([f64::from(1 - claim), f64::from(claim)]);
        sentences.push(CodedSentence { span, label: Label(claim), probabilities, speech });
    }
    let article = Article {
        id: id.into(),
        title: None,
        text: text.into(),
        published: date.map(Into::into),
        metadata: Vec::new(),
        path: Arc::from(Path::new("a.txt")),
        line: 0,
    };
    CodedArticle { article, sentences }
}

fn summary() -> Summary {
    let mut summary = Summary::new(labels(), &Dimension::ALL);
    summary.add(&coded("2", Some("12 Februari 2024"), "budi A b B"));
    summary.add(&coded("1", None, "ani x A A"));
    summary.add(&coded("3", Some("2023-12-31T23:00:00Z"), "budi A a"));
    summary
}

fn shown(summary: &Summary, dimension: Dimension) -> Vec<(String, u64, Vec<u64>)> {
    let groups = summary.groups(dimension).into_iter();
    groups
        .map(|g| (g.key.unwrap_or_else(|| "-".into()), g.counts.articles, g.counts.labels))
        .collect()
}

#[test]
fn groups_are_counted_and_ordered() {
    let summary = summary();
    let row =
        |key: &str, articles, none, sanction| (key.to_owned(), articles, vec![none, sanction]);
    assert_eq!(shown(&summary, Dimension::Label), [row("-", 3, 6, 5)]);
    assert_eq!(
        shown(&summary, Dimension::Article),
        [row("2", 1, 2, 2), row("1", 1, 2, 2), row("3", 1, 2, 1)]
    );
    assert_eq!(
        shown(&summary, Dimension::Speaker),
        [row("ani", 1, 1, 2), row("budi", 2, 1, 2), row("-", 3, 4, 1)]
    );
    assert_eq!(
        shown(&summary, Dimension::Month),
        [row("2023-12", 1, 2, 1), row("2024-02", 1, 2, 2), row("-", 1, 2, 2)]
    );
}

#[test]
fn every_dimension_has_all_sentences() {
    let summary = summary();
    for dimension in Dimension::ALL {
        let sum: u64 = summary.groups(dimension).iter().map(|g| g.counts.sentences()).sum();
        assert_eq!(sum, summary.total().sentences(), "{dimension:?}");
    }
    let claims = summary.total().claims(summary.labels());
    assert_eq!(claims, Proportion { count: 5, of: 11 });
    assert_eq!(summary.total().proportion(Label(0)), Proportion { count: 6, of: 11 });
}

#[test]
fn only_what_was_asked_for_is_kept() {
    let mut summary = Summary::new(labels(), &[Dimension::Label]);
    summary.add(&coded("1", None, "a B"));
    assert!(summary.groups(Dimension::Article).is_empty());
    assert_eq!(summary.groups(Dimension::Label).len(), 1);
    assert!("week".parse::<Dimension>().is_err());
    assert_eq!("Month".parse::<Dimension>().ok(), Some(Dimension::Month));
}
