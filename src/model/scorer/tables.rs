//! From words to feature numbers: the vocabulary, compiled.

#![allow(clippy::cast_possible_truncation, reason = "features are numbered in 32 bits")]

use hashbrown::{HashMap, HashTable};

use super::Row;
use super::memo::{KEY, Made, hash, key};
use crate::features::{Context, Featurizer, Gap, SHAPES, WordView, affix_pattern, char_ngrams};
use crate::lexicon::CueClass;
use crate::token::{self, Case};
use crate::vocabulary::Vocabulary;

/// Stands for no word.
const NO_WORD: u32 = u32::MAX;

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
///
/// A feature that the model does not have has the number of features, one beyond the last.
#[derive(Debug)]
pub(super) struct Tables {
    /// The number that stands for no feature.
    none: u32,
    /// Every word that occurs in the name of a feature.
    atoms: Atoms,
    /// `n_atoms`: `surface=` and `stem=` of one word.
    surfaces: Vec<u32>,
    stems: Vec<u32>,
    /// `n_atoms`: the stem in each context.
    contexts: Vec<[u32; Context::COUNT]>,
    pairs: PairTable,
    affixes: HashMap<Box<str>, u32>,
    chars: HashMap<Box<str>, u32>,
    cues: [u32; CueClass::ALL.len()],
    shapes: [u32; SHAPES.len()],
}

impl Tables {
    /// The tables of `vocabulary`, whose features are renumbered by `numbers`.
    pub(super) fn new(vocabulary: &Vocabulary, numbers: &[u32]) -> Self {
        let none = numbers.len() as u32;
        let mut tables = Self {
            none,
            atoms: Atoms::with_capacity(vocabulary.len() / 4),
            surfaces: Vec::new(),
            stems: Vec::new(),
            contexts: Vec::new(),
            pairs: PairTable::new(vocabulary.len(), none),
            affixes: HashMap::new(),
            chars: HashMap::new(),
            cues: [none; CueClass::ALL.len()],
            shapes: [none; SHAPES.len()],
        };
        // Names are sorted, so pairs with the same first word follow one another.
        let mut first = ("", NO_WORD);
        for (&feature, name) in numbers.iter().zip(vocabulary.iter()) {
            // A name of no known kind is never met, so it stays out of the tables.
            if let Some((kind, rest)) = split_at_byte(name, b'=') {
                tables.add(kind, rest, feature, &mut first);
            }
        }
        tables
    }

