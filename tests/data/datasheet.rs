//! The figures of `data/README.md` are those of the data, and the codebook defines the labels in use.
//!
//! In: all splits, `data/README.md`, `data/CODEBOOK.md`. Out: a failure with the rows to paste into the stale table.

use std::collections::BTreeSet;

use crate::{LABELS, Sentence, articles, by_part, data, load_all, part_key, part_of, read};

type Table = Vec<Vec<String>>;

/// The Markdown table of `text` whose header row has exactly the cells of `header`, without header and rule.
fn table(text: &str, header: &[&str]) -> Table {
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let rows: Table = text
        .lines()
        .skip_while(|line| cells(line) != header)
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(cells)
        .collect();
    assert!(!rows.is_empty(), "data/README.md has no table {}", header.join(" | "));
    rows
}

/// Fails with the table to be pasted when the one in the datasheet is stale.
fn assert_table(stated: &Table, counted: &Table) {
    let paste: Vec<String> = counted.iter().map(|row| format!("| {} |", row.join(" | "))).collect();
    assert!(stated == counted, "data/README.md is stale; the rows should be\n{}", paste.join("\n"));
}

fn count(sentences: &[Sentence], wanted: impl Fn(&Sentence) -> bool) -> usize {
    sentences.iter().filter(|s| wanted(s)).count()
}

fn row(name: &str, counts: impl IntoIterator<Item = usize>) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(counts.into_iter().map(|n| n.to_string())).collect()
}

#[test]
fn the_datasheet_states_the_label_counts() {
    let splits = load_all();
    let readme = read(&data("README.md"));
    let with_sum = |counts: [usize; 3]| counts.into_iter().chain([counts.iter().sum()]);
    let line = |name: &str, wanted: &dyn Fn(&Sentence) -> bool| {
        row(name, with_sum(splits.each_ref().map(|(_, split)| count(split, wanted))))
    };
    let mut counted: Table = LABELS
        .iter()
        .map(|label| line(&format!("`{label}`"), &|s: &Sentence| s.label == *label))
        .collect();
    counted.push(line("sentences", &|_| true));
    counted.push(line("with a second label", &|s| s.also.is_some()));
    let of_articles = splits.each_ref().map(|(_, split)| articles(split).len());
    counted.push(row("articles", with_sum(of_articles)));
    assert_table(&table(&readme, &["label", "train", "test", "news", "all"]), &counted);
}

#[test]
fn the_datasheet_states_the_counts_of_every_part() {
    let [(_, train), (_, test), _] = load_all();
    let readme = read(&data("README.md"));
    let mut header = vec!["part", "articles", "in test", "sentences", "in test"];
    header.extend(LABELS);
    let mut counted = Table::new();
    let parts = by_part(&train, &test);
    let mut names: Vec<&str> = parts.keys().copied().collect();
    // Parts p1, p2, ... before the parts of other letters, which came later.
    names
        .sort_by_key(|part| part_key(part).map(|(letter, number)| (letter != 'p', letter, number)));
    for part in names {
        let (all, held_out) = &parts[part];
        let of = |label: &str| {
            let wanted = |s: &Sentence| s.part() == part && s.label == label;
            count(&train, wanted) + count(&test, wanted)
        };
        let in_test = count(&test, |s| s.part() == part);
        let both = in_test + count(&train, |s| s.part() == part);
        let sizes = [all.len(), held_out.len(), both, in_test];
        counted.push(row(part, sizes.into_iter().chain(LABELS.map(of))));
    }
    assert_table(&table(&readme, &header), &counted);
}

#[test]
fn the_datasheet_states_the_counts_of_the_parts_kept_whole() {
    let [_, _, (_, news)] = load_all();
    let readme = read(&data("README.md"));
    let mut header = vec!["part kept whole", "articles", "sentences"];
    header.extend(LABELS);
    let mut parts: Vec<&str> = news.iter().map(Sentence::part).collect();
    parts.dedup();
    let counted: Table = parts
        .into_iter()
        .map(|part| {
            let of_articles = articles(&news).iter().filter(|a| part_of(a) == part).count();
            let sizes = [of_articles, count(&news, |s| s.part() == part)];
            let of = |label: &str| count(&news, |s| s.part() == part && s.label == label);
            row(part, sizes.into_iter().chain(LABELS.map(of)))
        })
        .collect();
    assert_table(&table(&readme, &header), &counted);
}

#[test]
fn the_datasheet_states_the_sentence_lengths() {
    let readme = read(&data("README.md"));
    let header = ["split", "mean", "smallest", "5 %", "median", "95 %", "largest"];
    let counted: Table = load_all()
        .iter()
        .map(|(split, sentences)| {
            let mut words: Vec<usize> =
                sentences.iter().map(|s| s.text.split_whitespace().count()).collect();
            words.sort_unstable();
            let n = words.len();
            let mean = words.iter().sum::<usize>() as f64 / n as f64;
            let at = |percent: usize| words[(n * percent / 100).min(n - 1)].to_string();
            vec![(*split).to_owned(), format!("{mean:.1}"), at(0), at(5), at(50), at(95), at(100)]
        })
        .collect();
    assert_table(&table(&readme, &header), &counted);
}

#[test]
fn the_codebook_defines_every_label() {
    let codebook = read(&data("CODEBOOK.md"));
    let defined: BTreeSet<String> =
        table(&codebook, &["label", "the sentence says", "typical cues (Indonesian)"])
            .into_iter()
            .map(|row| row[0].clone())
            .collect();
    assert_eq!(defined, LABELS.iter().map(|label| format!("`{label}`")).collect());
}
