//! `klaim evaluate`.

use std::fmt::Write as _;

use super::*;

const EVALUATE: [&str; 5] = ["evaluate", "--data", "test.jsonl", "--model", "model.st"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&EVALUATE[..], more].concat()
}

#[test]
fn json_has_the_fields_that_are_promised() {
    let folder = Folder::with_model();
    let scores = folder.json(&EVALUATE);
    for name in ["accuracy", "accuracy_with_second_label", "macro_f1", "log_loss", "ece"] {
        assert!(scores[name].is_number(), "{name}");
    }
    for label in ["commitment", "none", "prohibition", "sanction"] {
        for name in ["precision", "recall", "f1", "support"] {
            assert!(scores["labels"][label][name].is_number(), "{label} {name}");
        }
        assert!(scores["confusion"][label]["none"].is_number(), "{label}");
    }
    assert_eq!(scores["labels"]["sanction"]["support"], 3);
    assert_eq!(scores["reliability"].as_array().map(Vec::len), Some(15));
    assert!(scores["coverage"][0]["coverage"].is_number());
    assert!(scores["majority_baseline"]["accuracy"].is_number());
    assert_eq!(scores.get("intervals"), None);
}

#[test]
fn tables_hold_the_same_scores() {
    let folder = Folder::with_model();
    let scores = folder.json(&EVALUATE);
    let table = folder.stdout(&with(&["--format", "table"]));
    let shown = format!("macro-F1                    {:.4}", number(&scores["macro_f1"]));
    assert!(table.contains(&shown), "{table}");
    for title in ["precision", "gold \\ predicted", "mean probability", "coverage"] {
        assert!(table.contains(title), "{title}");
    }
    let one = folder.stdout(&with(&["--format", "table", "--threads", "1"]));
    assert_eq!(one, table);
}

#[test]
fn a_missed_threshold_is_exit_code_1() {
    let folder = Folder::with_model();
    let missed = folder.run(&with(&["--min-macro-f1", "1"]));
    assert_eq!(missed.status.code(), Some(1));
    assert!(stderr(&missed).contains("below --min-macro-f1 1"), "{}", stderr(&missed));
    assert!(stdout(&missed).contains("macro_f1"), "scores are shown all the same");
    assert_eq!(folder.run(&with(&["--min-macro-f1", "0.1"])).status.code(), Some(0));
    assert!(folder.error(&with(&["--min-macro-f1", "70"])).contains("from 0 to 1"));
}

#[test]
fn bootstrap_intervals_depend_on_the_seed_alone() {
    let folder = Folder::with_model();
    let bootstrap = with(&["--bootstrap", "200", "--seed", "4"]);
    let scores = folder.json(&bootstrap);
    let interval = &scores["intervals"]["macro_f1"];
    assert!(number(&interval["lower"]) <= number(&scores["macro_f1"]));
    assert!(number(&interval["upper"]) >= number(&scores["macro_f1"]));
    assert_eq!(scores["intervals"]["articles"], 3);
    let threads = [&bootstrap[..], &["--threads", "1"]].concat();
    assert_eq!(folder.json(&threads), scores);
    let table = folder.stdout(&with(&["--bootstrap", "200", "--format", "table"]));
    assert!(table.contains("95 % interval"), "{table}");
    assert!(folder.error(&with(&["--bootstrap", "3"])).contains("100 to 100000"));
    assert!(folder.error(&with(&["--seed", "x"])).contains("--seed"));
}

#[test]
fn priors_move_predictions() {
    let folder = Folder::with_model();
    let usual = folder.json(&EVALUATE);
    let shifted = folder.json(&with(&["--priors", "none=0.97"]));
    let predicted = |scores: &Value| -> f64 {
        let rows = scores["confusion"].as_object().expect("rows").values();
        rows.map(|row| number(&row["none"])).sum()
    };
    assert!(predicted(&shifted) > predicted(&usual));
    assert!(folder.error(&with(&["--priors", "nobody=0.5"])).contains("use labels of the model"));
    assert!(folder.error(&with(&["--priors", "none=2"])).contains("between 0 and 1"));
}

#[test]
fn mistakes_are_listed_the_surest_first() {
    let folder = Folder::with_model();
    let scores = folder.json(&with(&["--errors", "errors.jsonl"]));
    let listed = String::from_utf8(folder.bytes("errors.jsonl")).expect("UTF-8");
    let mistakes: Vec<Value> =
        listed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let wrong = (1.0 - number(&scores["accuracy"])) * 10.0;
    assert!((wrong - mistakes.len() as f64).abs() < 1e-9, "{listed}");
    assert!(!mistakes.is_empty());
    for mistake in &mistakes {
        assert_ne!(mistake["label"], mistake["predicted"]);
        assert!(mistake["id"].is_string() && mistake["text"].is_string());
    }
    let probabilities: Vec<f64> = mistakes.iter().map(|m| number(&m["probability"])).collect();
    assert!(probabilities.is_sorted_by(|a, b| a >= b), "{probabilities:?}");
    assert_eq!(folder.stdout(&with(&["--errors", "-"])), listed);
    folder.error(&with(&["--errors", "no/such/file"]));
}

#[test]
fn reports_go_to_a_file() {
    let folder = Folder::with_model();
    let printed = folder.stdout(&EVALUATE);
    assert_eq!(folder.stdout(&with(&["--output", "scores.json"])), "");
    assert_eq!(folder.bytes("scores.json"), printed.as_bytes());
    assert!(folder.error(&with(&["--output", "."])).contains("is a folder"));
    assert!(folder.error(&with(&["--format", "xml"])).contains("table, json"));
}

#[test]
fn bad_data_are_named_by_line() {
    let folder = Folder::with_model();
    folder.write(
        "unknown.jsonl",
        &format!("{HELD_OUT}{}", r#"{"id":"x-1","text":"Apa","label":"impact"}"#),
    );
    folder.write("second.jsonl", r#"{"id":"x-1","text":"Apa","label":"none","also":"nona"}"#);
    folder.write("broken.jsonl", &format!("{HELD_OUT}{{\"id\":"));
    folder.write("clash.jsonl", HELD_OUT);
    folder.write("short.st", "not a model");
    let mut messages = String::new();
    for arguments in [
        &["--data", "unknown.jsonl", "--model", "model.st"][..],
        &["--data", "second.jsonl", "--model", "model.st"],
        &["--data", "broken.jsonl", "--model", "model.st"],
        &["--data", "test.jsonl", "--data", "clash.jsonl", "--model", "model.st"],
        &["--data", "missing.jsonl", "--model", "model.st"],
        &["--data", "test.jsonl", "--model", "short.st"],
    ] {
        let message = folder.error(&[&["evaluate"], arguments].concat());
        let _ = write!(messages, "{}\n{message}\n", arguments.join(" "));
    }
    insta::assert_snapshot!(messages);
}
