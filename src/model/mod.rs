//! The classifier: a linear model over the features of a sentence.
//!
//! With the features `f` of a sentence, their value `v_f` (term frequency times term weight) and the row's norm,
//!
//! ```text
//! logit_k = (b_k + sum_f v_f w_fk / norm) / temperature + ln(prior_k / training_prior_k)
//! probability_k = exp(logit_k) / sum_j exp(logit_j)
//! norm = sqrt(sum_f v_f^2)
//! ```
//!
//! The temperature is fitted on out-of-fold logits (Guo et al. 2017). The last term is there only when priors were
//! given: it moves the model from the label shares of its training data to those of the text at hand (Saerens et
//! al. 2002).
//!
//! [`Classifier::logits`] computes just that, plainly; it is the definition, and what `explain` and the tests use.
//! Batches go through [`Scorer`], which is compiled from the model and gives the same labels.

mod file;
mod hold;
mod record;
mod scorer;

use std::borrow::Cow;
use std::sync::OnceLock;

pub use record::{CrossValidation, TestScores, TrainingRecord};
pub use scorer::{Scorer, Scratch};

use crate::error::{Error, Result};
use crate::features::{Featurizer, FeaturizerConfig, TermFrequency};
use crate::label::{Label, LabelSet};
use crate::train::{argmax, softmax};
use crate::vocabulary::Vocabulary;

/// A trained model: labels, featurizer, vocabulary, weights, calibration, and the record of its training.
#[derive(Debug)]
pub struct Classifier {
    labels: LabelSet,
    featurizer: Featurizer,
    vocabulary: Vocabulary,
    /// `n_features`: in how many training sentences each feature occurs.
    document_frequencies: Cow<'static, [u32]>,
    /// `n_features`: what each feature is worth.
    term_weights: Cow<'static, [f32]>,
    /// `n_features x n_labels`, row-major.
    weights: Cow<'static, [f32]>,
    /// `n_labels`.
    bias: Cow<'static, [f32]>,
    /// Above 0.
    temperature: f64,
    /// Label shares to expect, positive, adding up to 1; those of the training data when `None`.
    priors: Option<Vec<f64>>,
    record: TrainingRecord,
    scorer: OnceLock<Scorer>,
}

/// The parts that a [`Classifier`] is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) labels: LabelSet,
    pub(crate) config: FeaturizerConfig,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) document_frequencies: Cow<'static, [u32]>,
    pub(crate) term_weights: Cow<'static, [f32]>,
    pub(crate) weights: Cow<'static, [f32]>,
    pub(crate) bias: Cow<'static, [f32]>,
    pub(crate) temperature: f64,
    pub(crate) record: TrainingRecord,
}

/// What both functions give, the first worked out on a thread of its own. Not on rayon's: while rayon waits it takes up other
/// work, and where a model is loaded or compiled into a cell, that may wait for this very cell for ever.
fn side_by_side<A: Send, B>(aside: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let aside = scope.spawn(aside);
        let here = here();
        (aside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), here)
    })
}

/// Bytes at an address at which numbers of 32 bits can be read in place.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

/// The model that comes with the library: Indonesian news, six labels.
static BUNDLED: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/id-news.safetensors"));

impl Classifier {
    /// The model that comes with the library, trained on `data/train.jsonl`.
    ///
    /// # Errors
    /// [`Error::Model`] if the library was built with a damaged file.
    pub fn bundled() -> Result<Self> {
        Self::from_static(&BUNDLED.0, "models/id-news.safetensors")
    }

    /// Puts parts of agreeing shapes together.
    pub(crate) fn from_parts(parts: Parts) -> Result<Self> {
        Ok(Self {
            labels: parts.labels,
            featurizer: Featurizer::new(parts.config)?,
            vocabulary: parts.vocabulary,
            document_frequencies: parts.document_frequencies,
            term_weights: parts.term_weights,
            weights: parts.weights,
            bias: parts.bias,
            temperature: parts.temperature,
            priors: None,
            record: parts.record,
            scorer: OnceLock::new(),
        })
    }

    /// The labels it tells apart.
    #[must_use]
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// The featurizer it was trained with.
    #[must_use]
    pub fn featurizer(&self) -> &Featurizer {
        &self.featurizer
    }

    /// Its features.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How it was trained.
    #[must_use]
    pub fn record(&self) -> &TrainingRecord {
        &self.record
    }

    /// Writes the scores on a test file into the record.
    pub fn set_test_scores(&mut self, scores: Option<TestScores>) {
        self.record.test = scores;
    }

    /// The temperature that logits are divided by.
    #[must_use]
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// The label shares it expects, if they were set.
    #[must_use]
    pub fn priors(&self) -> Option<&[f64]> {
        self.priors.as_deref()
    }

    /// Weight of each label for `feature`, times what the feature is worth: what one occurrence adds to the logits of
    /// a row of norm 1.
    ///
    /// # Panics
    /// When `feature` is not in the vocabulary.
    pub fn effects(&self, feature: u32) -> impl ExactSizeIterator<Item = f64> {
        let k = self.labels.len();
        let worth = f64::from(self.term_weights[feature as usize]);
        self.weights[feature as usize * k..][..k].iter().map(move |w| f64::from(*w) * worth)
    }

