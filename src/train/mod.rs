//! Training: labelled sentences in, a [`Classifier`] out.
//!
//! 1. Sentences are checked and sorted by id, then featurized once.
//! 2. Cross-validation by article follows a path of alphas and picks one; its held-out logits give the
//!    temperature.
//! 3. The model is fitted to all sentences, from zero, so the same data give the same bytes.

mod calibrate;
mod corpus;
mod cross_validate;
mod data;
mod dense;
mod learning_curve;
mod objective;
mod out_of_fold;
mod settings;
mod sparse_logistic;
mod tune;
mod vector;
mod warm_start;

use linfa::DatasetBase;

use crate::error::{Error, Result};
use crate::features::Featurizer;
use crate::labelled::LabelledSentence;
use crate::model::{Classifier, CrossValidation, Parts, TrainingRecord};
use crate::sparse::{SparseRows, narrow};
use corpus::Corpus;
use data::TrainingData;
use dense::DenseFit;

pub use cross_validate::PathPoint;
pub use learning_curve::{CURVE_PERCENTS, CurvePoint, LearningCurve, MoreLabels, learning_curve};
pub use objective::TargetMass;
pub(crate) use objective::softmax;
pub use out_of_fold::{OutOfFold, out_of_fold};
pub use settings::{ALPHA_PATH, Alpha, ClassWeights, Solver, TrainParams};
pub(crate) use sparse_logistic::argmax;
pub use sparse_logistic::{FitReport, FittedLogistic, SparseLogistic, ValidSparseLogistic};
pub use tune::{TUNE_ALPHAS, TUNE_FOLDS, Trial, tune};
pub use warm_start::WarmStart;

/// What training is doing, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Sentences are being featurized.
    Featurizing,
    /// One more of `total` fits of cross-validation is done.
    CrossValidation {
        /// Number of fits.
        total: usize,
    },
    /// The model is being fitted.
    Fitting,
}

/// A trained model and what was learned about it on the way.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub classifier: Classifier,
    /// The path of alphas in cross-validation; empty when there was none.
    pub path: Vec<PathPoint>,
    /// What a model to start from had in common with this one.
    pub warm_start: Option<WarmStart>,
}

