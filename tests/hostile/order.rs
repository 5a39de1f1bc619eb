//! The same bytes come out whatever the threads, the pieces in which a pipe brings the input, the order of files, and the
//! run.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::size;

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klaim"));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Standard output of a run that gets `input` in pieces of so many bytes.
fn fed(args: &[&str], input: &[u8], piece: usize) -> String {
    let mut child = command(args).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            for part in input.chunks(piece) {
                pipe.write_all(part).expect("written");
            }
        });
        child.wait_with_output().expect("it ends")
    });
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Articles with quotes, abbreviations and letters of several bytes.
fn article(i: usize) -> String {
    format!(
        "“ASN wajib netral,” kata Dr. Rina Wati, Ketua Bawaslu № {i}. Pelanggarnya dijatuhi sanksi berat…\n\n\
         Rapat ke-{i} selesai pukul 09.30 WIB. “Café buka,” ujarnya \u{1f642}."
    )
}

#[test]
fn the_pieces_of_a_pipe_do_not_matter() {
    let articles: Vec<String> = (0..size(40, 400)).map(article).collect();
    let json = |text: &String| serde_json::json!({"id": "a", "text": text}).to_string();
    let records: Vec<String> = articles.iter().map(json).collect();
    let cell = |text: &String| format!("a,\"{text}\"");
    let rows: Vec<String> = articles.iter().map(cell).collect();
    let inputs = [
        ("text", articles.join("\r\n\r\n")),
        ("jsonl", records.join("\n")),
        ("json", format!("[{}]", records.join(",\n"))),
        ("csv", format!("id,text\r\n{}\r\n", rows.join("\r\n"))),
        ("html", format!("<html><body><p>{}</p></body></html>", articles.join("</p><p>"))),
    ];
    for (format, input) in inputs {
        let args = ["classify", "--input-format", format];
        let whole = fed(&args, input.as_bytes(), usize::MAX);
        assert!(whole.lines().count() >= 4, "{format}: {whole}");
        for piece in [1, 7, 61, 4095, 8193] {
            assert!(fed(&args, input.as_bytes(), piece) == whole, "{format} in pieces of {piece}");
        }
        let utf_16: Vec<u8> = input.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let args = ["classify", "--input-format", format, "--encoding", "utf-16le"];
        for piece in [1, 3, 4095] {
            assert!(fed(&args, &utf_16, piece) == whole, "{format} in UTF-16, pieces of {piece}");
        }
    }
}

/// A folder of files of several formats.
fn files(folder: &Path) -> Vec<String> {
    let write = |name: String, content: String| {
        let path = folder.join(name);
        std::fs::write(&path, content).expect("written");
        path.into_os_string().into_string().expect("UTF-8")
    };
    (0..30)
        .map(|i| match i % 3 {
            0 => write(format!("{i}.txt"), article(i)),
            1 => {
                let record = serde_json::json!({"id": format!("r{i}"), "text": article(i)});
                write(format!("{i}.jsonl"), format!("{record}\n"))
            }
            _ => write(format!("{i}.csv"), format!("id,text\nc{i},\"{}\"\n", article(i))),
        })
        .collect()
}

#[test]
fn neither_the_order_of_files_nor_threads_nor_the_run_matter() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = files(folder.path());
    let run = |files: &[String], threads: &str| {
        let mut args = vec!["classify", "--threads", threads];
        args.extend(files.iter().map(String::as_str));
        fed(&args, b"", 1)
    };
    let sorted = |output: &str| {
        let mut lines: Vec<String> = output.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let first = run(&files, "1");
    for threads in ["1", "1", "2", "3", "64"] {
        assert!(run(&files, threads) == first, "{threads} threads");
    }
    for turn in 1..4 {
        files.reverse();
        files.rotate_left(7 * turn);
        let other = run(&files, "2");
        assert!(other != first, "the order of files is that of the output");
        assert!(sorted(&other) == sorted(&first), "turn {turn}");
    }
}

#[test]
fn two_processes_with_the_same_model_do_not_meet() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = files(folder.path());
    let outputs = [folder.path().join("one.out"), folder.path().join("two.out")];
    for _ in 0..size(3, 30) {
        let children: Vec<_> = outputs
            .iter()
            .map(|output| {
                let mut command = command(&["classify", "--quiet", "--threads", "64", "--output"]);
                command.arg(output).args(&files).spawn().expect("it starts")
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        }
        let [one, two] = outputs.each_ref().map(|path| std::fs::read(path).expect("read"));
        assert!(one == two && !one.is_empty());
    }
}

#[test]
fn three_trainings_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli_train/sentences.jsonl");
    let train = |name: &str, threads: &str| {
        let path = folder.path().join(name);
        let path = path.to_str().expect("UTF-8");
        let args =
            ["train", "--data", data, "--folds", "3", "--threads", threads, "--output", path];
        fed(&args, b"", 1);
        std::fs::read(path).expect("read")
    };
    let first = train("one.st", "1");
    for (name, threads) in [("two.st", "1"), ("three.st", "2"), ("four.st", "64")] {
        assert!(train(name, threads) == first, "{name}");
    }
}
