//! What is wrong or doubtful in labelled data.
//!
//! In: labelled sentences of one file, perhaps those of a second one. Out: [`Findings`]: repeated and nearly repeated
//! sentences, labels with too few sentences, sentences whose own label a model that has not seen them finds improbable, and
//! what two files have in common.
//!
//! Two sentences repeat each other when their words are the same, whatever the case, marks and spaces between them; they
//! nearly do when the Jaccard index of their sets of words is at least [`SIMILAR`]. Numbers count as written.

mod pairs;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::labelled::LabelledSentence;
use crate::train::{Alpha, Progress, TrainParams, article_of, out_of_fold};

pub use pairs::{MAX_COMPARISONS, SIMILAR};

/// What to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckParams {
    /// A label with fewer sentences is reported.
    pub min_sentences: usize,
    /// A sentence whose own label has at most this probability out of fold is reported, 0 to 1.
    pub max_probability: f64,
    /// How the models out of fold are trained; `None` for no such models.
    pub train: Option<TrainParams>,
}

impl Default for CheckParams {
    fn default() -> Self {
        let train = TrainParams { alpha: Alpha::Fixed(0.125), ..TrainParams::default() };
        Self { min_sentences: 20, max_probability: 0.05, train: Some(train) }
    }
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// Number of sentences.
    pub sentences: usize,
    /// Number of articles that they come from.
    pub articles: usize,
    /// Sentences of each label.
    pub labels: BTreeMap<String, usize>,
    /// Labels with too few sentences to learn from.
    pub rare_labels: Vec<RareLabel>,
    /// Sentences that repeat an earlier one, those of another label first.
    pub duplicates: Vec<Pair>,
    /// Pairs that nearly repeat each other, those of different labels first, then by falling similarity.
    pub near_duplicates: Vec<Pair>,
    /// Likely label errors: by rising probability of their own label.
    pub doubtful: Vec<Doubtful>,
    /// What could not be looked for, and why.
    pub notes: Vec<String>,
}

/// What two files have in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leakage {
    /// Articles with sentences in both files.
    pub articles: Vec<String>,
    /// A sentence of the second file with the one of the first that it repeats.
    pub duplicates: Vec<Pair>,
    /// Pairs across the files that nearly repeat each other, by falling similarity.
    pub near_duplicates: Vec<Pair>,
    /// What could not be looked for, and why.
    pub notes: Vec<String>,
}

/// A sentence, by its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line in its file, from 1.
    pub line: usize,
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its text.
    pub text: String,
}

/// Two sentences that repeat each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Jaccard index of their sets of words: 1 for a repetition.
    pub similarity: f64,
    /// Whether their labels are the same.
    pub same_label: bool,
    /// The earlier one, or that of the first file.
    pub first: Place,
    /// The later one, or that of the second file.
    pub second: Place,
}

/// A label with few sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RareLabel {
    /// The label.
    pub label: String,
    /// Number of its sentences.
    pub sentences: usize,
}

/// A sentence whose label a model that has not seen it doubts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubtful {
    /// The sentence.
    pub place: Place,
    /// Probability of its own label.
    pub probability: f64,
    /// The label that the model finds most probable.
    pub predicted: String,
    /// Probability of that label.
    pub predicted_probability: f64,
}

impl Findings {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.rare_labels.is_empty()
            && self.duplicates.is_empty()
            && self.near_duplicates.is_empty()
            && self.doubtful.is_empty()
    }
}

impl Leakage {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.articles.is_empty() && self.duplicates.is_empty() && self.near_duplicates.is_empty()
    }
}

impl Place {
    fn of(sentence: &LabelledSentence) -> Self {
        Self {
            line: sentence.line,
            id: sentence.id.clone(),
            label: sentence.label.clone(),
            text: sentence.text.clone(),
        }
    }
}

