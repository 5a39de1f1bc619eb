//! No sentence of a split for testing nearly repeats one of the training split.
//!
//! In: all splits. Out: a failure with the texts of every pair whose token sets have a Jaccard index of at least 0.8.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::{Sentence, load_all};

/// Lower-cased runs of letters, digits and underscores, each once.
fn token_set(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether the Jaccard index of two token sets is at least 0.8.
fn similar(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared = a.intersection(b).count();
    shared > 0 && 5 * shared >= 4 * (a.len() + b.len() - shared)
}

/// Index pairs (into `left`, into `right`) of sets with a Jaccard index of at least 0.8.
///
/// Prefix filter (Chaudhuri, Ganti and Kaushik 2006): with the tokens of a set of size n in one fixed order, rare ones
/// first, two similar sets share a token within their first n - ceil(0.8 n) + 1.
fn similar_pairs(left: &[BTreeSet<String>], right: &[BTreeSet<String>]) -> Vec<(usize, usize)> {
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for token in left.iter().chain(right).flatten() {
        *frequency.entry(token).or_default() += 1;
    }
    let prefix = |set: &'_ BTreeSet<String>| {
        let mut tokens: Vec<(usize, String)> =
            set.iter().map(|token| (frequency[token.as_str()], token.clone())).collect();
        tokens.sort_unstable();
        tokens.truncate(tokens.len() - (4 * tokens.len()).div_ceil(5) + 1);
        tokens
    };
    let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (j, set) in right.iter().enumerate() {
        for (_, token) in prefix(set) {
            index.entry(token).or_default().push(j);
        }
    }
    let mut pairs = BTreeSet::new();
    for (i, set) in left.iter().enumerate() {
        for (_, token) in prefix(set) {
            for &j in index.get(&token).map_or(&[][..], Vec::as_slice) {
                if similar(set, &right[j]) {
                    pairs.insert((i, j));
                }
            }
        }
    }
    pairs.into_iter().collect()
}

#[test]
fn no_test_sentence_nearly_repeats_a_training_sentence() {
    let [(_, train), (_, test), (_, news)] = load_all();
    let test: Vec<Sentence> = test.into_iter().chain(news).collect();
    let sets = |split: &[Sentence]| split.iter().map(|s| token_set(&s.text)).collect::<Vec<_>>();
    let pairs: Vec<String> = similar_pairs(&sets(&train), &sets(&test))
        .into_iter()
        .map(|(i, j)| {
            let (a, b) = (&train[i], &test[j]);
            format!("{} (train) {:?}\n{} (test) {:?}", a.id, a.text, b.id, b.text)
        })
        .collect();
    assert!(pairs.is_empty(), "rewrite one of each pair:\n{}", pairs.join("\n\n"));
}

proptest! {
    #[test]
    fn the_prefix_filter_misses_no_similar_pair(
        left in prop::collection::vec("[a-g ]{0,24}", 0..12),
        right in prop::collection::vec("[a-g ]{0,24}", 0..12),
    ) {
        // Letters as tokens: small sets that often are similar.
        let sets = |texts: &[String]| -> Vec<BTreeSet<String>> {
            texts
                .iter()
                .map(|text| text.chars().filter(|c| *c != ' ').map(String::from).collect())
                .collect()
        };
        let (left, right) = (sets(&left), sets(&right));
        let mut all = Vec::new();
        for (i, a) in left.iter().enumerate() {
            all.extend((0..right.len()).filter(|&j| similar(a, &right[j])).map(|j| (i, j)));
        }
        prop_assert_eq!(similar_pairs(&left, &right), all);
    }
}
