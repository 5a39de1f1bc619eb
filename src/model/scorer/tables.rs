//! From words to feature numbers: the vocabulary, compiled.

#![allow(clippy::cast_possible_truncation, reason = "features are numbered in 32 bits")]

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::Row;
use super::memo::{KEY, Made, key};
use super::pairs::{PairKind, PairTable};
use crate::features::{Context, Featurizer, Gap, SHAPES, WordView, affix_pattern, char_ngrams};
use crate::lexicon::CueClass;
use crate::token::{self, Case};
use crate::vocabulary::Vocabulary;

/// Stands for no word.
const NO_WORD: u32 = u32::MAX;

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
            pairs: PairTable::default(),
            affixes: HashMap::new(),
            chars: HashMap::new(),
            cues: [none; CueClass::ALL.len()],
            shapes: [none; SHAPES.len()],
        };
        let mut pairs =
            NamedPairs { left: ("", NO_WORD), entries: Vec::with_capacity(vocabulary.len() / 2) };
        for (&feature, name) in numbers.iter().zip(vocabulary.iter()) {
            // A name of no known kind is never met, so it stays out of the tables.
            if let Some((kind, rest)) = split_at_byte(name, b'=') {
                tables.add(kind, rest, feature, &mut pairs);
            }
        }
        tables.pairs = PairTable::new(&pairs.entries, none);
        tables
    }

    /// Adds a feature, one of two words to `pairs`.
    fn add<'v>(&mut self, kind: &str, rest: &'v str, feature: u32, pairs: &mut NamedPairs<'v>) {
        let pair = match kind {
            "stem" => Some(PairKind::Stem),
            "surface" => Some(PairKind::Surface),
            "skip" => Some(PairKind::Skip),
            _ => None,
        };
        if let (Some(kind), Some((left, right))) = (pair, split_at_byte(rest, b' ')) {
            if pairs.left.1 == NO_WORD || pairs.left.0 != left {
                pairs.left = (left, self.atom(left));
            }
            let right = self.atom(right);
            pairs.entries.push((PairTable::key(kind, pairs.left.1, right), feature));
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
        let main = self.context(Context::Main, stem_atom);
        Some(Made { view, row, stem: stem_atom, main, surface, features })
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
        self.pairs.get(PairTable::key(kind, left, right))
    }

    /// Looks up each pair of neighbours among `words`, and leaves its feature in `features`. `likely` is room.
    ///
    /// Which pairs are features is as good as random, so a first pass asks no question: it gathers those that may be.
    #[inline]
    pub(super) fn find_pairs(
        &self,
        kind: PairKind,
        words: &[u32],
        features: &mut Vec<u32>,
        likely: &mut Vec<u32>,
    ) {
        let n = words.len().saturating_sub(1);
        features.clear();
        features.resize(n, self.none);
        if likely.len() < n {
            likely.resize(n, 0);
        }
        let mut found = 0;
        for ((i, &left), &right) in words.iter().enumerate().zip(words.get(1..).unwrap_or_default())
        {
            likely[found] = i as u32;
            found += usize::from(self.pairs.may_have(PairTable::key(kind, left, right)));
        }
        for &i in &likely[..found] {
            let i = i as usize;
            features[i] = self.pair(kind, words[i], words[i + 1]);
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
    /// The surfaces, when those make the pairs.
    pub(super) surfaces: Vec<u32>,
    /// The first words of the pairs that may be features.
    pub(super) likely: Vec<u32>,
}

/// The features of two words among the names of a vocabulary.
struct NamedPairs<'v> {
    /// The first word of the pair before, with its number: names are sorted, so it is nearly always that of the next.
    left: (&'v str, u32),
    /// Keys in a [`PairTable`], and features.
    entries: Vec<(u64, u32)>,
}

/// `text` before and after its first `byte`, an ASCII character. Byte by byte, as it is near.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == byte)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Words and their numbers. A model has some twenty thousand: to allocate each would take longer than all the rest of
/// loading it, so those of up to [`KEY`] bytes are their own keys. The hashes are such that nobody can foresee them: no model can
/// be made of words that all have the same one.
#[derive(Debug)]
struct Atoms {
    /// The key of each word; zeros for a longer one.
    keys: Vec<[u64; 2]>,
    /// Numbers of the words that have a key.
    short: HashTable<u32>,
    hasher: DefaultHashBuilder,
    long: HashMap<Box<str>, u32>,
}

impl Atoms {
    fn with_capacity(words: usize) -> Self {
        Self {
            keys: Vec::with_capacity(words),
            short: HashTable::with_capacity(words),
            hasher: DefaultHashBuilder::default(),
            long: HashMap::new(),
        }
    }

    /// Of a pair, because an array is hashed with its length.
    fn hash(hasher: &DefaultHashBuilder, key: [u64; 2]) -> u64 {
        hasher.hash_one((key[0], key[1]))
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
        self.short.find(Self::hash(&self.hasher, key), |&n| self.keys[n as usize] == key).copied()
    }

    /// The number of `word`, and whether it is a new one.
    fn number(&mut self, word: &str) -> (u32, bool) {
        let next = self.keys.len() as u32;
        let (number, key) = if Self::has_key(word) {
            let key = key(word.as_bytes(), 0, word.len());
            let Self { keys, short, hasher, .. } = self;
            let entry = short.entry(
                Self::hash(hasher, key),
                |&n| keys[n as usize] == key,
                |&n| Self::hash(hasher, keys[n as usize]),
            );
            (*entry.or_insert(next).get(), key)
        } else {
            (*self.long.entry_ref(word).or_insert(next), [0; 2])
        };
        if number == next {
            self.keys.push(key);
        }
        (number, number == next)
    }
}
