//! The inputs that fuzzing found interesting, replayed: see `fuzz/README.md`.

use std::path::{Path, PathBuf};

#[cfg(feature = "cli")]
use serde_json::json;

#[path = "../fuzz/replay.rs"]
mod replay;

/// The inputs that are kept for a target, in the order of their names.
fn kept(target: &str) -> impl Iterator<Item = (PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus-kept").join(target);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("each target keeps inputs")
        .map(|entry| entry.expect("entry").path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target}");
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).expect("read")))
}

#[test]
fn kept_inputs_do_no_harm() {
    for (target, run) in replay::TARGETS {
        for (path, bytes) in kept(target) {
            let outcome = std::panic::catch_unwind(|| run(&bytes));
            assert!(outcome.is_ok(), "{target}: {}", path.display());
        }
    }
}

/// The target `report`, by the program itself.
#[cfg(feature = "cli")]
#[test]
fn kept_articles_give_sound_pages_and_tables() {
    let articles: Vec<_> =
        kept("report").filter_map(|(_, bytes)| replay::article(&bytes)).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("articles.jsonl");
    let lines = articles.iter().map(|article| {
        let (title, url) = (&article.title, article.get("url"));
        json!({"id": article.id, "text": article.text, "title": title, "url": url}).to_string()
    });
    std::fs::write(&input, lines.collect::<Vec<_>>().join("\n")).expect("written");
    let output = |arguments: &[&str], name: &str| {
        let output = folder.path().join(name);
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_klaim"));
        command.args(arguments).arg(&input).arg("--output").arg(&output).assert().success();
        std::fs::read(output).expect("written")
    };
    let page = output(&["report"], "page.html");
    replay::check_page(&String::from_utf8(page).expect("UTF-8"), &articles);
    let classify = ["classify", "--speakers", "--min-probability=0.5", "--keep=url"];
    for (name, delimiter) in [("table.csv", b','), ("table.tsv", b'\t')] {
        replay::check_csv(&output(&classify, name), delimiter, &articles);
    }
    #[cfg(feature = "xlsx")]
    replay::check_workbook(&output(&classify, "table.xlsx"), &articles);
    #[cfg(feature = "parquet")]
    replay::check_parquet(&output(&classify, "table.parquet"), &articles);
}

#[test]
fn every_file_of_the_project_does_no_harm() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli_classify/data");
    for entry in std::fs::read_dir(folder).expect("listed") {
        let path = entry.expect("entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("read");
            for (_, run) in replay::TARGETS {
                run(&bytes);
            }
        }
    }
}
