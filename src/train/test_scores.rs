//! Scores on a test file, written into a model's record.

use crate::error::Result;
use crate::model::{Classifier, Parts, TestScores};

/// The same model with `scores` in its record.
///
/// # Errors
/// None for a model that was trained or loaded: its parts fit.
pub fn with_test_scores(classifier: &Classifier, scores: TestScores) -> Result<Classifier> {
    let mut record = classifier.record().clone();
    record.test = Some(scores);
    let rebuilt = Classifier::from_parts(Parts {
        labels: classifier.labels().clone(),
        config: classifier.featurizer().config().clone(),
        vocabulary: classifier.vocabulary().clone(),
        term_weights: classifier.term_weights().to_vec(),
        weights: classifier.weights().to_vec(),
        bias: classifier.bias().to_vec(),
        temperature: classifier.temperature(),
        record,
    })?;
    let Some(priors) = classifier.priors() else { return Ok(rebuilt) };
    let names = classifier.labels().names().iter().cloned();
    rebuilt.with_priors(&names.zip(priors.iter().copied()).collect::<Vec<_>>())
}
