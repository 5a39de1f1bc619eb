//! The usual case, fused: rows are added as their features are found.
//!
//! Every feature counts once here, however often it occurs ([`repeats`](super::repeats) does the rest). So somebody has
//! to notice the second time. To ask that of each feature costs more than to add it. But features are made of words:
//! those of a word whose stem the sentence has not had are all new, so it is enough to ask once a word.

#![allow(clippy::cast_possible_truncation, reason = "places are below 256")]
#![allow(clippy::inline_always, reason = "lent to a call, the sum would live in memory")]

use wide::{f32x8, i8x16};

use super::memo::{Memo, NOT_SHARED};
use super::short::MOST_WORDS;
use super::tables::Tables;
use super::{Row, Sentence};
use crate::features::{Context, Sink, compose};

/// Places of shared features, [`NOT_SHARED`] included.
const SHARED: usize = NOT_SHARED as usize + 1;

/// What the sentence at hand has had.
#[derive(Debug)]
pub(super) struct Seen {
    /// For each number that a stem can have, the last of which stands for unknown words: the sentence that last had it, in
    /// 24 bits, and where it had it first.
    last: Vec<u32>,
    sentence: u32,
    /// For each word, the place of the first one with its stem.
    pub(super) first: [u8; MOST_WORDS],
    /// For the first word of each stem, the contexts in which the stem has been, one bit each.
    contexts: [u16; MOST_WORDS],
    /// The words that made a bigram with the next.
    pub(super) bigrams: [bool; MOST_WORDS],
    /// Features that words of other stems share, by their places in the memo. Bytes, as bits would have each word wait for
    /// the one before to be written.
    shared: [bool; SHARED],
}

impl Seen {
    pub(super) fn new(stems: usize) -> Self {
        Self {
            last: vec![0; stems],
            sentence: 0,
            first: [0; MOST_WORDS],
            contexts: [0; MOST_WORDS],
            bigrams: [false; MOST_WORDS],
            shared: [false; SHARED],
        }
    }

    /// Begins the next sentence, of words of these stems.
    #[inline]
    fn begin(&mut self, stems: &[u32]) {
        self.sentence += 1;
        if self.sentence == 1 << 24 {
            self.last.fill(0);
            self.sentence = 1;
        }
        let unknown = self.last.len() as u32 - 1;
        self.contexts[..stems.len()].fill(0);
        self.bigrams[..stems.len()].fill(false);
        for ((i, &stem), first) in stems.iter().enumerate().zip(&mut self.first) {
            let last = &mut self.last[stem as usize];
            let new = self.sentence << 8 | i as u32;
            *last = if *last >> 8 == self.sentence { *last } else { new };
            // Words of which the model knows nothing have nothing in common.
            *first = if stem == unknown { i as u8 } else { *last as u8 };
        }
    }
}

/// The words before word `i` that have its stem.
pub(super) fn earlier(first: &[u8; MOST_WORDS], i: usize) -> impl Iterator<Item = usize> {
    let stem = first[i];
    (usize::from(stem)..i).filter(move |&j| first[j] == stem)
}

/// Whether a word before word `i` has its surface, both having the same stem.
#[inline(never)]
fn surface_again(
    first: &[u8; MOST_WORDS],
    i: usize,
    forms: &[u32],
    memo: &Memo,
    none: u32,
) -> bool {
    let surface = |i: usize| memo.details(forms[i]).features[0];
    let own = surface(i);
    // Without a feature there is nothing to add, whether or not it was there.
    own == none || earlier(first, i).any(|j| forms[j] == forms[i] || surface(j) == own)
}

/// Whether the pair of word `i` and the next has made a bigram before, both having the same stem on the left.
#[inline(never)]
fn bigram_again(
    first: &[u8; MOST_WORDS],
    i: usize,
    pairs: &[u32],
    made: &[bool; MOST_WORDS],
) -> bool {
    earlier(first, i).any(|j| pairs[j] == pairs[i] && made[j])
}

