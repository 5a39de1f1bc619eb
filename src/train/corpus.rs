//! Training sentences as counted features, from which any selection of them gets its vocabulary and rows.
//!
//! Featurizing is the same for every fold and every alpha, so it is done once: [`Corpus`] holds the features of all
//! sentences under provisional numbers in name order; [`Corpus::select`] learns vocabulary and term weights from some of them
//! and turns any of them into rows.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::objective::TargetMass;
use crate::features::{Featurizer, FeaturizerConfig, TermWeight};
use crate::sparse::{SparseRows, narrow};
use crate::vocabulary::Vocabulary;

/// Sentences per block of parallel featurizing.
const BLOCK: usize = 1024;

/// The features of all sentences, with their counts.
#[derive(Debug)]
pub(crate) struct Corpus {
    /// Names of all features that occur, sorted.
    names: Vec<Box<str>>,
    /// `n_sentences x names`; values are counts.
    counts: SparseRows,
}

/// One block, featurized under numbers of its own.
struct Block {
    names: Vec<Box<str>>,
    /// For each sentence (feature, count), each feature once.
    rows: Vec<Vec<(u32, u32)>>,
}

fn featurize_block(featurizer: &Featurizer, sentences: &[&str]) -> Block {
    let mut numbers: HashMap<Box<str>, u32> = HashMap::new();
    let mut names = Vec::new();
    let mut found = Vec::new();
    let rows = sentences
        .iter()
        .map(|sentence| {
            found.clear();
            featurizer.features(sentence, |name, _| {
                let number = numbers.entry_ref(name).or_insert_with(|| {
                    names.push(name.into());
                    u32::try_from(names.len() - 1).expect("features of a block fit 32 bits")
                });
                found.push(*number);
            });
            found.sort_unstable();
            let counted = found.chunk_by(|a, b| a == b);
            counted.map(|same| (same[0], u32::try_from(same.len()).unwrap_or(u32::MAX))).collect()
        })
        .collect();
    Block { names, rows }
}

impl Corpus {
    /// Featurizes `sentences`, in parallel, with the same result on any number of threads.
    pub(crate) fn new(featurizer: &Featurizer, sentences: &[&str]) -> Self {
        let blocks: Vec<Block> = sentences
            .par_chunks(BLOCK)
            .map(|sentences| featurize_block(featurizer, sentences))
            .collect();
        let mut names: Vec<&str> =
            blocks.iter().flat_map(|block| block.names.iter().map(AsRef::as_ref)).collect();
        names.par_sort_unstable();
        names.dedup();
        let number = |name: &str| {
            let place = names.binary_search(&name).expect("every name was collected");
            u32::try_from(place).expect("features of a corpus fit 32 bits")
        };
        let numbered: Vec<Vec<u32>> = blocks
            .par_iter()
            .map(|block| block.names.iter().map(|name| number(name)).collect())
            .collect();
        let mut counts = SparseRows::new(names.len());
        for (block, numbers) in blocks.iter().zip(&numbered) {
            for row in &block.rows {
                let mut row: Vec<(u32, f32)> = row
                    .iter()
                    .map(|&(local, count)| (numbers[local as usize], narrow(f64::from(count))))
                    .collect();
                row.sort_unstable_by_key(|(feature, _)| *feature);
                counts.push(row);
            }
        }
        Self { names: names.into_iter().map(Into::into).collect(), counts }
    }

    /// Vocabulary and term weights as the sentences `indices` teach them. `targets` are those of the whole corpus.
    pub(crate) fn select(
        &self,
        config: &FeaturizerConfig,
        targets: &TargetMass,
        indices: &[usize],
    ) -> Selection {
        let mut df = vec![0_u32; self.names.len()];
        for &index in indices {
            for &feature in self.counts.row(index).0 {
                df[feature as usize] += 1;
            }
        }
        let mut kept: Vec<usize> = (0..df.len()).filter(|&f| df[f] >= config.min_df).collect();
        let limit = config.max_features as usize;
        if limit > 0 && kept.len() > limit {
            // The most frequent; of equals, the first by name.
            kept.sort_by_key(|&f| (std::cmp::Reverse(df[f]), f));
            kept.truncate(limit);
            kept.sort_unstable();
        }
        let mut numbers = vec![NOT_KEPT; self.names.len()];
        for (number, &feature) in (0..).zip(&kept) {
            numbers[feature] = number;
        }
        let n = indices.len() as f64;
        let idf = |f: usize| libm::log((1.0 + n) / (1.0 + f64::from(df[f]))) + 1.0;
        let log_odds = || self.log_odds(targets, indices, &kept, &numbers);
        let term_weights: Vec<f64> = match config.term_weight {
            TermWeight::None => vec![1.0; kept.len()],
            TermWeight::Idf => kept.iter().map(|&f| idf(f)).collect(),
            TermWeight::LogOdds => log_odds(),
            TermWeight::LogOddsIdf => {
                log_odds().iter().zip(&kept).map(|(odds, &f)| odds * idf(f).sqrt()).collect()
            }
        };
        // The model stores 32 bits; learning from what it stores makes both the same model.
        let term_weights = term_weights.into_iter().map(narrow).collect();
        let document_frequencies = kept.iter().map(|&f| df[f]).collect();
        Selection { config: config.clone(), kept, numbers, document_frequencies, term_weights }
    }

