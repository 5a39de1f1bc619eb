//! Remembering what each raw form of a word stands for.

#![allow(clippy::cast_possible_truncation, reason = "everything counted here is bounded below")]

use super::Row;
use super::short::ShortWords;
use super::words::{Raw, Words};
use crate::features::{Gap, MAX_AFFIX_PATTERNS, MAX_WORDS, WordView};
use crate::lexicon::CueClass;
use crate::token::{self, Case};

/// Most forms remembered; then all are forgotten and learned anew. The 60,000 news sentences that this was
/// measured on have 72,000.
const MAX_FORMS: usize = 1 << 17;
/// Most character n-grams remembered.
const MAX_EXTRA: usize = 1 << 21;
/// Slots that are looked at for a word. Of as many words as there may be, in slots half of which are empty, hardly one
/// is farther from its own; but a text can be made of words that all belong into one, and each would be looked for behind all the
/// others. What finds no room is remembered as longer words are.
const MOST_PROBES: usize = 64;
/// Bytes of a raw word that its form holds; longer words, which are rare, are told apart by a table of their own.
pub(super) const KEY: usize = 16;

/// What depends on a raw word alone and is needed each time, in one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Form {
    /// The raw word, padded with zeros; zeros alone for one that [`Memo::others`] finds.
    key: [u64; 2],
    /// Sum of the rows of the features of the surface and the stem.
    pub(super) row: Row,
    /// Number of the stem, see [`Tables::form`](super::tables::Tables::form).
    stem: u32,
    /// The stem's feature in the main clause, where most words are.
    main: u32,
    view: WordView,
    /// Affix pattern and cue class among [`Memo::shared`], or [`NOT_SHARED`].
    pub(super) shared: [u8; 2],
}
const _: () = assert!(size_of::<Form>() == 64);

/// What else depends on a raw word alone. Half a cache line, so that it is never in two.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub(super) struct Details {
    /// The word's own features: surface, stem, affix pattern, cue class.
    pub(super) features: [u32; 4],
    /// Number of the surface form among the model's words.
    pub(super) surface: u32,
    /// Range of the word's character n-grams in the memo's `extra`.
    extra: (u32, u32),
}

/// What a raw word is made into.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) view: WordView,
    pub(super) row: Row,
    pub(super) stem: u32,
    pub(super) main: u32,
    pub(super) surface: u32,
    /// Surface, stem, affix pattern, cue class.
    pub(super) features: [Option<u32>; 4],
}

/// Stands for no feature in [`Form::shared`].
pub(super) const NOT_SHARED: u8 = 255;
const _: () = assert!(MAX_AFFIX_PATTERNS + CueClass::ALL.len() <= NOT_SHARED as usize);

/// What a word is made into when it is met for the first time; `None` when nothing visible is in it. Character n-grams
/// are appended to the last argument.
pub(super) trait Make {
    fn make(&self, raw: &str, case: Case, extra: &mut Vec<u32>) -> Option<Made>;
}

/// Raw words met so far and their [`Form`]s: an open-addressing table of bounded size.
#[derive(Debug)]
pub(super) struct Memo {
    /// Numbers of forms + 1, at most half of them; 0 stands for an empty slot.
    slots: Vec<u32>,
    forms: Vec<Form>,
    /// One for each of `forms`.
    details: Vec<Details>,
    /// Features that words of different stems have in common, as they are met: affix patterns and cue classes.
    pub(super) shared: Vec<u32>,
    /// Stands for no feature.
    none: u32,
    /// Words of more than [`KEY`] bytes, and those that found no room in [`MOST_PROBES`] slots: its hashes nobody can foresee.
    others: hashbrown::HashMap<Box<str>, u32>,
    extra: Vec<u32>,
}

impl Memo {
    pub(super) fn new(none: u32) -> Self {
        Self {
            slots: vec![0; 1 << 12],
            forms: Vec::new(),
            details: Vec::new(),
            shared: Vec::new(),
            none,
            others: hashbrown::HashMap::new(),
            extra: Vec::new(),
        }
    }

    #[inline]
    pub(super) fn form(&self, number: u32) -> &Form {
        &self.forms[number as usize]
    }

    #[inline]
    pub(super) fn details(&self, number: u32) -> &Details {
        &self.details[number as usize]
    }

    /// Character n-grams of a word.
    #[inline]
    pub(super) fn extra(&self, details: &Details) -> &[u32] {
        &self.extra[details.extra.0 as usize..details.extra.1 as usize]
    }

    /// What is left of a hash to the right of the bits that number a slot: its high bits, which depend on all of the key.
    #[inline]
    fn shift(&self) -> u32 {
        u32::BITS - self.slots.len().trailing_zeros()
    }

    /// Forgets all when it has grown too large. Forms are numbered for one sentence at least, so only before the next.
    #[inline]
    fn make_room(&mut self) {
        if self.forms.len() > MAX_FORMS || self.extra.len() > MAX_EXTRA {
            self.slots.fill(0);
            self.forms.clear();
            self.details.clear();
            self.others.clear();
            self.extra.clear();
        }
    }

