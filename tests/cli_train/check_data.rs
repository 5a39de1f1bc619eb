//! `klaim check-data`.

use super::*;

/// The training sentences with two that repeat others and one wrong label.
fn spoiled() -> String {
    let spoiled = SENTENCES
        .replace("Kopi dan kudapan disediakan panitia.", "Apel dipimpin langsung oleh Wakil Bupati")
        .replace(
            "\"Pegawai honorer juga dilarang hadir di rapat partai.\",\"label\":\"prohibition\"",
            "\"Pegawai juga dilarang mengunggah foto calon di media sosial.\",\"label\":\"sanction\"",
        );
    assert_ne!(spoiled, SENTENCES);
    spoiled
}

#[test]
fn repetitions_rare_labels_and_doubtful_labels_are_found() {
    let folder = Folder::new();
    folder.write("train.jsonl", &spoiled());
    let report = folder.json(&["check-data", "train.jsonl", "--max-probability", "0.2"]);
    assert_eq!(report["sentences"], 48);
    assert_eq!(report["found"]["duplicates"], 1);
    assert_eq!(report["duplicates"][0]["first"]["line"], 22);
    assert_eq!(report["duplicates"][0]["second"]["line"], 46);
    assert_eq!(report["duplicates"][0]["same_label"], true);
    let near = &report["near_duplicates"][0];
    assert_eq!((&near["first"]["line"], &near["second"]["line"]), (&3.into(), &33.into()));
    assert_eq!(near["same_label"], false);
    assert_eq!(report["rare_labels"].as_array().map(Vec::len), Some(4));
    let doubtful = report["doubtful"].as_array().expect("a list");
    assert_eq!(report["found"]["doubtful"], doubtful.len());
    assert!(doubtful.iter().any(|d| d["place"]["id"] == "t1-06-02"), "{doubtful:?}");
    let probabilities: Vec<f64> = doubtful.iter().map(|d| number(&d["probability"])).collect();
    assert!(probabilities.is_sorted(), "{probabilities:?}");
    assert!(probabilities.iter().all(|p| *p <= 0.2));
}

#[test]
fn tables_name_places_and_labels() {
    let folder = Folder::new();
    folder.write("train.jsonl", &spoiled());
    let check = ["check-data", "train.jsonl", "--format", "table", "--max-probability", "0.2"];
    let table = folder.stdout(&check);
    for part in ["train.jsonl:46", "DIFFERENT LABELS", "too few to learn from", "doubtful labels"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    assert_eq!(folder.stdout(&[&check[..], &["--threads", "1"]].concat()), table);
    let none = folder.stdout(&[&check[..], &["--top", "0", "--no-model"]].concat());
    assert!(none.contains("1 repeated sentences, the first 0"), "{none}");
    assert!(!none.contains("doubtful"), "{none}");
}

#[test]
fn strict_makes_findings_an_exit_code() {
    let folder = Folder::new();
    let check = ["check-data", "train.jsonl", "--no-model", "--strict"];
    assert_eq!(folder.run(&check).status.code(), Some(1), "labels of fewer than 20 sentences");
    let lenient = [&check[..], &["--min-sentences", "5"]].concat();
    assert_eq!(folder.run(&lenient).status.code(), Some(0));
    folder
        .write("test.jsonl", &SENTENCES.lines().next().expect("a line").replace("t1-01-00", "x-1"));
    let against = [&lenient[..], &["--against", "test.jsonl"]].concat();
    assert_eq!(folder.run(&against).status.code(), Some(1), "a sentence in both files");
}

#[test]
fn leakage_between_two_files_is_found() {
    let folder = Folder::new();
    let mut test = String::from(HELD_OUT);
    test.push_str(
        "{\"id\":\"t1-08-09\",\"text\":\"Warga antre di depan loket\",\"label\":\"none\"}\n",
    );
    test.push_str("{\"id\":\"z-2\",\"text\":\"Foto: Humas PEMKAB\",\"label\":\"none\"}\n");
    folder.write("test.jsonl", &test);
    let check = ["check-data", "train.jsonl", "--against", "test.jsonl", "--no-model"];
    let leakage = &folder.json(&check)["leakage"];
    assert_eq!(leakage["articles"], serde_json::json!(["t1-08"]));
    assert_eq!(leakage["duplicates"][0]["second"]["id"], "z-2");
    assert_eq!(leakage["near_duplicates"][0]["second"]["id"], "t1-08-09");
    let table = folder.stdout(&[&check[..], &["--format", "table"]].concat());
    assert!(table.contains("1 articles in both files\n  t1-08\n"), "{table}");
    assert!(table.contains("test.jsonl:12"), "{table}");
}

#[test]
fn data_too_small_for_a_model_get_a_note() {
    let folder = Folder::new();
    folder.write("one.jsonl", "{\"id\":\"a-1\",\"text\":\"Rapat.\",\"label\":\"none\"}\n");
    let report = folder.json(&["check-data", "one.jsonl"]);
    assert!(report["notes"][0].as_str().is_some_and(|note| note.contains("two labels")));
}

#[test]
fn bad_values_are_refused() {
    let folder = Folder::new();
    for (option, value, part) in [
        ("--max-probability", "2", "use 0 to 1"),
        ("--folds", "1", "use 2 to 100"),
        ("--top", "x", "--top"),
        ("--min-sentences", "-1", "-1"),
        ("--seed", "x", "--seed"),
        ("--against", "missing.jsonl", "missing.jsonl"),
        ("--format", "csv", "table, json"),
    ] {
        let message = folder.error(&["check-data", "train.jsonl", option, value]);
        assert!(message.contains(part), "{option} {value}: {message}");
    }
    assert!(folder.error(&["check-data", "missing.jsonl"]).contains("missing.jsonl"));
}
