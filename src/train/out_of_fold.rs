//! Probabilities of labelled sentences from models that have not seen them.
//!
//! In: labelled sentences and settings. Out: for each sentence the calibrated probabilities of the fold's model that was
//! trained without its article. A label that such a model finds improbable is worth a second look.

use super::corpus::Corpus;
use super::cross_validate::{PathPoint, cross_validate};
use super::data::TrainingData;
use super::objective::softmax;
use super::settings::{Solver, TrainParams};
use super::{Progress, calibrate};
use crate::error::{Error, Result};
use crate::features::Featurizer;
use crate::label::LabelSet;
use crate::labelled::LabelledSentence;

/// Probabilities out of fold.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfFold {
    /// The labels of the sentences.
    pub labels: LabelSet,
    /// `n_sentences x n_labels`, row-major, in the order that the sentences were given in; a row adds up to 1.
    pub probabilities: Vec<f64>,
    /// The alpha that they come from: the fixed one, or the best of the path.
    pub alpha: f64,
    /// The temperature that calibrated them.
    pub temperature: f64,
    /// The alphas that were tried, strong to weak.
    pub path: Vec<PathPoint>,
}

impl OutOfFold {
    /// The probabilities of sentence `index`, in label order.
    ///
    /// # Panics
    /// When there is no such sentence.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f64] {
        let k = self.labels.len();
        &self.probabilities[index * k..][..k]
    }
}

/// Cross-validates `params` on `sentences` by article, with the sparse solver.
///
/// # Errors
/// As [`train`](super::train); [`Error::Training`] when there are fewer articles than folds.
pub fn out_of_fold(
    sentences: &[LabelledSentence],
    params: &TrainParams,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<OutOfFold> {
    params.check()?;
    if params.solver != Solver::Sparse {
        return Err(Error::parameter(
            "solver",
            params.solver.name(),
            "cross-validation uses sparse",
        ));
    }
    let data = TrainingData::new(sentences, params)?;
    progress(Progress::Featurizing);
    let featurizer = Featurizer::new(params.featurizer.clone())?;
    let corpus = Corpus::new(&featurizer, &data.texts());
    let alphas = params.alpha.candidates();
    let total = alphas.len() * params.folds;
    let step = || progress(Progress::CrossValidation { total });
    let path = cross_validate(&corpus, &data, params, &alphas, &step)?;
    let logits = &path.logits[path.best];
    let temperature = calibrate::fit_temperature(logits, &data.mass);

    let k = data.labels.len();
    let mut probabilities = vec![0.0; logits.len()];
    for (&sentence, logits) in data.sentences.iter().zip(logits.chunks_exact(k)) {
        // Always found: the data refer to these very sentences.
        let Some(place) = sentences.element_offset(sentence) else { continue };
        let row = &mut probabilities[place * k..][..k];
        for (probability, logit) in row.iter_mut().zip(logits) {
            *probability = logit / temperature;
        }
        softmax(row);
    }
    Ok(OutOfFold {
        labels: data.labels,
        probabilities,
        alpha: path.points[path.best].alpha,
        temperature,
        path: path.points,
    })
}
