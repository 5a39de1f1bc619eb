//! From two words to the number of their feature.

#![allow(clippy::cast_possible_truncation, reason = "tags and slots are small")]

use std::hash::{BuildHasher as _, RandomState};

/// Kinds of features of two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum PairKind {
    Stem = 1,
    Surface = 2,
    Skip = 3,
}

/// Open-addressing table from (kind, word, word) to feature; built once, at most half full.
///
/// Most pairs of words are no feature. Slots come in groups of eight, and eight tags of seven bits, which stay in the cache,
/// say of a whole group at once which of its keys are worth a look; nearly always it is none, or the right one.
///
/// Which pairs there are is up to whoever made the model, and many that all belong into the same few groups would make each look
/// for one of them walk through all of them. A table in which a key comes to lie too far away is made again, with a multiplier
/// that nobody can know beforehand.
#[derive(Debug, Default)]
pub(super) struct PairTable {
    /// The tags of a group: 0 for an empty slot, else some bits of the key's hash. The top bit of the first says whether keys that belong
    /// here are in the next group.
    tags: Vec<u64>,
    slots: Vec<[(u64, u32); GROUP]>,
    /// Odd.
    multiplier: u64,
    shift: u32,
    none: u32,
}

/// Fibonacci hashing: 2^64 divided by the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
/// How many groups a key may lie from its own.
const FARTHEST: usize = 32;
/// How many multipliers are tried before any distance is taken.
const TRIES: usize = 8;

/// Slots of a group.
const GROUP: usize = 8;
/// In the tags of a group: it was full.
const GOES_ON: u64 = 0x80;
const ONES: u64 = 0x0101_0101_0101_0101;

/// The top bit of each of the `tags` that is `tag`, and maybe of some behind the first that is.
#[inline]
fn equal_bytes(tags: u64, tag: u64) -> u64 {
    let difference = (tags & !GOES_ON) ^ (tag * ONES);
    difference.wrapping_sub(ONES) & !difference & ONES << 7
}

impl PairTable {
    pub(super) fn new(entries: &[(u64, u32)], none: u32) -> Self {
        let random = || RandomState::new().hash_one(entries.len()) | 1;
        let mut multiplier = MULTIPLIER;
        for _ in 0..TRIES {
            if let Some(table) = Self::fill(entries, none, multiplier, FARTHEST) {
                return table;
            }
            multiplier = random();
        }
        Self::fill(entries, none, multiplier, usize::MAX).expect("no key is too far away")
    }

    /// The table with this multiplier; none if a key comes to lie more than `farthest` groups from its own.
    fn fill(entries: &[(u64, u32)], none: u32, multiplier: u64, farthest: usize) -> Option<Self> {
        let groups = (entries.len() * 2 / GROUP).next_power_of_two().max(2);
        let shift = u64::BITS - groups.trailing_zeros();
        let slots = vec![[(0, none); GROUP]; groups];
        let mut table = Self { tags: vec![0; groups], slots, multiplier, shift, none };
        entries.iter().all(|&(key, feature)| table.insert(key, feature, farthest)).then_some(table)
    }

    /// 31 bits a word: twice as many as there are words in a vocabulary below 4 GiB.
    #[inline]
    pub(super) fn key(kind: PairKind, left: u32, right: u32) -> u64 {
        (kind as u64) << 62 | u64::from(left) << 31 | u64::from(right)
    }

    /// The group in which the search for `key` begins, and its tag, from 1 to 127.
    #[inline]
    fn place(&self, key: u64) -> (usize, u64) {
        // The high bits of the product depend on all bits of the key.
        let hash = key.wrapping_mul(self.multiplier);
        ((hash >> self.shift) as usize, (hash >> (self.shift - 7) & 0x7f).max(1))
    }

