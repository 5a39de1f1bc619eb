//! Why a sentence got its label: its logits, taken apart.
//!
//! In: a [`Classifier`] and a sentence. Out: an [`Explanation`], which splits each label's logit in two ways that both
//! add up to it:
//!
//! ```text
//! logit_k = bias_k / temperature + prior shift_k + sum over features ( value / norm * weight_k / temperature )
//! logit_k = bias_k / temperature + prior shift_k + sum over words + sentence as a whole
//! ```
//!
//! A feature of two words (bigram, skip-bigram) gives half of its contribution to either word; one that occurs several
//! times gives each occurrence the same part. Features of the sentence as a whole (length, quotes) belong to no word.
//! Contributions are in logits: `exp` of a difference is a factor on the odds.

use std::cmp::Ordering;
use std::ops::Range;

use serde::Serialize;

use crate::label::Label;
use crate::model::Classifier;
use crate::token;
use crate::train::{argmax, softmax};

/// The logits of one sentence, taken apart. Every list of logits has one value a label, in label order.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The most probable label, the first in label order among equals.
    pub label: Label,
    /// Probability of each label.
    pub probabilities: Vec<f64>,
    /// Logit of each label: the sum of `bias`, `prior_shift` and `features`, and of `bias`, `prior_shift`, `words` and
    /// `whole`, within 1e-9.
    pub logits: Vec<f64>,
    /// What each label has without any word, calibrated.
    pub bias: Vec<f64>,
    /// What priors add to each label; zeros without priors.
    pub prior_shift: Vec<f64>,
    /// Every feature of the sentence that the model knows, in the order of the vocabulary.
    pub features: Vec<FeatureContribution>,
    /// Every word of the sentence, in order, whether the model knows it or not.
    pub words: Vec<WordContribution>,
    /// What features of the sentence as a whole add.
    pub whole: Vec<f64>,
}

/// What one feature adds to the logits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeatureContribution {
    /// Its name in the vocabulary.
    pub name: String,
    /// The bytes of the sentence that each occurrence came from, at least one.
    pub spans: Vec<Range<usize>>,
    /// Its value in the row of norm 1.
    pub value: f64,
    /// What it adds to each label's logit.
    pub logits: Vec<f64>,
}

/// What one word adds to the logits, by all features that it takes part in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordContribution {
    /// Its bytes in the sentence.
    pub span: Range<usize>,
    /// What it adds to each label's logit.
    pub logits: Vec<f64>,
}

impl FeatureContribution {
    /// Whether it belongs to the sentence as a whole, not to words.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.name.starts_with("shape=")
    }
}

impl Explanation {
    /// Takes the logits of `sentence` apart. Linear in its length, but for sorting.
    #[must_use]
    pub fn new(classifier: &Classifier, sentence: &str) -> Self {
        let k = classifier.labels().len();
        let temperature = classifier.temperature();
        let features = features(classifier, sentence);
        let mut words: Vec<WordContribution> = token::tokenize(sentence)
            .map(|token| WordContribution { span: token.start..token.end, logits: vec![0.0; k] })
            .collect();
        let mut whole = vec![0.0; k];
        for feature in &features {
            if feature.is_whole() {
                add(&mut whole, &feature.logits, 1.0);
                continue;
            }
            let part = 0.5 / feature.spans.len() as f64;
            for span in &feature.spans {
                let first = words.partition_point(|word| word.span.start < span.start);
                let last = words.partition_point(|word| word.span.end < span.end);
                add(&mut words[first].logits, &feature.logits, part);
                add(&mut words[last].logits, &feature.logits, part);
            }
        }
        let logits = classifier.logits(sentence);
        let mut probabilities = logits.clone();
        softmax(&mut probabilities);
        let best = u8::try_from(argmax(logits.iter().copied())).unwrap_or(u8::MAX);
        Self {
            label: Label(best),
            probabilities,
            logits,
            bias: classifier.bias().iter().map(|&b| f64::from(b) / temperature).collect(),
            prior_shift: classifier.prior_shifts(),
            features,
            words,
            whole,
        }
    }

    /// The features that speak for `label`, strongest first, then by name.
    #[must_use]
    pub fn features_for(&self, label: Label) -> Vec<&FeatureContribution> {
        self.strongest(label, |logit| logit > 0.0)
    }

    /// The features that speak against `label`, strongest first, then by name.
    #[must_use]
    pub fn features_against(&self, label: Label) -> Vec<&FeatureContribution> {
        self.strongest(label, |logit| logit < 0.0)
    }

    fn strongest(&self, label: Label, keep: impl Fn(f64) -> bool) -> Vec<&FeatureContribution> {
        let strength = |feature: &FeatureContribution| feature.logits[label.index()];
        let mut features: Vec<_> = self.features.iter().filter(|f| keep(strength(f))).collect();
        // The sort is stable and features are in name order.
        features.sort_by(|a, b| strength(b).abs().total_cmp(&strength(a).abs()));
        features
    }

    /// The words, those that say most about `label` (for or against) first, then by place.
    #[must_use]
    pub fn words_by_strength(&self, label: Label) -> Vec<&WordContribution> {
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_by(|a, b| -> Ordering {
            let strength = |word: &WordContribution| word.logits[label.index()].abs();
            strength(b).total_cmp(&strength(a))
        });
        words
    }
}

fn add(sum: &mut [f64], logits: &[f64], factor: f64) {
    for (sum, logit) in sum.iter_mut().zip(logits) {
        *sum += logit * factor;
    }
}

/// The features of `sentence` with what each adds to the logits.
fn features(classifier: &Classifier, sentence: &str) -> Vec<FeatureContribution> {
    let vocabulary = classifier.vocabulary();
    let mut found: Vec<(u32, Range<usize>)> = Vec::new();
    classifier.featurizer().features(sentence, |name, span| {
        found.extend(vocabulary.get(name).map(|feature| (feature, span)));
    });
    // Stable, so occurrences stay in the order of the sentence.
    found.sort_by_key(|(feature, _)| *feature);
    let row = classifier.row(sentence);
    let norm = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
    let k = classifier.labels().len();
    found
        .chunk_by(|(a, _), (b, _)| a == b)
        .zip(row)
        .map(|(occurrences, (feature, value))| {
            let value = value / norm;
            let weights = &classifier.weights()[feature as usize * k..][..k];
            FeatureContribution {
                name: vocabulary.name(feature as usize).to_owned(),
                spans: occurrences.iter().map(|(_, span)| span.clone()).collect(),
                value,
                logits: weights
                    .iter()
                    .map(|&w| value * f64::from(w) / classifier.temperature())
                    .collect(),
            }
        })
        .collect()
}
