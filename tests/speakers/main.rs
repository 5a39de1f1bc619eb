//! Speakers against a table that was labelled by hand, see `README.md` beside this file.

mod properties;
mod rules;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use klaim::sentence::Span;
use klaim::speaker::attribute;
use serde::Deserialize;

/// A line of `sentences.jsonl`.
#[derive(Debug, Deserialize)]
struct Gold {
    round: usize,
    article: String,
    sentence: usize,
    text: String,
    attribution: String,
    speaker: Option<String>,
}

/// Counts of sentences.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    sentences: usize,
    /// With a speaker in the table.
    wanted: usize,
    /// With a speaker by the rules.
    given: usize,
    /// With the same speaker in both.
    right: usize,
    /// With the same attribution in both.
    kind: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.sentences += other.sentences;
        self.wanted += other.wanted;
        self.given += other.given;
        self.right += other.right;
        self.kind += other.kind;
    }

    fn precision(self) -> f64 {
        self.right as f64 / self.given as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / self.wanted as f64
    }

    fn kind_accuracy(self) -> f64 {
        self.kind as f64 / self.sentences as f64
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of an article and the spans of its sentences: the sample article of that name, or the sentences a line each.
fn article(name: &str, gold: &[Gold]) -> (String, Vec<Span>) {
    let text = match fs::read_to_string(root().join("data/articles").join(name)) {
        Ok(text) => text,
        Err(_) => gold.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("\n"),
    };
    let mut from = 0;
    let spans = gold
        .iter()
        .map(|row| {
            let start = from
                + text[from..]
                    .find(&row.text)
                    .expect("the table holds sentences of the article, in order");
            from = start + row.text.len();
            Span { start, end: from }
        })
        .collect();
    (text, spans)
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is for")]
fn speakers_of_whole_articles_are_found() {
    let table = fs::read_to_string(root().join("tests/speakers/sentences.jsonl")).unwrap();
    let mut articles: Vec<Vec<Gold>> = Vec::new();
    for line in table.lines() {
        let row: Gold = serde_json::from_str(line).unwrap();
        match articles.last_mut().filter(|article| article[0].article == row.article) {
            Some(article) => article.push(row),
            None => articles.push(vec![row]),
        }
    }
    let mut rounds: BTreeMap<usize, Score> = BTreeMap::new();
    let mut wrong = String::new();
    for gold in &articles {
        let (text, spans) = article(&gold[0].article, gold);
        let speeches = attribute(&text, &spans);
        assert_eq!(speeches.len(), gold.len());
        for (row, speech) in gold.iter().zip(speeches) {
            let given = speech.speaker.map(|span| span.of(&text));
            let wanted = row.speaker.as_deref();
            let same_kind = row.attribution == speech.attribution.name();
            rounds.entry(row.round).or_default().add(Score {
                sentences: 1,
                wanted: usize::from(wanted.is_some()),
                given: usize::from(given.is_some()),
                right: usize::from(wanted.is_some() && wanted == given),
                kind: usize::from(same_kind),
            });
            if wanted != given || !same_kind {
                let (name, index, kind) = (&row.article, row.sentence, speech.attribution.name());
                writeln!(
                    wrong,
                    "{name} {index}: {} {wanted:?}, got {kind} {given:?}: {}",
                    row.attribution, row.text
                )
                .unwrap();
            }
        }
    }
    let mut all = Score::default();
    for round in rounds.values() {
        all.add(*round);
    }
    println!("{wrong}");
    let named = rounds.iter().map(|(round, score)| (format!("round {round}"), *score));
    for (name, score) in named.chain([("all".to_owned(), all)]) {
        println!(
            "{name}: {} sentences, {} with a speaker: precision {:.3}, recall {:.3}, attribution {:.3}",
            score.sentences,
            score.wanted,
            score.precision(),
            score.recall(),
            score.kind_accuracy()
        );
    }
    assert!(all.sentences >= 330, "{} sentences", all.sentences);
    assert!(all.precision() >= 0.90, "precision {:.3}\n{wrong}", all.precision());
    assert!(all.recall() >= 0.75, "recall {:.3}\n{wrong}", all.recall());
}
