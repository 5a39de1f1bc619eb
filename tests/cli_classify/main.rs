//! `klaim classify` and `klaim segment` from end to end, with a tiny model that these tests train.
//!
//! What depends on the numbers of a model is tested by property, not by snapshot.
#![cfg(feature = "cli")]

mod bad_input;
mod explain_page;
mod folders;
mod formats;
mod inputs;
mod manual;
mod outputs;
mod segment;
mod sheets;
mod travel;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use klaim::features::FeaturizerConfig;
use klaim::labelled::LabelledSentence;
use klaim::train::{Alpha, TrainParams, train};
use serde_json::Value;
use tempfile::TempDir;

/// A file of these tests.
fn data(name: &str) -> String {
    format!("tests/cli_classify/data/{name}")
}

/// A model of the labels none, prohibition and sanction, trained once.
fn model() -> &'static str {
    static MODEL: OnceLock<(TempDir, String)> = OnceLock::new();
    let (_, path) = MODEL.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let sentences = LabelledSentence::read(data("tiny.jsonl")).expect("sentences");
        let params = TrainParams {
            featurizer: FeaturizerConfig { min_df: 1, ..FeaturizerConfig::default() },
            alpha: Alpha::Fixed(0.1),
            folds: 2,
            ..TrainParams::default()
        };
        let trained = train(&sentences, &params, &|_| ()).expect("a model");
        let path = folder.path().join("tiny.safetensors");
        trained.classifier.save(&path).expect("saved");
        let path = path.to_str().expect("UTF-8").to_owned();
        (folder, path)
    });
    path
}

/// The program in a clean environment, in the project's folder.
fn klaim(args: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_klaim"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command.args(args);
    command
}

/// `klaim classify` with the tiny model.
fn classify(args: &[&str]) -> assert_cmd::Command {
    let mut command = klaim(&["classify", "--model", model()]);
    command.args(args);
    command
}

/// Standard output of a run that must succeed and say nothing but which fields of records it took.
fn stdout(command: &mut assert_cmd::Command) -> String {
    let output = command.output().expect("ran");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    for line in errors.lines() {
        assert!(line.contains("text from \""), "{errors}");
    }
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn records(jsonl: &str) -> Vec<Value> {
    jsonl.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
