//! The sparse solver against linfa-logistic, the dense reference: both are fitted tightly to the same rows, and give the same
//! probabilities for sentences that neither has seen.

use std::collections::BTreeMap;

use klaim::features::{Featurizer, FeaturizerConfig};
use klaim::sparse::SparseRows;
use klaim::train::SparseLogistic;
use klaim::vocabulary::Vocabulary;
use klaim::{LabelSet, LabelledSentence};
use linfa::prelude::*;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

const ALPHA: f64 = 0.5;
const TRAINING: usize = 600;
const HELD_OUT: usize = 400;

/// Names of the features of each sentence, each once.
fn names(sentences: &[LabelledSentence]) -> Vec<Vec<String>> {
    let featurizer = Featurizer::new(FeaturizerConfig::words(1)).expect("valid settings");
    sentences
        .iter()
        .map(|sentence| {
            let mut names = Vec::new();
            featurizer.features(&sentence.text, |name, _| names.push(name.to_owned()));
            names.sort_unstable();
            names.dedup();
            names
        })
        .collect()
}

/// L2-normalised rows of ones.
fn rows(vocabulary: &Vocabulary, names: &[Vec<String>]) -> SparseRows {
    let mut rows = SparseRows::new(vocabulary.len());
    for names in names {
        let known: Vec<u32> = names.iter().filter_map(|name| vocabulary.get(name)).collect();
        #[allow(clippy::cast_possible_truncation, reason = "rows hold 32 bits")]
        let value = (1.0 / (known.len().max(1) as f64).sqrt()) as f32;
        rows.push(known.into_iter().map(|feature| (feature, value)));
    }
    rows
}

fn softmax(logits: &mut Array2<f64>) {
    for mut row in logits.rows_mut() {
        let max = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        row.mapv_inplace(|z| (z - max).exp());
        let sum = row.sum();
        row /= sum;
    }
}

#[test]
fn both_solvers_give_the_same_probabilities() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/train.jsonl");
    let mut sentences = LabelledSentence::read(path).expect("labelled sentences");
    sentences.truncate(TRAINING + HELD_OUT);
    let labels = LabelSet::new(sentences.iter().map(|s| s.label.as_str())).expect("labels");
    let names = names(&sentences);
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names[..TRAINING].iter().flatten() {
        *frequency.entry(name).or_default() += 1;
    }
    let frequent = frequency.iter().filter(|(_, count)| **count >= 5).map(|(name, _)| *name);
    let vocabulary = Vocabulary::new(frequent);
    assert!((200..2000).contains(&vocabulary.len()), "{}", vocabulary.len());
    let training = rows(&vocabulary, &names[..TRAINING]);
    let held_out = rows(&vocabulary, &names[TRAINING..]);
    let classes: Array1<usize> = sentences[..TRAINING]
        .iter()
        .map(|s| labels.get(&s.label).expect("a label of the set").index())
        .collect();
    assert_eq!(classes.iter().max(), Some(&(labels.len() - 1)), "every label is in training");

    let dense = Dataset::new(training.to_dense(), classes.clone());
    let reference = MultiLogisticRegression::default()
        .alpha(ALPHA)
        .max_iterations(500)
        .gradient_tolerance(1e-7)
        .fit(&dense)
        .expect("linfa-logistic fits");
    let mut expected = held_out.to_dense().dot(reference.params()) + reference.intercept();
    softmax(&mut expected);

    let fitted = SparseLogistic::new(ALPHA)
        .tolerance(1e-7)
        .fit(&DatasetBase::new(training, classes))
        .expect("the sparse solver fits");
    assert!(fitted.report().converged, "{:?}", fitted.report());
    let probabilities = fitted.predict_probabilities(&held_out);

    let differences = (&probabilities - &expected).mapv(f64::abs);
    let largest = differences.iter().copied().fold(0.0, f64::max);
    assert!(largest < 1e-4, "probabilities differ by up to {largest}");
    let spread = probabilities.iter().copied().fold(0.0, f64::max);
    assert!(spread > 0.5, "the models tell labels apart");
}
