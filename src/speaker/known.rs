//! Who spoke so far: named speakers of the article go in, whether a word is one of their names and their office come out.
//!
//! The last [`MOST`] are kept, so that a look-up takes constant time.

use crate::sentence::Span;

/// The most speakers that are remembered.
const MOST: usize = 24;

/// The most words of a name that are compared.
const NAME_WORDS: usize = 6;

/// A speaker who was named.
#[derive(Debug, Clone, Copy)]
struct Person {
    /// Hashes of the words of the name; 0 where there is none.
    words: [u64; NAME_WORDS],
    role: Option<Span>,
}

/// The speakers of an article so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    people: Vec<Person>,
    /// Where the next one goes once [`MOST`] are held.
    oldest: usize,
}

/// FNV-1a, never 0 in practice and harmless if it is.
fn hash(word: &str) -> u64 {
    word.bytes().take(64).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Known {
    /// Remembers a name and its office.
    pub(super) fn insert(&mut self, name: &str, role: Option<Span>) {
        let mut words = [0; NAME_WORDS];
        for (slot, word) in words.iter_mut().zip(name.split_ascii_whitespace()) {
            *slot = hash(word);
        }
        let person = Person { words, role };
        if let Some(same) = self.people.iter_mut().find(|same| same.words == words) {
            same.role = role.or(same.role);
        } else if self.people.len() < MOST {
            self.people.push(person);
        } else {
            self.people[self.oldest] = person;
            self.oldest = (self.oldest + 1) % MOST;
        }
    }

    /// Whether a word is in one of the names.
    pub(super) fn has(&self, word: &str) -> bool {
        let hash = hash(word);
        self.people.iter().any(|person| person.words.contains(&hash))
    }

    /// Whether one of the names begins with a word.
    pub(super) fn begins(&self, word: &str) -> bool {
        let hash = hash(word);
        self.people.iter().any(|person| person.words[0] == hash)
    }

    /// The office of the last one whose name shares its first word with `name`.
    pub(super) fn role(&self, name: &str) -> Option<Span> {
        let hash = hash(name.split_ascii_whitespace().next()?);
        self.people
            .iter()
            .rev()
            .filter(|person| person.words.contains(&hash))
            .find_map(|person| person.role)
    }
}
