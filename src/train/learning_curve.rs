//! Would more labels help? Macro-F1 on held-out articles as the number of training articles grows.
//!
//! In: labelled sentences, settings and one alpha. Out: a [`LearningCurve`]. In each fold of the cross-validation by
//! article, models are fitted to 10, 20, 40, 70 and 100 % of the fold's training articles, taken in a seeded order so
//! that each step holds the one before, and scored on the fold's held-out articles.
//!
//! Folds differ in how hard they are, and that difference says nothing on more labels; so the verdict rests on the gain
//! of the last step within each fold, set against the standard error of its mean over the folds.

use linfa::DatasetBase;
use rayon::prelude::*;
use serde::Serialize;

use super::corpus::Corpus;
use super::cross_validate::{fit, spread};
use super::data::{TrainingData, seeded_hash};
use super::settings::TrainParams;
use super::{Progress, Solver};
use crate::error::{Error, Result};
use crate::evaluate::{Counts, most_probable};
use crate::features::Featurizer;
use crate::label::Label;
use crate::labelled::LabelledSentence;

/// Shares of the training articles, in percent, rising to all of them.
pub const CURVE_PERCENTS: [usize; 5] = [10, 20, 40, 70, 100];

/// Macro-F1 by number of training articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LearningCurve {
    /// The alpha of every fit.
    pub alpha: f64,
    /// Number of folds.
    pub folds: usize,
    /// By rising share; shares on which a fold cannot be fitted (one label, no feature), or that
    /// hold no more articles than the one before, are left out.
    pub points: Vec<CurvePoint>,
    /// Mean gain in macro-F1 of the last step, within folds; `None` with fewer than two points.
    pub gain: Option<f64>,
    /// Standard error of that mean.
    pub gain_error: Option<f64>,
    /// Whether more labels would help.
    pub more_labels: MoreLabels,
}

/// One share of the training articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Share of the training articles, in percent.
    pub percent: usize,
    /// Articles that the folds' models were fitted to, on average.
    pub articles: f64,
    /// Sentences in them, on average.
    pub sentences: f64,
    /// Mean of the folds' macro-F1.
    pub macro_f1: f64,
    /// Standard deviation of macro-F1 over the folds.
    pub spread: f64,
}

/// What a curve says of labelling more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoreLabels {
    /// The last step gained more than twice its standard error.
    Help,
    /// It gained, but within twice its standard error.
    MayHelp,
    /// It gained nothing.
    DoNotHelp,
    /// There is no last step to judge by.
    Unknown,
}

/// What one fold found at one share.
#[derive(Debug, Clone, Copy)]
struct Step {
    articles: usize,
    sentences: usize,
    macro_f1: f64,
}

