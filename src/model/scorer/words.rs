//! The words of a sentence, found one by one.

use super::memo::{hash, key};
use crate::features::{Gap, MAX_WORDS, WordView};
use crate::token;

/// The words of one sentence.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Where each word stands and what its key is.
    pub(super) raw: Vec<Raw>,
    /// The number of each word's form.
    pub(super) forms: Vec<u32>,
    /// The number of each word's stem among the model's words.
    pub(super) stems: Vec<u32>,
    pub(super) views: Vec<WordView>,
    /// What follows the last word.
    pub(super) end: Gap,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub(super) key: [u64; 2],
    pub(super) hash: u32,
    pub(super) before: Gap,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Words {
    /// Finds where the words of `sentence` are, and what stands between them.
    #[inline]
    pub(super) fn find(&mut self, sentence: &str) {
        self.raw.clear();
        let bytes = sentence.as_bytes();
        let mut at = 0;
        let mut gap = 0;
        while at < bytes.len() {
            match bytes[at] {
                byte if byte.is_ascii_alphanumeric() => {}
                128.. => {
                    let c = char_at(sentence, at);
                    if !token::is_word(c) {
                        gap |= Gap::mark(c);
                        at += c.len_utf8();
                        continue;
                    }
                }
                byte => {
                    gap |= Gap::ASCII[byte as usize];
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
pub(super) fn char_at(sentence: &str, at: usize) -> char {
    sentence[at..].chars().next().expect("a character begins here")
}

/// End of the word that begins at `at`, as in [`token::tokenize`].
pub(super) fn word_end(sentence: &str, start: usize) -> usize {
    let bytes = sentence.as_bytes();
    let mut at = start;
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
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
