//! The compiled scorer: bytes of a sentence in, label or probabilities out, fast.
//!
//! It does what [`Classifier::logits`] does, in another order. Of a short sentence, as nearly all are:
//!
//! 1. *Find words* ([`short`]), 64 bytes at a time, and look them up by their raw bytes in a memo of [`Form`](memo::Form)s, which
//!    holds everything that depends on the word alone: its roles, its stem, the sum of its own features. A form is
//!    normalised, stemmed and looked up once, not once an occurrence; case needs no folding, since `Bawaslu` and
//!    `bawaslu` are two forms.
//! 2. *Compose and add* ([`fused`]). The one definition of features ([`compose`](crate::features::compose)) runs over the words, into a sink that turns
//!    (kind, stem, stem) into feature numbers, by array for one stem, by a hash table for two, and adds each feature's row of
//!    32-bit floats at once: its weights times its term weight for every label, and in the next lane the square of its
//!    term weight. So one vector addition a feature gives the logits and the norm.
//!
//! Where it matters how often a feature occurs, [`repeats`] adds what is missing. Long sentences, and models whose rows are longer
//! than one vector or that have skip-bigrams, character n-grams or both kinds of bigrams, go a slower way ([`general`]): words one by one ([`words`]),
//! features counted ([`Hits`](hits::Hits)), then added.
//!
//! A [`Scratch`] holds the memo and the buffers; one a thread, reused, so that in steady state nothing is allocated.
//!
//! # Why it is laid out so
//!
//! On news a sentence has some 22 words and 100 features, a model 60,000 features and the text 72,000 raw forms. What counts is
//! how many loads miss the nearer caches, how many of those are under way at once, and how many branches nobody can predict.
//!
//! - All that a raw form needs is one cache line, its key included, so a known word costs one slot and one line.
//! - The scan runs in passes, each over one table, so that no load waits for another; pairs of stems are looked up in a pass
//!   of their own, and eight tags of a byte in one load answer for the most of them, which are no features.
//! - A slot is four bytes and the slots are half empty, so that they stay in the nearer caches and nearly every word is in the
//!   first slot that is looked at: its form is there for comparing, and nothing is stored twice.
//! - What words have had is kept in bytes and not in bits: to set a bit, each word would wait for the one before to be written.
//! - Frequent features come first in the rows, so that what most sentences need lies close together.
//! - A feature counts once, however often it occurs. To ask each whether it was there costs more than to add it, so only words are
//!   asked whether their stem was.
//!
//! Figures of changes, on the 60,000 sentences of `benches/score.rs` (2 cores of an Intel Xeon, both sides in one run):
//!
//! | what | before | after |
//! | --- | --- | --- |
//! | two threads: a new scratch for each call, one kept in the scorer, one a thread for all its chunks | 43 MiB/s | 112, then 127 MiB/s |
//! | start to exit of the program for one short file: an allocation a word and copies of all arrays, against keys in place, numbers read where they are, and two threads for checks and tables | 20.5 ms | 12.5 to 14.1 ms |
//! | the fused way for short sentences, all told (floor in the same runs: 161 to 166 MB/s) | 88 to 90 MB/s | 103 to 106 MB/s |
//! | tags of eight slots at once, slots of four bytes and half of them empty, one loop for each group of features, bytes for bits, the main clause's feature in the form (floor: 153 to 157 MB/s) | 94 to 101 MB/s | 105 to 111 MB/s |
//! | models that count occurrences (words 1-2-grams, sublinear), by the fused way with [`repeats`] | 78 to 86 MB/s | 96 MB/s |
//!
//! By callgrind, 3,000 sentences again and again: 12,800 instructions and 92 mispredicted branches a sentence before the fused
//! way, 10,000 and 83 after; 80 and, with the second of these steps, 51 mispredicted ones in a later count, at as many instructions. With
//! caches of 48 KiB and 2 MiB, 124 loads a sentence miss the first and 20 the second: rows, forms, slots and pairs, in this order. A third of the time went to adding rows, a quarter to finding words, a fifth to the memo, a tenth to pairs.
//!
//! Tried and dropped, or changed on the way there, in MB/s against the way before it in the same runs or next to them:
//!
//! | what | before | with it |
//! | --- | --- | --- |
//! | words by bits, two windows into the bits a word, and features still counted one by one | 82 to 84 | 74 to 78 |
//! | rows added at once, the sum in memory because a call was lent it | 83 | 72 to 75 |
//! | marks between words in a loop, pairs looked up one after the other | 84 to 87 | 70 to 75 |
//! | the same, marks by table and pairs in two passes | 88 | 95 |
//! | the same, unknown words no longer taken for one word that comes again | 100 | 119 |
//! | touching the text of the next sentence beforehand; the words' buffer on a cache line | 103 to 111 | 101 to 110 |
//! | counting the features of all words whose stem comes again, which serves every model (words only, sublinear: 81 to 116) | 81 to 83 | 86 to 90 |

