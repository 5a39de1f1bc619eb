//! `klaim inspect`.

use std::fmt::Write as _;

use super::*;

#[test]
fn contents_are_those_of_the_training() {
    let folder = Folder::with_model();
    let contents = folder.inspect("model.st");
    assert_eq!(contents["labels"].as_array().map(Vec::len), Some(4));
    assert_eq!(contents["labels"][1]["sentences"], 16);
    assert_eq!(contents["bytes"], folder.bytes("model.st").len());
    let features = contents["features"].as_u64().expect("a number");
    assert_eq!(contents["weights"], features * 4);
    let kinds = contents["feature_kinds"].as_object().expect("kinds").values();
    assert_eq!(kinds.filter_map(Value::as_u64).sum::<u64>(), features);
    for label in contents["labels"].as_array().expect("labels") {
        let effects: Vec<f64> = label["strongest"]
            .as_array()
            .expect("features")
            .iter()
            .map(|feature| number(&feature["effect"]))
            .collect();
        assert!(effects.len() <= 10 && effects.is_sorted_by(|a, b| a >= b), "{effects:?}");
    }
}

#[test]
fn tables_show_labels_settings_and_the_record() {
    let folder = Folder::with_model();
    let table = folder.stdout(&["inspect", "model.st", "--format", "table", "--top", "2"]);
    for part in ["sanction", "stem_ngrams", "converged", "SHA-256", "strongest for none"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let none = folder.stdout(&["inspect", "model.st", "--format", "table", "--top", "0"]);
    assert!(!none.contains("strongest"), "{none}");
}

#[test]
fn what_is_no_model_is_refused() {
    let folder = Folder::with_model();
    let whole = folder.bytes("model.st");
    std::fs::write(folder.path("cut.st"), &whole[..whole.len() - 9]).expect("written");
    let mut flipped = whole.clone();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    std::fs::write(folder.path("flipped.st"), flipped).expect("written");
    let mut messages = String::new();
    assert!(folder.error(&["inspect", "missing.st"]).contains("missing.st"));
    for name in ["train.jsonl", "cut.st", "flipped.st", "."] {
        let _ = write!(messages, "{name}\n{}\n", folder.error(&["inspect", name]));
    }
    insta::assert_snapshot!(messages);
    assert!(folder.error(&["inspect", "model.st", "--top", "x"]).contains("--top"));
}
