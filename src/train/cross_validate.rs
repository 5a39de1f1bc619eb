//! Cross-validation by article: a path of alphas, and logits of sentences that a model has not seen.

use rayon::prelude::*;

use super::corpus::Corpus;
use super::data::TrainingData;
use super::objective::{TargetMass, softmax};
use super::settings::TrainParams;
use super::sparse_logistic::{FittedLogistic, SparseLogistic};
use crate::error::{Error, Result};
use crate::evaluate::{Counts, most_probable};
use crate::label::Label;
use linfa::DatasetBase;
use linfa::traits::Fit;

/// What cross-validation found for one alpha.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPoint {
    /// Strength of the penalty.
    pub alpha: f64,
    /// Macro-F1 over all held-out sentences together.
    pub macro_f1: f64,
    /// Standard deviation of macro-F1 over the folds.
    pub macro_f1_spread: f64,
    /// Accuracy over all held-out sentences together.
    pub accuracy: f64,
    /// Mean log-loss of held-out sentences, before calibration.
    pub log_loss: f64,
    /// Most iterations of any fold's fit.
    pub iterations: u64,
    /// Whether every fold's fit converged.
    pub converged: bool,
}

/// The points of a path and, for the best of them, the held-out logits.
#[derive(Debug)]
pub(super) struct Path {
    pub(super) points: Vec<PathPoint>,
    pub(super) best: usize,
    /// `n_sentences x n_labels` for each point: logits from the fold that had not seen the sentence.
    pub(super) logits: Vec<Vec<f64>>,
}

/// One fold's held-out logits for every alpha, and how its fits went.
struct FoldResult {
    held_out: Vec<usize>,
    /// For each alpha: logits of the held-out sentences, iterations, converged.
    fits: Vec<(Vec<f64>, u64, bool)>,
}

/// Fits every alpha of `alphas` (strong to weak, each started from the one before) on every fold.
///
/// Vocabulary and term weights are learned anew from the training part of each fold.
pub(super) fn cross_validate(
    corpus: &Corpus,
    data: &TrainingData<'_>,
    params: &TrainParams,
    alphas: &[f64],
    progress: &(dyn Fn() + Sync),
) -> Result<Path> {
    data.check_folds(params.folds)?;
    let fold_of = data.folds(params.folds, params.seed);
    let folds: Vec<FoldResult> = (0..params.folds)
        .into_par_iter()
        .map(|fold| run_fold(corpus, data, params, alphas, &fold_of, fold, progress))
        .collect::<Result<_>>()?;

    let k = data.labels.len();
    let mut points = Vec::new();
    let mut all_logits = Vec::new();
    for (index, &alpha) in alphas.iter().enumerate() {
        let mut logits = vec![0.0; data.len() * k];
        for fold in &folds {
            for (row, &sentence) in fold.fits[index].0.chunks_exact(k).zip(&fold.held_out) {
                logits[sentence * k..][..k].copy_from_slice(row);
            }
        }
        // The largest logit is the largest probability.
        let predicted = most_probable(k, &logits);
        let counts = Counts::of(k, &data.gold, &predicted);
        let per_fold: Vec<f64> = folds
            .iter()
            .map(|fold| {
                let of = |labels: &[Label]| -> Vec<Label> {
                    fold.held_out.iter().map(|&sentence| labels[sentence]).collect()
                };
                Counts::of(k, &of(&data.gold), &of(&predicted)).macro_f1()
            })
            .collect();
        points.push(PathPoint {
            alpha,
            macro_f1: counts.macro_f1(),
            macro_f1_spread: spread(&per_fold),
            accuracy: counts.accuracy(),
            log_loss: mean_log_loss(&logits, &data.gold, k),
            iterations: folds.iter().map(|fold| fold.fits[index].1).max().unwrap_or(0),
            converged: folds.iter().all(|fold| fold.fits[index].2),
        });
        all_logits.push(logits);
    }
    Ok(Path { best: best(&points), points, logits: all_logits })
}

/// The point of the highest macro-F1; within a tenth of a point, of the lowest log-loss.
pub(super) fn best(points: &[PathPoint]) -> usize {
    /// Macro-F1 that folds cannot tell apart.
    const TIE: f64 = 1e-3;
    let top = points.iter().map(|p| p.macro_f1).fold(0.0, f64::max);
    let near = points.iter().enumerate().filter(|(_, p)| p.macro_f1 >= top - TIE);
    near.min_by(|(_, a), (_, b)| a.log_loss.total_cmp(&b.log_loss)).map_or(0, |(index, _)| index)
}

fn run_fold(
    corpus: &Corpus,
    data: &TrainingData<'_>,
    params: &TrainParams,
    alphas: &[f64],
    fold_of: &[usize],
    fold: usize,
    progress: &(dyn Fn() + Sync),
) -> Result<FoldResult> {
    let (held_out, kept): (Vec<usize>, Vec<usize>) =
        (0..data.len()).partition(|&sentence| fold_of[sentence] == fold);
    let selection = corpus.select(&params.featurizer, &data.mass, &kept);
    if selection.n_features() == 0 {
        return Err(Error::training(
            format!("no feature occurs in {} sentences of a fold", params.featurizer.min_df),
            "lower --min-df or give more sentences",
        ));
    }
    let dataset = DatasetBase::new(corpus.rows(&selection, &kept), data.targets.select(&kept));
    let test = corpus.rows(&selection, &held_out);
    let mut fits = Vec::new();
    let mut last: Option<FittedLogistic> = None;
    for &alpha in alphas {
        let fitted = fit(&dataset, params, alpha, last.as_ref())?;
        let logits = fitted.logits(&test).into_raw_vec_and_offset().0;
        fits.push((logits, fitted.report().iterations, fitted.report().converged));
        last = Some(fitted);
        progress();
    }
    Ok(FoldResult { held_out, fits })
}

/// One sparse fit, started from `initial` where given.
pub(super) fn fit(
    dataset: &DatasetBase<crate::sparse::SparseRows, TargetMass>,
    params: &TrainParams,
    alpha: f64,
    initial: Option<&FittedLogistic>,
) -> Result<FittedLogistic> {
    let mut solver = SparseLogistic::new(alpha)
        .max_iterations(params.max_iterations)
        .tolerance(params.tolerance);
    if let Some(initial) = initial {
        solver = solver.initial(initial.weights().clone(), initial.bias().clone());
    }
    solver.fit(dataset)
}

/// Standard deviation, with n - 1.
pub(super) fn spread(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    if n < 2.0 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt()
}

fn mean_log_loss(logits: &[f64], gold: &[Label], k: usize) -> f64 {
    let mut row = vec![0.0; k];
    let mut loss = 0.0;
    for (logits, &gold) in logits.chunks_exact(k).zip(gold) {
        row.copy_from_slice(logits);
        loss += softmax(&mut row) - logits[gold.index()];
    }
    loss / gold.len() as f64
}
