//! Where results go, which of them, and that the number of threads changes nothing.

use std::io::Read as _;
use std::process::{Command, Stdio};

use super::{classify, data, model, records, stdout, text, write};

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    // Several batches of each kind.
    let article = include_str!("data/rapat.txt");
    let lines = write(folder.path(), "lines.txt", article.repeat(3000));
    let json: String = (0..6000)
        .map(|i| format!("{}\n", serde_json::json!({"id": format!("r{i}"), "text": article})))
        .collect();
    let records = write(folder.path(), "records.jsonl", json);
    let articles = text(&records);
    let runs: [&[&str]; 4] = [
        &["--sentences", text(&lines)],
        &[articles, "data/articles"],
        &[articles, "--format", "csv"],
        &["data/articles", "--format", "table"],
    ];
    for args in runs {
        let one = stdout(classify(args).args(["--threads", "1"]));
        assert!(one.len() > 10_000);
        for threads in ["2", "4", "7"] {
            let more = stdout(classify(args).args(["--threads", threads]));
            assert!(one == more, "{args:?} on {threads} threads");
        }
    }
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out.jsonl");
    let path = data("rapat.txt");
    let expected = stdout(&mut classify(&[&path]));
    assert_eq!(stdout(classify(&[&path]).args(["--output", text(&out)])), "");
    assert_eq!(std::fs::read_to_string(&out).expect("read"), expected);
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[test]
fn a_failure_leaves_no_file_and_the_old_one_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = write(folder.path(), "out.jsonl", "old");
    let bad = "{\"text\":\"Rapat digelar.\"}\n{\"text\":";
    classify(&["--output", text(&out)]).write_stdin(bad).assert().code(2);
    assert_eq!(std::fs::read_to_string(&out).expect("read"), "old");
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[cfg(unix)]
#[test]
fn a_device_stays_a_device() {
    assert_eq!(stdout(&mut classify(&[&data("rapat.txt"), "--output", "/dev/null"])), "");
    assert!(!std::fs::metadata("/dev/null").expect("there").is_file());
}

#[test]
fn only_the_labels_asked_for() {
    let path = data("rapat.txt");
    let all = records(&stdout(&mut classify(&[&path])));
    for labels in ["sanction", "none,prohibition"] {
        let some = records(&stdout(&mut classify(&[&path, "--labels", labels])));
        let wanted = |label: &serde_json::Value| labels.split(',').any(|name| *label == name);
        let expected: Vec<_> = all.iter().filter(|r| wanted(&r["label"])).cloned().collect();
        assert!(!expected.is_empty());
        assert_eq!(some, expected);
    }
}

#[test]
fn uncertain_is_below_the_probability_given() {
    let path = data("rapat.txt");
    let plain = records(&stdout(&mut classify(&[&path])));
    let median = {
        let mut all: Vec<f64> =
            plain.iter().map(|r| r["probability"].as_f64().expect("a number")).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let marked =
        records(&stdout(&mut classify(&[&path, "--min-probability", &median.to_string()])));
    let mut uncertain = 0;
    for (mut record, plain) in marked.into_iter().zip(&plain) {
        let mark = record.as_object_mut().expect("an object").remove("uncertain");
        let below = plain["probability"].as_f64().expect("a number") < median;
        assert_eq!(mark, below.then_some(true.into()));
        assert_eq!(&record, plain);
        uncertain += usize::from(below);
    }
    assert!(uncertain > 0);
    let table = stdout(&mut classify(&[&path, "--min-probability", "1", "-f", "table", "--all"]));
    assert!(table.contains(" %? "), "{table}");
}

#[test]
fn priors_move_labels() {
    let path = data("rapat.txt");
    let none = |args: &[&str]| {
        let found = records(&stdout(classify(&[&path]).args(args)));
        found.iter().map(|r| r["probabilities"]["none"].as_f64().expect("a number")).sum::<f64>()
    };
    assert!(none(&["--priors", "none=0.9"]) > none(&[]));
    assert!(none(&["--priors", "none=0.1"]) < none(&[]));
}

#[test]
fn a_closed_pipe_is_the_end_and_no_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = write(folder.path(), "a.txt", "Rapat digelar di aula.\n".repeat(100_000));
    for format in ["jsonl", "csv", "table"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_klaim"))
            .args(["classify", "--model", model(), "--sentences", "--all", "--format", format])
            .arg(&lines)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        let mut first = [0; 10];
        child.stdout.take().expect("a pipe").read_exact(&mut first).expect("read");
        let end = child.wait_with_output().expect("ended");
        assert_eq!(end.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&end.stderr), "");
    }
}
