//! Searching settings at random (Bergstra and Bengio 2012, "Random Search for Hyper-Parameter Optimization").
//!
//! In: labelled sentences and the settings to start from. Out: one [`Trial`] after another, each a set of featurizer
//! settings and class weights with its scores in cross-validation by article. The first trial is the settings as they are; in
//! the others, each setting keeps its value or is drawn anew, by a seeded generator. So the trials and their scores depend on
//! the seed alone, and a clock only on how many there are.

use super::corpus::Corpus;
use super::cross_validate::{PathPoint, best, cross_validate};
use super::data::TrainingData;
use super::settings::{Alpha, ClassWeights, Solver, TrainParams};
use crate::error::{Error, Result};
use crate::features::{Featurizer, FeaturizerConfig, TermFrequency, TermWeight};
use crate::labelled::LabelledSentence;

/// Folds of every trial.
pub const TUNE_FOLDS: usize = 3;

/// The alphas of every trial, strong to weak.
pub const TUNE_ALPHAS: [f64; 3] = [0.25, 0.0625, 0.022];

/// Settings that were tried, and what they scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Number of the trial, from 1.
    pub number: usize,
    /// All settings, with the best alpha of the trial and its folds: training with them gives the scores below.
    pub params: TrainParams,
    /// Macro-F1 over all held-out sentences.
    pub macro_f1: f64,
    /// Standard deviation of macro-F1 over the folds.
    pub macro_f1_spread: f64,
    /// Mean log-loss of held-out sentences, before calibration.
    pub log_loss: f64,
}

/// Runs trials as long as `more` says so, which is asked before every trial but the first; returns them by falling
/// macro-F1, of equals the earlier one first.
///
/// # Errors
/// As [`train`](super::train); [`Error::Training`] when there are fewer than [`TUNE_FOLDS`] articles.
pub fn tune(
    sentences: &[LabelledSentence],
    params: &TrainParams,
    mut more: impl FnMut(&Trial) -> bool,
) -> Result<Vec<Trial>> {
    params.check()?;
    if params.solver != Solver::Sparse {
        return Err(Error::parameter("solver", params.solver.name(), "tuning uses sparse"));
    }
    let mut search = Search { sentences, corpus: None };
    let mut generator = Generator(params.seed);
    let mut trials: Vec<Trial> = Vec::new();
    let mut seen: Vec<TrainParams> = Vec::new();
    let mut next = Some(TrainParams { folds: TUNE_FOLDS, ..params.clone() });
    while let Some(params) = next {
        match search.run(trials.len() + 1, &params) {
            Ok(trial) => {
                let go_on = more(&trial);
                trials.push(trial);
                if !go_on {
                    break;
                }
            }
            // The settings as they are must work; those drawn may leave no feature.
            Err(error) if trials.is_empty() => return Err(error),
            Err(_) => {}
        }
        seen.push(params);
        next = generator.fresh(&seen);
    }
    trials.sort_by(|a, b| b.macro_f1.total_cmp(&a.macro_f1));
    Ok(trials)
}

struct Search<'a> {
    sentences: &'a [LabelledSentence],
    /// The corpus of the last trial, with the settings that made it.
    corpus: Option<(FeaturizerConfig, Corpus)>,
}

impl Search<'_> {
    fn run(&mut self, number: usize, params: &TrainParams) -> Result<Trial> {
        let data = TrainingData::new(self.sentences, params)?;
        let key = extraction(&params.featurizer);
        let corpus = match self.corpus.take() {
            Some((known, corpus)) if known == key => corpus,
            _ => Corpus::new(&Featurizer::new(params.featurizer.clone())?, &data.texts()),
        };
        let points: Result<Vec<PathPoint>> = TUNE_ALPHAS
            .iter()
            .map(|&alpha| {
                // Each on its own, as training with a fixed alpha does it: a fit started from another one stops at another
                // place within the tolerance, and then the winner's score could not be reproduced.
                let mut path = cross_validate(&corpus, &data, params, &[alpha], &|| ())?;
                Ok(path.points.remove(0))
            })
            .collect();
        self.corpus = Some((key, corpus));
        let points = points?;
        let point = &points[best(&points)];
        Ok(Trial {
            number,
            params: TrainParams { alpha: Alpha::Fixed(point.alpha), ..params.clone() },
            macro_f1: point.macro_f1,
            macro_f1_spread: point.macro_f1_spread,
            log_loss: point.log_loss,
        })
    }
}

/// The settings without those that choose and weigh features after they have been found.
fn extraction(config: &FeaturizerConfig) -> FeaturizerConfig {
    let FeaturizerConfig { term_frequency, term_weight, min_df, max_features, .. } =
        FeaturizerConfig::default();
    FeaturizerConfig { term_frequency, term_weight, min_df, max_features, ..config.clone() }
}

/// `SplitMix64` (Steele, Lea and Flood 2014).
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of `choices`; in two of three cases `old`.
    fn maybe<T: Clone>(&mut self, old: T, choices: &[T]) -> T {
        let draw = self.next();
        let index = usize::try_from((draw >> 8) % choices.len() as u64).unwrap_or(0);
        if draw.is_multiple_of(3) { choices[index].clone() } else { old }
    }

    /// Settings near the first of `seen` that are in range and not in `seen`; `None` when a thousand draws find none.
    fn fresh(&mut self, seen: &[TrainParams]) -> Option<TrainParams> {
        let base = seen.first()?;
        (0..1000)
            .map(|_| self.draw(base))
            .find(|params| params.check().is_ok() && !seen.contains(params))
    }

    fn draw(&mut self, base: &TrainParams) -> TrainParams {
        const SWITCH: [bool; 2] = [false, true];
        let old = &base.featurizer;
        let featurizer = FeaturizerConfig {
            surface_ngrams: self.maybe(old.surface_ngrams, &[0, 1, 2]),
            stem_ngrams: self.maybe(old.stem_ngrams, &[0, 1, 2]),
            skip_bigrams: self.maybe(old.skip_bigrams, &SWITCH),
            positions: self.maybe(old.positions, &SWITCH),
            affixes: self.maybe(old.affixes, &SWITCH),
            shape: self.maybe(old.shape, &SWITCH),
            main_clause: self.maybe(old.main_clause, &SWITCH),
            modality: self.maybe(old.modality, &SWITCH),
            cues: self.maybe(old.cues, &SWITCH),
            variants: self.maybe(old.variants, &SWITCH),
            char_ngrams: self.maybe(old.char_ngrams, &[0, 4, 5]),
            term_frequency: self
                .maybe(old.term_frequency, &[TermFrequency::Binary, TermFrequency::Sublinear]),
            term_weight: self
                .maybe(old.term_weight, &[TermWeight::None, TermWeight::Idf, TermWeight::LogOdds]),
            min_df: self.maybe(old.min_df, &[1, 2, 3, 5]),
            ..old.clone()
        };
        let class_weights =
            self.maybe(base.class_weights.clone(), &[ClassWeights::None, ClassWeights::Balanced]);
        TrainParams { featurizer, class_weights, ..base.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_the_seed_alone_and_do_not_repeat() {
        let draws = |seed| {
            let mut generator = Generator(seed);
            let mut seen = vec![TrainParams::default()];
            for _ in 0..50 {
                let params = generator.fresh(&seen).expect("there are thousands");
                assert!(params.check().is_ok());
                seen.push(params);
            }
            seen
        };
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
        let drawn = draws(3);
        assert!(drawn.iter().enumerate().all(|(i, params)| !drawn[..i].contains(params)));
    }
}
