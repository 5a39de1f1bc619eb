//! What a word can be for the rules: bytes of a word go in, a set of [`class`]es comes out.
//!
//! A word of more than [`LONGEST_WORD`] bytes is in no class, so that a look-up takes constant time.

use std::sync::LazyLock;

use super::nouns::{
    ADVERB, BODY, BRANCH, CLAUSE, CONJUNCTION, DEGREE, DETERMINER, NEGATION, OFFICE, PREPOSITION,
    RANK, SOURCE, TERRITORY, THING, TIME, TITLE,
};
use super::places::{GIVEN, PLACES};
use super::verbs::{ACTIVE, CLAUSAL, DENIAL, HEADLINE, INVERTED, PASSIVE, STRICT, SUFFIXED};

/// The most bytes of a word that are looked up: a word packs into one `u128`.
const LONGEST_WORD: usize = 16;

/// Classes of words, one bit each.
pub(super) mod class {
    /// Verb in front of its speaker: "kata", "ujar".
    pub(in super::super) const INVERTED: u32 = 1;
    /// Verb with the speaker as a suffix: "katanya", "ujarnya".
    pub(in super::super) const SUFFIXED: u32 = 1 << 1;
    /// Verb behind its speaker that nearly always tells speech: "mengatakan".
    pub(in super::super) const ACTIVE: u32 = 1 << 2;
    /// Verb behind its speaker that tells speech only with a clause behind it: "mencatat ada ...".
    pub(in super::super) const CLAUSAL: u32 = 1 << 3;
    /// Verb of headlines and talk, without its prefix: "Ingatkan".
    pub(in super::super) const HEADLINE: u32 = 1 << 4;
    /// Passive in front of its speaker: "disampaikan".
    pub(in super::super) const PASSIVE: u32 = 1 << 5;
    /// "menurut".
    pub(in super::super) const ACCORDING: u32 = 1 << 6;
    /// "demikian", which closes a report.
    pub(in super::super) const THUS: u32 = 1 << 7;
    /// "ia", "dia", "beliau".
    pub(in super::super) const PRONOUN: u32 = 1 << 8;
    /// "tidak", "belum": nothing was said.
    pub(in super::super) const NEGATION: u32 = 1 << 9;
    /// Word between a speaker and the verb: "juga", "kemudian".
    pub(in super::super) const ADVERB: u32 = 1 << 10;
    /// Word that ends a noun phrase and opens a phrase of time, place or manner: "kepada", "saat".
    pub(in super::super) const PREPOSITION: u32 = 1 << 11;
    /// "dan", "serta", "lalu".
    pub(in super::super) const CONJUNCTION: u32 = 1 << 12;
    /// Head of an office or of what people are: "ketua", "warga".
    pub(in super::super) const OFFICE: u32 = 1 << 13;
    /// Head or name of a body that speaks: "bawaslu", "dinas".
    pub(in super::super) const BODY: u32 = 1 << 14;
    /// Military and police ranks.
    pub(in super::super) const RANK: u32 = 1 << 15;
    /// Titles in front of a name, not part of it: "drs", "haji".
    pub(in super::super) const TITLE: u32 = 1 << 16;
    /// "seorang", "para".
    pub(in super::super) const DETERMINER: u32 = 1 << 17;
    /// What is written or happens and does not speak: "pasal", "surat".
    pub(in super::super) const THING: u32 = 1 << 18;
    /// Word of a region's name.
    pub(in super::super) const PLACE: u32 = 1 << 19;
    /// Word of the name of an office or a body: "penanganan", "hukum".
    pub(in super::super) const BRANCH: u32 = 1 << 20;
    /// First word of a person's name.
    pub(in super::super) const GIVEN: u32 = 1 << 21;
    /// Days, months, time zones.
    pub(in super::super) const TIME: u32 = 1 << 22;
    /// What a source hands out: "catatan", "keterangan".
    pub(in super::super) const SOURCE: u32 = 1 << 23;
    /// Kind of region in front of its name: "kabupaten".
    pub(in super::super) const TERRITORY: u32 = 1 << 24;
    /// What a clause behind a verb of speech begins with or contains early: "bahwa", "agar", "akan".
    pub(in super::super) const CLAUSE: u32 = 1 << 25;
    /// Degrees behind a name that are written without full stops: "SH".
    pub(in super::super) const DEGREE: u32 = 1 << 26;
    /// "yang".
    pub(in super::super) const WHICH: u32 = 1 << 27;
    /// "itu", "tersebut", "ini": what was named before.
    pub(in super::super) const THAT: u32 = 1 << 28;

