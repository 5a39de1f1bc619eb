//! Pairs of sentences of the same, or nearly the same, words.
//!
//! In: sentences of one or two files. Out: pairs of their numbers with the Jaccard index of their sets of words.
//!
//! Prefix filter (Chaudhuri, Ganti and Kaushik 2006): with the words of each set in one fixed order, rare ones first, two
//! sets of Jaccard index t or more share a word within the first n - ceil(t n) + 1 of either; so only those words are
//! indexed. Sets that are equal are compared once, whatever the number of sentences that have them.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::labelled::LabelledSentence;
use crate::token;

/// Jaccard index from which on two sentences are near-duplicates.
pub const SIMILAR: f64 = 0.8;

/// Most words that are compared with each other; text made to share its rarest words would need as many as pairs.
pub const MAX_COMPARISONS: usize = 1_000_000_000;

/// Most near-duplicates that are kept.
const MAX_PAIRS: usize = 100_000;

/// Pairs as (number of the first, number of the second, Jaccard index).
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Same words in the same order; by number of the second.
    pub(super) duplicates: Vec<(usize, usize, f64)>,
    /// By falling index, then by number.
    pub(super) near: Vec<(usize, usize, f64)>,
    /// Says so when the search was cut short.
    pub(super) note: Option<String>,
}

/// The words of a sentence, numbers as written.
fn words(text: &str) -> Vec<String> {
    token::tokenize(text)
        .map(|word| {
            if token::is_placeholder(&word.text) {
                text[word.start..word.end].to_owned()
            } else {
                word.text.into_owned()
            }
        })
        .collect()
}

/// Sentences of one set of words.
struct Group {
    /// Numbers of words, rare ones first, each once.
    set: Vec<u32>,
    /// Ascending; never empty.
    members: Vec<usize>,
}

/// Pairs within one file.
pub(super) fn within(sentences: &[LabelledSentence]) -> Found {
    let texts: Vec<Vec<String>> = sentences.iter().map(|s| words(&s.text)).collect();
    let mut found = Found::default();
    let mut first_of: HashMap<&[String], usize> = HashMap::new();
    for (number, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        match first_of.get(text.as_slice()) {
            Some(&first) => found.duplicates.push((first, number, 1.0)),
            None => {
                first_of.insert(text, number);
            }
        }
    }
    let groups = groups(&texts);
    let label = |number: usize| sentences[number].label.as_str();
    // Sets that are equal without being repetitions: same words in another order, or as often.
    for group in &groups {
        for &member in &group.members[1..] {
            if texts[member] != texts[group.members[0]]
                && first_of[texts[member].as_slice()] == member
            {
                found.near.push((group.members[0], member, 1.0));
            }
        }
    }
    found.note = similar(&groups, |a, b, similarity| {
        let (a, b) = differing(&groups[a].members, &groups[b].members, label);
        found.near.push((a.min(b), a.max(b), similarity));
        found.near.len() < MAX_PAIRS
    });
    sort(&mut found.near);
    found
}

/// Pairs of a sentence of `first` and one of `second`; each sentence of `second` stands in one pair at most for every group of
/// sentences of the first file that are alike.
pub(super) fn across(first: &[LabelledSentence], second: &[LabelledSentence]) -> Found {
    let texts: Vec<Vec<String>> =
        first.iter().chain(second).map(|sentence| words(&sentence.text)).collect();
    let n = first.len();
    let mut found = Found::default();
    let mut first_of: HashMap<&[String], usize> = HashMap::new();
    for (number, text) in texts[..n].iter().enumerate() {
        first_of.entry(text).or_insert(number);
    }
    for (number, text) in texts[n..].iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        if let Some(&original) = first_of.get(text.as_slice()) {
            found.duplicates.push((original, number, 1.0));
        }
    }
    let groups = groups(&texts);
    let split = |group: &Group| {
        let at = group.members.partition_point(|&member| member < n);
        (group.members[..at].first().copied(), group.members[at..].first().map(|m| m - n))
    };
    for group in &groups {
        if let (Some(a), Some(b)) = split(group)
            && !first_of.contains_key(texts[b + n].as_slice())
        {
            found.near.push((a, b, 1.0));
        }
    }
    found.note = similar(&groups, |a, b, similarity| {
        let ((a1, a2), (b1, b2)) = (split(&groups[a]), split(&groups[b]));
        found.near.extend(a1.zip(b2).map(|(first, second)| (first, second, similarity)));
        found.near.extend(b1.zip(a2).map(|(first, second)| (first, second, similarity)));
        found.near.len() < MAX_PAIRS
    });
    sort(&mut found.near);
    found
}

fn sort(pairs: &mut [(usize, usize, f64)]) {
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| (a.0, a.1).cmp(&(b.0, b.1))));
}

/// A member of each group, with different labels if there are such.
fn differing<'a>(a: &[usize], b: &[usize], label: impl Fn(usize) -> &'a str) -> (usize, usize) {
    let other = |group: &[usize], than: &str| group.iter().copied().find(|&m| label(m) != than);
    if let Some(second) = other(b, label(a[0])) {
        (a[0], second)
    } else if let Some(first) = other(a, label(b[0])) {
        (first, b[0])
    } else {
        (a[0], b[0])
    }
}