#![allow(clippy::cast_possible_truncation, reason = "features are numbered in 32 bits")]

mod calls;
mod fused;
mod general;
mod hits;
mod memo;
mod pairs;
mod repeats;
mod short;
mod tables;
mod words;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Classifier, side_by_side};
use crate::features::{FeaturizerConfig, TermFrequency};
use crate::sparse::narrow;
use crate::token::Case;

use fused::Seen;
use hits::Hits;
use memo::{Made, Make, Memo};
use pairs::PairKind;
use repeats::Repeats;
use short::ShortWords;
use tables::{Pairs, Tables};
use words::Words;

/// A [`Classifier`] compiled for speed. Read-only, shared by all threads.
#[derive(Debug)]
pub struct Scorer {
    tables: Tables,
    /// `(n_features + 1) x stride`: weights times term weight divided by the temperature, then the term weight's square.
    /// The last row, of zeros, is for the number that stands for no feature.
    rows: Vec<f32>,
    /// Floats in a row: a multiple of [`LANES`].
    stride: usize,
    /// Calibrated, with priors; `n_labels`.
    bias: Vec<f64>,
    config: FeaturizerConfig,
    /// Whether [`fused`] knows all features of the model.
    fused: bool,
    /// Of this scorer alone, so that a [`Scratch`] of another is noticed.
    id: u64,
    /// What parallel calls have used and others may use again: at most one a thread, with the forms they have learned.
    idle: Mutex<Vec<Scratch>>,
}

/// Floats that are added at once.
const LANES: usize = 8;

/// The usual row: one vector.
type Row = [f32; LANES];

/// What scoring needs besides the model: the memo of forms and the buffers. One a thread, made by
/// [`Scorer::scratch`], reused for any number of sentences; its memory is bounded (about 20 MB). Used with another model, it
/// forgets all and begins anew.
#[derive(Debug)]
pub struct Scratch {
    /// The scorer whose forms are in the memo.
    scorer: u64,
    memo: Memo,
    words: Words,
    short: Box<ShortWords>,
    pairs: Pairs,
    seen: Seen,
    /// None when a feature counts once, however often it occurs.
    repeats: Option<Repeats>,
    hits: Hits,
    /// `stride` floats.
    sums: Vec<f32>,
    /// `n_labels`.
    logits: Vec<f64>,
}

/// A short sentence when all about it has been looked up.
struct Sentence<'a> {
    config: &'a FeaturizerConfig,
    tables: &'a Tables,
    rows: &'a [Row],
    memo: &'a Memo,
    words: &'a ShortWords,
    /// The feature of each pair of neighbours; empty when the model has none.
    pairs: &'a [u32],
}

impl Scorer {
    pub(super) fn compile(classifier: &Classifier) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let labels = classifier.labels.len();
        let stride = (labels + 1).next_multiple_of(LANES);
        let numbers = by_frequency(&classifier.document_frequencies);
        let (rows, tables) = side_by_side(
            || {
                classifier.featurizer.prepare();
                weighted_rows(classifier, &numbers, stride)
            },
            || Tables::new(&classifier.vocabulary, &numbers),
        );
        let bias = classifier.bias.iter().zip(classifier.prior_shifts());
        let bias = bias.map(|(b, shift)| f64::from(*b) / classifier.temperature + shift).collect();
        let config = classifier.featurizer.config().clone();
        let fused = stride == LANES
            && !config.skip_bigrams
            && config.char_ngrams == 0
            && (config.surface_ngrams < 2 || config.stem_ngrams < 2);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { tables, rows, stride, bias, config, fused, id, idle: Mutex::default() }
    }

    /// Scratch space for one thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch {
            scorer: self.id,
            memo: Memo::new(self.tables.none()),
            words: Words::default(),
            short: Box::new(ShortWords::new()),
            pairs: Pairs::default(),
            seen: Seen::new(if self.fused { self.tables.stems() } else { 0 }),
            repeats: (self.fused && self.config.term_frequency != TermFrequency::Binary)
                .then(|| Repeats::new(self.config.term_frequency, self.bias.len())),
            hits: Hits::new(self.tables.none() as usize),
            sums: vec![0.0; self.stride],
            logits: vec![0.0; self.bias.len()],
        }
    }
}

