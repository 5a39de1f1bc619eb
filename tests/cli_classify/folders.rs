//! A file for each article, and runs that are broken off and gone on with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{classify, klaim, model, records, stdout, text, write};

/// Every file of a folder, hidden ones too.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .expect("listed")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("UTF-8");
            (name, std::fs::read(entry.path()).expect("read"))
        })
        .collect()
}

/// Records among which ids repeat, differ in case alone, and cannot be names of files.
fn input(folder: &Path, articles: usize) -> PathBuf {
    let text = include_str!("data/rapat.txt");
    let ids = ["a", "A", "../a", "b/c", "b_c", "nul", "manifest", "é", "a"];
    let record = |i: usize| {
        let id =
            if i < 3 * ids.len() { ids[i % ids.len()].to_owned() } else { format!("berita/{i}") };
        // The text differs, but for a few records that are the same throughout.
        let text = if i % 9 == 8 { text.to_owned() } else { format!("Berita ke-{i}.\n\n{text}") };
        format!("{}\n", serde_json::json!({"id": id, "text": text, "url": format!("u{i}")}))
    };
    write(folder, "in.jsonl", (0..articles).map(record).collect::<Vec<_>>().concat())
}

const ARGS: [&str; 2] = ["--keep", "url"];

fn fill(input: &Path, out: &Path, more: &[&str]) {
    let mut command = classify(&[text(input), "--output", &format!("{}/", text(out))]);
    assert_eq!(stdout(command.args(ARGS).args(more)), "");
}

fn error(mut command: assert_cmd::Command) -> String {
    let run = command.output().expect("ran");
    assert_eq!(run.status.code(), Some(2));
    String::from_utf8(run.stderr).expect("UTF-8")
}

#[test]
fn each_article_has_its_file_and_a_line_in_the_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = input(folder.path(), 60);
    let out = folder.path().join("out");
    fill(&input, &out, &[]);
    let all = stdout(classify(&[text(&input)]).args(ARGS));
    let manifest = std::fs::read_to_string(out.join("manifest.jsonl")).expect("an index");
    let lines = records(&manifest);
    assert_eq!(lines[0]["command"], "classify");
    let entries = &lines[1..lines.len() - 1];
    assert_eq!(
        lines[lines.len() - 1],
        serde_json::json!({"articles": 60, "sentences": all.lines().count()})
    );
    let mut joined = String::new();
    for entry in entries {
        let bytes = std::fs::read(out.join(entry["file"].as_str().expect("a name"))).expect("read");
        assert_eq!(entry["bytes"], bytes.len());
        let digest = format!("{:x}", Sha256::digest(&bytes));
        assert_eq!(entry["sha256"], digest);
        let text = String::from_utf8(bytes).expect("UTF-8");
        let own = records(&text);
        assert_eq!(entry["sentences"], own.len());
        assert!(own.iter().all(|record| record["article"] == entry["article"]));
        joined.push_str(&text);
    }
    assert_eq!(joined, all);
    let names: Vec<&str> = entries.iter().filter_map(|entry| entry["file"].as_str()).collect();
    assert_eq!(
        names[..9],
        [
            "a.jsonl",
            "A-2.jsonl",
            "a-3.jsonl",
            "b_c.jsonl",
            "b_c-2.jsonl",
            "_nul.jsonl",
            "manifest-2.jsonl",
            "article.jsonl",
            "a-4.jsonl"
        ]
    );
    assert_eq!(contents(&out).len(), 61);
}

#[test]
fn the_number_of_threads_changes_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = input(folder.path(), 400);
    let out = |threads: &str| {
        let out = folder.path().join(threads);
        fill(&input, &out, &["--threads", threads]);
        contents(&out)
    };
    let one = out("1");
    assert_eq!(one.len(), 401);
    assert!(one == out("2") && one == out("5"));
}

#[test]
fn every_format_can_be_filed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut formats =
        vec![("csv", "csv"), ("tsv", "tsv"), ("markdown", "md"), ("table", "txt"), ("text", "txt")];
    if cfg!(feature = "xlsx") {
        formats.push(("xlsx", "xlsx"));
    }
    if cfg!(feature = "parquet") {
        formats.push(("parquet", "parquet"));
    }
    let input = input(folder.path(), 12);
    for (format, ending) in formats {
        let out = folder.path().join(format);
        fill(&input, &out, &["--format", format]);
        let whole = contents(&out);
        assert_eq!(whole.keys().filter(|name| name.ends_with(&format!(".{ending}"))).count(), 12);
        // A file is what a run on the article alone would write, footers of tables aside.
        if format == "csv" {
            let record = std::fs::read_to_string(&input)
                .expect("read")
                .lines()
                .nth(3)
                .expect("one")
                .to_owned();
            let alone = stdout(classify(&["-", "--format", "csv"]).args(ARGS).write_stdin(record));
            assert_eq!(whole["b_c.csv"], alone.into_bytes());
        }
        std::fs::remove_file(out.join(format!("b_c.{ending}"))).expect("removed");
        fill(&input, &out, &["--format", format, "--resume"]);
        assert!(contents(&out) == whole, "{format}");
    }
    let out = folder.path().join("segment");
    stdout(&mut klaim(&["segment", text(&input), "-o", &format!("{}/", text(&out))]));
    assert_eq!(contents(&out).len(), 13);
}

