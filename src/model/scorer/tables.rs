//! From words to feature numbers: the vocabulary, compiled.

#![allow(clippy::cast_possible_truncation, reason = "features are numbered in 32 bits")]

use hashbrown::HashMap;

use super::memo::Form;
use crate::features::{Context, Featurizer, SHAPES, affix_pattern, char_ngrams};
use crate::lexicon::CueClass;
use crate::token::{self, Case};
use crate::vocabulary::Vocabulary;

/// Stands for a word or feature that the model does not know.
pub(super) const NONE: u32 = u32::MAX;

/// Kinds of features of two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum PairKind {
    Stem = 1,
    Surface = 2,
    Skip = 3,
}

/// Features by what makes them. Words are numbered (`atoms`); a feature of one word stands in an array under the
/// word's number, a feature of two in a hash table under both.
#[derive(Debug)]
pub(super) struct Tables {
    /// Every word that occurs in the name of a feature.
    atoms: HashMap<Box<str>, u32>,
    /// `n_atoms`: `surface=` and `stem=` of one word.
    surfaces: Vec<u32>,
    stems: Vec<u32>,
    /// `n_atoms x Context::COUNT`.
    contexts: Vec<u32>,
    pairs: PairTable,
    affixes: HashMap<Box<str>, u32>,
    chars: HashMap<Box<str>, u32>,
    cues: [u32; CueClass::ALL.len()],
    shapes: [u32; SHAPES.len()],
}

impl Tables {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut tables = Self {
            atoms: HashMap::with_capacity(vocabulary.len() / 2),
            surfaces: Vec::new(),
            stems: Vec::new(),
            contexts: Vec::new(),
            pairs: PairTable::new(vocabulary.len()),
            affixes: HashMap::new(),
            chars: HashMap::new(),
            cues: [NONE; CueClass::ALL.len()],
            shapes: [NONE; SHAPES.len()],
        };
        for (feature, name) in (0..).zip(vocabulary.iter()) {
            // A name of no known kind is never met, so it stays out of the tables.
            if let Some((kind, rest)) = name.split_once('=') {
                tables.add(kind, rest, feature);
            }
        }
        tables
    }

    fn add(&mut self, kind: &str, rest: &str, feature: u32) {
        let pair = match kind {
            "stem" => Some(PairKind::Stem),
            "surface" => Some(PairKind::Surface),
            "skip" => Some(PairKind::Skip),
            _ => None,
        };
        if let (Some(kind), Some((left, right))) = (pair, rest.split_once(' ')) {
            let (left, right) = (self.atom(left), self.atom(right));
            self.pairs.insert(kind, left, right, feature);
            return;
        }
        match kind {
            "surface" => {
                let atom = self.atom(rest) as usize;
                self.surfaces[atom] = feature;
            }
            "stem" => {
                let atom = self.atom(rest) as usize;
                self.stems[atom] = feature;
            }
            "affix" => _ = self.affixes.insert(rest.into(), feature),
            "char" => _ = self.chars.insert(rest.into(), feature),
            "cue" => {
                if let Some(index) = CueClass::ALL.iter().position(|class| class.name() == rest) {
                    self.cues[index] = feature;
                }
            }
            "shape" => {
                if let Some(index) = SHAPES.iter().position(|shape| *shape == rest) {
                    self.shapes[index] = feature;
                }
            }
            _ => {
                if let Some(context) = Context::all().find(|context| context.name() == kind) {
                    let atom = self.atom(rest) as usize;
                    self.contexts[atom * Context::COUNT + context.index()] = feature;
                }
            }
        }
    }

    /// The number of `word`, a new one if it has none.
    fn atom(&mut self, word: &str) -> u32 {
        let next = self.surfaces.len() as u32;
        let atom = *self.atoms.entry_ref(word).or_insert(next);
        if atom == next {
            self.surfaces.push(NONE);
            self.stems.push(NONE);
            self.contexts.resize(self.contexts.len() + Context::COUNT, NONE);
        }
        atom
    }

    /// Everything that depends on the raw word alone; `None` when nothing visible is in it. Character n-grams go to
    /// `extra`.
    pub(super) fn form(
        &self,
        featurizer: &Featurizer,
        raw: &str,
        case: Case,
        extra: &mut Vec<u32>,
    ) -> Option<Form> {
        let word = token::normalize(raw);
        if word.is_empty() {
            return None;
        }
        let stem = featurizer.stem(&word);
        let roles = featurizer.roles(&word);
        let atom = |word: &str| self.atoms.get(word).copied().unwrap_or(NONE);
        let of = |table: &[u32], atom: u32| table.get(atom as usize).copied().unwrap_or(NONE);
        let config = featurizer.config();
        let (surface, stem_atom) = (atom(&word), atom(&stem));
        let mut features = [NONE; 4];
        if config.surface_ngrams > 0 {
            features[0] = of(&self.surfaces, surface);
        }
        if config.stem_ngrams > 0 {
            features[1] = of(&self.stems, stem_atom);
        }
        if config.affixes
            && let Some(pattern) = affix_pattern(&word, &stem)
        {
            features[2] = self.affixes.get(pattern.as_str()).copied().unwrap_or(NONE);
        }
        if config.cues
            && let Some(class) = roles.class()
        {
            features[3] = self.cues[class as usize - 1];
        }
        char_ngrams(&word, usize::from(config.char_ngrams), |gram| {
            extra.extend(self.chars.get(gram));
        });
        let number = token::is_placeholder(&word);
        Some(Form::new(roles, case, number, surface, stem_atom, features))
    }

    #[inline]
    pub(super) fn context(&self, context: Context, stem: u32) -> u32 {
        if stem == NONE {
            return NONE;
        }
        self.contexts[stem as usize * Context::COUNT + context.index()]
    }

    #[inline]
    pub(super) fn pair(&self, kind: PairKind, left: u32, right: u32) -> u32 {
        if left == NONE || right == NONE { NONE } else { self.pairs.get(kind, left, right) }
    }

    #[inline]
    pub(super) fn shape(&self, shape: usize) -> u32 {
        self.shapes[shape]
    }
}

/// Open-addressing table from (kind, word, word) to feature; built once, at most half full.
#[derive(Debug)]
struct PairTable {
    /// Key 0 stands for an empty slot; no pair has it, since kinds begin at 1.
    slots: Vec<(u64, u32)>,
    shift: u32,
}

impl PairTable {
    fn new(capacity: usize) -> Self {
        let bits = (capacity.max(8) * 2).next_power_of_two().trailing_zeros();
        Self { slots: vec![(0, NONE); 1 << bits], shift: 64 - bits }
    }

    /// 31 bits a word: more words than a vocabulary below 4 GiB can hold.
    #[inline]
    fn key(kind: PairKind, left: u32, right: u32) -> u64 {
        (kind as u64) << 62 | u64::from(left) << 31 | u64::from(right)
    }

    #[inline]
    fn slot(&self, key: u64) -> usize {
        // Fibonacci hashing: the high bits of the product depend on all bits of the key.
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    fn insert(&mut self, kind: PairKind, left: u32, right: u32, feature: u32) {
        let key = Self::key(kind, left, right);
        let mut slot = self.slot(key);
        while self.slots[slot].0 != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = (key, feature);
    }

    #[inline]
    fn get(&self, kind: PairKind, left: u32, right: u32) -> u32 {
        let key = Self::key(kind, left, right);
        let mut slot = self.slot(key);
        loop {
            let (found, feature) = self.slots[slot];
            if found == key {
                return feature;
            }
            if found == 0 {
                return NONE;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}
