//! `klaim explain`.

use super::*;

const SENTENCE: &str = "ASN yang melanggar dijatuhi sanksi.";

#[test]
fn the_parts_add_up_to_the_logits() {
    let folder = Folder::with_model();
    for priors in ["none=0.3", "none=0.9"] {
        let explained = folder.json(&[
            "explain", SENTENCE, "--model", "model.st", "--priors", priors, "--top", "999",
        ]);
        assert_eq!(explained["text"], SENTENCE);
        let name = explained["explained"].as_str().expect("a label");
        assert_eq!(explained["label"], name);
        let label = &explained["labels"][name];
        let sum = |list: &str| -> f64 {
            let items = explained[list].as_array().expect("a list").iter();
            items.map(|item| number(&item["logit"])).sum()
        };
        let base = number(&label["bias"]) + number(&label["prior_shift"]);
        let logit = number(&label["logit"]);
        assert!((base + number(&label["features"]) - logit).abs() < 1e-9);
        assert!((base + sum("for") + sum("against") - logit).abs() < 1e-9);
        assert!((base + sum("words") + number(&explained["whole"]) - logit).abs() < 1e-9);
        let labels = explained["labels"].as_object().expect("labels").values();
        let total: f64 = labels.map(|label| number(&label["probability"])).sum();
        assert!((total - 1.0).abs() < 1e-9);
    }
}

#[test]
fn words_are_those_of_the_sentence() {
    let folder = Folder::with_model();
    let explained = folder.json(&["explain", SENTENCE, "--model", "model.st"]);
    let words = explained["words"].as_array().expect("words");
    assert_eq!(words.len(), 5);
    for word in words {
        let at = |name: &str| usize::try_from(word[name].as_u64().expect("bytes")).expect("usize");
        assert_eq!(word["word"], SENTENCE[at("start")..at("end")]);
    }
}

#[test]
fn one_label_can_be_asked_for() {
    let folder = Folder::with_model();
    let none = folder.json(&["explain", SENTENCE, "--model", "model.st", "--label", "none"]);
    assert_eq!(none["explained"], "none");
    assert_eq!(none["label"], "sanction");
    let message = folder.error(&["explain", SENTENCE, "--model", "model.st", "--label", "non"]);
    assert!(message.contains("the labels of the model are commitment, none"), "{message}");
}

#[test]
fn tables_show_the_strongest_features() {
    let folder = Folder::with_model();
    let arguments = ["explain", SENTENCE, "--model", "model.st", "--format", "table", "--top", "3"];
    let table = folder.stdout(&arguments);
    assert!(table.starts_with(SENTENCE), "{table}");
    let start = table.lines().skip_while(|line| *line != "For sanction");
    let features: Vec<&str> = start.skip(2).take_while(|line| !line.is_empty()).collect();
    assert_eq!(features.len(), 3, "{table}");
    let logits: Vec<f64> = features
        .iter()
        .map(|line| line.split_whitespace().next().and_then(|n| n.parse().ok()).expect("a logit"))
        .collect();
    assert!(logits.is_sorted_by(|a, b| a >= b) && logits[2] > 0.0, "{table}");
    assert!(table.contains("Against sanction"), "{table}");
    assert!(table.contains("(the sentence as a whole)"), "{table}");
    let message = folder.error(&["explain", SENTENCE, "--top", "-3"]);
    assert!(message.contains("-3"), "{message}");
}

#[test]
fn sentences_come_from_words_a_file_or_standard_input() {
    let folder = Folder::with_model();
    let words = ["explain", "--model", "model.st", "Rapat", "dimulai."];
    assert_eq!(folder.json(&words)["text"], "Rapat dimulai.");
    let output = folder.run_with(&["explain", "--model", "model.st"], "Rapat.\n\nASN netral.\n");
    let lines: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(lines[1]["text"], "ASN netral.");
    let file = folder.json(&["explain", "--model", "model.st", "--file", "test.jsonl"]);
    assert_eq!(file.as_array().map(Vec::len), Some(10));
    let empty = folder.run(&["explain", "--model", "model.st"]);
    assert_eq!(empty.status.code(), Some(2));
    assert!(folder.error(&["explain", "--file", "missing.txt"]).contains("missing.txt"));
}

#[test]
fn a_sentence_without_known_words_has_the_bias_alone() {
    let folder = Folder::with_model();
    folder.train("words.st", &["--alpha", "0.5", "--shape", "off"]);
    let explained = folder.json(&["explain", "Zzz", "--model", "words.st"]);
    assert_eq!(explained["for"], Value::Array(Vec::new()));
    let label = &explained["labels"]["none"];
    assert_eq!(label["bias"], label["logit"]);
}

#[test]
fn escapes_do_not_reach_the_terminal() {
    let folder = Folder::with_model();
    let hostile = "ASN \u{1b}[2J netral \u{202e}x";
    let table = folder.stdout(&["explain", hostile, "--model", "model.st", "--format", "table"]);
    assert!(!table.contains(['\u{1b}', '\u{202e}']), "{table:?}");
}