/// What `damage` does to a finished folder is made good by going on.
fn mended(whole: &BTreeMap<String, Vec<u8>>, input: &Path, damage: &dyn Fn(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    std::fs::create_dir(&out).expect("made");
    for (name, bytes) in whole {
        write(&out, name, bytes);
    }
    damage(&out);
    fill(input, &out, &["--resume"]);
    assert!(contents(&out) == *whole);
}

/// Makes a finished folder one whose run was broken off after so many bytes of the index.
fn break_off(out: &Path, bytes: usize) {
    let manifest = std::fs::read(out.join("manifest.jsonl")).expect("read");
    std::fs::remove_file(out.join("manifest.jsonl")).expect("removed");
    write(out, "manifest.partial.jsonl", &manifest[..bytes.min(manifest.len())]);
}

#[test]
fn going_on_makes_the_folder_that_an_unbroken_run_makes() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = input(folder.path(), 90);
    let out = folder.path().join("out");
    fill(&input, &out, &[]);
    let whole = contents(&out);
    let manifest = whole["manifest.jsonl"].clone();
    let entries = records(std::str::from_utf8(&manifest).expect("UTF-8"));
    let name = |index: usize| entries[index]["file"].as_str().expect("a name").to_owned();

    mended(&whole, &input, &|_| {});
    let ends: Vec<usize> =
        manifest.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    let steps = manifest.len() / 12;
    let cuts = (0..=12).map(|i| i * steps).chain([
        1,
        ends[0],
        ends[1] - 1,
        ends[1],
        ends[40],
        manifest.len() - 1,
    ]);
    for cut in cuts {
        // The files behind the cut may be there, or not.
        mended(&whole, &input, &|out| break_off(out, cut));
        mended(&whole, &input, &|out| {
            break_off(out, cut);
            let done = ends.iter().filter(|end| **end <= cut).count();
            for index in done.max(1)..=90 {
                std::fs::remove_file(out.join(name(index))).expect("removed");
            }
        });
    }
    // Files that went missing, lost their end, or were never given their names.
    for index in [1, 9, 30, 90] {
        mended(&whole, &input, &|out| {
            std::fs::remove_file(out.join(name(index))).expect("removed");
        });
        mended(&whole, &input, &|out| {
            break_off(out, ends[60]);
            write(out, &name(index), b"");
            write(out, ".klaim-article.tmp", b"{\"article\":");
        });
    }
}

#[test]
fn an_article_that_came_before_counts_for_itself_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = "{\"id\":\"a\",\"text\":\"Rapat digelar.\"}\n";
    let input = write(folder.path(), "in.jsonl", record.repeat(4));
    let out = folder.path().join("out");
    fill_quietly(&input, &out, &[]);
    let whole = contents(&out);
    assert_eq!(whole.len(), 5);
    break_off(&out, whole["manifest.jsonl"].len() - 400);
    for name in ["a-3.jsonl", "a-4.jsonl"] {
        std::fs::remove_file(out.join(name)).expect("removed");
    }
    fill_quietly(&input, &out, &["--resume"]);
    assert!(contents(&out) == whole);
}

fn fill_quietly(input: &Path, out: &Path, more: &[&str]) {
    let mut command = classify(&[text(input), "--quiet", "--output", &format!("{}/", text(out))]);
    assert_eq!(stdout(command.args(more)), "");
}

#[test]
fn a_run_that_is_killed_can_be_gone_on_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = input(folder.path(), 3000);
    let out = folder.path().join("whole");
    fill(&input, &out, &[]);
    let whole = contents(&out);
    let out = folder.path().join("killed");
    let mut kills = 0;
    for least in [0, 1, 300, 900, 1500, 2400] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_klaim"))
            .args(["classify", "--model", model(), "--resume", "--threads", "2", "--quiet"])
            .args(ARGS)
            .arg("--output")
            .arg(format!("{}/", text(&out)))
            .arg(&input)
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        // Killed when so many files are there, at whatever it does then.
        let files = || std::fs::read_dir(&out).map_or(0, Iterator::count);
        let started = Instant::now();
        while files() < least && started.elapsed() < Duration::from_mins(1) {
            if child.try_wait().expect("asked").is_some() {
                break;
            }
        }
        child.kill().expect("killed");
        let end = child.wait().expect("ended");
        kills += usize::from(!end.success());
    }
    assert!(kills >= 3, "killed {kills} times");
    fill(&input, &out, &["--resume"]);
    assert!(contents(&out) == whole);
}

