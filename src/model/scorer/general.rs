//! The way that serves every sentence and every model: features are counted, then their rows added.

use super::hits::Hits;
use super::memo::Memo;
use super::pairs::PairKind;
use super::tables::Tables;
use super::words::Words;
use super::{Scorer, Scratch};
use crate::features::{Context, FeaturizerConfig, SHAPES, Sink, compose};
use crate::sparse::narrow;

/// Most features that [`compose`] makes of one word: its own four, two bigrams, a skip-bigram, four contexts.
const PER_WORD: usize = 11;

/// A sentence's words as the sink sees them.
struct Lookup<'a> {
    tables: &'a Tables,
    config: &'a FeaturizerConfig,
    memo: &'a Memo,
    words: &'a Words,
    pairs: &'a [u32],
    hits: &'a mut Hits,
}

impl Sink for Lookup<'_> {
    #[inline]
    fn word(&mut self, i: usize) {
        let details = self.memo.details(self.words.forms[i]);
        for feature in details.features {
            self.hits.add(feature);
        }
        for &feature in self.memo.extra(details) {
            self.hits.add(feature);
        }
    }

    #[inline]
    fn bigram(&mut self, i: usize) {
        if let Some(&feature) = self.pairs.get(i) {
            self.hits.add(feature);
        }
        if self.config.surface_ngrams == 2 && self.config.stem_ngrams == 2 {
            let surface = |i: usize| self.memo.details(self.words.forms[i]).surface;
            self.hits.add(self.tables.pair(PairKind::Surface, surface(i), surface(i + 1)));
        }
    }

    #[inline]
    fn skip_bigram(&mut self, i: usize, j: usize) {
        let stems = &self.words.stems;
        self.hits.add(self.tables.pair(PairKind::Skip, stems[i], stems[j]));
    }

    #[inline]
    fn context(&mut self, context: Context, i: usize) {
        self.hits.add(self.tables.context(context, self.words.stems[i]));
    }

    #[inline]
    fn shape(&mut self, shape: usize) {
        self.hits.add(self.tables.shape(shape));
    }
}

impl Scorer {
    /// Leaves the features of a scanned sentence in `scratch.hits`.
    pub(super) fn find_features(&self, scratch: &mut Scratch) {
        let Scratch { memo, words, pairs, hits, .. } = scratch;
        let characters: usize = if self.config.char_ngrams > 0 {
            words.forms.iter().map(|&form| memo.extra(memo.details(form)).len()).sum()
        } else {
            0
        };
        hits.reserve(words.forms.len() * PER_WORD + SHAPES.len() + characters + 1);
        let mut lookup = Lookup {
            tables: &self.tables,
            config: &self.config,
            memo,
            words,
            pairs: &pairs.features,
            hits,
        };
        compose(&self.config, &words.views, words.end, &mut lookup);
    }

    /// Adds up the rows of `scratch.hits` into `scratch.sums`.
    pub(super) fn add_up(&self, scratch: &mut Scratch) {
        let labels = self.bias.len();
        let frequency = self.config.term_frequency;
        let Scratch { hits, sums, .. } = scratch;
        sums.fill(0.0);
        hits.drain(|feature, count| {
            let row = &self.rows[feature as usize * self.stride..][..self.stride];
            let value = narrow(frequency.value(count));
            for (sum, x) in sums.iter_mut().zip(row) {
                *sum += value * x;
            }
            // The norm's lane counts the square.
            sums[labels] += value * (value - 1.0) * row[labels];
        });
    }
}
