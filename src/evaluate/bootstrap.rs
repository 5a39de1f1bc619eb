//! How far scores would move on other articles: percentile bootstrap intervals by article.
//!
//! In: per sentence a gold label, a predicted label (or two, of two models) and the article that it stands in. Out:
//! per score its estimate and a 95 % interval; shares from 0 to 1.
//!
//! Whole articles are drawn with replacement, as many as there are, because sentences of one article share topic,
//! author and wording: they are not independent, and drawing single sentences would give intervals that are too narrow.
//! Two models are compared on the same draws, so what is hard for both cancels out of their difference.
//!
//! Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 8 and 13; for clusters, Davison and
//! Hinkley (1997), Bootstrap Methods and their Application, section 3.8.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use super::counts::Counts;
use super::{check_labels, check_length};
use crate::error::{Error, Result};
use crate::label::{Label, LabelSet};

/// Settings of the bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// Number of resamples, 100 to 100,000: fewer say nothing about the outer 2.5 %.
    pub resamples: usize,
    /// Seed of the draws: same seed, same intervals, on any number of threads.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { resamples: 1000, seed: 1 }
    }
}

/// A score and the range that holds it in 95 % of the resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The score of the sentences as they are.
    pub estimate: f64,
    /// 2.5th percentile of the resamples.
    pub lower: f64,
    /// 97.5th percentile of the resamples.
    pub upper: f64,
}

impl Interval {
    /// Whether the interval lies on one side of 0: then a difference is more than the choice of articles explains.
    #[must_use]
    pub fn excludes_zero(&self) -> bool {
        self.lower > 0.0 || self.upper < 0.0
    }
}

/// Intervals of the scores of one model, or of the differences of two.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intervals {
    /// Number of resamples drawn.
    pub resamples: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// Number of articles drawn from, at least 2.
    pub articles: usize,
    /// Accuracy.
    pub accuracy: Interval,
    /// Macro-F1 over the labels that occur as gold, in a resample over those that occur in it.
    pub macro_f1: Interval,
    /// F1 of every label that occurs as gold. Resamples in which a label is neither gold nor predicted do not count.
    pub labels: BTreeMap<String, Interval>,
}

impl Bootstrap {
    /// Intervals of the scores of `predicted` against `gold`; `articles` names the article of every sentence.
    ///
    /// Articles are drawn in their own order, so the order of the sentences does not matter.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a number of resamples outside 100 to 100,000, no sentences, lists of different lengths,
    /// a label that is not in `labels`, or fewer than 2 articles.
    pub fn intervals<A: Ord>(
        &self,
        labels: &LabelSet,
        gold: &[Label],
        predicted: &[Label],
        articles: &[A],
    ) -> Result<Intervals> {
        self.run(labels, gold, &[predicted], articles)
    }

    /// Intervals of the differences `ours - theirs` of the scores of two models on the same sentences.
    ///
    /// # Errors
    /// As [`Bootstrap::intervals`].
    pub fn differences<A: Ord>(
        &self,
        labels: &LabelSet,
        gold: &[Label],
        ours: &[Label],
        theirs: &[Label],
        articles: &[A],
    ) -> Result<Intervals> {
        self.run(labels, gold, &[ours, theirs], articles)
    }

