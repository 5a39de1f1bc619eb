//! The words of a short sentence, found 64 bytes at a time.
//!
//! Bytes are classed into bits, and the borders of words found by counting zeros, so that the length of a word, which
//! nobody can predict, decides no branch.

#![allow(
    clippy::cast_possible_truncation,
    reason = "places are below 2^16; keys are cut on purpose"
)]

use wide::i8x16;

use super::memo::{KEY, MASKS, hash};
use super::words::{Raw, char_at, word_end};
use crate::features::{Gap, WordView};
use crate::token;

/// Longest sentence, in bytes and in words, that counts as short.
const MOST_BYTES: usize = 4096;
pub(super) const MOST_WORDS: usize = 256;

/// The words of one short sentence.
#[derive(Debug)]
pub(super) struct ShortWords {
    /// The sentence and spaces after it, so that what reads beyond the end of a word stays inside.
    text: [u8; MOST_BYTES + BLOCK],
    /// Where runs of word bytes begin and end, in turn.
    edges: [u16; 2 * MOST_WORDS + BLOCK],
    pub(super) len: usize,
    /// Of each word: its bytes, or what no word's bytes are for one of more than [`KEY`] bytes.
    pub(super) keys: [[u64; 2]; MOST_WORDS],
    pub(super) hashes: [u32; MOST_WORDS],
    pub(super) starts: [u16; MOST_WORDS],
    pub(super) ends: [u16; MOST_WORDS],
    /// What stands before it.
    before: [Gap; MOST_WORDS],
    /// The number of its form, and what the form says.
    pub(super) forms: [u32; MOST_WORDS],
    pub(super) stems: [u32; MOST_WORDS],
    /// The feature of its stem in the main clause.
    pub(super) mains: [u32; MOST_WORDS],
    pub(super) views: [WordView; MOST_WORDS],
    pub(super) end: Gap,
}

/// [`Gap::ASCII`], and nothing for all other bytes.
static MARKS: [u16; 256] = {
    let mut marks = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        marks[byte] = Gap::ASCII[byte];
        byte += 1;
    }
    marks
};

/// Bytes that are classed at once.
const BLOCK: usize = 64;
/// No word: no byte of UTF-8 is 255.
const LONG: [u64; 2] = [u64::MAX; 2];

impl ShortWords {
    pub(super) fn new() -> Self {
        Self {
            text: [b' '; MOST_BYTES + BLOCK],
            edges: [0; 2 * MOST_WORDS + BLOCK],
            len: 0,
            keys: [[0; 2]; MOST_WORDS],
            hashes: [0; MOST_WORDS],
            starts: [0; MOST_WORDS],
            ends: [0; MOST_WORDS],
            before: [Gap::default(); MOST_WORDS],
            forms: [0; MOST_WORDS],
            stems: [0; MOST_WORDS],
            mains: [0; MOST_WORDS],
            views: [WordView::default(); MOST_WORDS],
            end: Gap::default(),
        }
    }

    /// Finds the words of `sentence`, as [`Words::find`] does; false when it is not short.
    #[inline]
    pub(super) fn find(&mut self, sentence: &str) -> bool {
        let Some((edges, ascii)) = self.find_edges(sentence.as_bytes()) else { return false };
        // A local number, for one in memory would have each word wait for the one before to be written.
        let mut n = 0;
        let mut gap = 0;
        // Where the gap begins.
        let mut at = 0;
        for i in (0..edges).step_by(2) {
            let (start, end) = (usize::from(self.edges[i]), usize::from(self.edges[i + 1]));
            if at <= start {
                gap |= self.marks(at, start);
                at = start;
                let digit = |at: usize| self.text[at].is_ascii_digit();
                let goes_on = digit(start) && digit(end + 1);
                if !goes_on && (ascii || self.text[start..end].is_ascii()) {
                    if !self.set_word(n, start, end, gap) {
                        return false;
                    }
                    n += 1;
                    at = end;
                    gap = 0;
                    continue;
                }
            }
            // Character by character; a number may go on beyond this run of bytes.
            while at < end {
                let c = char_at(sentence, at);
                if token::is_word(c) {
                    let start = at;
                    at = word_end(sentence, start);
                    if !self.set_word(n, start, at, gap) {
                        return false;
                    }
                    n += 1;
                    gap = 0;
                } else {
                    gap |= Gap::mark(c);
                    at += c.len_utf8();
                }
            }
        }
        self.len = n;
        self.end = Gap(gap | self.marks(at, sentence.len()));
        true
    }

    /// The marks between a word and the next, nearly always one byte or two: the first and the last are looked at without
    /// asking. Where nothing is between, the first is a byte of the next word, which is no mark.
    #[inline]
    fn marks(&self, start: usize, end: usize) -> u16 {
        let mark = |byte: u8| MARKS[usize::from(byte)];
        let last = end.max(start + 1) - 1;
        let both = mark(self.text[start]) | mark(self.text[last]);
        if last <= start + 1 {
            return both;
        }
        self.text[start + 1..last].iter().fold(both, |marks, &byte| marks | mark(byte))
    }

    /// Where word `i` is, in full.
    pub(super) fn raw(&self, i: usize) -> Raw {
        Raw {
            key: self.keys[i],
            hash: self.hashes[i],
            before: self.before[i],
            start: usize::from(self.starts[i]),
            end: usize::from(self.ends[i]),
        }
    }

    /// What `form` says of word `i`.
    #[inline]
    pub(super) fn set(&mut self, i: usize, stem: u32, main: u32, view: WordView) {
        self.stems[i] = stem;
        self.mains[i] = main;
        self.views[i] = view.behind(self.before[i]);
    }