#[test]
fn a_bad_record_stops_the_run_and_keeps_what_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let good =
        "{\"id\":\"a\",\"text\":\"Rapat digelar.\"}\n{\"id\":\"b\",\"text\":\"Hujan turun.\"}\n";
    let input = write(folder.path(), "in.jsonl", format!("{good}{{\"id\":\"c\"}}\n"));
    let out = format!("{}/", text(&folder.path().join("out")));
    let message = error(classify(&[text(&input), "-o", &out]));
    assert!(message.contains("in.jsonl:3: "), "{message}");
    assert!(message.contains("2 articles are done; --resume goes on from there"), "{message}");
    assert!(Path::new(&out).join("manifest.partial.jsonl").exists());
    write(
        folder.path(),
        "in.jsonl",
        format!("{good}{{\"id\":\"c\",\"text\":\"Acara ditutup.\"}}\n"),
    );
    assert_eq!(stdout(&mut classify(&[text(&input), "-o", &out, "--resume"])), "");
    assert_eq!(contents(Path::new(&out)).len(), 4);
}

#[test]
fn going_on_with_something_else_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = input(folder.path(), 30);
    let out = folder.path().join("out");
    fill(&input, &out, &[]);
    let again = |paths: &[&str], more: &[&str]| {
        let before = contents(&out);
        let mut command = classify(paths);
        command.args(["--output", text(&out)]).args(more);
        let message = error(command).replace(text(folder.path()), "[folder]");
        assert!(contents(&out) == before, "{message}");
        message
    };
    let path = text(&input);
    let mut all = String::new();
    for more in [
        &["--keep", "url"][..],
        &["--resume"],
        &["--resume", "--keep", "url", "--format", "csv"],
        &["--resume", "--keep", "url", "--priors", "none=0.9"],
        &["--resume", "--keep", "url", "--labels", "sanction"],
        &["--resume", "--keep", "url", "--speakers"],
        &["--resume", "--keep", "url", "--min-probability", "0.5"],
    ] {
        all += &again(&[path], more);
    }
    // The sums of models differ from build to build.
    let mut pieces = all.split("model_sha256 ");
    let mut masked = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        masked.push_str("model_sha256 [sum]");
        masked.push_str(&piece[64..]);
    }
    insta::assert_snapshot!("resume_refused", masked);
}

#[test]
fn other_input_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let record =
        |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    let [a, b, c] = ["a", "b", "c"].map(|id| record(id, "Rapat digelar."));
    let input = write(folder.path(), "in.jsonl", [&*a, &b].concat());
    let out = folder.path().join("out");
    fill_quietly(&input, &out, &[]);
    for other in [record("a", "Hujan turun.") + &b, [&*b, &a].concat(), a.clone()] {
        write(folder.path(), "in.jsonl", other);
        let message = error(classify(&[text(&input), "-o", text(&out), "--resume"]));
        assert!(message.contains("the input is not that of the run that is to go on"), "{message}");
    }
    // More of the same is what going on is for.
    write(folder.path(), "in.jsonl", [&*a, &b, &c].concat());
    fill_quietly(&input, &out, &["--resume"]);
    let whole = folder.path().join("whole");
    fill_quietly(&input, &whole, &[]);
    assert!(contents(&out) == contents(&whole));
}

#[test]
fn an_index_that_is_not_ours_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = input(folder.path(), 12);
    let out = folder.path().join("out");
    fill(&input, &out, &[]);
    let manifest = std::fs::read_to_string(out.join("manifest.jsonl")).expect("read");
    let first: Value =
        serde_json::from_str(manifest.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["settings"]["format"], "jsonl");
    for (other, problem) in [
        ("{\"nama\":\"lain\"}\n".to_owned(), "is no index of klaim"),
        (
            manifest.replacen("\"file\":\"a.jsonl\"", "\"file\":\"../in.jsonl\"", 1),
            "which is not its own",
        ),
        (manifest.replacen("\"sha256\":\"", "\"sha256\":\"zz", 1), "is no SHA-256"),
        (manifest.replacen("{\"article\":", "{\"artikel\":", 1), "is no line of an index"),
        (manifest.replacen("\"klaim\":\"", "\"klaim\":\"0.0.", 1), "was written by klaim 0.0."),
    ] {
        write(&out, "manifest.jsonl", &other);
        let message =
            error(classify(&[text(&input), "--keep", "url", "-o", text(&out), "--resume"]));
        assert!(message.contains(problem), "{message}");
        assert_eq!(std::fs::read_to_string(out.join("manifest.jsonl")).expect("read"), other);
    }
}