    fn run<A: Ord>(
        &self,
        labels: &LabelSet,
        gold: &[Label],
        models: &[&[Label]],
        articles: &[A],
    ) -> Result<Intervals> {
        if !(100..=100_000).contains(&self.resamples) {
            return Err(Error::parameter(
                "number of bootstrap resamples",
                self.resamples,
                "use 100 to 100000; 1000 is enough for most tables",
            ));
        }
        check_labels(labels, "gold label", gold)?;
        for predicted in models {
            check_length("predicted labels", predicted.len(), gold.len())?;
            check_labels(labels, "predicted label", predicted)?;
        }
        check_length("articles", articles.len(), gold.len())?;

        let (order, spans) = by_article(articles);
        if spans.len() < 2 {
            return Err(Error::parameter(
                "number of articles",
                spans.len(),
                "the bootstrap draws whole articles and needs at least 2",
            ));
        }
        // Sentences of an article side by side: a draw then reads memory in runs.
        let pairs: Vec<Vec<(Label, Label)>> = models
            .iter()
            .map(|predicted| order.iter().map(|&i| (gold[i], predicted[i])).collect())
            .collect();
        let estimate = Scores::of(labels, &pairs, &spans);
        let resamples: Vec<Scores> = (0..self.resamples)
            .into_par_iter()
            .map(|number| {
                let mut random = SplitMix64::stream(self.seed, number as u64);
                let drawn: Vec<Range<usize>> =
                    spans.iter().map(|_| spans[random.below(spans.len())].clone()).collect();
                Scores::of(labels, &pairs, &drawn)
            })
            .collect();

        let interval = |of: &dyn Fn(&Scores) -> Option<f64>| {
            percentile_interval(of(&estimate)?, resamples.iter().filter_map(of).collect())
        };
        let support = Counts::of(labels.len(), gold, gold);
        let by_label =
            labels.iter().filter(|&label| support.support(label) > 0).filter_map(|label| {
                Some((labels.name(label).to_owned(), interval(&|scores| scores.f1[label.index()])?))
            });
        Ok(Intervals {
            resamples: self.resamples,
            seed: self.seed,
            articles: spans.len(),
            accuracy: interval(&|scores| Some(scores.accuracy)).expect("always defined"),
            macro_f1: interval(&|scores| Some(scores.macro_f1)).expect("always defined"),
            labels: by_label.collect(),
        })
    }
}

/// Sentence numbers with those of an article side by side, and the span of every article in that list.
fn by_article<A: Ord>(articles: &[A]) -> (Vec<usize>, Vec<Range<usize>>) {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by(|&a, &b| articles[a].cmp(&articles[b]));
    let mut start = 0;
    let spans = order
        .chunk_by(|&a, &b| articles[a] == articles[b])
        .map(|chunk| {
            start += chunk.len();
            start - chunk.len()..start
        })
        .collect();
    (order, spans)
}

/// Scores of the sentences of a draw; of two models, the differences.
struct Scores {
    accuracy: f64,
    macro_f1: f64,
    /// By label; `None` where a label is neither gold nor predicted.
    f1: Vec<Option<f64>>,
}

impl Scores {
    /// `pairs` holds gold and predicted labels per model, `drawn` the spans of sentences to count.
    fn of(labels: &LabelSet, pairs: &[Vec<(Label, Label)>], drawn: &[Range<usize>]) -> Self {
        let of_model = |pairs: &Vec<(Label, Label)>| {
            let mut counts = Counts::new(labels.len());
            for span in drawn {
                for &(gold, predicted) in &pairs[span.clone()] {
                    counts.add(gold, predicted);
                }
            }
            Self {
                accuracy: counts.accuracy(),
                macro_f1: counts.macro_f1(),
                f1: labels.iter().map(|label| counts.f1(label)).collect(),
            }
        };
        pairs.iter().map(of_model).reduce(|a, b| a.minus(&b)).expect("one model or two")
    }

    fn minus(self, other: &Self) -> Self {
        let f1 = self.f1.iter().zip(&other.f1).map(|(a, b)| Some((*a)? - (*b)?)).collect();
        Self {
            accuracy: self.accuracy - other.accuracy,
            macro_f1: self.macro_f1 - other.macro_f1,
            f1,
        }
    }
}

/// The 95 % interval of `values`; `None` without any.
fn percentile_interval(estimate: f64, mut values: Vec<f64>) -> Option<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    Some(Interval {
        estimate,
        lower: quantile(&values, 25, 1000)?,
        upper: quantile(&values, 975, 1000)?,
    })
}

/// The `part / whole` quantile of `sorted`, linear between neighbours (Hyndman and Fan's type 7, as in `NumPy` and R).
fn quantile(sorted: &[f64], part: usize, whole: usize) -> Option<f64> {
    let position = sorted.len().checked_sub(1)? * part;
    let (below, rest) = (position / whole, position % whole);
    let low = sorted[below];
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    Some(low + (high - low) * (rest as f64 / whole as f64))
}

/// `SplitMix64` (Steele, Lea and Flood 2014): small, seeded, the same everywhere.
struct SplitMix64(u64);