/// The learning curve of `sentences` at `alpha`; `params.alpha` does not count.
///
/// # Errors
/// As [`train`](super::train); [`Error::Training`] when there are fewer articles than folds.
pub fn learning_curve(
    sentences: &[LabelledSentence],
    params: &TrainParams,
    alpha: f64,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<LearningCurve> {
    params.check()?;
    if params.solver != Solver::Sparse {
        return Err(Error::parameter("solver", params.solver.name(), "learning curves use sparse"));
    }
    let data = TrainingData::new(sentences, params)?;
    data.check_folds(params.folds)?;
    progress(Progress::Featurizing);
    let corpus = Corpus::new(&Featurizer::new(params.featurizer.clone())?, &data.texts());
    let fold_of = data.folds(params.folds, params.seed);
    let tasks: Vec<(usize, usize)> = (0..params.folds)
        .flat_map(|fold| CURVE_PERCENTS.iter().map(move |&percent| (fold, percent)))
        .collect();
    let total = tasks.len();
    let steps: Vec<Option<Step>> = tasks
        .into_par_iter()
        .map(|(fold, percent)| {
            let step = run(&corpus, &data, params, alpha, &fold_of, fold, percent);
            progress(Progress::CrossValidation { total });
            step
        })
        .collect::<Result<_>>()?;

    let at = |share: usize| -> Option<Vec<Step>> {
        steps.iter().skip(share).step_by(CURVE_PERCENTS.len()).copied().collect()
    };
    let mut curve: Vec<(usize, Vec<Step>)> = Vec::new();
    for (share, &percent) in CURVE_PERCENTS.iter().enumerate() {
        let Some(steps) = at(share) else { continue };
        // With few articles two shares may be the same ones: no step to judge by.
        if curve.last().is_some_and(|(_, before)| articles(before) == articles(&steps)) {
            curve.pop();
        }
        curve.push((percent, steps));
    }
    let gains: Option<Vec<f64>> = match curve.as_slice() {
        [.., (_, before), (100, last)] => {
            Some(before.iter().zip(last).map(|(b, l)| l.macro_f1 - b.macro_f1).collect())
        }
        _ => None,
    };
    let gain = gains.as_deref().map(mean);
    let gain_error = gains.map(|gains| spread(&gains) / (gains.len() as f64).sqrt());
    Ok(LearningCurve {
        alpha,
        folds: params.folds,
        points: curve.iter().map(|(percent, steps)| point(*percent, steps)).collect(),
        gain,
        gain_error,
        more_labels: verdict(gain, gain_error),
    })
}

fn verdict(gain: Option<f64>, error: Option<f64>) -> MoreLabels {
    match (gain, error) {
        (Some(gain), Some(error)) if gain > 2.0 * error => MoreLabels::Help,
        (Some(gain), Some(_)) if gain > 0.0 => MoreLabels::MayHelp,
        (Some(_), Some(_)) => MoreLabels::DoNotHelp,
        _ => MoreLabels::Unknown,
    }
}

fn articles(steps: &[Step]) -> Vec<usize> {
    steps.iter().map(|step| step.articles).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn point(percent: usize, steps: &[Step]) -> CurvePoint {
    let of = |value: &dyn Fn(&Step) -> f64| steps.iter().map(value).collect::<Vec<f64>>();
    let scores = of(&|step| step.macro_f1);
    CurvePoint {
        percent,
        articles: mean(&of(&|step| step.articles as f64)),
        sentences: mean(&of(&|step| step.sentences as f64)),
        macro_f1: mean(&scores),
        spread: spread(&scores),
    }
}

/// Fits to `percent` of the fold's training articles; `None` when that cannot be fitted.
fn run(
    corpus: &Corpus,
    data: &TrainingData<'_>,
    params: &TrainParams,
    alpha: f64,
    fold_of: &[usize],
    fold: usize,
    percent: usize,
) -> Result<Option<Step>> {
    let (held_out, kept): (Vec<usize>, Vec<usize>) =
        (0..data.len()).partition(|&sentence| fold_of[sentence] == fold);
    let mut articles: Vec<(u64, usize)> = kept
        .iter()
        .map(|&sentence| {
            // Another order than the one that folds are dealt out in.
            let hash = seeded_hash(!params.seed, data.sentences[sentence].article());
            (hash, data.articles[sentence])
        })
        .collect();
    articles.sort_unstable();
    articles.dedup();
    articles.truncate((articles.len() * percent).div_ceil(100));
    let mut taken = vec![false; data.n_articles];
    for &(_, article) in &articles {
        taken[article] = true;
    }
    let kept: Vec<usize> =
        kept.into_iter().filter(|&sentence| taken[data.articles[sentence]]).collect();

    let targets = data.targets.select(&kept);
    if targets.totals().iter().filter(|&&mass| mass > 0.0).count() < 2 {
        return Ok(None);
    }
    let selection = corpus.select(&params.featurizer, &data.targets, &kept);
    if selection.n_features() == 0 {
        return Ok(None);
    }
    let dataset = DatasetBase::new(corpus.rows(&selection, &kept), targets);
    let fitted = fit(&dataset, params, alpha, None)?;
    let logits = fitted.logits(&corpus.rows(&selection, &held_out)).into_raw_vec_and_offset().0;
    let k = data.labels.len();
    let gold: Vec<Label> = held_out.iter().map(|&sentence| data.gold[sentence]).collect();
    let macro_f1 = Counts::of(k, &gold, &most_probable(k, &logits)).macro_f1();
    Ok(Some(Step { articles: articles.len(), sentences: kept.len(), macro_f1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_counts_only_beyond_its_error() {
        assert_eq!(verdict(Some(0.03), Some(0.01)), MoreLabels::Help);
        assert_eq!(verdict(Some(0.03), Some(0.02)), MoreLabels::MayHelp);
        assert_eq!(verdict(Some(-0.01), Some(0.02)), MoreLabels::DoNotHelp);
        assert_eq!(verdict(None, None), MoreLabels::Unknown);
    }
}