    /// As [`scan`](Self::scan) for a short sentence; false when it is none, or something in it is for [`scan`](Self::scan).
    #[inline]
    pub(super) fn scan_short(
        &mut self,
        sentence: &str,
        words: &mut ShortWords,
        maker: &impl Make,
    ) -> bool {
        self.make_room();
        if !words.find(sentence) {
            return false;
        }
        let shift = self.shift();
        let n = words.len;
        for (form, &hash) in words.forms[..n].iter_mut().zip(&words.hashes) {
            *form = self.slots[(hash >> shift) as usize].wrapping_sub(1);
        }
        for i in 0..n {
            let likely = self.forms.get(words.forms[i] as usize);
            if likely.is_none_or(|form| form.key != words.keys[i]) {
                match self.find_or_make(sentence, &words.raw(i), maker) {
                    Some(number) => words.forms[i] = number,
                    // Nothing visible in it.
                    None => return false,
                }
            }
        }
        for i in 0..n {
            let form = &self.forms[words.forms[i] as usize];
            words.set(i, form.stem, form.main, form.view);
        }
        true
    }

    /// Finds the words of `sentence`, as [`token::tokenize`] does, and their forms.
    ///
    /// In three passes, each of which touches one table only and no word of which waits for another: where the words are,
    /// which slots they may be in, whether their forms are those. A processor has ten loads under way at once, if
    /// nothing that is loaded decides what comes next.
    #[inline]
    pub(super) fn scan(&mut self, sentence: &str, words: &mut Words, maker: &impl Make) {
        self.make_room();
        words.find(sentence);
        let shift = self.shift();
        words.forms.clear();
        words.forms.extend(words.raw.iter().map(|raw| self.slots[(raw.hash >> shift) as usize]));
        words.views.clear();
        words.stems.clear();
        let mut kept = 0;
        for i in 0..words.raw.len() {
            let raw = words.raw[i];
            let likely = words.forms[i].wrapping_sub(1);
            let number = match self.forms.get(likely as usize) {
                Some(form) if form.key == raw.key && raw.end - raw.start <= KEY => Some(likely),
                _ => self.find_or_make(sentence, &raw, maker),
            };
            let Some(number) = number else {
                // Nothing visible in it: what stood before it stands before the next word.
                let next = words.raw.get_mut(i + 1).map_or(&mut words.end, |next| &mut next.before);
                next.0 |= raw.before.0;
                continue;
            };
            let form = &self.forms[number as usize];
            words.views.push(form.view.behind(raw.before));
            words.stems.push(form.stem);
            words.forms[kept] = number;
            kept += 1;
        }
        words.forms.truncate(kept);
        if kept > MAX_WORDS {
            words.forms.truncate(MAX_WORDS);
            words.views.truncate(MAX_WORDS);
            words.stems.truncate(MAX_WORDS);
        }
        if kept >= MAX_WORDS {
            words.end = Gap::default();
        }
    }

    /// The number of the form of a word; `None` when nothing visible is in it.
    #[inline(never)]
    fn find_or_make(&mut self, sentence: &str, word: &Raw, maker: &impl Make) -> Option<u32> {
        let raw = &sentence[word.start..word.end];
        if raw.len() > KEY {
            return self.find_or_make_other(raw, maker);
        }
        let slot = match self.search(word.key, word.hash) {
            Search::Found(number) => return Some(number),
            Search::Free(slot) => slot,
            Search::Crowded => return self.find_or_make_other(raw, maker),
        };
        let number = self.make(raw, word.key, maker)?;
        self.slots[slot] = number + 1;
        // A word that is not in its own slot takes a branch that nobody foresees.
        if self.forms.len() * 2 > self.slots.len() {
            self.grow();
        }
        Some(number)
    }

    /// Looks for the form with this key.
    #[inline]
    fn search(&self, key: [u64; 2], hash: u32) -> Search {
        let mask = self.slots.len() - 1;
        let first = (hash >> self.shift()) as usize;
        for slot in (first..first + MOST_PROBES).map(|slot| slot & mask) {
            let Some(number) = self.slots[slot].checked_sub(1) else { return Search::Free(slot) };
            if self.forms[number as usize].key == key {
                return Search::Found(number);
            }
        }
        Search::Crowded
    }

    #[cold]
    #[inline(never)]
    fn make(&mut self, raw: &str, key: [u64; 2], maker: &impl Make) -> Option<u32> {
        let extra = self.extra.len() as u32;
        let made = maker.make(raw, token::case_of(raw), &mut self.extra)?;
        let [_, _, affix, class] = made.features;
        let shared = [self.share(affix), self.share(class)];
        let Made { view, row, stem, main, surface, .. } = made;
        self.forms.push(Form { key, row, stem, main, view, shared });
        self.details.push(Details {
            features: made.features.map(|feature| feature.unwrap_or(self.none)),
            surface,
            extra: (extra, self.extra.len() as u32),
        });
        Some(self.forms.len() as u32 - 1)
    }

    /// The place of `feature` in `shared`.
    fn share(&mut self, feature: Option<u32>) -> u8 {
        let Some(feature) = feature else { return NOT_SHARED };
        let known = self.shared.iter().position(|&shared| shared == feature);
        let place = known.unwrap_or_else(|| {
            self.shared.push(feature);
            self.shared.len() - 1
        });
        u8::try_from(place).expect("there are not so many")
    }