/// Looks through the labelled sentences of one file.
///
/// # Errors
/// [`Error::Parameter`](crate::Error::Parameter) for training settings out of range. Data that no model can be
/// trained on are no error but a note.
pub fn check(
    sentences: &[LabelledSentence],
    params: &CheckParams,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Findings> {
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in sentences {
        *labels.entry(sentence.label.clone()).or_default() += 1;
    }
    let mut notes = Vec::new();
    let found = pairs::within(sentences);
    notes.extend(found.note);
    let pair = |&(first, second, similarity): &(usize, usize, f64)| {
        let (first, second) = (&sentences[first], &sentences[second]);
        let same_label = first.label == second.label;
        Pair { similarity, same_label, first: Place::of(first), second: Place::of(second) }
    };
    let mut duplicates: Vec<Pair> = found.duplicates.iter().map(pair).collect();
    let mut near_duplicates: Vec<Pair> = found.near.iter().map(pair).collect();
    duplicates.sort_by_key(|pair| pair.same_label);
    near_duplicates.sort_by_key(|pair| pair.same_label);
    let doubtful = match &params.train {
        Some(train) => doubtful(sentences, &labels, params, train, &mut notes, progress)?,
        None => Vec::new(),
    };
    Ok(Findings {
        sentences: sentences.len(),
        articles: articles(sentences).len(),
        rare_labels: labels
            .iter()
            .filter(|&(_, &count)| count < params.min_sentences)
            .map(|(label, &sentences)| RareLabel { label: label.clone(), sentences })
            .collect(),
        labels,
        duplicates,
        near_duplicates,
        doubtful,
        notes,
    })
}

/// Looks for sentences and articles that stand in both of two files, such as training and test data.
#[must_use]
pub fn leakage(first: &[LabelledSentence], second: &[LabelledSentence]) -> Leakage {
    let found = pairs::across(first, second);
    let pair = |&(a, b, similarity): &(usize, usize, f64)| {
        let (a, b) = (&first[a], &second[b]);
        let same_label = a.label == b.label;
        Pair { similarity, same_label, first: Place::of(a), second: Place::of(b) }
    };
    let known = articles(first);
    Leakage {
        articles: articles(second)
            .into_keys()
            // Sentences without ids are articles by their line, which says nothing across files.
            .filter(|article| known.contains_key(article) && !article.starts_with("line-"))
            .map(str::to_owned)
            .collect(),
        duplicates: found.duplicates.iter().map(pair).collect(),
        near_duplicates: found.near.iter().map(pair).collect(),
        notes: found.note.into_iter().collect(),
    }
}

fn articles(sentences: &[LabelledSentence]) -> BTreeMap<&str, ()> {
    sentences.iter().map(|sentence| (article_of(sentence), ())).collect()
}

fn doubtful(
    sentences: &[LabelledSentence],
    labels: &BTreeMap<String, usize>,
    params: &CheckParams,
    train: &TrainParams,
    notes: &mut Vec<String>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Doubtful>> {
    train.check()?;
    // A label that occurs once cannot be learned and found again.
    let usable: Vec<LabelledSentence> =
        sentences.iter().filter(|sentence| labels[&sentence.label] > 1).cloned().collect();
    let folds = train.folds.min(articles(&usable).len());
    if folds < 2 || labels.values().filter(|&&count| count > 1).count() < 2 {
        notes.push(
            "no doubtful labels were looked for: that takes sentences of at least two labels in two articles"
                .into(),
        );
        return Ok(Vec::new());
    }
    let held_out = match out_of_fold(&usable, &TrainParams { folds, ..train.clone() }, progress) {
        Ok(held_out) => held_out,
        Err(error) => {
            notes.push(format!("no doubtful labels were looked for: {error}"));
            return Ok(Vec::new());
        }
    };
    let mut doubtful: Vec<Doubtful> = usable
        .iter()
        .enumerate()
        .filter_map(|(index, sentence)| {
            let row = held_out.row(index);
            let own = row[held_out.labels.get(&sentence.label)?.index()];
            let (best, &top) =
                row.iter().enumerate().rev().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
            (own <= params.max_probability && own < top).then(|| Doubtful {
                place: Place::of(sentence),
                probability: own,
                predicted: held_out.labels.names()[best].clone(),
                predicted_probability: top,
            })
        })
        .collect();
    doubtful.sort_by(|a, b| {
        a.probability.total_cmp(&b.probability).then_with(|| a.place.line.cmp(&b.place.line))
    });
    Ok(doubtful)
}

#[cfg(test)]
mod tests;
