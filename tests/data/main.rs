//! The labelled data and the sample articles are what `data/README.md` says.
//!
//! In: `data/{train,test,news}.jsonl`, `data/README.md`, `data/CODEBOOK.md`, `data/articles/`. Out: a failure that
//! names the sentence, the article or the table that is wrong. An *article id* is a sentence id without its last
//! `-` part, a *part* is what stands before the first `-`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

mod datasheet;
mod duplicates;
mod samples;

/// In the order of the codebook.
const LABELS: [&str; 6] = ["sanction", "prohibition", "commitment", "impact", "rationale", "none"];
/// Seed of the split rule; `data/README.md` says how it was found.
const SEED: u32 = 5;
/// A part of at least so many articles has 10 to 14 % of them in the test split: rounding moves the share of 12 % by at
/// most half an article.
const LARGE_PART: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    id: String,
    genre: String,
    text: String,
    label: String,
    // Without this, serde would take a missing field for null.
    #[serde(deserialize_with = "Option::deserialize")]
    also: Option<String>,
}

impl Sentence {
    /// Article id and sentence number.
    fn place(&self) -> (&str, &str) {
        self.id.rsplit_once('-').expect("an id has at least one hyphen")
    }

    fn article(&self) -> &str {
        self.place().0
    }

    fn part(&self) -> &str {
        part_of(&self.id)
    }
}

fn part_of(id: &str) -> &str {
    id.split('-').next().expect("split yields at least one piece")
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn load(name: &str) -> Vec<Sentence> {
    read(&data(name))
        .lines()
        .enumerate()
        .map(|(i, line)| {
            serde_json::from_str(line).unwrap_or_else(|e| panic!("{name}:{}: {e}", i + 1))
        })
        .collect()
}

/// The training split, the test split, and the parts that are kept whole for testing, in the order of their files.
fn load_all() -> [(&'static str, Vec<Sentence>); 3] {
    ["train", "test", "news"].map(|split| (split, load(&format!("{split}.jsonl"))))
}

/// Article ids of `sentences`, in the order in which they first occur.
fn articles(sentences: &[Sentence]) -> Vec<&str> {
    let mut ids: Vec<&str> = sentences.iter().map(Sentence::article).collect();
    ids.dedup();
    ids
}

#[test]
fn every_sentence_is_well_formed() {
    let mut ids = BTreeSet::new();
    let mut texts = BTreeMap::new();
    for (split, sentences) in load_all() {
        assert!(!sentences.is_empty(), "no sentence in the {split} split");
        for s in sentences {
            assert!(well_formed_id(&s.id), "{split}: id {:?}, want like p1-02-03", s.id);
            assert!(ids.insert(s.id.clone()), "{split}: id {} occurs twice", s.id);
            assert!(!s.genre.trim().is_empty(), "{}: empty genre", s.id);
            assert!(
                !s.text.is_empty()
                    && s.text == s.text.trim()
                    && !s.text.chars().any(char::is_control),
                "{}: empty, untrimmed or with a control character: {:?}",
                s.id,
                s.text
            );
            assert!(LABELS.contains(&s.label.as_str()), "{}: label {:?}", s.id, s.label);
            if let Some(also) = &s.also {
                assert!(LABELS.contains(&also.as_str()), "{}: also {also:?}", s.id);
                assert_ne!(*also, s.label, "{}: also repeats the label", s.id);
            }
            if let Some(other) = texts.insert(s.text, s.id.clone()) {
                panic!("{} and {other} have the same text", s.id);
            }
        }
    }
}

/// `<letter><number>-<article>-<number>`, the article being of letters and digits.
fn well_formed_id(id: &str) -> bool {
    let pieces: Vec<&str> = id.split('-').collect();
    let [part, article, number] = pieces[..] else { return false };
    part_key(part).is_some()
        && !article.is_empty()
        && article.chars().all(|c| c.is_ascii_alphanumeric())
        && number.len() >= 2
        && number.parse::<u16>().is_ok()
}

/// Letter and number of a part.
fn part_key(part: &str) -> Option<(char, u16)> {
    let letter = part.chars().next().filter(char::is_ascii_lowercase)?;
    part[1..].parse().ok().map(|number| (letter, number))
}

#[test]
fn sentences_stand_in_the_order_of_their_articles() {
    for (split, sentences) in load_all() {
        for pair in sentences.windows(2) {
            let ((a, i), (b, j)) = (pair[0].place(), pair[1].place());
            let number = |n: &str| n.parse::<u16>().expect("checked in another test");
            assert!(
                a != b || number(i) < number(j),
                "{split}: {} after {}",
                pair[1].id,
                pair[0].id
            );
        }
        let articles = articles(&sentences);
        let distinct: BTreeSet<_> = articles.iter().collect();
        assert_eq!(distinct.len(), articles.len(), "{split}: an article is torn apart");

        let mut parts: Vec<&str> = articles.iter().map(|id| part_of(id)).collect();
        parts.dedup();
        let mut last = BTreeMap::new();
        for part in parts {
            let (letter, number) = part_key(part).expect("checked in another test");
            let before = last.insert(letter, number);
            assert!(before < Some(number), "{split}: part {part} after {letter}{before:?}");
        }
    }
}

/// FNV-1a of 64 bits over `text`, then a mixing step, because FNV alone leaves the ids of one part close together.
fn mixed_hash(text: &str) -> u64 {
    let mut h = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, byte| {
        (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^ (h >> 33)
}

#[test]
fn parts_kept_whole_are_in_no_other_split() {
    let [(_, train), (_, test), (_, news)] = load_all();
    let whole: BTreeSet<&str> = news.iter().map(Sentence::part).collect();
    for s in train.iter().chain(&test) {
        assert!(!whole.contains(s.part()), "{} is of a part in news.jsonl", s.id);
    }
}

/// Articles per part: all of them, and those in the test split.
fn by_part<'a>(
    train: &'a [Sentence],
    test: &'a [Sentence],
) -> BTreeMap<&'a str, (BTreeSet<&'a str>, BTreeSet<&'a str>)> {
    let mut parts: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for s in train {
        parts.entry(s.part()).or_default().0.insert(s.article());
    }
    for s in test {
        let (all, held_out) = parts.entry(s.part()).or_default();
        all.insert(s.article());
        held_out.insert(s.article());
    }
    parts
}

#[test]
fn the_split_follows_its_rule() {
    let [(_, train), (_, test), _] = load_all();
    let in_train: BTreeSet<_> = train.iter().map(Sentence::article).collect();
    for (part, (all, held_out)) in by_part(&train, &test) {
        if let Some(torn) = held_out.intersection(&in_train).next() {
            panic!("article {torn} is in both splits");
        }
        let mut ranked: Vec<&str> = all.iter().copied().collect();
        ranked.sort_by_key(|id| (mixed_hash(&format!("{SEED}:{id}")), *id));
        // floor(0.12 n + 0.5) without floating point.
        ranked.truncate((12 * all.len() + 50) / 100);
        let expected: BTreeSet<&str> = ranked.into_iter().collect();
        assert_eq!(held_out, expected, "test articles of part {part} (left: file, right: rule)");
        let share = 100 * held_out.len();
        assert!(
            all.len() < LARGE_PART || (10 * all.len()..=14 * all.len()).contains(&share),
            "part {part}: {} of {} articles in the test split",
            held_out.len(),
            all.len()
        );
    }
}