    /// Where word `i` is; false when that is one too many.
    #[inline]
    fn set_word(&mut self, i: usize, start: usize, end: usize, gap: u16) -> bool {
        if i == MOST_WORDS {
            return false;
        }
        let key = match MASKS.get(end - start) {
            Some(mask) => {
                let (words, _) = self.text[start..][..KEY].as_chunks::<8>();
                [u64::from_le_bytes(words[0]) & mask[0], u64::from_le_bytes(words[1]) & mask[1]]
            }
            None => LONG,
        };
        self.keys[i] = key;
        self.hashes[i] = hash(key);
        self.before[i] = Gap(gap);
        self.starts[i] = start as u16;
        self.ends[i] = end as u16;
        true
    }

    /// Fills `text` and `edges`, and returns how many edges there are and whether all is ASCII; `None` when the sentence
    /// is not short.
    #[inline]
    fn find_edges(&mut self, bytes: &[u8]) -> Option<(usize, bool)> {
        if bytes.len() > MOST_BYTES {
            return None;
        }
        self.text[..bytes.len()].copy_from_slice(bytes);
        self.text[bytes.len()..][..BLOCK].fill(b' ');
        let blocks = bytes.len() / BLOCK + 1;
        let (mut n, mut inside) = (0, 0);
        let mut all = i8x16::ZERO;
        for (i, block) in self.text.as_chunks::<BLOCK>().0[..blocks].iter().enumerate() {
            let word = word_bytes(block, &mut all);
            let mut edges = word ^ (word << 1 | inside);
            inside = word >> 63;
            let places = self.edges.get_mut(n..)?.first_chunk_mut::<BLOCK>()?;
            n += edges.count_ones() as usize;
            // A block of prose has some 18. To write a few more, which the next block writes over, costs less than to
            // ask after each whether it was the last.
            for places in places.as_chunks_mut::<16>().0 {
                for place in places {
                    *place = (i * BLOCK) as u16 + (edges | 1 << 63).trailing_zeros() as u16;
                    edges &= edges.wrapping_sub(1);
                }
                if edges == 0 {
                    break;
                }
            }
        }
        Some((n, all.to_bitmask() == 0))
    }
}

/// Which of 64 bytes may belong to a word: ASCII letters and digits, and all that is not ASCII. One bit a byte.
/// `all` gathers the bits that any byte has.
#[inline]
fn word_bytes(block: &[u8; BLOCK], all: &mut i8x16) -> u64 {
    let splat = |byte: u8| i8x16::splat(byte.cast_signed());
    let within = |lane: i8x16, first: u8, last: u8| {
        lane.simd_gt(splat(first - 1)) & splat(last + 1).simd_gt(lane)
    };
    let mut bits = 0;
    for (i, lane) in block.as_chunks::<16>().0.iter().enumerate() {
        let lane: i8x16 = bytemuck::cast(*lane);
        let letters = within(lane | splat(0x20), b'a', b'z') | within(lane, b'0', b'9');
        // As signed numbers, bytes from 128 on are below zero: their top bit says so.
        bits |= u64::from((letters | lane).to_bitmask()) << (16 * i);
        *all |= lane;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::super::words::Words;
    use super::*;

    #[test]
    fn every_byte_is_classed_in_every_place() {
        for byte in 0..=255_u8 {
            for place in 0..64 {
                for around in *b"x \x80" {
                    let mut block = [around; 64];
                    block[place] = byte;
                    let is = |b: u8| b.is_ascii_alphanumeric() || b >= 128;
                    let expected =
                        block.iter().rev().fold(0, |bits, &b| bits << 1 | u64::from(is(b)));
                    let mut all = i8x16::ZERO;
                    assert_eq!(word_bytes(&block, &mut all), expected, "{byte} at {place}");
                    assert_eq!(all.to_bitmask() != 0, block.iter().any(|b| *b >= 128));
                }
            }
        }
    }

    /// A short sentence has the same words either way, wherever the borders of blocks fall.
    #[test]
    fn words_are_the_same_either_way() {
        let pieces = [
            "netral",
            "Rp12.000,50",
            "—",
            "“ASN”",
            "  ",
            "café",
            "x",
            ", ",
            "é",
            "1/2",
            "\u{200b}",
            "\n",
            "12.30.",
            "5é.6",
            "pertanggungjawaban",
            "(",
            "7:",
        ];
        let mut words = Words::default();
        let mut short = Box::new(ShortWords::new());
        for seed in 0..2000_usize {
            let mut text = " ".repeat(seed % 67);
            for i in 0..(seed * 7) % 120 {
                text.push_str(pieces[(i * i + seed * 7 + i * seed) % pieces.len()]);
                if (i + seed) % 3 > 0 {
                    text.push(' ');
                }
            }
            words.find(&text);
            assert!(short.find(&text), "{text}");
            assert_eq!(short.len, words.raw.len(), "{text}");
            assert_eq!(short.end, words.end, "{text}");
            for (i, raw) in words.raw.iter().enumerate() {
                assert_eq!(
                    usize::from(short.starts[i])..usize::from(short.ends[i]),
                    raw.start..raw.end
                );
                assert_eq!(short.before[i], raw.before, "{text}");
                if raw.end - raw.start <= KEY {
                    assert_eq!((short.keys[i], short.hashes[i]), (raw.key, raw.hash), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_short_is_left() {
        let mut short = Box::new(ShortWords::new());
        assert!(short.find(&"a ".repeat(MOST_WORDS)));
        assert!(!short.find(&"a ".repeat(MOST_WORDS + 1)));
        assert!(!short.find(&"a".repeat(MOST_BYTES + 1)));
        assert!(short.find(&"a".repeat(MOST_BYTES)));
        assert!(!short.find(&"é,".repeat(MOST_BYTES / 3)));
        assert!(short.find(""));
    }
}
