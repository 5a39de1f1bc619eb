//! Finding the words of a sentence, and remembering what each raw form of a word stands for.

#![allow(clippy::cast_possible_truncation, reason = "everything counted here is bounded below")]

use crate::features::{Gap, MAX_WORDS, WordView};
use crate::token::{self, Case};

/// Most forms remembered; then all are forgotten and learned anew. The 60,000 news sentences that this was
/// measured on have 72,000.
const MAX_FORMS: usize = 1 << 17;
/// Most character n-grams remembered.
const MAX_EXTRA: usize = 1 << 21;
/// Bytes of a raw word that its form holds; longer words, which are rare, are told apart by a table of their own.
pub(super) const KEY: usize = 16;

/// Everything that depends on a raw word alone, in one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Form {
    /// The raw word, padded with zeros; zeros alone for a longer word, which [`Memo::long`] finds.
    key: [u64; 2],
    /// The word's own features: surface, stem, affix pattern, cue class.
    pub(super) features: [u32; 4],
    /// Numbers of the surface form and the stem among the model's words.
    pub(super) surface: u32,
    pub(super) stem: u32,
    view: WordView,
    /// Range of the word's character n-grams in the memo's `extra`.
    extra: (u32, u32),
}

impl Form {
    pub(super) fn new(view: WordView, surface: u32, stem: u32, features: [u32; 4]) -> Self {
        Self { key: [0; 2], features, surface, stem, view, extra: (0, 0) }
    }
}

/// The words of one sentence.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Where each word stands and what its key is.
    raw: Vec<Raw>,
    /// The number of each word's form.
    pub(super) forms: Vec<u32>,
    /// The number of each word's stem among the model's words.
    pub(super) stems: Vec<u32>,
    pub(super) views: Vec<WordView>,
    /// What follows the last word.
    pub(super) end: Gap,
}

#[derive(Debug, Clone, Copy)]
struct Raw {
    key: [u64; 2],
    hash: u32,
    before: Gap,
    start: usize,
    end: usize,
}

/// What a word is made into when it is met for the first time; `None` when nothing visible is in it. Character n-grams
/// are appended to the last argument.
pub(super) trait Make {
    fn make(&self, raw: &str, case: Case, extra: &mut Vec<u32>) -> Option<Form>;
}

/// Raw words met so far and their [`Form`]s: an open-addressing table of bounded size.
#[derive(Debug)]
pub(super) struct Memo {
    /// (hash, form number + 1); 0 in the second stands for an empty slot.
    slots: Vec<(u32, u32)>,
    forms: Vec<Form>,
    /// Words of more than [`KEY`] bytes.
    long: hashbrown::HashMap<Box<str>, u32>,
    extra: Vec<u32>,
}

/// What a byte is when words are looked for.
const WORD: u8 = 1;
const OTHER_SCRIPT: u8 = 2;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = if byte >= 128 {
            OTHER_SCRIPT
        } else if (byte as u8).is_ascii_alphanumeric() {
            WORD
        } else {
            0
        };
        byte += 1;
    }
    classes
};

impl Memo {
    pub(super) fn new() -> Self {
        Self {
            slots: vec![(0, 0); 1 << 12],
            forms: Vec::new(),
            long: hashbrown::HashMap::new(),
            extra: Vec::new(),
        }
    }

    #[inline]
    pub(super) fn form(&self, number: u32) -> &Form {
        &self.forms[number as usize]
    }

    /// Character n-grams of `form`.
    #[inline]
    pub(super) fn extra(&self, form: &Form) -> &[u32] {
        &self.extra[form.extra.0 as usize..form.extra.1 as usize]
    }

