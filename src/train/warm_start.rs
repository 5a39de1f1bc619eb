//! Starting a fit from an older model's weights.
//!
//! In: a [`Classifier`] and the vocabulary, term weights and labels of the model to be fitted. Out: where the solver
//! starts, and how much of it the older model knew. The loss is convex, so the start changes how soon the optimum is reached
//! and not which one.

use ndarray::{Array1, Array2};

use super::sparse_logistic::{FitReport, FittedLogistic};
use crate::error::{Error, Result};
use crate::label::LabelSet;
use crate::model::Classifier;
use crate::vocabulary::Vocabulary;

/// How much of a new model an older one knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WarmStart {
    /// Features of the new model.
    pub features: usize,
    /// Those that the older one has too.
    pub shared_features: usize,
    /// Labels of the new model.
    pub labels: usize,
    /// Those that the older one has too.
    pub shared_labels: usize,
}

/// The weights of `from` for the features and labels that both have, zeros elsewhere.
///
/// A weight counts for a value times what its feature is worth, which two training sets may judge differently; it is
/// converted, so that one occurrence adds as much as it did.
pub(super) fn warm_start(
    from: &Classifier,
    vocabulary: &Vocabulary,
    term_weights: &[f32],
    labels: &LabelSet,
) -> Result<(FittedLogistic, WarmStart)> {
    let old_k = from.labels().len();
    let shared: Vec<(usize, usize)> = labels
        .names()
        .iter()
        .enumerate()
        .filter_map(|(new, name)| Some((new, from.labels().get(name)?.index())))
        .collect();
    let mut weights = Array2::zeros((vocabulary.len(), labels.len()));
    let mut bias = Array1::zeros(labels.len());
    let mut shared_features = 0;
    for (feature, (name, &worth)) in vocabulary.iter().zip(term_weights).enumerate() {
        let Some(old) = from.vocabulary().get(name).map(|old| old as usize) else { continue };
        shared_features += 1;
        let factor = f64::from(from.term_weights()[old]) / f64::from(worth);
        for &(new, old_label) in &shared {
            let weight = f64::from(from.weights()[old * old_k + old_label]);
            weights[[feature, new]] = weight * factor;
        }
    }
    for &(new, old_label) in &shared {
        bias[new] = f64::from(from.bias()[old_label]);
    }
    let counts = WarmStart {
        features: vocabulary.len(),
        shared_features,
        labels: labels.len(),
        shared_labels: shared.len(),
    };
    if shared.is_empty() || shared_features == 0 {
        let what = if shared.is_empty() { "label" } else { "feature" };
        return Err(Error::training(
            format!("the model to start from has no {what} in common with the data"),
            "start from a model of the same task, or leave it out",
        ));
    }
    // Nothing has been fitted yet.
    let report = FitReport {
        iterations: 0,
        loss: f64::INFINITY,
        relative_gradient_norm: f64::INFINITY,
        converged: false,
    };
    Ok((FittedLogistic::new(weights, bias, report), counts))
}