/// Trains a model on `sentences`; `progress` is told what is being done, from any thread.
///
/// Runs on the current rayon pool; the model is the same, to the byte, on any number of threads and for any order of
/// the sentences.
///
/// # Errors
/// [`Error::Parameter`] for a setting out of range, [`Error::Training`] for data that no model can be fitted to.
pub fn train(
    sentences: &[LabelledSentence],
    params: &TrainParams,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Trained> {
    train_from(sentences, params, None, progress)
}

/// As [`train`], with the last fit started from the weights of `initial` for the features and labels that both have.
/// The optimum is the same; it is reached sooner when the data have changed little. The bytes of the model depend on
/// `initial` too, within the tolerance of the fit.
///
/// # Errors
/// As [`train`]; [`Error::Parameter`] for the solver linfa, [`Error::Training`] when nothing is in common.
pub fn train_from(
    sentences: &[LabelledSentence],
    params: &TrainParams,
    initial: Option<&Classifier>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Trained> {
    params.check()?;
    if initial.is_some() && params.solver == Solver::Linfa {
        return Err(Error::parameter("solver", "linfa", "a warm start needs --solver sparse"));
    }
    let data = TrainingData::new(sentences, params)?;
    progress(Progress::Featurizing);
    let featurizer = Featurizer::new(params.featurizer.clone())?;
    let corpus = Corpus::new(&featurizer, &data.texts());

    let alphas = params.alpha.candidates();
    let wanted = params.alpha == Alpha::Auto || params.calibrate;
    let able = data.n_articles >= params.folds && params.solver == Solver::Sparse;
    let validated = if wanted && able {
        let total = alphas.len() * params.folds;
        let step = || progress(Progress::CrossValidation { total });
        Some(cross_validate::cross_validate(&corpus, &data, params, &alphas, &step)?)
    } else if let Alpha::Fixed(_) = params.alpha {
        None
    } else if params.solver == Solver::Linfa {
        return Err(Error::parameter("alpha", "auto", "give --solver linfa a fixed alpha"));
    } else {
        return Err(Error::training(
            format!("{} articles cannot make {} folds", data.n_articles, params.folds),
            "use fewer --folds, or a fixed --alpha",
        ));
    };
    let (alpha, temperature) = match &validated {
        Some(path) => {
            let logits = &path.logits[path.best];
            let temperature = calibrate::fit_temperature(logits, &data.mass);
            (path.points[path.best].alpha, temperature * params.temperature_factor)
        }
        None => (alphas[0], 1.0),
    };

    progress(Progress::Fitting);
    let everything: Vec<usize> = (0..data.len()).collect();
    let selection = corpus.select(&params.featurizer, &data.mass, &everything);
    if selection.n_features() == 0 {
        return Err(Error::training(
            format!("no feature occurs in {} sentences", params.featurizer.min_df),
            "lower --min-df or give more sentences",
        ));
    }
    let rows = corpus.rows(&selection, &everything);
    let vocabulary = corpus.vocabulary(&selection);
    let start = initial
        .map(|from| {
            warm_start::warm_start(from, &vocabulary, &selection.term_weights, &data.labels)
        })
        .transpose()?;
    let initial = start.as_ref().map(|(start, _)| start);
    let fitted = fit_rows(rows, &data, params, alpha, initial, progress)?;

    let path = validated.as_ref().map(|path| path.points.clone()).unwrap_or_default();
    let cross_validation = validated.map(|path| {
        let point = &path.points[path.best];
        CrossValidation {
            folds: params.folds,
            macro_f1: point.macro_f1,
            macro_f1_spread: point.macro_f1_spread,
            accuracy: point.accuracy,
            log_loss: point.log_loss,
        }
    });
    let record = TrainingRecord {
        klaim: env!("CARGO_PKG_VERSION").into(),
        data_sha256: data.sha256(),
        sentences: data.len(),
        articles: data.n_articles,
        label_counts: data.counts.clone(),
        label_shares: data.label_shares(),
        solver: params.solver.name().into(),
        alpha,
        also_share: params.also_share,
        label_smoothing: params.label_smoothing,
        temperature_factor: params.temperature_factor,
        class_weights: data.class_weights.clone(),
        seed: params.seed,
        fit: fitted.report().clone(),
        cross_validation,
        test: None,
    };
    let classifier = Classifier::from_parts(Parts {
        vocabulary,
        config: params.featurizer.clone(),
        labels: data.labels,
        document_frequencies: selection.document_frequencies.into(),
        term_weights: selection.term_weights.into(),
        weights: fitted.weights().iter().map(|w| narrow(*w)).collect(),
        bias: fitted.bias().iter().map(|b| narrow(*b)).collect(),
        temperature,
        record,
    })?;
    Ok(Trained { classifier, path, warm_start: start.map(|(_, counts)| counts) })
}

/// The last fit, to all sentences.
fn fit_rows(
    rows: SparseRows,
    data: &TrainingData<'_>,
    params: &TrainParams,
    alpha: f64,
    initial: Option<&FittedLogistic>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<FittedLogistic> {
    match params.solver {
        Solver::Sparse => {
            let dataset = DatasetBase::new(rows, data.targets.clone());
            cross_validate::fit(&dataset, params, alpha, initial)
        }
        Solver::Linfa => {
            let classes: Vec<usize> = data.gold.iter().map(|label| label.index()).collect();
            let dense = DenseFit {
                alpha,
                max_iterations: params.max_iterations,
                tolerance: params.tolerance,
                max_bytes: params.max_dense_bytes,
            };
            dense.fit(&rows, &classes, data.labels.len(), |_| progress(Progress::Fitting))
        }
    }
}