    /// Finds the words of `sentence`, as [`token::tokenize`] does, and their forms.
    ///
    /// In three passes, each of which touches one table only and no word of which waits for another: where the words are,
    /// which slots they may be in, whether their forms are those. A processor has ten loads under way at once, if
    /// nothing that is loaded decides what comes next.
    #[inline]
    pub(super) fn scan(&mut self, sentence: &str, words: &mut Words, maker: &impl Make) {
        // Forms are numbered for one sentence at least, so only here may they be forgotten.
        if self.forms.len() > MAX_FORMS || self.extra.len() > MAX_EXTRA {
            self.slots.fill((0, 0));
            self.forms.clear();
            self.long.clear();
            self.extra.clear();
        }
        words.find(sentence);
        let mask = self.slots.len() - 1;
        words.forms.clear();
        words.forms.extend(words.raw.iter().map(|raw| self.slots[raw.hash as usize & mask].1));
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
            words.views.push(WordView { before: raw.before, ..form.view });
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
    fn find_or_make(&mut self, sentence: &str, word: &Raw, maker: &impl Make) -> Option<u32> {
        let raw = &sentence[word.start..word.end];
        if raw.len() > KEY {
            return self.find_or_make_long(raw, maker);
        }
        let mask = self.slots.len() - 1;
        let mut slot = word.hash as usize & mask;
        loop {
            let (found, number) = self.slots[slot];
            if number == 0 {
                break;
            }
            if found == word.hash && self.forms[number as usize - 1].key == word.key {
                return Some(number - 1);
            }
            slot = (slot + 1) & mask;
        }
        let number = self.make(raw, word.key, maker)?;
        self.slots[slot] = (word.hash, number + 1);
        // At most three quarters full.
        if self.forms.len() * 4 > self.slots.len() * 3 {
            self.grow();
        }
        Some(number)
    }

    #[cold]
    #[inline(never)]
    fn make(&mut self, raw: &str, key: [u64; 2], maker: &impl Make) -> Option<u32> {
        let extra = self.extra.len() as u32;
        let mut form = maker.make(raw, token::case_of(raw), &mut self.extra)?;
        form.extra = (extra, self.extra.len() as u32);
        form.key = key;
        self.forms.push(form);
        Some(self.forms.len() as u32 - 1)
    }

    fn find_or_make_long(&mut self, raw: &str, maker: &impl Make) -> Option<u32> {
        /// Longest raw word that is remembered; longer ones are looked up each time.
        const LONGEST: usize = 64;
        if let Some(&number) = self.long.get(raw) {
            return Some(number);
        }
        let number = self.make(raw, [0; 2], maker)?;
        if raw.len() <= LONGEST {
            self.long.insert(raw.into(), number);
        }
        Some(number)
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        for (hash, number) in old {
            if number != 0 {
                let mut slot = hash as usize & (size - 1);
                while self.slots[slot].1 != 0 {
                    slot = (slot + 1) & (size - 1);
                }
                self.slots[slot] = (hash, number);
            }
        }
    }
}

impl Words {
    /// Finds where the words of `sentence` are, and what stands between them.
    #[inline]
    fn find(&mut self, sentence: &str) {
        self.raw.clear();
        let bytes = sentence.as_bytes();
        let mut at = 0;
        let mut gap = 0;
        while at < bytes.len() {
            match CLASSES[bytes[at] as usize] {
                WORD => {}
                OTHER_SCRIPT => {
                    let c = char_at(sentence, at);
                    if !token::is_word(c) {
                        gap |= Gap::mark(c);
                        at += c.len_utf8();
                        continue;
                    }
                }
                _ => {
                    gap |= Gap::ASCII[bytes[at] as usize];
                    at += 1;
                    continue;
                }
            }
            // Words in which nothing is visible do not count; twice the bound leaves room for them.
            if self.raw.len() == 2 * MAX_WORDS {
                break;
            }
            let start = at;
            at = word_end(sentence, at);
            let key = key(bytes, start, at);
            self.raw.push(Raw { key, hash: hash(key), before: Gap(gap), start, end: at });
            gap = 0;
        }
        self.end = Gap(gap);
    }
}

/// The character that begins at byte `at`.
fn char_at(sentence: &str, at: usize) -> char {
    sentence[at..].chars().next().expect("a character begins here")
}

/// End of the word that begins at `at`, as in [`token::tokenize`].
#[inline]
fn word_end(sentence: &str, start: usize) -> usize {
    let bytes = sentence.as_bytes();
    let mut at = start;
    loop {
        at = ascii_run(bytes, at);
        match bytes.get(at) {
            Some(&byte) if byte >= 128 => {
                let c = char_at(sentence, at);
                if !token::is_word(c) {
                    return at;
                }
                at += c.len_utf8();
            }
            Some(b'.' | b',' | b':' | b'/')
                if bytes[start].is_ascii_digit()
                    && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) =>
            {
                at += 1;
            }
            _ => return at,
        }
    }
}

/// End of the run of ASCII letters and digits that begins at `at`, eight bytes at a time.
#[inline]
fn ascii_run(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let others = not_alphanumeric(u64::from_le_bytes(*chunk));
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && CLASSES[bytes[at] as usize] == WORD {
        at += 1;
    }
    at
}

/// The top bit of each byte that is no ASCII letter or digit. Adding to 7-bit values never carries into the next byte, so
/// a byte is in `a..=b` when adding `128 - a` reaches the top bit and adding `127 - b` does not.
#[inline]
fn not_alphanumeric(bytes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOP: u64 = 0x80 * ONES;
    let low = bytes & !TOP;
    let lower = low | (0x20 * ONES);
    let within = |values: u64, first: u8, last: u8| {
        (values + u64::from(128 - first) * ONES) & !(values + u64::from(127 - last) * ONES)
    };
    let word = within(lower, b'a', b'z') | within(low, b'0', b'9');
    (!word | bytes) & TOP
}

/// The bytes of a word, padded with zeros; for one of more than [`KEY`] bytes, only the first of them. No word has a zero
/// byte, so keys of words that are not longer are equal only for equal words.
#[inline]
pub(super) fn key(bytes: &[u8], start: usize, end: usize) -> [u64; 2] {
    let length = (end - start).min(KEY);
    if let Some(chunk) = bytes[start..].first_chunk::<KEY>() {
        let whole = u128::from_le_bytes(*chunk);
        let kept = whole & (u128::MAX >> (128 - 8 * length));
        return [kept as u64, (kept >> 64) as u64];
    }
    let mut padded = [0; KEY];
    padded[..length].copy_from_slice(&bytes[start..start + length]);
    let whole = u128::from_le_bytes(padded);
    [whole as u64, (whole >> 64) as u64]
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
    fn letters_and_digits_are_told_from_all_other_bytes() {
        for byte in 0..=255_u8 {
            for place in 0..8 {
                let mut bytes = [b'x'; 8];
                bytes[place] = byte;
                let found = not_alphanumeric(u64::from_le_bytes(bytes));
                let expected =
                    if byte.is_ascii_alphanumeric() { 0 } else { 0x80 << (8 * place as u64) };
                assert_eq!(found, expected, "{byte} at {place}");
            }
        }
    }

    #[test]
    fn keys_do_not_depend_on_what_follows() {
        let sentence = b"netral netral";
        assert_eq!(key(sentence, 0, 6), key(sentence, 7, 13));
        assert_ne!(key(sentence, 0, 6), key(sentence, 0, 5));
    }
}