    /// Adds a feature; `first` is the first word of the pair before, with its number.
    fn add<'v>(&mut self, kind: &str, rest: &'v str, feature: u32, first: &mut (&'v str, u32)) {
        let pair = match kind {
            "stem" => Some(PairKind::Stem),
            "surface" => Some(PairKind::Surface),
            "skip" => Some(PairKind::Skip),
            _ => None,
        };
        if let (Some(kind), Some((left, right))) = (pair, split_at_byte(rest, b' ')) {
            if first.1 == NO_WORD || first.0 != left {
                *first = (left, self.atom(left));
            }
            let right = self.atom(right);
            self.pairs.insert(kind, first.1, right, feature);
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
                    self.contexts[atom][context.index()] = feature;
                }
            }
        }
    }

    /// The number of `word`, a new one if it has none.
    fn atom(&mut self, word: &str) -> u32 {
        let (atom, new) = self.atoms.number(word);
        if new {
            self.surfaces.push(self.none);
            self.stems.push(self.none);
            self.contexts.push([self.none; Context::COUNT]);
        }
        atom
    }

    /// Numbers that a stem can have, see [`form`](Self::form).
    pub(super) fn stems(&self) -> usize {
        2 * self.stems.len() + 1
    }

    /// The number that stands for no feature.
    #[inline]
    pub(super) fn none(&self) -> u32 {
        self.none
    }

    /// Everything that depends on the raw word alone; `None` when nothing visible is in it. `row` sums up the rows of
    /// features; character n-grams go to `extra`.
    ///
    /// A stem that the model does not know gets a number beyond all words of the model, which no table has, and yet the same only for
    /// words that have the same features: one for each surface that the model knows, and one for all others.
    pub(super) fn form(
        &self,
        featurizer: &Featurizer,
        raw: &str,
        case: Case,
        row: impl FnOnce([u32; 2]) -> Row,
        extra: &mut Vec<u32>,
    ) -> Option<Made> {
        let word = token::normalize(raw);
        if word.is_empty() {
            return None;
        }
        let stem = featurizer.stem(&word);
        let roles = featurizer.roles(&word);
        let atoms = self.stems.len() as u32;
        let surface = self.atoms.get(&word).unwrap_or(atoms);
        let stem_atom = self.atoms.get(&stem).unwrap_or(atoms + surface);
        let known = |feature: &u32| *feature != self.none;
        let of = |table: &[u32], atom: u32| table.get(atom as usize).copied().filter(known);
        let config = featurizer.config();
        let mut features = [None; 4];
        if config.surface_ngrams > 0 {
            features[0] = of(&self.surfaces, surface);
        }
        if config.stem_ngrams > 0 {
            features[1] = of(&self.stems, stem_atom);
        }
        if config.affixes
            && let Some(pattern) = affix_pattern(&word, &stem)
        {
            features[2] = self.affixes.get(pattern.as_str()).copied();
        }
        if config.cues
            && let Some(class) = roles.class()
        {
            features[3] = Some(self.cues[class as usize - 1]).filter(known);
        }
        let row = row([features[0], features[1]].map(|feature| feature.unwrap_or(self.none)));
        char_ngrams(&word, usize::from(config.char_ngrams), |gram| {
            extra.extend(self.chars.get(gram));
        });
        let number = token::is_placeholder(&word);
        let view = WordView::new(roles, Gap::default(), case, number);
        Some(Made { view, row, stem: stem_atom, surface, features })
    }

    /// The feature of a word's stem in a context.
    #[inline]
    pub(super) fn context(&self, context: Context, stem: u32) -> u32 {
        match self.contexts.get(stem as usize) {
            Some(contexts) => contexts[context.index()],
            None => self.none,
        }
    }

    #[inline]
    pub(super) fn pair(&self, kind: PairKind, left: u32, right: u32) -> u32 {
        self.pairs.get(kind, left, right)
    }

    /// Looks up each pair of neighbours among `words`.
    ///
    /// Which pairs are features is as good as random, so a first pass asks no question: it gathers those that may be.
    #[inline]
    pub(super) fn find_pairs(
        &self,
        kind: PairKind,
        words: impl Iterator<Item = u32>,
        pairs: &mut Pairs,
    ) {
        let Pairs { features, words: kept, likely } = pairs;
        kept.clear();
        kept.extend(words);
        let n = kept.len().saturating_sub(1);
        features.clear();
        features.resize(n, self.none);
        likely.resize(likely.len().max(n), 0);
        let mut found = 0;
        for (i, pair) in kept.windows(2).enumerate() {
            let (slot, _) = self.pairs.place(PairTable::key(kind, pair[0], pair[1]));
            likely[found] = i as u32;
            found += usize::from(self.pairs.tags[slot] != 0);
        }
        for &i in &likely[..found] {
            let i = i as usize;
            features[i] = self.pairs.get(kind, kept[i], kept[i + 1]);
        }
    }

    #[inline]
    pub(super) fn shape(&self, shape: usize) -> u32 {
        self.shapes[shape]
    }
}

/// The pairs of neighbouring words of a sentence.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// The feature of each pair; empty when the model has none.
    pub(super) features: Vec<u32>,
    words: Vec<u32>,
    /// The first of the pairs that may be features.
    likely: Vec<u32>,
}