/// See [`Scorer::rows`].
fn weighted_rows(classifier: &Classifier, numbers: &[u32], stride: usize) -> Vec<f32> {
    let labels = classifier.labels.len();
    let mut rows = vec![0.0_f32; (numbers.len() + 1) * stride];
    let weights = classifier.weights.chunks_exact(labels);
    for ((&number, weights), &worth) in numbers.iter().zip(weights).zip(&*classifier.term_weights) {
        let row = &mut rows[number as usize * stride..][..stride];
        for (value, weight) in row.iter_mut().zip(weights) {
            *value = narrow(f64::from(*weight) * f64::from(worth) / classifier.temperature);
        }
        row[labels] = worth * worth;
    }
    rows
}

/// New numbers for features, the frequent ones first: what most sentences need then lies close together. Features of like
/// frequency, by powers of two, keep their order.
fn by_frequency(document_frequencies: &[u32]) -> Vec<u32> {
    let mut next = [0_u32; 33];
    for df in document_frequencies {
        next[df.leading_zeros() as usize] += 1;
    }
    let mut start = 0;
    for place in &mut next {
        start += std::mem::replace(place, start);
    }
    let place = |df: &u32| {
        let place = &mut next[df.leading_zeros() as usize];
        *place += 1;
        *place - 1
    };
    document_frequencies.iter().map(place).collect()
}

/// Makes forms of words for one model.
struct Maker<'a> {
    classifier: &'a Classifier,
    scorer: &'a Scorer,
}

impl Make for Maker<'_> {
    fn make(&self, raw: &str, case: Case, extra: &mut Vec<u32>) -> Option<Made> {
        let Scorer { tables, rows, fused, .. } = self.scorer;
        let sum = |features: [u32; 2]| {
            if !fused {
                return Row::default();
            }
            let (rows, _) = rows.as_chunks::<LANES>();
            let [surface, stem] = features.map(|feature| rows[feature as usize]);
            std::array::from_fn(|lane| surface[lane] + stem[lane])
        };
        tables.form(&self.classifier.featurizer, raw, case, sum, extra)
    }
}

impl Classifier {
    /// The logits of `sentence` into `scratch.logits`.
    fn score(&self, sentence: &str, scratch: &mut Scratch) {
        let scorer = self.scorer();
        if scratch.scorer != scorer.id {
            *scratch = scorer.scratch();
        }
        let maker = Maker { classifier: self, scorer };
        let Scratch { memo, words, short, pairs, seen, repeats, .. } = scratch;
        if scorer.fused && memo.scan_short(sentence, short, &maker) {
            let (stems, forms) = (&short.stems[..short.len], &short.forms[..short.len]);
            scorer.find_pairs(memo, stems, forms, pairs);
            let (rows, _) = scorer.rows.as_chunks::<LANES>();
            let sentence = Sentence {
                config: &scorer.config,
                tables: &scorer.tables,
                rows,
                memo,
                words: short,
                pairs: &pairs.features,
            };
            let sum = fused::sum(&sentence, seen);
            scratch.sums.copy_from_slice(&sum);
            if let Some(repeats) = repeats {
                let more = repeats::sum(&sentence, seen, repeats);
                scratch.sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
        } else {
            memo.scan(sentence, words, &maker);
            scorer.find_pairs(memo, &words.stems, &words.forms, pairs);
            scorer.find_features(scratch);
            scorer.add_up(scratch);
        }
        scorer.finish(scratch);
    }
}

impl Scorer {
    /// Looks up the pairs of neighbouring words, apart from the rest, so that the loads need not wait for each other.
    #[inline]
    fn find_pairs(&self, memo: &Memo, stems: &[u32], forms: &[u32], pairs: &mut Pairs) {
        let Pairs { features, surfaces, likely } = pairs;
        features.clear();
        if self.config.stem_ngrams == 2 {
            self.tables.find_pairs(PairKind::Stem, stems, features, likely);
        } else if self.config.surface_ngrams == 2 {
            surfaces.clear();
            surfaces.extend(forms.iter().map(|&form| memo.details(form).surface));
            self.tables.find_pairs(PairKind::Surface, surfaces, features, likely);
        }
    }

    /// From sums to logits.
    #[inline]
    fn finish(&self, scratch: &mut Scratch) {
        let norm = f64::from(scratch.sums[self.bias.len()]).sqrt();
        let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
        for ((logit, sum), bias) in scratch.logits.iter_mut().zip(&scratch.sums).zip(&self.bias) {
            *logit = bias + f64::from(*sum) * scale;
        }
    }
}