    /// False when there is no room within `farthest` groups.
    fn insert(&mut self, key: u64, feature: u32, farthest: usize) -> bool {
        let (first, tag) = self.place(key);
        let last = self.tags.len() - 1;
        for distance in 0..=farthest.min(last) {
            let group = (first + distance) & last;
            let tags = self.tags[group];
            let free = (tags & !GOES_ON).to_le_bytes().iter().position(|&tag| tag == 0);
            if let Some(slot) = free {
                self.tags[group] |= tag << (8 * slot);
                self.slots[group][slot] = (key, feature);
                return true;
            }
            self.tags[group] |= GOES_ON;
        }
        false
    }

    /// Whether `key` may be there. Hardly ever true of one that is not.
    #[inline]
    pub(super) fn may_have(&self, key: u64) -> bool {
        let (group, tag) = self.place(key);
        let tags = self.tags[group];
        equal_bytes(tags, tag) | tags & GOES_ON != 0
    }

    #[inline]
    pub(super) fn get(&self, key: u64) -> u32 {
        let (mut group, tag) = self.place(key);
        loop {
            let tags = self.tags[group];
            let mut equal = equal_bytes(tags, tag);
            while equal != 0 {
                let (found, feature) = self.slots[group][equal.trailing_zeros() as usize / 8];
                if found == key {
                    return feature;
                }
                equal &= equal - 1;
            }
            if tags & GOES_ON == 0 {
                return self.none;
            }
            group = (group + 1) & (self.tags.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixty keys that belong into one group of eight.
    #[test]
    fn pairs_are_found_wherever_they_went() {
        let far =
            PairTable { multiplier: MULTIPLIER, shift: u64::BITS - 12, ..PairTable::default() };
        let all = (1..400_000).map(|word| PairTable::key(PairKind::Stem, 7, word));
        let (near, others): (Vec<u64>, Vec<u64>) = all.partition(|&key| far.place(key).0 == 1);
        assert!(near.len() > 60);
        let entries: Vec<(u64, u32)> = near[..60].iter().copied().zip(0..).collect();
        let table = PairTable::new(&entries, u32::MAX);
        let full = table.tags.iter().filter(|&&tags| tags & GOES_ON != 0).count();
        assert_eq!((table.tags.len(), full), (16, 7));
        for &(key, feature) in &entries {
            assert_eq!(table.get(key), feature);
        }
        assert!(table.may_have(near[0]));
        for &key in near[60..].iter().chain(&others) {
            assert_eq!(table.get(key), u32::MAX);
        }
        // All but the full groups are empty.
        let candidates = others.iter().filter(|&&key| table.may_have(key));
        assert!(candidates.count() < others.len() / 2);
    }

    /// Pairs of words that a stranger's model would have if all look-ups were to walk through all of them.
    #[test]
    fn crowded_pairs_get_another_multiplier() {
        let all = (0..100).flat_map(|left| {
            (0..60_000).map(move |right| PairTable::key(PairKind::Surface, left, right))
        });
        let (crowd, others): (Vec<u64>, Vec<u64>) =
            all.partition(|&key| key.wrapping_mul(MULTIPLIER) >> 56 == 0x5a);
        assert!(crowd.len() > 20_000);
        let entries: Vec<(u64, u32)> = crowd.iter().copied().zip(0..).collect();
        assert!(PairTable::fill(&entries, u32::MAX, MULTIPLIER, FARTHEST).is_none());
        let table = PairTable::new(&entries, u32::MAX);
        assert_ne!(table.multiplier, MULTIPLIER);
        for &(key, feature) in &entries {
            assert_eq!(table.get(key), feature);
        }
        assert!(others.iter().step_by(97).all(|&key| table.get(key) == u32::MAX));
        // However crowded, nothing is lost.
        let table = PairTable::fill(&entries, u32::MAX, MULTIPLIER, usize::MAX).expect("room");
        assert!(entries.iter().step_by(97).all(|&(key, feature)| table.get(key) == feature));
    }
}