/// `text` before and after its first `byte`, an ASCII character. Byte by byte, as it is near.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == byte)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Words and their numbers. A model has some twenty thousand: to allocate each would take longer than all the rest of
/// loading it, so those of up to [`KEY`] bytes are their own keys.
#[derive(Debug)]
struct Atoms {
    /// The key of each word; zeros for a longer one.
    keys: Vec<[u64; 2]>,
    /// Numbers of the words that have a key.
    short: HashTable<u32>,
    long: HashMap<Box<str>, u32>,
}

impl Atoms {
    fn with_capacity(words: usize) -> Self {
        Self {
            keys: Vec::with_capacity(words),
            short: HashTable::with_capacity(words),
            long: HashMap::new(),
        }
    }

    /// As [`hash`], with the bits spread that the table tells entries apart by.
    fn hash(key: [u64; 2]) -> u64 {
        u64::from(hash(key)).wrapping_mul(0x1_0000_0001)
    }

    /// Whether no other word has the key of `word`: keys are padded with zeros.
    fn has_key(word: &str) -> bool {
        word.len() <= KEY && !word.ends_with('\0')
    }

    fn get(&self, word: &str) -> Option<u32> {
        if !Self::has_key(word) {
            return self.long.get(word).copied();
        }
        let key = key(word.as_bytes(), 0, word.len());
        self.short.find(Self::hash(key), |&n| self.keys[n as usize] == key).copied()
    }

    /// The number of `word`, and whether it is a new one.
    fn number(&mut self, word: &str) -> (u32, bool) {
        if let Some(number) = self.get(word) {
            return (number, false);
        }
        let number = self.keys.len() as u32;
        if Self::has_key(word) {
            let key = key(word.as_bytes(), 0, word.len());
            self.keys.push(key);
            let keys = &self.keys;
            self.short.insert_unique(Self::hash(key), number, |&n| Self::hash(keys[n as usize]));
        } else {
            self.long.insert(word.into(), number);
            self.keys.push([0; 2]);
        }
        (number, true)
    }
}

/// Open-addressing table from (kind, word, word) to feature; built once, at most half full.
///
/// Most pairs of words are no feature. A table of one byte a slot says so for nearly all of them and stays in the
/// cache; keys are looked at only where that byte agrees.
#[derive(Debug)]
struct PairTable {
    /// 0 for an empty slot, else some bits of the key's hash.
    tags: Vec<u8>,
    slots: Vec<(u64, u32)>,
    shift: u32,
    none: u32,
}

impl PairTable {
    fn new(capacity: usize, none: u32) -> Self {
        let bits = (capacity.max(8) * 2).next_power_of_two().trailing_zeros();
        Self { tags: vec![0; 1 << bits], slots: vec![(0, none); 1 << bits], shift: 64 - bits, none }
    }

    /// 31 bits a word: twice as many as there are words in a vocabulary below 4 GiB.
    #[inline]
    fn key(kind: PairKind, left: u32, right: u32) -> u64 {
        (kind as u64) << 62 | u64::from(left) << 31 | u64::from(right)
    }

    /// Where the search for `key` begins, and its tag.
    #[inline]
    fn place(&self, key: u64) -> (usize, u8) {
        // Fibonacci hashing: the high bits of the product depend on all bits of the key.
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((hash >> self.shift) as usize, (hash >> (self.shift - 8)) as u8 | 1)
    }

    fn insert(&mut self, kind: PairKind, left: u32, right: u32, feature: u32) {
        let key = Self::key(kind, left, right);
        let (mut slot, tag) = self.place(key);
        while self.tags[slot] != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) & (self.tags.len() - 1);
        }
        self.tags[slot] = tag;
        self.slots[slot] = (key, feature);
    }

    #[inline]
    fn get(&self, kind: PairKind, left: u32, right: u32) -> u32 {
        let key = Self::key(kind, left, right);
        let (mut slot, tag) = self.place(key);
        loop {
            let found = self.tags[slot];
            if found == 0 {
                return self.none;
            }
            if found == tag && self.slots[slot].0 == key {
                return self.slots[slot].1;
            }
            slot = (slot + 1) & (self.tags.len() - 1);
        }
    }
}
