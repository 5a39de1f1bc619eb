//! How good predictions are: scores of predicted probabilities against gold labels.
//!
//! In: per sentence a gold [`Label`], perhaps a second one, and a row of probabilities (`n_sentences` x `n_labels`,
//! row-major). Out: an [`Evaluation`], whose fields are those of `klaim evaluate --format json`; shares run from 0 to
//! 1, log-loss is in nats. [`Bootstrap`] gives the intervals of the scores.
//!
//! The predicted label is the most probable one, the first in label order among equals.

pub mod bootstrap;
pub mod calibration;
pub mod counts;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::bootstrap::{Bootstrap, Interval, Intervals};
pub use self::calibration::{Bin, Selective};
pub use self::counts::Counts;
use crate::error::{Error, Result};
use crate::label::{Label, LabelSet};

/// Probabilities are raised to this before their logarithm is taken, so one sure mistake costs 34.5 nats, not infinity.
const LEAST_PROBABILITY: f64 = 1e-15;

/// How far a row of probabilities may be from adding up to 1.
const SUM_TOLERANCE: f64 = 1e-3;

/// Scores of one set of predictions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Number of sentences, at least 1.
    pub sentences: usize,
    /// Share of sentences whose predicted label is the gold label.
    pub accuracy: f64,
    /// Share of sentences whose predicted label is the gold label or the second label.
    pub accuracy_with_second_label: f64,
    /// Mean F1 of the labels that occur as gold.
    pub macro_f1: f64,
    /// Mean negative natural logarithm of the gold label's probability, clipped at 1e-15.
    pub log_loss: f64,
    /// Expected calibration error of the predicted label's probability over the bins of `reliability`.
    pub ece: f64,
    /// Scores by label name, for every label of the model.
    pub labels: BTreeMap<String, LabelScore>,
    /// Number of sentences by gold label, then by predicted label; every label of the model stands in both.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
    /// What predicting the most frequent gold label throughout would score.
    pub majority_baseline: Baseline,
    /// Accuracy by bins of the predicted label's probability, in rising order.
    pub reliability: Vec<Bin>,
    /// Selective accuracy: what is left when less probable predictions are given up, by rising threshold.
    pub coverage: Vec<Selective>,
}

/// Scores of one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelScore {
    /// Share of the sentences predicted so that are so; 0 when it was never predicted.
    pub precision: f64,
    /// Share of the sentences with this gold label that were found; 0 when it is never gold.
    pub recall: f64,
    /// Harmonic mean of precision and recall; 0 when either is.
    pub f1: f64,
    /// Number of sentences with this gold label.
    pub support: usize,
}

/// Scores of always predicting one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Baseline {
    /// The most frequent gold label, the first in label order among equals.
    pub label: String,
    /// Its share of the sentences.
    pub accuracy: f64,
    /// Its F1 divided by the number of labels that occur as gold.
    pub macro_f1: f64,
}

impl Evaluation {
    /// Scores `probabilities` (`gold.len()` x `labels.len()`, row-major) against `gold` and the second labels `also`.
    ///
    /// # Errors
    /// [`Error::Parameter`] without sentences, for lists of different lengths, a label that is not in `labels`, a
    /// probability that is not a number from 0 to 1, or a row that does not add up to 1 within 1e-3.
    pub fn new(
        labels: &LabelSet,
        gold: &[Label],
        also: &[Option<Label>],
        probabilities: &[f64],
    ) -> Result<Self> {
        let n = labels.len();
        check_labels(labels, "gold label", gold)?;
        check_length("second labels", also.len(), gold.len())?;
        check_labels_of(labels, "second label", also.iter().copied().flatten())?;
        check_length("probabilities", probabilities.len(), gold.len().saturating_mul(n))?;
        check_rows(labels, probabilities)?;

        let predicted = most_probable(n, probabilities);
        let counts = Counts::of(n, gold, &predicted);
        let mut matrix = vec![0_usize; n * n];
        let mut log_loss = 0.0;
        let mut with_second = 0_usize;
        let mut outcomes = Vec::with_capacity(gold.len());
        for (i, row) in probabilities.chunks_exact(n).enumerate() {
            let (gold, predicted) = (gold[i], predicted[i]);
            matrix[gold.index() * n + predicted.index()] += 1;
            log_loss -= row[gold.index()].clamp(LEAST_PROBABILITY, 1.0).ln();
            with_second += usize::from(predicted == gold || also[i] == Some(predicted));
            outcomes.push((row[predicted.index()], predicted == gold));
        }
        let reliability = calibration::reliability(&outcomes);
        let total = gold.len() as f64;
        Ok(Self {
            sentences: gold.len(),
            accuracy: counts.accuracy(),
            accuracy_with_second_label: with_second as f64 / total,
            macro_f1: counts.macro_f1(),
            log_loss: log_loss / total,
            ece: calibration::expected_calibration_error(&reliability),
            labels: labels.iter().map(|label| score(labels, &counts, label)).collect(),
            confusion: confusion(labels, &matrix),
            majority_baseline: Baseline::new(labels, gold, &counts),
            reliability,
            coverage: calibration::selective_accuracy(&outcomes, &calibration::THRESHOLDS),
        })
    }
}

