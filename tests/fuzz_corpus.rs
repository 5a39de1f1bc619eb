//! The inputs that fuzzing found interesting, replayed: see `fuzz/README.md`.

use std::path::Path;

#[path = "../fuzz/replay.rs"]
mod replay;

#[test]
fn kept_inputs_do_no_harm() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus-kept");
    for (target, run) in replay::TARGETS {
        let mut paths: Vec<_> = std::fs::read_dir(kept.join(target))
            .expect("each target keeps inputs")
            .map(|entry| entry.expect("entry").path())
            .collect();
        paths.sort();
        assert!(!paths.is_empty(), "{target}");
        for path in paths {
            let bytes = std::fs::read(&path).expect("read");
            let outcome = std::panic::catch_unwind(|| run(&bytes));
            assert!(outcome.is_ok(), "{target}: {}", path.display());
        }
    }
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