    /// For each kept feature, the largest over the labels of
    /// `| ln (d_fk + 1) / (m_k + 2) - ln (d_f - d_fk + 1) / (m - m_k + 2) |`, where `d_fk` is the target mass of label
    /// `k` in sentences with feature `f` and `m_k` its mass in all (Wang and Manning 2012, one label against the
    /// rest, smoothed by one).
    fn log_odds(
        &self,
        targets: &TargetMass,
        indices: &[usize],
        kept: &[usize],
        numbers: &[u32],
    ) -> Vec<f64> {
        let k = targets.n_classes();
        let mut mass = vec![0.0; kept.len() * k];
        let mut totals = vec![0.0; k];
        for &index in indices {
            let target = targets.row(index);
            for (total, t) in totals.iter_mut().zip(target) {
                *total += t;
            }
            for &feature in self.counts.row(index).0 {
                let number = numbers[feature as usize];
                if number != NOT_KEPT {
                    let mass = &mut mass[number as usize * k..][..k];
                    for (mass, t) in mass.iter_mut().zip(target) {
                        *mass += t;
                    }
                }
            }
        }
        let all: f64 = totals.iter().sum();
        mass.chunks_exact(k)
            .map(|mass| {
                let here: f64 = mass.iter().sum();
                let ratios = mass.iter().zip(&totals).map(|(d, m)| {
                    let inside = (d + 1.0) / (m + 2.0);
                    let outside = (here - d + 1.0) / (all - m + 2.0);
                    libm::fabs(libm::log(inside / outside))
                });
                // A feature spread as all labels are is worth next to nothing, but not nothing.
                ratios.fold(1e-3, f64::max)
            })
            .collect()
    }

    /// The sentences `indices` as L2-normalised rows over the selected features.
    pub(crate) fn rows(&self, selection: &Selection, indices: &[usize]) -> SparseRows {
        let mut rows = SparseRows::new(selection.kept.len());
        let frequency = selection.config.term_frequency;
        let mut row = Vec::new();
        for &index in indices {
            row.clear();
            let (features, counts) = self.counts.row(index);
            for (&feature, &count) in features.iter().zip(counts) {
                let number = selection.numbers[feature as usize];
                if number != NOT_KEPT {
                    #[allow(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a count was stored"
                    )]
                    let value = frequency.value(count as u32);
                    row.push((number, value * f64::from(selection.term_weights[number as usize])));
                }
            }
            let norm = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
            rows.push(row.iter().map(|(number, value)| (*number, narrow(value / norm))));
        }
        rows
    }

    /// The names of the selected features.
    pub(crate) fn vocabulary(&self, selection: &Selection) -> Vocabulary {
        Vocabulary::new(selection.kept.iter().map(|&feature| self.names[feature].as_ref()))
    }
}

const NOT_KEPT: u32 = u32::MAX;

/// Which features of a [`Corpus`] a model has, and what they are worth.
#[derive(Debug)]
pub(crate) struct Selection {
    config: FeaturizerConfig,
    /// Ascending, so in name order.
    kept: Vec<usize>,
    /// For every feature of the corpus, its number among those kept, or [`NOT_KEPT`].
    numbers: Vec<u32>,
    /// For every kept feature, in how many of the sentences it occurs.
    pub(crate) document_frequencies: Vec<u32>,
    /// For every kept feature, above 0.
    pub(crate) term_weights: Vec<f32>,
}

impl Selection {
    pub(crate) fn n_features(&self) -> usize {
        self.kept.len()
    }
}
