//! Finding the words of a sentence, and remembering what each raw form of a word stands for.

#![allow(clippy::cast_possible_truncation, reason = "everything counted here is bounded below")]

use super::tables::NONE;
use crate::features::{Gap, MAX_WORDS, WordView};
use crate::lexicon::Roles;
use crate::token::{self, Case};

/// Most forms remembered; then all are forgotten and learned anew. News in one language has some ten thousand.
const MAX_FORMS: usize = 1 << 16;
/// Most bytes of raw words remembered.
const MAX_BYTES: usize = 1 << 22;
/// Longest raw word that is remembered; longer ones are looked up each time.
const MAX_WORD: usize = 256;

/// Everything that depends on a raw word alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// The word's own features: surface, stem, affix pattern, cue class; `NONE` where the model has none.
    pub(super) features: [u32; 4],
    /// Numbers of the surface form and the stem among the model's words, or `NONE`.
    pub(super) surface: u32,
    pub(super) stem: u32,
    view: WordView,
    /// Range in the memo's `extra`.
    extra: (u32, u32),
    /// The raw word: range in the memo's `bytes`.
    raw: (u32, u32),
}

impl Form {
    pub(super) fn new(
        roles: Roles,
        case: Case,
        number: bool,
        surface: u32,
        stem: u32,
        features: [u32; 4],
    ) -> Self {
        let view = WordView::new(roles, Gap::default(), case, number);
        Self { features, surface, stem, view, extra: (0, 0), raw: (0, 0) }
    }
}

/// Raw words met so far and their [`Form`]s: an open-addressing table, at most half full, of bounded size.
#[derive(Debug)]
pub(super) struct Memo {
    /// (hash, form number + 1); 0 in the second stands for an empty slot.
    slots: Vec<(u32, u32)>,
    forms: Vec<Form>,
    /// The raw words, one after the other.
    bytes: Vec<u8>,
    /// Character n-grams of the forms, one after the other.
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
            bytes: Vec::new(),
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

    fn forget(&mut self) {
        self.slots.fill((0, 0));
        self.forms.clear();
        self.bytes.clear();
        self.extra.clear();
    }

    /// Finds the words of `sentence`, as [`token::tokenize`] does: their views into `words`, the numbers of their forms
    /// into `forms`. Returns what follows the last word. `make` gives the form of a raw word not met before.
    pub(super) fn scan(
        &mut self,
        sentence: &str,
        words: &mut Vec<WordView>,
        forms: &mut Vec<u32>,
        mut make: impl FnMut(&str, Case, &mut Vec<u32>) -> Option<Form>,
    ) -> Gap {
        words.clear();
        forms.clear();
        // Forms are numbered for one sentence at least, so only here may they be forgotten.
        if self.forms.len() > MAX_FORMS || self.bytes.len() > MAX_BYTES {
            self.forget();
        }
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
                    gap |= Gap::mark(bytes[at] as char);
                    at += 1;
                    continue;
                }
            }
            let start = at;
            at = word_end(sentence, at);
            let raw = &sentence[start..at];
            if let Some(number) = self.find_or_make(raw, &mut make) {
                let mut view = self.forms[number as usize].view;
                view.before = Gap(gap);
                words.push(view);
                forms.push(number);
                gap = 0;
                if words.len() == MAX_WORDS {
                    break;
                }
            }
        }
        Gap(gap)
    }

    /// The number of the form of `raw`; `None` when nothing visible is in it.
    #[inline]
    fn find_or_make(
        &mut self,
        raw: &str,
        make: &mut impl FnMut(&str, Case, &mut Vec<u32>) -> Option<Form>,
    ) -> Option<u32> {
        let hash = hash(raw.as_bytes());
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let (found, number) = self.slots[slot];
            if number == 0 {
                return self.make(raw, hash, slot, make);
            }
            if found == hash {
                let form = &self.forms[number as usize - 1];
                if self.bytes[form.raw.0 as usize..form.raw.1 as usize] == *raw.as_bytes() {
                    return Some(number - 1);
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    #[cold]
    #[inline(never)]
    fn make(
        &mut self,
        raw: &str,
        hash: u32,
        slot: usize,
        make: &mut impl FnMut(&str, Case, &mut Vec<u32>) -> Option<Form>,
    ) -> Option<u32> {
        let extra = self.extra.len() as u32;
        let mut form = make(raw, token::case_of(raw), &mut self.extra)?;
        form.extra = (extra, self.extra.len() as u32);
        let number = self.forms.len() as u32;
        if raw.len() <= MAX_WORD {
            let start = self.bytes.len() as u32;
            self.bytes.extend_from_slice(raw.as_bytes());
            form.raw = (start, self.bytes.len() as u32);
            self.slots[slot] = (hash, number + 1);
        }
        self.forms.push(form);
        if self.forms.len() * 2 > self.slots.len() {
            self.grow();
        }
        Some(number)
    }

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
        while at < bytes.len() && CLASSES[bytes[at] as usize] == WORD {
            at += 1;
        }
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

/// A hash of 32 bits, of whole words of 8 bytes at a time. Equality is always confirmed, so its quality is a matter of
/// speed only.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = bytes.len() as u64;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        state = (state ^ u64::from_le_bytes(*chunk)).wrapping_mul(MULTIPLIER);
        state ^= state >> 32;
    }
    let mut last = [0_u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    state = (state ^ u64::from_le_bytes(last)).wrapping_mul(MULTIPLIER);
    (state >> 32) as u32
}

const _: () = assert!(MAX_FORMS < NONE as usize);