impl Baseline {
    fn new(labels: &LabelSet, gold: &[Label], counts: &Counts) -> Self {
        let mut most = Label(0);
        for label in labels.iter() {
            if counts.support(label) > counts.support(most) {
                most = label;
            }
        }
        let counts = Counts::of(labels.len(), gold, &vec![most; gold.len()]);
        Self {
            label: labels.name(most).to_owned(),
            accuracy: counts.accuracy(),
            macro_f1: counts.macro_f1(),
        }
    }
}

fn score(labels: &LabelSet, counts: &Counts, label: Label) -> (String, LabelScore) {
    let score = LabelScore {
        precision: counts.precision(label).unwrap_or(0.0),
        recall: counts.recall(label).unwrap_or(0.0),
        f1: counts.f1(label).unwrap_or(0.0),
        support: counts.support(label),
    };
    (labels.name(label).to_owned(), score)
}

fn confusion(labels: &LabelSet, matrix: &[usize]) -> BTreeMap<String, BTreeMap<String, usize>> {
    let names = labels.names();
    let row = |counts: &[usize]| names.iter().cloned().zip(counts.iter().copied()).collect();
    names.iter().cloned().zip(matrix.chunks_exact(names.len()).map(row)).collect()
}

/// The most probable label of every row of `probabilities` (row-major, `n_labels` columns), the first among equals.
///
/// # Panics
/// When `n_labels` is 0 or above [`LabelSet::MAX`].
#[must_use]
pub fn most_probable(n_labels: usize, probabilities: &[f64]) -> Vec<Label> {
    assert!((1..=LabelSet::MAX).contains(&n_labels), "1 to {} labels", LabelSet::MAX);
    probabilities
        .chunks_exact(n_labels)
        .map(|row| {
            let mut best = (Label(0), row[0]);
            for (label, &probability) in (0_u8..).map(Label).zip(row) {
                if probability > best.1 {
                    best = (label, probability);
                }
            }
            best.0
        })
        .collect()
}

fn check_length(name: &'static str, got: usize, want: usize) -> Result<()> {
    if got == want {
        Ok(())
    } else {
        Err(Error::parameter(
            name,
            format!("a list of {got}"),
            format!("give {want}, as many as the gold labels ask for"),
        ))
    }
}

fn check_labels(labels: &LabelSet, name: &'static str, list: &[Label]) -> Result<()> {
    if list.is_empty() {
        return Err(Error::parameter(
            "number of sentences",
            0,
            "scores need at least 1 labelled sentence",
        ));
    }
    check_labels_of(labels, name, list.iter().copied())
}

fn check_labels_of(
    labels: &LabelSet,
    name: &'static str,
    mut list: impl Iterator<Item = Label>,
) -> Result<()> {
    match list.find(|label| label.index() >= labels.len()) {
        None => Ok(()),
        Some(bad) => Err(Error::parameter(
            name,
            format!("number {}", bad.index()),
            format!("use labels of this set, numbered 0 to {}", labels.len() - 1),
        )),
    }
}

fn check_rows(labels: &LabelSet, probabilities: &[f64]) -> Result<()> {
    for (i, row) in probabilities.chunks_exact(labels.len()).enumerate() {
        // `contains` is false for NaN.
        if let Some(j) = row.iter().position(|p| !(0.0..=1.0 + SUM_TOLERANCE).contains(p)) {
            return Err(Error::parameter(
                "probability",
                format!("{} (label {} of sentence {})", row[j], labels.names()[j], i + 1),
                "give a number from 0 to 1",
            ));
        }
        let sum: f64 = row.iter().sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(Error::parameter(
                "sum of probabilities",
                format!("{sum} (sentence {})", i + 1),
                "the probabilities of a sentence must add up to 1",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