    /// Verb behind its speaker that tells speech only right in front of a clause: "melaporkan bahwa".
    pub(in super::super) const STRICT: u32 = 1 << 29;
    /// Verb of denying, with which "tidak" says as much as it takes back: "tidak menampik".
    pub(in super::super) const DENIAL: u32 = 1 << 30;

    /// Words that the scan stops at.
    pub(in super::super) const TRIGGER: u32 =
        INVERTED | SUFFIXED | ACTIVE | CLAUSAL | STRICT | HEADLINE | PASSIVE | ACCORDING | THUS;
}

/// The lists of [`class::TRIGGER`].
const TRIGGERS: [&str; 8] =
    [INVERTED, SUFFIXED, ACTIVE, CLAUSAL, STRICT, HEADLINE, PASSIVE, "menurut demikian"];

/// The letters of a word without their case, in one number; `None` for the empty and the long.
///
/// Setting one bit makes ASCII capitals small; what it does to other bytes never makes them equal to a letter of a list.
fn pack(text: &[u8], start: usize, end: usize) -> Option<u128> {
    let length = end - start;
    if length == 0 || length > LONGEST_WORD {
        return None;
    }
    let letters = if let Some(bytes) = text.get(start..start + LONGEST_WORD) {
        u128::from_le_bytes(bytes.try_into().expect("a slice of sixteen bytes"))
    } else {
        let mut bytes = [0; LONGEST_WORD];
        bytes[..length].copy_from_slice(&text[start..end]);
        u128::from_le_bytes(bytes)
    };
    let mask = u128::MAX >> (8 * (LONGEST_WORD - length));
    Some((letters | u128::from_le_bytes([0x20; LONGEST_WORD])) & mask)
}

/// A packed word in 64 bits. Two words of the lists that met here would share their classes; a test shows that none do.
fn fold(word: u128) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "the halves of the word")]
    let (low, high) = (word as u64, (word >> 64) as u64);
    (low ^ high.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32))
        .wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// Open addressing over folded words; at most half full.
struct Table {
    /// Folded words; 0 where a slot is free.
    keys: Vec<u64>,
    classes: Vec<u32>,
}

const TABLE_BITS: u32 = 13;

impl Table {
    fn new() -> Self {
        let mut table = Self { keys: vec![0; 1 << TABLE_BITS], classes: vec![0; 1 << TABLE_BITS] };
        for word in INVERTED.split_ascii_whitespace() {
            table.insert(word, class::INVERTED);
            table.insert(&format!("{word}nya"), class::SUFFIXED);
        }
        let lists = [
            (SUFFIXED, class::SUFFIXED),
            (ACTIVE, class::ACTIVE),
            (CLAUSAL, class::CLAUSAL),
            (STRICT, class::STRICT),
            (DENIAL, class::DENIAL),
            (HEADLINE, class::HEADLINE),
            (PASSIVE, class::PASSIVE),
            ("menurut", class::ACCORDING),
            ("demikian", class::THUS),
            ("ia dia beliau mereka", class::PRONOUN),
            (NEGATION, class::NEGATION),
            (ADVERB, class::ADVERB),
            (PREPOSITION, class::PREPOSITION),
            (CONJUNCTION, class::CONJUNCTION),
            (OFFICE, class::OFFICE),
            (BODY, class::BODY),
            (RANK, class::RANK),
            (TITLE, class::TITLE),
            (DETERMINER, class::DETERMINER),
            (THING, class::THING),
            (PLACES, class::PLACE),
            (BRANCH, class::BRANCH),
            (GIVEN, class::GIVEN),
            (TIME, class::TIME),
            (SOURCE, class::SOURCE),
            (TERRITORY, class::TERRITORY),
            (CLAUSE, class::CLAUSE),
            (DEGREE, class::DEGREE),
            ("yang", class::WHICH),
            ("itu tersebut ini tadi", class::THAT),
        ];
        for (words, class) in lists {
            for word in words.split_ascii_whitespace() {
                table.insert(word, class);
            }
        }
        table
    }

