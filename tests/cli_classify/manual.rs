//! Manual pages, completions and the version.

use super::{klaim, stdout};

const COMMANDS: [&str; 10] = [
    "agreement",
    "check-data",
    "classify",
    "completions",
    "evaluate",
    "explain",
    "inspect",
    "man",
    "segment",
    "train",
];

#[test]
fn every_command_has_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("man1");
    assert_eq!(stdout(klaim(&["man", "--output"]).arg(&out)), "");
    let page = |name: &str| std::fs::read_to_string(out.join(format!("{name}.1"))).expect("a page");
    for command in COMMANDS {
        let name = format!("klaim-{command}");
        let text = page(&name);
        assert!(text.contains(&format!(".TH {name} 1")), "{text}");
        assert!(text.contains("\\-\\-threads"), "{text}");
        assert_eq!(text, stdout(&mut klaim(&["man", command])));
    }
    assert!(page("klaim-classify").contains("\\-\\-speakers"));
    assert_eq!(page("klaim"), stdout(&mut klaim(&["man"])));
    // Every page that the main one names is there.
    let main = page("klaim");
    let named: Vec<&str> = COMMANDS
        .into_iter()
        .filter(|c| main.contains(&format!("klaim\\-{}(1)", c.replace('-', "\\-"))))
        .collect();
    assert_eq!(named, COMMANDS);
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(&mut klaim(&["completions", shell]));
        for word in ["classify", "check-data", "speakers", "markdown", "resume"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn the_version_is_short_or_long() {
    let short = format!("klaim {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(stdout(&mut klaim(&["--version"])), short);
    assert_eq!(stdout(&mut klaim(&["-V"])), short);
    let long = stdout(&mut klaim(&["--version", "--verbose"]));
    assert!(long.starts_with(&short));
    let value = |name: &str| {
        let line =
            long.lines().find_map(|line| line.trim_start().strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name} in {long}")).to_owned()
    };
    assert_eq!(value("labels"), "commitment, impact, none, prohibition, rationale, sanction");
    let features: Vec<String> =
        value("cargo features").split(", ").map(ToOwned::to_owned).collect();
    assert!(features.contains(&"cli".to_owned()));
    assert_eq!(features.contains(&"xlsx".to_owned()), cfg!(feature = "xlsx"));
    assert_eq!(features.contains(&"parquet".to_owned()), cfg!(feature = "parquet"));
    for hash in ["SHA-256", "data SHA-256"] {
        assert_eq!(value(hash).len(), 64);
    }
    assert!(value("target").contains(std::env::consts::ARCH));
    assert!(!value("rustc").is_empty());
}

#[test]
fn no_command_is_an_error_with_help() {
    let run = klaim(&[]).output().expect("ran");
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("Usage: klaim"));
    let run = klaim(&["--quiet"]).output().expect("ran");
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("no command is given"));
}
