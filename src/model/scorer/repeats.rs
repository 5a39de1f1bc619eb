//! For models in which it matters how often a feature occurs: what [`fused`](super::fused), which counts each once, left out.
//!
//! Only words whose stem the sentence had before can repeat a feature of a stem, a surface or a pair; they are few, so that looking
//! back from each over the words before it costs less than to count every feature.

#![allow(clippy::cast_possible_truncation, reason = "places are below 256")]

use wide::f32x8;

use super::fused::{Seen, earlier};
use super::memo::NOT_SHARED;
use super::short::MOST_WORDS;
use super::{LANES, Row, Sentence};
use crate::features::{Context, Sink, TermFrequency, compose};
use crate::sparse::narrow;

/// What the next occurrence of a feature adds to the sum, in multiples of its row, and the counts of the sentence at hand.
#[derive(Debug)]
pub(super) struct Repeats {
    /// `steps[n]` is for a feature that has been there `n` times, from 1 on.
    steps: Vec<Row>,
    /// For the first word of each stem: how often the stem has been in each context.
    contexts: Box<[[u8; Context::COUNT]; MOST_WORDS]>,
    /// How often each feature that words of other stems share has been there, by its place in the memo.
    shared: Box<[u16; NOT_SHARED as usize + 1]>,
}

impl Repeats {
    /// `norm` is the lane of the rows in which squares stand.
    pub(super) fn new(frequency: TermFrequency, norm: usize) -> Self {
        let value = |count: usize| frequency.value(count as u32);
        let step = |n: usize| {
            let once = narrow(value(n + 1) - value(n));
            let mut step = [once; LANES];
            step[norm] = narrow(value(n + 1).powi(2) - value(n).powi(2));
            step
        };
        let steps = (1..=MOST_WORDS).map(step);
        Self {
            steps: std::iter::once(Row::default()).chain(steps).collect(),
            contexts: Box::new([[0; Context::COUNT]; MOST_WORDS]),
            shared: Box::new([0; NOT_SHARED as usize + 1]),
        }
    }
}

/// Adds what repeats add.
struct Adder<'a> {
    sentence: &'a Sentence<'a>,
    seen: &'a Seen,
    repeats: &'a mut Repeats,
    sum: f32x8,
}

impl Adder<'_> {
    /// Adds `feature`, which has been there `times` times.
    #[inline]
    fn add(&mut self, feature: u32, times: usize) {
        self.sum += f32x8::new(self.sentence.rows[feature as usize])
            * f32x8::new(self.repeats.steps[times]);
    }

    #[inline]
    fn is_first(&self, i: usize) -> bool {
        usize::from(self.seen.first[i]) == i
    }
}

impl Sink for Adder<'_> {
    #[inline]
    fn word(&mut self, i: usize) {
        let Sentence { memo, words, .. } = *self.sentence;
        let forms = &words.forms;
        for shared in memo.form(forms[i]).shared {
            self.repeats.shared[usize::from(shared)] += 1;
        }
        if self.is_first(i) {
            return;
        }
        let features = |i: usize| memo.details(forms[i]).features;
        let [surface, stem, ..] = features(i);
        let stems = earlier(&self.seen.first, i).count();
        let surfaces = earlier(&self.seen.first, i).filter(|&j| features(j)[0] == surface).count();
        self.add(stem, stems);
        // Not there before, it was added.
        if surfaces > 0 {
            self.add(surface, surfaces);
        }
    }

    #[inline]
    fn bigram(&mut self, i: usize) {
        let Sentence { tables, pairs, .. } = *self.sentence;
        let Some(&pair) = pairs.get(i) else { return };
        if self.is_first(i) || pair == tables.none() {
            return;
        }
        let before = earlier(&self.seen.first, i);
        let times = before.filter(|&j| self.seen.bigrams[j] && pairs[j] == pair).count();
        if times > 0 {
            self.add(pair, times);
        }
    }

    #[inline]
    fn skip_bigram(&mut self, _: usize, _: usize) {}

    #[inline]
    fn context(&mut self, context: Context, i: usize) {
        let first = usize::from(self.seen.first[i]);
        let had = &mut self.repeats.contexts[first][context.index()];
        let times = usize::from(*had);
        *had = had.saturating_add(1);
        if times > 0 {
            let stem = self.sentence.words.stems[i];
            self.add(self.sentence.tables.context(context, stem), times);
        }
    }

    #[inline]
    fn shape(&mut self, _: usize) {}
}

/// What the features of a sentence that occur again add to their [`sum`](super::fused::sum), which has just been made.
pub(super) fn sum(sentence: &Sentence, seen: &Seen, repeats: &mut Repeats) -> Row {
    let Sentence { config, memo, words, .. } = *sentence;
    let n = words.len;
    repeats.contexts[..n].fill([0; Context::COUNT]);
    repeats.shared.fill(0);
    let mut adder = Adder { sentence, seen, repeats, sum: f32x8::ZERO };
    compose(config, &words.views[..n], words.end, &mut adder);
    for (place, &feature) in memo.shared.iter().enumerate() {
        for times in 1..usize::from(adder.repeats.shared[place]) {
            adder.add(feature, times);
        }
    }
    adder.sum.to_array()
}
