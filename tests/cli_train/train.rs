//! `klaim train`: what it writes and prints, and data that it refuses.

use std::fmt::Write as _;

use super::*;

#[test]
fn the_model_is_written_and_its_scores_stand_in_its_record() {
    let folder = Folder::new();
    let printed = folder.train("model.st", &["--alpha", "0.5", "--test", "test.jsonl"]);
    assert!(printed.contains("converged"), "{printed}");
    assert!(printed.contains("test "), "{printed}");
    let record = &folder.inspect("model.st")["training"];
    assert_eq!(record["sentences"], 48);
    assert_eq!(record["articles"], 8);
    assert_eq!(record["cross_validation"]["folds"], 5);
    assert_eq!(record["test"]["sentences"], 10);
    let scores = folder.json(&["evaluate", "--data", "test.jsonl", "--model", "model.st"]);
    for name in ["accuracy", "macro_f1", "log_loss", "ece"] {
        assert_eq!(record["test"][name], scores[name], "{name}");
    }
}

#[test]
fn the_path_of_alphas_is_printed_and_one_is_chosen() {
    let folder = Folder::new();
    let printed = folder.train("model.st", &["--folds", "3"]);
    assert!(printed.contains("Cross-validation by article, 3 folds"), "{printed}");
    assert_eq!(printed.matches(" chosen").count(), 1, "{printed}");
    assert!(printed.contains("log-loss"), "{printed}");
}

#[test]
fn threads_and_the_order_of_lines_change_no_byte() {
    let folder = Folder::new();
    folder.train("one.st", &["--folds", "3", "--threads", "1"]);
    folder.train("two.st", &["--folds", "3", "--threads", "2"]);
    assert!(folder.bytes("one.st") == folder.bytes("two.st"), "threads");
    let mut lines: Vec<&str> = SENTENCES.lines().collect();
    lines.sort_unstable_by_key(|line| (line.len(), *line));
    folder.write("train.jsonl", &lines.join("\n"));
    folder.train("shuffled.st", &["--folds", "3"]);
    assert!(folder.bytes("one.st") == folder.bytes("shuffled.st"), "order of lines");
    let (first, second) = lines.split_at(20);
    folder.write("train.jsonl", &first.join("\n"));
    folder.write("more.jsonl", &second.join("\n"));
    folder.train("split.st", &["--folds", "3", "--data", "more.jsonl"]);
    assert!(folder.bytes("one.st") == folder.bytes("split.st"), "files");
}

#[test]
fn priors_are_stored_in_the_model() {
    let folder = Folder::new();
    folder.train("model.st", &["--alpha", "0.5", "--test", "test.jsonl", "--priors", "none=0.7"]);
    let contents = folder.inspect("model.st");
    let none = &contents["labels"][1];
    assert_eq!(none["label"], "none");
    assert!((number(&none["prior"]) - 0.7).abs() < 1e-9, "{none}");
    assert_eq!(contents["training"]["test"]["sentences"], 10, "scores and priors both stay");
    let scores = folder.json(&["evaluate", "--data", "test.jsonl", "--model", "model.st"]);
    assert_eq!(contents["training"]["test"]["log_loss"], scores["log_loss"]);
}

#[test]
fn csv_without_ids_trains_with_each_line_an_article() {
    let folder = Folder::new();
    let mut csv = String::from("text,label\n");
    for line in SENTENCES.lines() {
        let sentence: Value = serde_json::from_str(line).expect("JSON");
        let _ = writeln!(csv, "{},{}", sentence["text"], sentence["label"]);
    }
    folder.write("train.csv", &csv);
    folder.stdout(&["train", "--data", "train.csv", "--output", "model.st", "--folds", "3"]);
    assert_eq!(folder.inspect("model.st")["training"]["articles"], 48);
    let twice =
        ["train", "--data", "train.csv", "--data", "train.csv", "--output", "m.st", "--alpha", "1"];
    folder.stdout(&twice);
    assert_eq!(folder.inspect("m.st")["training"]["sentences"], 96);
}