    /// The slot of a word: its own or the free one where it would go.
    fn slot(&self, key: u64) -> usize {
        let mut slot = (key >> (64 - TABLE_BITS)) as usize;
        while self.keys[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) % self.keys.len();
        }
        slot
    }

    /// Words too long to be looked up are left out.
    fn insert(&mut self, word: &str, class: u32) {
        if let Some(word) = pack(word.as_bytes(), 0, word.len()) {
            let key = fold(word);
            let slot = self.slot(key);
            self.keys[slot] = key;
            self.classes[slot] |= class;
        }
    }
}

/// All words, and which shapes of a word can be a trigger.
pub(super) struct Words {
    table: Table,
    /// By first and last letter: a bit for every length that some trigger has. Spares nearly all look-ups.
    trigger_lengths: Vec<u32>,
}

/// First and last letter, whatever their case, of a word of at least one byte.
fn ends(word: &[u8]) -> usize {
    usize::from(word[0] & 31) * 32 + usize::from(word[word.len() - 1] & 31)
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table = Table::new();
    let mut trigger_lengths = vec![0; 32 * 32];
    for words in TRIGGERS {
        for word in words.split_ascii_whitespace() {
            for word in [word, &format!("{word}nya")] {
                trigger_lengths[ends(word.as_bytes())] |= 1 << word.len().min(31);
            }
        }
    }
    Words { table, trigger_lengths }
});

/// The built-in words.
pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    /// The classes of the word `text[start..end]`, whatever its case; 0 for a word that no rule knows.
    pub(super) fn classes(&self, text: &[u8], start: usize, end: usize) -> u32 {
        pack(text, start, end).map_or(0, |word| self.table.classes[self.table.slot(fold(word))])
    }

    /// Whether a word can be a trigger: false is certain.
    pub(super) fn may_trigger(&self, word: &[u8]) -> bool {
        word.len() <= LONGEST_WORD && self.trigger_lengths[ends(word)] >> word.len() & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_two_words_share_a_slot_and_none_is_long() {
        let mut seen: BTreeMap<u64, &str> = BTreeMap::new();
        let lists = [
            INVERTED,
            SUFFIXED,
            ACTIVE,
            CLAUSAL,
            STRICT,
            DENIAL,
            HEADLINE,
            PASSIVE,
            NEGATION,
            ADVERB,
            PREPOSITION,
            CONJUNCTION,
            OFFICE,
            BODY,
            RANK,
            TITLE,
            DETERMINER,
            THING,
            TIME,
            SOURCE,
            TERRITORY,
            CLAUSE,
            DEGREE,
            BRANCH,
            PLACES,
            GIVEN,
        ];
        for word in lists.iter().flat_map(|words| words.split_ascii_whitespace()) {
            assert!(word.bytes().all(|byte| !byte.is_ascii_uppercase()), "{word}");
            let packed = pack(word.as_bytes(), 0, word.len());
            let key = fold(packed.unwrap_or_else(|| panic!("{word} is too long")));
            assert_eq!(*seen.entry(key).or_insert(word), word);
        }
    }

    #[test]
    fn a_word_is_found_in_any_case_and_anywhere() {
        for text in ["kata", "KATA", "Kata Budi kepada wartawan", "x kata"] {
            let start = text.len() - text.trim_start_matches("x ").len();
            assert_ne!(
                words().classes(text.as_bytes(), start, start + 4) & class::INVERTED,
                0,
                "{text}"
            );
        }
        assert_eq!(words().classes("kät".as_bytes(), 0, 4), 0);
        assert!(words().may_trigger(b"Menurut") && !words().may_trigger(b"zzz"));
    }
}
