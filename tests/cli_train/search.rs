//! `klaim train --learning-curve` and `--tune`.

use super::*;

#[test]
fn the_learning_curve_rises_to_all_articles_and_ends_with_a_verdict() {
    let folder = Folder::new();
    let arguments = ["train", "--data", "train.jsonl", "--learning-curve", "--alpha", "0.5"];
    let printed = folder.stdout(&[&arguments[..], &["--folds", "4"]].concat());
    assert!(printed.contains("Learning curve, 4 folds by article, alpha 0.5"), "{printed}");
    let last = printed.lines().find(|line| line.trim_start().starts_with("100 %")).expect("100 %");
    let numbers: Vec<&str> = last.split_whitespace().collect();
    assert_eq!(numbers[2..4], ["6", "36"], "three of four folds of 8 articles, 48 sentences");
    assert!(printed.contains("ore labels"), "{printed}");
    assert!(printed.contains("standard error"), "{printed}");
    assert_eq!(folder.files(), ["test.jsonl", "train.jsonl"]);
    let again = folder.stdout(&[&arguments[..], &["--folds", "4", "--threads", "1"]].concat());
    assert_eq!(printed, again);
}

#[test]
fn a_learning_curve_chooses_its_alpha_with_or_without_a_model() {
    let folder = Folder::new();
    let curve = ["train", "--data", "train.jsonl", "--folds", "3", "--learning-curve"];
    let printed = folder.stdout(&curve);
    let with_model = folder.stdout(&[&curve[..], &["--output", "m.st"]].concat());
    let line =
        |text: &str| text.lines().find(|l| l.starts_with("Learning curve")).map(str::to_owned);
    assert_eq!(line(&printed), line(&with_model));
    assert!(line(&printed).is_some());
    assert_eq!(folder.inspect("m.st")["training"]["sentences"], 48);
    let message = folder.error(&[&curve[..], &["--folds", "9"]].concat());
    assert!(message.contains("--folds"), "{message}");
}

#[test]
fn tuning_ends_with_a_command_that_reproduces_the_winner() {
    let folder = Folder::new();
    let printed = folder.stdout(&[
        "train",
        "--data",
        "train.jsonl",
        "--tune",
        "2",
        "--seed",
        "3",
        "--output",
        "best.st",
    ]);
    assert!(printed.contains("(defaults)"), "{printed}");
    let winner = printed.lines().find(|line| line.starts_with(' ') && line.contains("0."));
    let macro_f1 = winner.and_then(|line| line.split_whitespace().nth(1)).expect("a trial");
    let command = printed.lines().last().expect("a command");
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(words[..2], ["klaim", "train"]);
    folder.stdout(&words[1..]);
    let record = &folder.inspect("best.st")["training"]["cross_validation"];
    assert_eq!(format!("{:.4}", number(&record["macro_f1"])), macro_f1);
    assert_eq!(record["folds"], 3);
}

#[test]
fn tuning_without_time_tries_the_settings_as_they_are() {
    let folder = Folder::new();
    let arguments = ["train", "--data", "train.jsonl", "--tune", "0", "--stem-ngrams", "1"];
    let printed = folder.stdout(&arguments);
    assert!(printed.starts_with("1 trials"), "{printed}");
    let command = printed.lines().last().expect("a command");
    assert!(command.contains("--stem-ngrams 1"), "{command}");
    assert!(command.contains("--output model.safetensors"), "{command}");
    let both = folder.error(&[&arguments[..], &["--learning-curve"]].concat());
    assert!(both.contains("cannot be used with"), "{both}");
}
