//! The commands around training, end to end on a few sentences written for this test.

mod agreement;
mod check_data;
mod evaluate;
mod explain;
mod help;
mod inspect;
mod search;
mod train;
mod train_options;
mod warm_start;

use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const SENTENCES: &str = include_str!("sentences.jsonl");
const HELD_OUT: &str = include_str!("held_out.jsonl");

/// A folder with `train.jsonl` and `test.jsonl`, in which commands run.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("temporary folder"));
        folder.write("train.jsonl", SENTENCES);
        folder.write("test.jsonl", HELD_OUT);
        folder
    }

    /// The same with `model.st`, trained at a fixed alpha.
    fn with_model() -> Self {
        let folder = Self::new();
        folder.train("model.st", &["--alpha", "0.5"]);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("read")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], stdin: &str) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("klaim"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("CLICOLOR_FORCE")
            .write_stdin(stdin)
            .output()
            .expect("the program runs")
    }

    /// Standard output of a command that ends well.
    #[track_caller]
    fn stdout(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.stdout(arguments)).expect("JSON on a pipe")
    }

    /// Standard error of a command that fails.
    #[track_caller]
    fn error(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "a failure writes nothing to standard output");
        stderr(&output)
    }

    /// Trains `model` on `train.jsonl` with more arguments.
    #[track_caller]
    fn train(&self, model: &str, more: &[&str]) -> String {
        let arguments = [&["train", "--data", "train.jsonl", "--output", model], more].concat();
        self.stdout(&arguments)
    }

    #[track_caller]
    fn inspect(&self, model: &str) -> Value {
        self.json(&["inspect", model])
    }

    /// Names of all files.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .expect("listed")
            .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[track_caller]
fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}
