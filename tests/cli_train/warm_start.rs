//! `klaim train --from`.

use super::*;

/// Probabilities of the held-out sentences.
fn logits(folder: &Folder, model: &str) -> Vec<f64> {
    let explained = folder.json(&["explain", "--file", "test.jsonl", "--model", model]);
    let sentences = explained.as_array().expect("several sentences").iter();
    let labels = sentences.flat_map(|s| s["labels"].as_object().expect("labels").values());
    labels.map(|label| number(&label["probability"])).collect()
}

#[test]
fn the_optimum_stays_and_is_reached_sooner() {
    let folder = Folder::new();
    let tight = ["--alpha", "0.5", "--folds", "20", "--tolerance", "1e-6"];
    folder.train("cold.st", &tight);
    let printed = folder.train("warm.st", &[&tight[..], &["--from", "cold.st"]].concat());
    let features = folder.inspect("cold.st")["features"].to_string();
    let expected = format!("Started from {features} of {features} features and 4 of 4 labels");
    assert!(printed.contains(&expected), "{printed}");
    let iterations = |model| number(&folder.inspect(model)["training"]["fit"]["iterations"]);
    assert!(iterations("warm.st") < iterations("cold.st") / 2.0);
    for (cold, warm) in logits(&folder, "cold.st").iter().zip(logits(&folder, "warm.st")) {
        assert!((cold - warm).abs() < 1e-4, "{cold} {warm}");
    }
}

#[test]
fn new_labels_and_other_features_start_from_zero() {
    let folder = Folder::new();
    let tight = ["--alpha", "0.5", "--folds", "20", "--tolerance", "1e-6"];
    let without: Vec<&str> =
        SENTENCES.lines().filter(|line| !line.contains("\"label\":\"commitment\"")).collect();
    folder.write("old.jsonl", &without.join("\n"));
    let old = ["train", "--data", "old.jsonl", "--output", "old.st", "--stem-ngrams", "1"];
    folder.stdout(&[&old[..], &tight[..]].concat());
    folder.train("cold.st", &tight);
    let printed = folder.train("warm.st", &[&tight[..], &["--from", "old.st"]].concat());
    assert!(printed.contains("features and 3 of 4 labels of the model given"), "{printed}");
    for (cold, warm) in logits(&folder, "cold.st").iter().zip(logits(&folder, "warm.st")) {
        assert!((cold - warm).abs() < 1e-4, "{cold} {warm}");
    }
}

#[test]
fn a_model_of_another_task_is_refused() {
    let folder = Folder::new();
    folder.write(
        "other.jsonl",
        "{\"id\":\"a-1\",\"text\":\"Hujan deras\",\"label\":\"rain\"}\n\
         {\"id\":\"a-2\",\"text\":\"Hujan lagi\",\"label\":\"rain\"}\n\
         {\"id\":\"a-3\",\"text\":\"Langit cerah\",\"label\":\"sun\"}\n\
         {\"id\":\"a-4\",\"text\":\"Cerah sekali\",\"label\":\"sun\"}\n",
    );
    folder.stdout(&["train", "--data", "other.jsonl", "--output", "other.st", "--alpha", "1"]);
    let arguments = ["train", "--data", "train.jsonl", "--output", "m.st", "--alpha", "1"];
    let message = folder.error(&[&arguments[..], &["--from", "other.st"]].concat());
    assert!(message.contains("no label in common"), "{message}");
    let linfa = ["--from", "other.st", "--solver", "linfa", "--also-share", "0"];
    let message = folder.error(&[&arguments[..], &linfa].concat());
    assert!(message.contains("--solver sparse"), "{message}");
}