/// Sentences grouped by their set of words, in order of set.
fn groups(texts: &[Vec<String>]) -> Vec<Group> {
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sets: Vec<Vec<&str>> = Vec::with_capacity(texts.len());
    for text in texts {
        let mut set: Vec<&str> = text.iter().map(String::as_str).collect();
        set.sort_unstable();
        set.dedup();
        for word in &set {
            *frequency.entry(word).or_default() += 1;
        }
        sets.push(set);
    }
    let mut order: Vec<(usize, &str)> =
        frequency.iter().map(|(word, count)| (*count, *word)).collect();
    order.sort_unstable();
    let numbers: HashMap<&str, u32> =
        (0..).zip(order).map(|(number, (_, word))| (word, number)).collect();
    let mut grouped: BTreeMap<Vec<u32>, Vec<usize>> = BTreeMap::new();
    for (sentence, set) in sets.into_iter().enumerate().filter(|(_, set)| !set.is_empty()) {
        let mut set: Vec<u32> = set.iter().map(|word| numbers[word]).collect();
        set.sort_unstable();
        grouped.entry(set).or_default().push(sentence);
    }
    grouped.into_iter().map(|(set, members)| Group { set, members }).collect()
}

/// Tells `emit` every pair of different groups that are similar, until it says stop; says so when the search was cut short.
fn similar(groups: &[Group], mut emit: impl FnMut(usize, usize, f64) -> bool) -> Option<String> {
    let mut index: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut compared = 0_usize;
    let mut last_seen = vec![u32::MAX; groups.len()];
    for (number, group) in (0_u32..).zip(groups) {
        let n = group.set.len();
        let prefix = &group.set[..=n - least_overlap(n)];
        for word in prefix {
            let others = index.entry(*word).or_default();
            for &other in others.iter() {
                if std::mem::replace(&mut last_seen[other as usize], number) == number {
                    continue;
                }
                let set = &groups[other as usize].set;
                compared += if sizes_fit(&group.set, set) { n + set.len() } else { 1 };
                if compared > MAX_COMPARISONS {
                    return Some(format!(
                        "near-duplicates were looked for in {number} of {} different sentences only: \
                         too many of them share their rare words",
                        groups.len()
                    ));
                }
                let similarity = jaccard(&group.set, set);
                if similarity >= SIMILAR && !emit(other as usize, number as usize, similarity) {
                    return Some(format!("only {MAX_PAIRS} near-duplicates are kept"));
                }
            }
            others.push(number);
        }
    }
    None
}

/// `ceil(0.8 n)`: words that a set of `n` shares with any similar one, at least.
fn least_overlap(n: usize) -> usize {
    (4 * n).div_ceil(5)
}

/// Whether sets of these sizes can be similar at all.
fn sizes_fit(a: &[u32], b: &[u32]) -> bool {
    5 * a.len().min(b.len()) >= 4 * a.len().max(b.len())
}

/// The Jaccard index of two sorted sets; 0 as soon as their sizes alone rule similarity out.
fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    if !sizes_fit(a, b) {
        return 0.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared as f64 / (a.len() + b.len() - shared) as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn sentences(texts: &[String]) -> Vec<LabelledSentence> {
        let sentence = |(line, text): (usize, &String)| LabelledSentence {
            id: format!("line-{line}"),
            text: text.clone(),
            label: "none".into(),
            also: None,
            weight: 1.0,
            line,
        };
        (1..).zip(texts).map(sentence).collect()
    }

    fn sets(texts: &[String]) -> Vec<BTreeSet<String>> {
        texts.iter().map(|text| words(text).into_iter().collect()).collect()
    }

    fn index(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
        let shared = a.intersection(b).count();
        shared as f64 / (a.len() + b.len() - shared).max(1) as f64
    }

    proptest! {
        #[test]
        fn the_filter_loses_no_pair_of_sets(
            texts in prop::collection::vec("[a-f]( [a-h]){0,9}", 1..40)
        ) {
            let groups = groups(&texts.iter().map(|text| words(text)).collect::<Vec<_>>());
            let mut got = BTreeSet::new();
            similar(&groups, |a, b, _| got.insert((a, b)));
            let sets = sets(&texts);
            let set = |group: &Group| &sets[group.members[0]];
            for (a, first) in groups.iter().enumerate() {
                for (b, second) in groups.iter().enumerate().skip(a + 1) {
                    let similar = index(set(first), set(second)) >= SIMILAR;
                    prop_assert_eq!(got.contains(&(a, b)), similar);
                }
            }
        }

        #[test]
        fn across_finds_every_repeated_sentence(
            first in prop::collection::vec("[a-c]( [a-c]){0,3}", 1..20),
            second in prop::collection::vec("[a-c]( [a-c]){0,3}", 1..20)
        ) {
            let found = across(&sentences(&first), &sentences(&second));
            for (number, text) in second.iter().enumerate() {
                let pair = found.duplicates.iter().find(|(_, second, _)| *second == number);
                prop_assert_eq!(
                    pair.map(|(original, _, _)| &first[*original]),
                    first.iter().find(|other| *other == text)
                );
            }
        }
    }

    #[test]
    fn many_repetitions_cost_little() {
        let texts = vec!["ASN wajib netral dalam pemilu".to_owned(); 20_000];
        let found = within(&sentences(&texts));
        assert_eq!(found.duplicates.len(), 19_999);
        assert!(found.near.is_empty() && found.note.is_none());
    }
}