    fn find_or_make_other(&mut self, raw: &str, maker: &impl Make) -> Option<u32> {
        /// Longest raw word that is remembered; longer ones are looked up each time.
        const LONGEST: usize = 64;
        if let Some(&number) = self.others.get(raw) {
            return Some(number);
        }
        let number = self.make(raw, [0; 2], maker)?;
        if raw.len() <= LONGEST {
            self.others.insert(raw.into(), number);
        }
        Some(number)
    }

    #[cold]
    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for number in 0..self.forms.len() {
            let key = self.forms[number].key;
            if key != [0; 2] {
                // One that finds no room any more is made again, as one of the others, when it is met.
                if let Search::Free(slot) = self.search(key, hash(key)) {
                    self.slots[slot] = number as u32 + 1;
                }
            }
        }
    }
}

/// What became of looking for a word.
enum Search {
    /// The number of its form.
    Found(u32),
    /// It is not there; its slot would be this one.
    Free(usize),
    /// It is in none of the slots that are looked at, and all of them are taken.
    Crowded,
}

/// For each length of a word, the bits of its key.
pub(super) static MASKS: [[u64; 2]; KEY + 1] = {
    let mut masks = [[0; 2]; KEY + 1];
    let mut length = 1;
    while length <= KEY {
        let mask = u128::MAX >> (128 - 8 * length);
        masks[length] = [mask as u64, (mask >> 64) as u64];
        length += 1;
    }
    masks
};

/// The bytes of a word, padded with zeros; for one of more than [`KEY`] bytes, only the first of them. No word has a zero
/// byte, so keys of words that are not longer are equal only for equal words.
#[inline]
pub(super) fn key(bytes: &[u8], start: usize, end: usize) -> [u64; 2] {
    let length = (end - start).min(KEY);
    let whole = if let Some(chunk) = bytes[start..].first_chunk::<KEY>() {
        u128::from_le_bytes(*chunk)
    } else if let Some(chunk) = bytes.last_chunk::<KEY>() {
        u128::from_le_bytes(*chunk) >> (8 * (start + KEY - bytes.len()))
    } else {
        let mut padded = [0; KEY];
        padded[..length].copy_from_slice(&bytes[start..start + length]);
        u128::from_le_bytes(padded)
    };
    let mask = MASKS[length];
    [whole as u64 & mask[0], (whole >> 64) as u64 & mask[1]]
}

/// A hash of 32 bits. Equality is always confirmed, so its quality is a matter of speed only.
#[inline]
pub(super) fn hash(key: [u64; 2]) -> u32 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = key[0].wrapping_mul(MULTIPLIER) ^ key[1].rotate_left(29);
    (mixed.wrapping_mul(MULTIPLIER) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_not_depend_on_what_follows() {
        let sentence = b"netral netral";
        assert_eq!(key(sentence, 0, 6), key(sentence, 7, 13));
        assert_eq!(key(sentence, 0, 6), key(b"netral", 0, 6));
        assert_eq!(key(sentence, 0, 6), key(b"ASN bersikap netral, ya", 13, 19));
        assert_ne!(key(sentence, 0, 6), key(sentence, 0, 5));
    }

    /// Makes a form of every word, with the word's number among all in place of the stem.
    struct Counting(std::cell::Cell<u32>);

    impl Make for Counting {
        fn make(&self, _: &str, _: Case, _: &mut Vec<u32>) -> Option<Made> {
            let stem = self.0.replace(self.0.get() + 1);
            let view = WordView::default();
            let row = Row::default();
            Some(Made { view, row, stem, main: 0, surface: 0, features: [None; 4] })
        }
    }

    /// Words that a stranger's article would have if all look-ups were to walk through all of them.
    #[test]
    fn crowded_words_are_found_elsewhere() {
        let words = (0_u32..6_000_000).map(|i| format!("{i:08x}"));
        let crowd: Vec<String> =
            words.filter(|word| hash(key(word.as_bytes(), 0, word.len())) >> 24 == 0x5a).collect();
        assert!(crowd.len() > 20_000);
        let (mut memo, mut words) = (Memo::new(u32::MAX), Words::default());
        let maker = Counting(std::cell::Cell::new(0));
        let mut stems = |words: &mut Words| -> Vec<u32> {
            let scan = |word: &String| {
                memo.scan(word, words, &maker);
                words.stems[0]
            };
            crowd.iter().map(scan).collect()
        };
        let first = stems(&mut words);
        // When the table grows, some lose their slot and are made again; from then on all are known.
        let second = stems(&mut words);
        let lost = first.iter().zip(&second).filter(|(a, b)| a != b).count();
        assert!(lost < 2_000, "{lost}");
        assert_eq!(stems(&mut words), second);
        assert_eq!(maker.0.get() as usize, crowd.len() + lost);
        // They have a 256th of the slots, and what follows.
        assert!(memo.others.len() > crowd.len() * 9 / 10, "{}", memo.others.len());
    }
}
