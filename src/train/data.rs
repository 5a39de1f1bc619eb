//! Training sentences, checked and in their one order.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::objective::TargetMass;
use super::settings::TrainParams;
use crate::error::{Error, Result};
use crate::label::{Label, LabelSet};
use crate::labelled::LabelledSentence;

/// Training sentences sorted by id, so that the order of lines in a file is of no consequence.
#[derive(Debug)]
pub(super) struct TrainingData<'a> {
    pub(super) sentences: Vec<&'a LabelledSentence>,
    pub(super) labels: LabelSet,
    /// Label of each sentence.
    pub(super) gold: Vec<Label>,
    /// Number of the article of each sentence, articles numbered by name.
    pub(super) articles: Vec<usize>,
    pub(super) n_articles: usize,
    /// Sentences of each label.
    pub(super) counts: Vec<usize>,
    pub(super) class_weights: Vec<f64>,
    /// What the labels say.
    pub(super) mass: TargetMass,
    /// What the weights are fitted to: the same, smoothed.
    pub(super) targets: TargetMass,
}

impl<'a> TrainingData<'a> {
    /// Checks `sentences` and puts them in order.
    ///
    /// # Errors
    /// [`Error::Training`] for no sentences, a single label, or a label that occurs once; [`Error::Parameter`] for class
    /// weights that do not fit.
    pub(super) fn new(sentences: &'a [LabelledSentence], params: &TrainParams) -> Result<Self> {
        if sentences.is_empty() {
            return Err(Error::training(
                "there are no sentences",
                "give a file of labelled sentences",
            ));
        }
        let mut sorted: Vec<&LabelledSentence> = sentences.iter().collect();
        sorted.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.text.cmp(&b.text)));
        let labels = LabelSet::new(sorted.iter().map(|s| s.label.as_str()))?;
        let gold: Vec<Label> = sorted
            .iter()
            .map(|s| labels.get(&s.label).expect("the set was made of these labels"))
            .collect();
        let mut counts = vec![0; labels.len()];
        for label in &gold {
            counts[label.index()] += 1;
        }
        if labels.len() < 2 {
            return Err(Error::training(
                format!("all {} sentences have the label {:?}", sorted.len(), labels.names()[0]),
                "give sentences of at least two labels",
            ));
        }
        if let Some(once) = labels.iter().find(|label| counts[label.index()] < 2) {
            let name = labels.name(once);
            let line = sorted.iter().find(|s| s.label == name).map_or(0, |s| s.line);
            return Err(Error::training(
                format!("label {name:?} occurs once, on line {line}"),
                "label more sentences with it, or mend its spelling",
            ));
        }
        let class_weights = params.class_weights.resolve(&labels, &counts)?;
        let mut targets = TargetMass::new(labels.len());
        for (sentence, label) in sorted.iter().zip(&gold) {
            let weight = sentence.weight * class_weights[label.index()];
            // A second label that is no first label anywhere has no weights to teach.
            let also = sentence.also.as_deref().and_then(|also| labels.get(also));
            match also {
                Some(also) => {
                    targets.push_shared(label.index(), also.index(), params.also_share, weight);
                }
                None => targets.push(label.index(), weight),
            }
        }
        let mass = targets.clone();
        targets.smooth(params.label_smoothing);
        if let Some(empty) = mass.totals().iter().position(|&total| total <= 0.0) {
            return Err(Error::training(
                format!("the sentences of label {:?} all have weight 0", labels.names()[empty]),
                "give them weights above 0",
            ));
        }
        let (articles, n_articles) = number_articles(&sorted);
        Ok(Self {
            sentences: sorted,
            labels,
            gold,
            articles,
            n_articles,
            counts,
            class_weights,
            mass,
            targets,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Texts in order.
    pub(super) fn texts(&self) -> Vec<&'a str> {
        self.sentences.iter().map(|s| s.text.as_str()).collect()
    }

    /// Share of each label in the target mass.
    pub(super) fn label_shares(&self) -> Vec<f64> {
        let totals = self.mass.totals();
        let all: f64 = totals.iter().sum();
        totals.iter().map(|total| total / all).collect()
    }

    /// SHA-256 of all that training uses of the sentences, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        let mut hasher = Sha256::new();
        for s in &self.sentences {
            let also = s.also.as_deref().unwrap_or("");
            for field in [&s.id, &s.label, also, &s.text] {
                hasher.update((field.len() as u64).to_le_bytes());
                hasher.update(field);
            }
            hasher.update(s.weight.to_le_bytes());
        }
        let mut hexadecimal = String::new();
        for byte in hasher.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(hexadecimal, "{byte:02x}");
        }
        hexadecimal
    }

    /// Whether there is an article for each fold.
    ///
    /// # Errors
    /// [`Error::Training`] when there is not.
    pub(super) fn check_folds(&self, folds: usize) -> Result<()> {
        if self.n_articles >= folds {
            return Ok(());
        }
        Err(Error::training(
            format!("{} articles cannot make {folds} folds", self.n_articles),
            "use fewer --folds, or give sentences of more articles",
        ))
    }

    /// The fold of each sentence: articles in the order of a seeded hash of their names, dealt out one by one, so whole
    /// articles go to one fold and folds have like numbers of articles.
    pub(super) fn folds(&self, folds: usize, seed: u64) -> Vec<usize> {
        let mut names = vec![""; self.n_articles];
        for (sentence, &article) in self.sentences.iter().zip(&self.articles) {
            names[article] = sentence.article();
        }
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&article| (seeded_hash(seed, names[article]), article));
        let mut fold_of = vec![0; names.len()];
        for (place, article) in order.into_iter().enumerate() {
            fold_of[article] = place % folds;
        }
        self.articles.iter().map(|&article| fold_of[article]).collect()
    }
}

/// The number of each sentence's article, and how many there are.
fn number_articles(sentences: &[&LabelledSentence]) -> (Vec<usize>, usize) {
    let mut numbers: BTreeMap<&str, usize> = sentences.iter().map(|s| (s.article(), 0)).collect();
    for (number, value) in numbers.values_mut().enumerate() {
        *value = number;
    }
    (sentences.iter().map(|s| numbers[s.article()]).collect(), numbers.len())
}

/// FNV-1a of the seed and the name, mixed: the same on every machine and in every version.
pub(super) fn seeded_hash(seed: u64, name: &str) -> u64 {
    let bytes = seed.to_le_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes.iter().chain(name.as_bytes()) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}