impl SplitMix64 {
    /// The generator of resample `number`: its start is mixed, so resamples can be drawn in any order and in parallel.
    fn stream(seed: u64, number: u64) -> Self {
        let start = Self(seed).next().wrapping_add(number);
        Self(Self(start).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, by the high half of the product; its bias, n / 2^64, is nothing here.
    fn below(&mut self, n: usize) -> usize {
        let product = u128::from(self.next()) * n as u128;
        usize::try_from(product >> 64).expect("below n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> LabelSet {
        LabelSet::new(["a", "b", "c"]).expect("valid")
    }

    fn labels(list: &[u8]) -> Vec<Label> {
        list.iter().copied().map(Label).collect()
    }

    /// 60 sentences in 20 articles, with about two thirds right.
    fn sample() -> (Vec<Label>, Vec<Label>, Vec<Label>, Vec<usize>) {
        let mut random = SplitMix64(7);
        let mut draw = |n: usize| u8::try_from(random.below(n)).expect("small");
        let gold: Vec<u8> = (0..60).map(|_| draw(2)).collect();
        let ours: Vec<u8> = gold.iter().map(|&g| if draw(3) < 2 { g } else { 1 - g }).collect();
        let theirs: Vec<u8> = gold.iter().map(|&g| if draw(3) < 2 { g } else { 1 - g }).collect();
        (labels(&gold), labels(&ours), labels(&theirs), (0..60).map(|i| i / 3).collect())
    }

    #[test]
    fn generator_gives_the_published_numbers() {
        // First outputs of the reference implementation (Vigna, splitmix64.c) for the seed 1234567.
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn an_interval_on_one_side_of_zero_excludes_it() {
        let interval = |lower, upper| Interval { estimate: 0.0, lower, upper };
        assert!(interval(0.1, 0.2).excludes_zero());
        assert!(interval(-0.2, -0.1).excludes_zero());
        for (lower, upper) in [(-0.1, 0.1), (0.0, 0.1), (-0.1, 0.0)] {
            assert!(!interval(lower, upper).excludes_zero());
        }
    }

    #[test]
    fn two_articles_are_enough_and_one_is_not() {
        let bootstrap = Bootstrap { resamples: 100, seed: 1 };
        let both = labels(&[0, 1]);
        assert!(bootstrap.intervals(&set(), &both, &both, &["x", "y"]).is_ok());
        assert!(bootstrap.intervals(&set(), &both, &both, &["x", "x"]).is_err());
    }

    #[test]
    fn quantiles_are_linear_between_neighbours() {
        assert_eq!(quantile(&[0.0, 1.0, 2.0, 3.0], 1, 2), Some(1.5));
        assert_eq!(quantile(&[0.0, 10.0], 25, 1000), Some(0.25));
        assert_eq!(quantile(&[4.0], 975, 1000), Some(4.0));
        assert_eq!(quantile(&[], 1, 2), None);
    }

    #[test]
    fn interval_of_independent_sentences_is_near_the_normal_one() {
        // 400 articles of one sentence, 300 right: 0.75 +- 1.96 sqrt(0.75 * 0.25 / 400) = 0.7076 to 0.7924.
        let gold = labels(&[0; 400]);
        let predicted: Vec<Label> = (0..400).map(|i| Label(u8::from(i % 4 == 0))).collect();
        let articles: Vec<usize> = (0..400).collect();
        let bootstrap = Bootstrap { resamples: 4000, seed: 3 };
        let accuracy =
            bootstrap.intervals(&set(), &gold, &predicted, &articles).expect("valid").accuracy;
        assert!((accuracy.estimate - 0.75).abs() < 1e-12);
        assert!((accuracy.lower - 0.7076).abs() < 0.006, "{accuracy:?}");
        assert!((accuracy.upper - 0.7924).abs() < 0.006, "{accuracy:?}");
    }

    #[test]
    fn sentences_that_share_their_fate_widen_the_interval() {
        // 100 articles of 4 sentences, all right or all wrong together: as uncertain as 100 sentences, so twice as wide
        // as 400.
        let gold = labels(&[0; 400]);
        let predicted: Vec<Label> = (0..400).map(|i| Label(u8::from(i / 4 % 4 == 0))).collect();
        let whole: Vec<usize> = (0..400).map(|i| i / 4).collect();
        let single: Vec<usize> = (0..400).collect();
        let bootstrap = Bootstrap { resamples: 4000, seed: 3 };
        let width = |articles: &[usize]| {
            let score = bootstrap.intervals(&set(), &gold, &predicted, articles).expect("valid");
            score.accuracy.upper - score.accuracy.lower
        };
        let ratio = width(&whole) / width(&single);
        assert!((1.8..2.2).contains(&ratio), "{ratio}");
    }

    #[test]
    fn same_seed_same_intervals_in_any_order_on_any_number_of_threads() {
        let (gold, ours, theirs, articles) = sample();
        let run = |seed, reverse: bool| {
            let turn = |list: &[Label]| {
                if reverse { list.iter().rev().copied().collect() } else { list.to_vec() }
            };
            let mut articles = articles.clone();
            if reverse {
                articles.reverse();
            }
            Bootstrap { resamples: 200, seed }
                .differences(&set(), &turn(&gold), &turn(&ours), &turn(&theirs), &articles)
                .expect("valid")
        };
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
        let first = run(1, false);
        assert_eq!(first, one.install(|| run(1, false)));
        assert_eq!(first, run(1, true));
        assert_ne!(first, run(2, false));
    }

    #[test]
    fn differences_are_paired() {
        let (gold, ours, theirs, articles) = sample();
        let bootstrap = Bootstrap { resamples: 300, seed: 5 };
        let differ = |a: &[Label], b: &[Label]| {
            bootstrap.differences(&set(), &gold, a, b, &articles).expect("valid")
        };
        let none = differ(&ours, &ours);
        assert!((none.macro_f1.upper - none.macro_f1.lower).abs() < f64::EPSILON);
        assert!(!none.accuracy.excludes_zero());
        assert!(none.labels.values().all(|f1| f1.estimate.abs() < f64::EPSILON));
        let there = differ(&ours, &theirs);
        let back = differ(&theirs, &ours);
        assert!((there.accuracy.estimate + back.accuracy.estimate).abs() < 1e-12);
        assert!((there.macro_f1.lower + back.macro_f1.upper).abs() < 1e-12);
        assert!(differ(&gold, &theirs).accuracy.excludes_zero());
        assert_eq!(there.labels.keys().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_label_of_one_article_has_an_interval_over_the_resamples_that_hold_it() {
        let gold = labels(&[0, 0, 1, 2, 0]);
        let predicted = labels(&[0, 0, 1, 2, 0]);
        let score = Bootstrap { resamples: 100, seed: 1 }
            .intervals(&set(), &gold, &predicted, &["x", "x", "y", "z", "z"])
            .expect("valid");
        assert_eq!(score.articles, 3);
        for interval in score.labels.values() {
            assert!((interval.lower - 1.0).abs() < 1e-12);
        }
        assert_eq!(score.labels.len(), 3);
    }

    #[test]
    fn a_label_that_is_only_predicted_has_no_interval() {
        let score = Bootstrap { resamples: 100, seed: 1 }
            .intervals(&set(), &labels(&[0, 0, 1]), &labels(&[0, 2, 1]), &["x", "y", "z"])
            .expect("valid");
        assert_eq!(score.labels.keys().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn unusable_input_is_refused_with_its_remedy() {
        let message = |resamples, predicted: &[u8], articles: &[&str]| {
            Bootstrap { resamples, seed: 1 }
                .intervals(&set(), &labels(&[0, 1]), &labels(predicted), articles)
                .expect_err("refused")
                .to_string()
        };
        assert!(message(99, &[0, 1], &["x", "y"]).contains("use 100 to 100000"));
        assert!(message(100, &[0, 1], &["x", "x"]).contains("at least 2"));
        assert!(message(100, &[0], &["x", "y"]).contains("list of 1"));
        assert!(message(100, &[0, 3], &["x", "y"]).contains("number 3"));
        assert!(message(100, &[0, 1], &["x"]).contains("give 2"));
    }
}
