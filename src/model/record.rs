//! What a model remembers of its training.

use serde::{Deserialize, Serialize};

use crate::train::FitReport;

/// Where a model comes from: enough to judge it and to train it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRecord {
    /// Version of klaim that trained it.
    pub klaim: String,
    /// SHA-256 of the training sentences as they were used: id, label, second label, weight and text, sorted by id.
    pub data_sha256: String,
    /// Number of training sentences.
    pub sentences: usize,
    /// Number of articles that they come from.
    pub articles: usize,
    /// Sentences of each label, in label order.
    pub label_counts: Vec<usize>,
    /// Share of each label in the weighted training mass, in label order, adding up to 1.
    pub label_shares: Vec<f64>,
    /// `sparse` or `linfa`.
    pub solver: String,
    /// Strength of the penalty.
    pub alpha: f64,
    /// Share of a sentence's weight that its second label got.
    pub also_share: f64,
    /// Share of a sentence's weight that was spread over all labels.
    pub label_smoothing: f64,
    /// What the temperature fitted on held-out sentences was multiplied by.
    pub temperature_factor: f64,
    /// Weight of each label, in label order; empty when all are 1.
    pub class_weights: Vec<f64>,
    /// Seed of the folds.
    pub seed: u64,
    /// How the last fit ended.
    pub fit: FitReport,
    /// Cross-validation at the chosen alpha, if there was one.
    pub cross_validation: Option<CrossValidation>,
    /// Scores on the test file given to training, if any.
    pub test: Option<TestScores>,
}

/// Scores over the held-out folds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossValidation {
    /// Number of folds, each of whole articles.
    pub folds: usize,
    /// Macro-F1 over all held-out sentences together.
    pub macro_f1: f64,
    /// Standard deviation of macro-F1 over the folds.
    pub macro_f1_spread: f64,
    /// Accuracy over all held-out sentences together.
    pub accuracy: f64,
    /// Mean log-loss of held-out sentences, before calibration.
    pub log_loss: f64,
}

/// Scores on a test file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestScores {
    /// Number of sentences.
    pub sentences: usize,
    /// Share of sentences labelled right.
    pub accuracy: f64,
    /// Mean F1 over the labels that occur.
    pub macro_f1: f64,
    /// Mean negative log-probability of the right label.
    pub log_loss: f64,
    /// Expected calibration error.
    pub ece: f64,
}