    /// Bias of each label, before calibration.
    #[must_use]
    pub fn bias(&self) -> &[f32] {
        &self.bias
    }

    /// Weights, `n_features x n_labels`, row-major: a warm start for training.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// In how many training sentences each feature occurs, `n_features`.
    #[must_use]
    pub fn document_frequencies(&self) -> &[u32] {
        &self.document_frequencies
    }

    /// What each feature is worth, `n_features`.
    #[must_use]
    pub fn term_weights(&self) -> &[f32] {
        &self.term_weights
    }

    /// The same model for text with other label shares: `given` names some labels and their shares; the other labels
    /// share the rest in proportion to the training data. An empty list takes priors away.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown label, one named twice, a share not between 0 and 1, or shares that leave
    /// nothing for the others or do not add up to 1 when all are named.
    pub fn with_priors(mut self, given: &[(String, f64)]) -> Result<Self> {
        self.priors = if given.is_empty() { None } else { Some(self.complete_priors(given)?) };
        self.scorer = OnceLock::new();
        Ok(self)
    }

    fn complete_priors(&self, given: &[(String, f64)]) -> Result<Vec<f64>> {
        let wrong = |value: &dyn std::fmt::Display, remedy: String| {
            Err(Error::parameter("priors", value, remedy))
        };
        let mut priors: Vec<Option<f64>> = vec![None; self.labels.len()];
        for (name, share) in given {
            let Some(label) = self.labels.get(name) else {
                return wrong(
                    name,
                    format!("use labels of the model: {}", self.labels.names().join(", ")),
                );
            };
            if !(*share > 0.0 && *share < 1.0) {
                return wrong(share, "give every label a share between 0 and 1".into());
            }
            if priors[label.index()].replace(*share).is_some() {
                return wrong(name, "name every label once".into());
            }
        }
        let named: f64 = given.iter().map(|(_, share)| share).sum();
        let training = &self.record.label_shares;
        let others: f64 =
            training.iter().zip(&priors).filter(|(_, p)| p.is_none()).map(|(t, _)| t).sum();
        let complete = priors.iter().all(Option::is_some);
        if complete && (named - 1.0).abs() > 1e-6 || !complete && named >= 1.0 {
            return wrong(
                &named,
                "let the shares add up to 1, or to less when labels are left out".into(),
            );
        }
        Ok(priors
            .iter()
            .zip(training)
            .map(|(prior, training)| prior.unwrap_or((1.0 - named) * training / others))
            .collect())
    }

    /// What is added to each logit after the temperature.
    pub(crate) fn prior_shifts(&self) -> Vec<f64> {
        match &self.priors {
            None => vec![0.0; self.labels.len()],
            Some(priors) => priors
                .iter()
                .zip(&self.record.label_shares)
                .map(|(prior, training)| libm::log(prior / training))
                .collect(),
        }
    }

    /// The features of `sentence` that the model knows: (feature, value), each once, ascending; the row is not
    /// normalised yet.
    #[must_use]
    pub fn row(&self, sentence: &str) -> Vec<(u32, f64)> {
        let mut found = Vec::new();
        self.featurizer.features(sentence, |name, _| found.extend(self.vocabulary.get(name)));
        found.sort_unstable();
        let frequency: TermFrequency = self.featurizer.config().term_frequency;
        found
            .chunk_by(|a, b| a == b)
            .map(|same| {
                let count = u32::try_from(same.len()).unwrap_or(u32::MAX);
                let worth = f64::from(self.term_weights[same[0] as usize]);
                (same[0], frequency.value(count) * worth)
            })
            .collect()
    }

    /// Logit of each label, calibrated, with priors: the plain definition.
    #[must_use]
    pub fn logits(&self, sentence: &str) -> Vec<f64> {
        let k = self.labels.len();
        let row = self.row(sentence);
        // A sentence without a known feature has only the bias, whatever the norm.
        let norm = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
        let mut logits: Vec<f64> = self.bias.iter().map(|&b| f64::from(b)).collect();
        for (feature, value) in row {
            let weights = &self.weights[feature as usize * k..][..k];
            for (logit, weight) in logits.iter_mut().zip(weights) {
                *logit += value / norm * f64::from(*weight);
            }
        }
        for (logit, shift) in logits.iter_mut().zip(self.prior_shifts()) {
            *logit = *logit / self.temperature + shift;
        }
        logits
    }

    /// Probability of each label: the softmax of [`logits`](Self::logits).
    #[must_use]
    pub fn probabilities(&self, sentence: &str) -> Vec<f64> {
        let mut probabilities = self.logits(sentence);
        softmax(&mut probabilities);
        probabilities
    }

    /// The most probable label and its probability; the first in order of equals.
    #[must_use]
    pub fn classify(&self, sentence: &str) -> (Label, f64) {
        let probabilities = self.probabilities(sentence);
        let best = argmax(probabilities.iter().copied());
        (Label(u8::try_from(best).unwrap_or(u8::MAX)), probabilities[best])
    }

    /// The compiled form, made on first use: it takes a few milliseconds and is then shared by all threads.
    #[must_use]
    pub fn scorer(&self) -> &Scorer {
        self.scorer.get_or_init(|| Scorer::compile(self))
    }
}