/// Adds rows as features are found. Nothing in it is indexed or lent, so that the sum stays in registers.
struct Adder<'a> {
    tables: &'a Tables,
    memo: &'a Memo,
    forms: &'a [u32],
    stems: &'a [u32],
    mains: &'a [u32],
    /// The feature of each pair of neighbours; empty when the model has none.
    pairs: &'a [u32],
    rows: &'a [Row],
    first: &'a [u8; MOST_WORDS],
    contexts: &'a mut [u16; MOST_WORDS],
    bigrams: &'a mut [bool; MOST_WORDS],
    shared: &'a mut [bool; SHARED],
    sum: f32x8,
}

impl Adder<'_> {
    #[inline(always)]
    fn add(&mut self, feature: u32) {
        self.sum += f32x8::new(self.rows[feature as usize]);
    }
}

impl Sink for Adder<'_> {
    #[inline(always)]
    fn word(&mut self, i: usize) {
        let form = self.memo.form(self.forms[i]);
        for shared in form.shared {
            self.shared[usize::from(shared)] = true;
        }
        if usize::from(self.first[i]) == i {
            self.sum += f32x8::new(form.row);
        } else if self.forms[i] != self.forms[usize::from(self.first[i])]
            && !surface_again(self.first, i, self.forms, self.memo, self.tables.none())
        {
            // Its stem was added before.
            self.add(self.memo.details(self.forms[i]).features[0]);
        }
    }

    #[inline(always)]
    fn bigram(&mut self, i: usize) {
        let Some(&pair) = self.pairs.get(i) else { return };
        let again = usize::from(self.first[i]) != i && pair != self.tables.none();
        self.bigrams[i % MOST_WORDS] = true;
        if !again || !bigram_again(self.first, i, self.pairs, self.bigrams) {
            self.add(pair);
        }
    }

    #[inline(always)]
    fn skip_bigram(&mut self, _: usize, _: usize) {}

    #[inline(always)]
    fn context(&mut self, context: Context, i: usize) {
        let had = &mut self.contexts[usize::from(self.first[i])];
        let bit = 1 << context.index();
        let feature = match context {
            Context::Main => self.mains[i],
            _ => self.tables.context(context, self.stems[i]),
        };
        let feature = if *had & bit == 0 { feature } else { self.tables.none() };
        *had |= bit;
        self.add(feature);
    }

    #[inline(always)]
    fn shape(&mut self, shape: usize) {
        self.add(self.tables.shape(shape));
    }
}

/// The sum of the rows of all features of a short sentence, each counted once.
#[inline]
pub(super) fn sum(sentence: &Sentence, seen: &mut Seen) -> Row {
    let Sentence { config, tables, rows, memo, words, pairs } = *sentence;
    let n = words.len;
    seen.begin(&words.stems[..n]);
    let mut adder = Adder {
        tables,
        memo,
        forms: &words.forms[..n],
        stems: &words.stems[..n],
        mains: &words.mains[..n],
        pairs,
        rows,
        first: &seen.first,
        contexts: &mut seen.contexts,
        bigrams: &mut seen.bigrams,
        shared: &mut seen.shared,
        sum: f32x8::ZERO,
    };
    compose(config, &words.views[..n], words.end, &mut adder);
    let mut sum = adder.sum;
    seen.shared[usize::from(NOT_SHARED)] = false;
    // By the lanes of a vector.
    let groups = memo.shared.chunks(16);
    for (features, had) in groups.zip(seen.shared.as_chunks_mut::<16>().0) {
        let mut bits = i8x16::new(had.map(|had| i8::from(had).wrapping_neg())).to_bitmask();
        *had = [false; 16];
        while bits != 0 {
            let feature = features[bits.trailing_zeros() as usize];
            sum += f32x8::new(rows[feature as usize]);
            bits &= bits - 1;
        }
    }
    sum.to_array()
}
