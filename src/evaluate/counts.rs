//! Counts of gold and predicted labels, and the scores that follow from them.
//!
//! In: two label lists of equal length, or the same one sentence at a time. Out: accuracy, precision, recall, F1 and
//! macro-F1, all shares from 0 to 1. All that these scores need is three counts per label, so a bootstrap
//! resample or a fold of a cross-validation costs one pass and no confusion matrix.

use crate::label::Label;

/// Per label: how often it is gold, how often predicted, how often both at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// The three vectors have the same length, the number of labels; `both[i] <= gold[i]` and `both[i] <= predicted[i]`;
    /// `gold` and `predicted` have the same sum, the number of sentences.
    gold: Vec<usize>,
    predicted: Vec<usize>,
    both: Vec<usize>,
}

impl Counts {
    /// No sentences yet, for `n_labels` labels.
    #[must_use]
    pub fn new(n_labels: usize) -> Self {
        Self { gold: vec![0; n_labels], predicted: vec![0; n_labels], both: vec![0; n_labels] }
    }

    /// The counts of sentences with `gold` and `predicted` labels, pair by pair; the longer list is cut.
    ///
    /// # Panics
    /// When a label is not below `n_labels`.
    #[must_use]
    pub fn of(n_labels: usize, gold: &[Label], predicted: &[Label]) -> Self {
        let mut counts = Self::new(n_labels);
        for (&gold, &predicted) in gold.iter().zip(predicted) {
            counts.add(gold, predicted);
        }
        counts
    }

    /// Counts one sentence.
    ///
    /// # Panics
    /// When a label is not below the number of labels.
    pub fn add(&mut self, gold: Label, predicted: Label) {
        self.gold[gold.index()] += 1;
        self.predicted[predicted.index()] += 1;
        self.both[gold.index()] += usize::from(gold == predicted);
    }

    /// Number of sentences.
    #[must_use]
    pub fn sentences(&self) -> usize {
        self.gold.iter().sum()
    }

    /// Number of sentences whose gold label is `label`.
    #[must_use]
    pub fn support(&self, label: Label) -> usize {
        self.gold[label.index()]
    }

    /// Share of the sentences whose predicted label is the gold label; 0 without sentences.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        share(self.both.iter().sum(), self.sentences()).unwrap_or(0.0)
    }

    /// Share of the sentences predicted as `label` that are so; `None` when it was never predicted.
    #[must_use]
    pub fn precision(&self, label: Label) -> Option<f64> {
        share(self.both[label.index()], self.predicted[label.index()])
    }

    /// Share of the sentences with gold `label` that were found; `None` when it is never gold.
    #[must_use]
    pub fn recall(&self, label: Label) -> Option<f64> {
        share(self.both[label.index()], self.gold[label.index()])
    }

    /// Harmonic mean of precision and recall, as `2 both / (gold + predicted)`: 0 when the label was never right,
    /// `None` when it is neither gold nor predicted anywhere.
    #[must_use]
    pub fn f1(&self, label: Label) -> Option<f64> {
        let i = label.index();
        share(2 * self.both[i], self.gold[i] + self.predicted[i])
    }

    /// Mean F1 of the labels that occur as gold; 0 without sentences.
    ///
    /// A label that is only predicted lowers the precision of no other label, but its sentences are missing from the
    /// recall of their gold labels; so wrong predictions of it are not free.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let (mut sum, mut labels) = (0.0, 0_usize);
        for ((&gold, &predicted), &both) in self.gold.iter().zip(&self.predicted).zip(&self.both) {
            if gold > 0 {
                sum += (2 * both) as f64 / (gold + predicted) as f64;
                labels += 1;
            }
        }
        if labels == 0 { 0.0 } else { sum / labels as f64 }
    }
}

/// `part / whole`, or `None` of nothing.
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
