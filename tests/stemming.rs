//! The stemmers by what they return: tables of words and stems, and what holds for any text.

use std::collections::HashMap;

use klaim::stem::{Language, MAX_WORD_BYTES, Stemmer};
use proptest::prelude::*;

const ROOTS: &str = include_str!("../src/stem/roots.txt");
const OVERRIDES: &str = include_str!("../src/stem/overrides.tsv");

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Pairs of word and stem.
fn table(text: &str) -> Vec<(&str, &str)> {
    entries(text)
        .map(|line| {
            let (word, stem) = line.split_once(char::is_whitespace).expect("word and stem");
            (word, stem.trim())
        })
        .collect()
}

/// Lines for the words that do not have the stem they should.
fn wrong(cases: &[(&str, &str)]) -> Vec<String> {
    let stemmer = Stemmer::new(Language::Indonesian);
    let stems = cases.iter().map(|&(word, expected)| (word, expected, stemmer.stem(word)));
    stems
        .filter(|(_, expected, stem)| stem != expected)
        .map(|(word, expected, stem)| format!("{word} -> {stem}, not {expected}"))
        .collect()
}

#[test]
fn indonesian_words_have_the_expected_stems() {
    let cases = table(include_str!("stemming_cases.txt"));
    assert!(cases.len() >= 150, "{} cases", cases.len());
    assert_eq!(wrong(&cases), [""; 0]);
}

#[test]
fn held_out_words_are_mostly_right() {
    let cases = table(include_str!("stemming_held_out.txt"));
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let wrong = wrong(&cases);
    assert!(wrong.len() * 10 <= cases.len(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn words_of_different_meaning_stay_apart() {
    let stemmer = Stemmer::default();
    for (left, right) in [
        ("kepentingan", "penting"),
        ("memastikan", "pasti"),
        ("pemerintah", "perintah"),
        ("pengadilan", "keadilan"),
        ("memihak", "pihak"),
        ("hukuman", "hukum"),
        ("menurut", "turut"),
        ("kehormatan", "hormat"),
    ] {
        assert_ne!(stemmer.stem(left), stemmer.stem(right), "{left} and {right}");
    }
}

#[test]
fn the_tables_are_sorted_and_say_nothing_twice() {
    let roots: Vec<&str> = entries(ROOTS).collect();
    assert!(roots.is_sorted_by(|a, b| a < b), "roots.txt is out of order");
    for root in &roots {
        assert!(root.bytes().all(|byte| byte.is_ascii_lowercase()), "{root:?}");
    }
    for section in OVERRIDES.split("\n\n") {
        let forms: Vec<&str> = table(section).into_iter().map(|(form, _)| form).collect();
        assert!(forms.is_sorted_by(|a, b| a < b), "a section is out of order: {forms:?}");
    }
    let mut seen = HashMap::new();
    for (form, stem) in table(OVERRIDES) {
        assert_eq!(seen.insert(form, stem), None, "{form} stands twice");
    }
}

#[test]
fn overrides_win_and_stems_are_their_own_stems() {
    let stemmer = Stemmer::default();
    for (form, stem) in table(OVERRIDES) {
        assert_eq!(stemmer.stem(form), stem, "{form}");
        assert_eq!(stemmer.stem(stem), stem, "stem of {form}");
    }
}

#[test]
fn other_languages_use_their_snowball_algorithm() {
    for (language, word, stem) in [
        (Language::English, "neutrality", "neutral"),
        (Language::German, "wahlen", "wahl"),
        (Language::French, "fonctionnaires", "fonctionnair"),
        (Language::Russian, "выборов", "выбор"),
        (Language::None, "pelanggaran", "pelanggaran"),
    ] {
        assert_eq!(Stemmer::new(language).stem(word), stem, "{language}");
    }
}

#[test]
fn languages_go_by_their_names() {
    assert_eq!(Language::default(), Language::Indonesian);
    for &language in Language::all() {
        assert_eq!(language.to_string().parse::<Language>().expect("known"), language);
        let json = serde_json::to_string(&language).expect("plain");
        assert_eq!(json, format!("\"{language}\""));
        assert_eq!(serde_json::from_str::<Language>(&json).expect("known"), language);
    }
    let error = "klingon".parse::<Language>().expect_err("unknown").to_string();
    assert!(error.contains("\"klingon\"") && error.contains("indonesian, arabic"), "{error}");
}

#[test]
fn odd_words_come_back() {
    let long = "me".repeat(500_000);
    let edge = format!("{}nya", "a".repeat(MAX_WORD_BYTES - 3));
    for &language in Language::all() {
        let stemmer = Stemmer::new(language);
        assert_eq!(stemmer.stem(&long), long);
        assert_eq!(stemmer.stem(""), "");
        for word in
            ["a", "di", "ke", "nya", "kah", "meng", "i", "2024", "covid19", "é", "ke2", &edge]
        {
            assert!(!stemmer.stem(word).is_empty(), "{language}: {word}");
        }
    }
    for word in ["2024", "ke2", "menulisé", "Menulis", "nya", "di", "-nya", "dinya"] {
        assert_eq!(Stemmer::default().stem(word), word);
    }
}

/// Words that get far into the rules: affixes and syllables in any order.
fn affixed() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "me", "mem", "men", "meng", "meny", "menge", "pe", "per", "peng", "peny", "be", "ber",
        "ter", "di", "ke", "se", "an", "kan", "i", "nya", "ku", "mu", "lah", "kah", "pun", "tulis",
        "atur", "rasa", "ajar", "y", "k", "a",
    ]);
    prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_has_a_stem_in_every_language(word in "\\PC{0,24}|[a-zà-ÿ']{0,24}|[а-яё]{0,20}|[α-ώ]{0,20}|[ا-ي]{0,20}|[அ-ஹ]{0,12}") {
        for &language in Language::all() {
            let stemmer = Stemmer::new(language);
            let stem = stemmer.stem(&word);
            prop_assert_eq!(stem.is_empty(), word.is_empty());
            prop_assert_eq!(&stem, &stemmer.stem(&word));
        }
    }

    #[test]
    fn indonesian_stems_are_no_longer_than_the_word(word in affixed()) {
        let stem = Stemmer::default().stem(&word).into_owned();
        prop_assert!(stem.len() <= word.len(), "{} -> {}", word, stem);
        prop_assert_eq!(stem.is_empty(), word.is_empty());
    }
}
