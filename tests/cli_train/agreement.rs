//! `klaim agreement`.

use super::*;

fn coders() -> Folder {
    let folder = Folder::new();
    let line = |id: &str, label: &str| {
        format!("{{\"id\":\"{id}\",\"text\":\"Kalimat {id}\",\"label\":\"{label}\"}}\n")
    };
    let file = |labels: [&str; 5]| -> String {
        ["a", "b", "c", "d", "e"].iter().zip(labels).map(|(id, label)| line(id, label)).collect()
    };
    folder.write("x.jsonl", &file(["none", "none", "sanction", "sanction", "impact"]));
    folder.write("y.jsonl", &file(["none", "none", "sanction", "impact", "impact"]));
    folder.write("z.jsonl", &[line("a", "none"), line("q", "none")].concat());
    folder
}

#[test]
fn coefficients_are_those_of_the_library() {
    let folder = coders();
    let report = folder.json(&["agreement", "x.jsonl", "y.jsonl"]);
    assert_eq!(report["pairable_units"], 5);
    // By hand: observed 0.8, by chance (2*2 + 2*1 + 1*2) / 25 = 0.32.
    assert!((number(&report["pairs"][0]["kappa"]) - 0.48 / 0.68).abs() < 1e-12);
    // By hand: 10 codes, 4 none, 3 sanction, 3 impact; 1 - 9 * 2 / (100 - 34).
    assert!((number(&report["alpha"]) - (1.0 - 18.0 / 66.0)).abs() < 1e-12);
    assert_eq!(report["disagreements"][0]["id"], "d");
    assert_eq!(report["labels"]["none"]["specific_agreement"], 1.0);
}

#[test]
fn tables_show_pairs_and_disagreements() {
    let folder = coders();
    let agreement = ["agreement", "x.jsonl", "y.jsonl", "z.jsonl", "--format", "table"];
    insta::assert_snapshot!(folder.stdout(&agreement));
    let none = folder.stdout(&[&agreement[..], &["--top", "0"]].concat());
    assert!(none.contains("1 disagreements, the first 0"), "{none}");
}

#[test]
fn files_that_cannot_be_compared_are_refused() {
    let folder = coders();
    folder.write("far.jsonl", "{\"id\":\"far\",\"text\":\"Jauh\",\"label\":\"none\"}\n");
    for (files, part) in [
        (&["x.jsonl"][..], "2"),
        (&["x.jsonl", "x.jsonl"], "given twice"),
        (&["x.jsonl", "far.jsonl"], "no id in common"),
        (&["x.jsonl", "missing.jsonl"], "missing.jsonl"),
        (&["x.jsonl", "y.jsonl", "--top", "x"], "--top"),
    ] {
        let message = folder.error(&[&["agreement"], files].concat());
        assert!(message.contains(part), "{files:?}: {message}");
    }
}
