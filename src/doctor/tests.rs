//! Findings in small files.

use super::*;

fn sentence(line: usize, id: &str, label: &str, text: &str) -> LabelledSentence {
    LabelledSentence {
        id: id.into(),
        text: text.into(),
        label: label.into(),
        also: None,
        weight: 1.0,
        line,
    }
}

fn without_model() -> CheckParams {
    CheckParams { train: None, ..CheckParams::default() }
}

fn checked(sentences: &[LabelledSentence], params: &CheckParams) -> Findings {
    check(sentences, params, &|_| ()).expect("checked")
}

#[test]
fn repetitions_are_told_from_near_repetitions() {
    let sentences = [
        sentence(1, "a-1", "prohibition", "ASN wajib menjaga netralitas dalam pemilu."),
        sentence(2, "a-2", "sanction", "ASN WAJIB menjaga netralitas, dalam pemilu"),
        sentence(3, "b-1", "prohibition", "ASN wajib menjaga netralitas dalam pemilu besok."),
        sentence(4, "b-2", "none", "Rapat dimulai pukul 09.00 di aula kantor bupati."),
        sentence(5, "b-3", "none", "Rapat dimulai pukul 10.00 di aula gedung dewan."),
    ];
    let findings = checked(&sentences, &without_model());
    let lines = |pairs: &[Pair]| -> Vec<(usize, usize, bool)> {
        pairs.iter().map(|p| (p.first.line, p.second.line, p.same_label)).collect()
    };
    assert_eq!(lines(&findings.duplicates), [(1, 2, false)]);
    assert_eq!(lines(&findings.near_duplicates), [(2, 3, false)]);
    assert_eq!((findings.sentences, findings.articles), (5, 2));
    assert_eq!(findings.rare_labels.len(), 3);
}

#[test]
fn sentences_without_a_word_are_no_repetitions() {
    let sentences = [sentence(1, "a-1", "none", "***"), sentence(2, "a-2", "none", "---")];
    let params = CheckParams { min_sentences: 1, ..without_model() };
    assert!(checked(&sentences, &params).is_clean());
}

#[test]
fn data_that_teach_nothing_get_a_note() {
    let sentences = [sentence(1, "a-1", "none", "Rapat."), sentence(2, "b-1", "none", "Apel.")];
    let findings = checked(&sentences, &CheckParams::default());
    assert!(findings.notes[0].contains("at least two labels"), "{:?}", findings.notes);
}

#[test]
fn a_wrong_label_is_found() {
    let mut sentences = Vec::new();
    let texts = [
        ("sanction", "Pelanggar dijatuhi sanksi disiplin berat"),
        ("commitment", "Kami berkomitmen menjaga netralitas pegawai"),
    ];
    for article in 0..12 {
        for (part, (label, text)) in texts.iter().enumerate() {
            let line = sentences.len() + 1;
            let id = format!("a{article}-{part}");
            sentences.push(sentence(line, &id, label, &format!("{text} nomor {article}.")));
        }
    }
    sentences[6].label = "commitment".into();
    let params = CheckParams { max_probability: 0.4, ..CheckParams::default() };
    let findings = checked(&sentences, &params);
    assert_eq!(findings.doubtful[0].place.line, 7, "{findings:?}");
    assert_eq!(findings.doubtful[0].predicted, "sanction");
}

#[test]
fn leakage_names_articles_and_sentences() {
    let train = [
        sentence(1, "a-1", "none", "Apel pagi digelar di halaman kantor gubernur."),
        sentence(2, "line:2", "none", "Cuaca hari itu cerah sekali."),
    ];
    let test = [
        sentence(1, "a-2", "none", "Upacara selesai."),
        sentence(2, "line:2", "none", "Cuaca hari itu cerah sekali"),
        sentence(3, "c-1", "impact", "Apel pagi digelar di halaman kantor gubernur lama."),
    ];
    let leakage = leakage(&train, &test);
    assert_eq!(leakage.articles, ["a"]);
    assert_eq!(leakage.duplicates[0].second.line, 2);
    assert_eq!(
        (leakage.near_duplicates[0].first.line, leakage.near_duplicates[0].second.line),
        (1, 3)
    );
    assert!(!leakage.near_duplicates[0].same_label);
}