#[test]
fn a_fit_that_does_not_converge_warns_and_says_so_in_the_record() {
    let folder = Folder::new();
    let arguments = [
        "train",
        "--data",
        "train.jsonl",
        "--output",
        "m.st",
        "--alpha",
        "0.01",
        "--max-iterations",
        "2",
    ];
    let output = folder.run(&arguments);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("did not converge"), "{}", stderr(&output));
    assert!(stderr(&output).contains("raise --max-iterations"), "{}", stderr(&output));
    assert!(stdout(&output).contains("NOT CONVERGED"), "{}", stdout(&output));
    assert_eq!(folder.inspect("m.st")["training"]["fit"]["converged"], false);
    let quiet = folder.run(&[&arguments[..], &["--quiet"]].concat());
    assert_eq!(stderr(&quiet), "");
}

#[test]
fn a_pipe_gets_no_progress() {
    let folder = Folder::new();
    let output =
        folder.run(&["train", "--data", "train.jsonl", "--output", "m.st", "--folds", "3"]);
    assert_eq!(stderr(&output), "");
}

#[test]
fn data_that_teach_nothing_are_refused_and_leave_no_file() {
    let folder = Folder::new();
    let sentence = |id: usize, label: &str| {
        format!("{{\"id\":\"a-{id}\",\"text\":\"Rapat nomor {id}\",\"label\":\"{label}\"}}\n")
    };
    folder.write("empty.jsonl", "");
    folder.write("single.jsonl", &[sentence(1, "none"), sentence(2, "none")].concat());
    folder.write(
        "once.jsonl",
        &[sentence(1, "none"), sentence(2, "none"), sentence(3, "sanction")].concat(),
    );
    folder.write("label.jsonl", "{\"text\":\"Rapat.\",\"label\":\"x\"}\n");
    let before = folder.files();
    let mut messages = String::new();
    for arguments in [
        &["--data", "empty.jsonl"][..],
        &["--data", "single.jsonl"],
        &["--data", "once.jsonl"],
        &["--data", "missing.jsonl"],
        &["--data", "train.jsonl", "--data", "train.jsonl"],
        &["--data", "train.jsonl", "--folds", "9"],
        &["--data", "train.jsonl", "--alpha", "1", "--min-df", "100"],
        &["--data", "train.jsonl", "--test", "label.jsonl"],
        &["--data", "train.jsonl", "--from", "train.jsonl"],
        &["--data", "train.jsonl", "--alpha", "1", "--priors", "impact=0.5"],
        &["--data", "train.jsonl", "--class-weight", "impact=2"],
        &["--data", "train.jsonl", "--solver", "linfa", "--also-share", "0"],
        &[
            "--data",
            "train.jsonl",
            "--solver",
            "linfa",
            "--also-share",
            "0",
            "--alpha",
            "1",
            "--max-dense-bytes",
            "1000",
        ],
        &[
            "--data",
            "train.jsonl",
            "--solver",
            "linfa",
            "--also-share",
            "0",
            "--alpha",
            "1",
            "--class-weight",
            "balanced",
        ],
        &["--data", "train.jsonl", "--solver", "linfa", "--alpha", "1", "--also-share", "0.2"],
    ] {
        let message = folder.error(&[&["train", "--output", "m.st"], arguments].concat());
        let _ = writeln!(messages, "{}\n{message}", arguments.join(" "));
    }
    insta::assert_snapshot!(messages);
    assert_eq!(folder.files(), before);
}

#[test]
fn an_output_that_cannot_be_written_fails_before_the_work() {
    let folder = Folder::new();
    let message = folder.error(&["train", "--data", "missing.jsonl", "--output", "no/such/m.st"]);
    assert!(message.contains("no/such/m.st"), "{message}");
    let message = folder.error(&["train", "--data", "train.jsonl", "--output", "."]);
    assert!(message.contains("is a folder"), "{message}");
    let message = folder.error(&["train", "--data", "train.jsonl"]);
    assert!(message.contains("--output"), "{message}");
}

#[test]
fn linfa_gives_nearly_the_same_probabilities() {
    let folder = Folder::new();
    let hard = ["--also-share", "0", "--label-smoothing", "0"];
    let tight = [&["--alpha", "0.5", "--tolerance", "1e-6", "--folds", "20"], &hard[..]].concat();
    folder.train("sparse.st", &tight);
    folder.train("linfa.st", &[&tight[..], &["--solver", "linfa"]].concat());
    assert_eq!(folder.inspect("linfa.st")["training"]["solver"], "linfa");
    let loss = |model: &str| {
        number(&folder.json(&["evaluate", "--data", "test.jsonl", "--model", model])["log_loss"])
    };
    assert!((loss("sparse.st") - loss("linfa.st")).abs() < 1e-4);
}
