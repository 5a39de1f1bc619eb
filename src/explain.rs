//! Why a sentence got its label: each logit as a sum of what the model knew beforehand and what each feature added.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::label::Label;
use crate::model::Classifier;

/// One sentence, taken apart. Values are indexed in label order.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The most probable label.
    pub label: Label,
    /// Probability of each label.
    pub probabilities: Vec<f64>,
    /// Logit of each label: `base` plus the contributions.
    pub logits: Vec<f64>,
    /// What each logit is without any feature: bias and priors.
    pub base: Vec<f64>,
    /// The features found that the model knows, in vocabulary order.
    pub contributions: Vec<Contribution>,
}

/// What one feature adds to each logit.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Name of the feature, such as `stem=larang`.
    pub feature: String,
    /// Where in the sentence it was found, as byte spans, in order.
    pub spans: Vec<Range<usize>>,
    /// Logits, `n_labels`.
    pub logits: Vec<f64>,
}

impl Explanation {
    /// Takes `sentence` apart as `classifier` sees it. The sums agree with [`Classifier::logits`] but for rounding.
    #[must_use]
    pub fn new(classifier: &Classifier, sentence: &str) -> Self {
        let mut spans: BTreeMap<u32, Vec<Range<usize>>> = BTreeMap::new();
        classifier.featurizer().features(sentence, |name, span| {
            if let Some(feature) = classifier.vocabulary().get(name) {
                spans.entry(feature).or_default().push(span);
            }
        });
        let k = classifier.labels().len();
        let row = classifier.row(sentence);
        let norm = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
        let contributions: Vec<Contribution> = row
            .iter()
            .map(|&(feature, value)| {
                let weights = &classifier.weights()[feature as usize * k..][..k];
                let scale = value / norm / classifier.temperature();
                Contribution {
                    feature: classifier.vocabulary().name(feature as usize).to_owned(),
                    spans: spans.remove(&feature).unwrap_or_default(),
                    logits: weights.iter().map(|w| f64::from(*w) * scale).collect(),
                }
            })
            .collect();
        // A sentence without features is scored by what was known beforehand.
        let base = classifier.logits("");
        let logits = classifier.logits(sentence);
        let (label, _) = classifier.classify(sentence);
        let probabilities = classifier.probabilities(sentence);
        Self { label, probabilities, logits, base, contributions }
    }

    /// The contributions to `label`, the strongest for it first, those against it last.
    #[must_use]
    pub fn ranked(&self, label: Label) -> Vec<&Contribution> {
        let mut ranked: Vec<&Contribution> = self.contributions.iter().collect();
        ranked.sort_by(|a, b| {
            let by = b.logits[label.index()].total_cmp(&a.logits[label.index()]);
            by.then_with(|| a.feature.cmp(&b.feature))
        });
        ranked
    }

    /// What each word adds to the logit of `label`: a feature's contribution is shared evenly by the words of its spans. Features
    /// of the sentence as a whole belong to no word. `words` are the words' byte spans.
    #[must_use]
    pub fn by_word(&self, label: Label, words: &[Range<usize>]) -> Vec<f64> {
        let mut shares = vec![0.0; words.len()];
        for contribution in &self.contributions {
            if contribution.feature.starts_with("shape=") {
                continue;
            }
            let touched: Vec<usize> = (0..words.len())
                .filter(|&w| {
                    contribution
                        .spans
                        .iter()
                        .any(|span| span.start == words[w].start || span.end == words[w].end)
                })
                .collect();
            let share = contribution.logits[label.index()] / touched.len().max(1) as f64;
            for word in touched {
                shares[word] += share;
            }
        }
        shares
    }
}
