//! The program on hostile files and pipes, under limits that the kernel enforces: memory, and processor seconds.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use super::measure::assert_linear;
use super::{full, size};

/// What the program may hold whatever it reads, in MiB: itself, the model's tables, two threads and a few blocks.
const BASE: usize = 48;

/// `klaim` with `args` under limits of `mebibytes` of memory and `seconds` of processor time.
pub(crate) fn limited(mebibytes: usize, seconds: usize, args: &[&str]) -> Command {
    let kibibytes = mebibytes << 10;
    let script = format!(
        "ulimit -d {kibibytes} && ulimit -t {seconds} && ulimit -c 0 && \"$@\"; code=$?; times >&2; exit $code"
    );
    let mut command = Command::new("bash");
    command.args(["-c", &script, "bash", env!("CARGO_BIN_EXE_klaim")]).args(args);
    command.args(["--threads", "2"]).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// How a run ended.
pub(crate) struct End {
    pub(crate) status: ExitStatus,
    pub(crate) errors: String,
    /// Processor time of the program.
    pub(crate) time: Duration,
}

/// Waits for a run made by [`limited`].
pub(crate) fn end(child: Child) -> End {
    let output = child.wait_with_output().expect("it ends");
    let all = String::from_utf8(output.stderr).expect("UTF-8");
    // The last two lines are the shell's times and those of the program: `0m1.234s 0m0.056s`.
    let lines: Vec<&str> = all.lines().collect();
    let (errors, times) = lines.split_at(lines.len() - 2);
    let seconds: f64 = times[1].split_whitespace().map(seconds).sum();
    End { status: output.status, errors: errors.join("\n"), time: Duration::from_secs_f64(seconds) }
}

fn seconds(text: &str) -> f64 {
    let (minutes, seconds) =
        text.trim_end_matches('s').split_once('m').expect("minutes and seconds");
    let number = |text: &str| text.replace(',', ".").parse::<f64>().expect("a number");
    60.0 * number(minutes) + number(seconds)
}

fn run(mebibytes: usize, seconds: usize, args: &[&str]) -> End {
    end(limited(mebibytes, seconds, args).spawn().expect("it starts"))
}

/// The longest message, in bytes: a value from a stranger's file is cut short in it.
const MESSAGE: usize = 4096;

/// A hostile file.
struct Case {
    /// What it is called; the extension says how it is read.
    name: &'static str,
    /// Makes it about so many bytes long.
    make: fn(usize) -> Vec<u8>,
    /// Bytes in an ordinary and in a full run.
    bytes: (usize, usize),
    /// Memory that it may take beyond [`BASE`], in bytes for each byte of it.
    factor: usize,
    /// What standard error says; nothing when it is read.
    says: &'static str,
    args: &'static [&'static str],
}

/// What lines of one letter may take, in MiB: a batch of 256 KiB gives records of 33 MB, and a few batches are under way.
const LINES: usize = 240;

const NO_ARGS: &[&str] = &[];
const SMALL: &[&str] = &["--max-article-size", "1M"];

/// What a text may take: itself, its output with every byte escaped (six for one), and room to grow.
const TEXT: usize = 24;

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { name: "word.txt", make: |n| b"a".repeat(n), bytes: (1 << 20, 50_000_000), factor: TEXT, says: "", args: NO_ARGS },
    Case { name: "quotes.txt", make: |n| b"\" ".repeat(n / 2), bytes: (1 << 20, 20_000_000), factor: TEXT, says: "", args: NO_ARGS },
    Case { name: "stops.txt", make: |n| b".".repeat(n), bytes: (1 << 20, 5_000_000), factor: TEXT, says: "", args: NO_ARGS },
    Case { name: "nul.txt", make: |n| b"\0".repeat(n), bytes: (1 << 20, 20_000_000), factor: TEXT, says: "", args: NO_ARGS },
    Case { name: "control.txt", make: |n| b"\x1b[2J\x08\x7f a".repeat(n / 8), bytes: (1 << 20, 20_000_000), factor: TEXT, says: "", args: NO_ARGS },
    Case { name: "bidi.txt", make: |n| "\u{202e}abc ".repeat(n / 7).into(), bytes: (1 << 20, 20_000_000), factor: TEXT, says: "", args: NO_ARGS },
    Case { name: "joiners.txt", make: |n| "\u{200d}".repeat(n / 3).into(), bytes: (1 << 20, 20_000_000), factor: TEXT, says: "", args: NO_ARGS },
    // A sentence of four bytes gives a record of some 250: the article's share of the output is held until it is whole.
    Case { name: "short.txt", make: |n| b"Ya. ".repeat(n / 4), bytes: (1 << 20, 3_900_000), factor: 200, says: "", args: NO_ARGS },
    Case { name: "many.txt", make: |n| b"Ya. ".repeat(n / 4), bytes: (5 << 20, 60_000_000), factor: 4, says: "raise --max-sentences", args: NO_ARGS },
    Case { name: "lines.txt", make: |n| b"a\n".repeat(n / 2), bytes: (1 << 20, 20_000_000), factor: 0, says: "", args: &["--sentences"] },
    Case { name: "latin.txt", make: |n| [&b"a ".repeat(n / 2)[..], b"\xff"].concat(), bytes: (1 << 20, 50_000_000), factor: 4, says: "is not valid UTF-8", args: NO_ARGS },
    Case { name: "large.txt", make: |n| b"a ".repeat(n / 2), bytes: (4 << 20, 100_000_000), factor: 0, says: "raise --max-article-size", args: SMALL },
    Case { name: "line.jsonl", make: |n| [b"{\"text\":\"", &b"a".repeat(n)[..], b"\"}"].concat(), bytes: (4 << 20, 100_000_000), factor: 0, says: "raise --max-article-size", args: SMALL },
    Case { name: "depth.jsonl", make: |n| [b"{\"text\":", &b"[".repeat(n)[..]].concat(), bytes: (1 << 20, 1_000_010), factor: 4, says: "depth.jsonl:1:", args: NO_ARGS },
    Case { name: "depth-elsewhere.jsonl", make: |n| [b"{\"text\":\"a\",\"b\":", &b"{\"c\":".repeat(n / 5)[..]].concat(), bytes: (1 << 20, 5_000_010), factor: 4, says: "depth-elsewhere.jsonl:1:", args: NO_ARGS },
    Case { name: "fields.jsonl", make: |n| { let fields: Vec<_> = (0..n / 12).map(|i| format!("\"f{i}\":0")).collect(); format!("{{{}}}", fields.join(",")).into() }, bytes: (1 << 20, 20_000_000), factor: 40, says: "has no field text", args: NO_ARGS },
    Case { name: "surrogates.jsonl", make: |n| [b"{\"text\":\"", &br"\ud800 ".repeat(n / 7)[..], b"\"}"].concat(), bytes: (1 << 20, 20_000_000), factor: 4, says: "surrogates.jsonl:1:", args: NO_ARGS },
    Case { name: "blank.jsonl", make: |n| b"\n".repeat(n), bytes: (4 << 20, 50_000_000), factor: 0, says: "holds no record", args: NO_ARGS },
    Case { name: "long-id.jsonl", make: |n| [b"{\"text\":5,\"id\":\"", &b"i".repeat(n)[..], b"\"}"].concat(), bytes: (1 << 20, 20_000_000), factor: 8, says: "long-id.jsonl:1:", args: NO_ARGS },
    Case { name: "repeated.jsonl", make: |n| [b"{\"text\":\"", &b"Ya. ".repeat(n / 8)[..], b"\",\"id\":\"", &b"i".repeat(n / 2)[..], b"\"}"].concat(), bytes: (1 << 20, 20_000_000), factor: 4, says: "its id, its kept fields and the names of labels have", args: NO_ARGS },
    Case { name: "long-key.jsonl", make: |n| [b"{\"", &b"k".repeat(n)[..], b"\":5}"].concat(), bytes: (1 << 20, 20_000_000), factor: 8, says: "long-key.jsonl:1:", args: NO_ARGS },
    Case { name: "depth.json", make: |n| b"[".repeat(n), bytes: (1 << 20, 1_000_000), factor: 4, says: "depth.json:1:", args: NO_ARGS },
    Case { name: "open.json", make: |n| [b"[{\"text\":\"", &b"a".repeat(n)[..]].concat(), bytes: (4 << 20, 100_000_000), factor: 0, says: "raise --max-article-size", args: SMALL },
    Case { name: "words.json", make: |n| [b"[", &b"1,".repeat(n / 2)[..], b"1]"].concat(), bytes: (1 << 20, 20_000_000), factor: 1, says: "words.json:1:", args: NO_ARGS },
    Case { name: "line.csv", make: |n| [b"id,text\na,", &b"a".repeat(n)[..], b"\n"].concat(), bytes: (4 << 20, 100_000_000), factor: 0, says: "raise --max-article-size", args: SMALL },
    Case { name: "quote.csv", make: |n| [b"id,text\na,\"", &b"a\n".repeat(n / 2)[..]].concat(), bytes: (4 << 20, 100_000_000), factor: 0, says: "is never closed", args: SMALL },
    Case { name: "commas.csv", make: |n| [b"id,text\n", &b",".repeat(n)[..]].concat(), bytes: (1 << 20, 20_000_000), factor: 64, says: "commas.csv:2: the row has more than 65536 fields", args: NO_ARGS },
    Case { name: "columns.csv", make: |n| { let names: Vec<_> = (0..n / 8).map(|i| format!("f{i}")).collect(); (names.join(",") + "\na\n").into() }, bytes: (1 << 20, 20_000_000), factor: 64, says: "columns.csv:1: the row has more than 65536 fields", args: NO_ARGS },
    Case { name: "nested.html", make: |n| b"<div>".repeat(n / 5), bytes: (500_000, 15_000_000), factor: 40, says: "nested", args: NO_ARGS },
    Case { name: "bold.html", make: |n| b"<b><p>a".repeat(n / 7), bytes: (500_000, 1_000_000), factor: 100, says: "", args: NO_ARGS },
    Case { name: "attributes.html", make: |n| { let all: Vec<_> = (0..n / 8).map(|i| format!("a{i}")).collect(); format!("<p {}>a", all.join(" ")).into() }, bytes: (500_000, 15_000_000), factor: 40, says: "attributes", args: NO_ARGS },
    Case { name: "comment.html", make: |n| [b"<p>a</p><!--", &b"- ".repeat(n / 2)[..]].concat(), bytes: (1 << 20, 15_000_000), factor: 40, says: "", args: NO_ARGS },
    Case { name: "laughs.xhtml", make: laughs, bytes: (1 << 20, 10_000_000), factor: 40, says: "", args: NO_ARGS },
    Case { name: "entities.html", make: |n| [b"<p>", &b"&amp;&#x41;&nosuch;".repeat(n / 20)[..]].concat(), bytes: (1 << 20, 10_000_000), factor: 100, says: "", args: NO_ARGS },
    Case { name: "page.html", make: |n| b"<p>a</p>".repeat(n / 8), bytes: (18 << 20, 100_000_000), factor: 3, says: "page.html: ", args: NO_ARGS },
];

/// Entities made of entities, which grow to a thousand million where they are replaced.
fn laughs(n: usize) -> Vec<u8> {
    let mut page = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE html [<!ENTITY e0 \"ha\">");
    for i in 1..10 {
        page += &format!("<!ENTITY e{i} \"{}\">", format!("&e{};", i - 1).repeat(10));
    }
    page += "]>\n<html><body><p>Rapat digelar di aula.</p><p>";
    page += &"&e9; ".repeat(n / 5);
    (page + "</p></body></html>").into()
}

#[test]
fn hostile_files_are_read_or_refused_within_their_bounds() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut failures = Vec::new();
    for case in CASES {
        let bytes = size(case.bytes.0, case.bytes.1);
        let path = folder.path().join(case.name);
        std::fs::write(&path, (case.make)(bytes)).expect("written");
        let lines = if case.args.contains(&"--sentences") { LINES } else { 0 };
        let mebibytes = BASE + lines + ((case.factor * bytes) >> 20);
        let path = text(&path);
        // A second for each megabyte, and two.
        let end = run(mebibytes, 2 + bytes / 1_000_000, &[&["classify", path], case.args].concat());
        let said = &end.errors;
        let name = case.name;
        let well = if case.says.is_empty() {
            end.status.code() == Some(0) && said.is_empty()
        } else {
            end.status.code() == Some(2) && said.contains(case.says)
        };
        if !well || said.len() > MESSAGE {
            let said = &said[..said.floor_char_boundary(1000)];
            let wrong = format!("{name} within {mebibytes} MiB: {:?}: {said}", end.status.code());
            failures.push(wrong);
        }
        std::fs::remove_file(path).expect("removed");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn time_grows_with_the_file_and_no_faster() {
    let folder = tempfile::tempdir().expect("a folder");
    for case in CASES.iter().filter(|case| case.args != SMALL && case.name != "page.html") {
        let bytes = size(case.bytes.0.min(1 << 20), case.bytes.1 / 2);
        let measured = |bytes: usize| {
            let path = folder.path().join(case.name);
            std::fs::write(&path, (case.make)(bytes)).expect("written");
            run(8192, 120, &[&["classify", text(&path)], case.args].concat()).time
        };
        // To start costs some 20 ms of processor time, which both sides have.
        let second = Duration::from_secs(1);
        assert_linear(case.name, bytes, second, || measured(bytes), || measured(2 * bytes));
    }
}

/// Writes `piece` to the program until it stops listening or `times` are over; whether it listened to the end.
fn feed(child: &mut Child, piece: &[u8], times: usize) -> bool {
    let mut pipe = child.stdin.take().expect("a pipe");
    for _ in 0..times {
        match pipe.write_all(piece) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return false,
            Err(error) => panic!("{error}"),
        }
    }
    true
}

fn piped(args: &[&str]) -> Child {
    let mut command = limited(BASE + 16, size(60, 600), args);
    command.stdin(Stdio::piped()).spawn().expect("it starts")
}

#[test]
fn a_pipe_is_read_in_flat_memory_and_may_end_in_the_middle() {
    let record = b"{\"id\":\"a\",\"text\":\"ASN dilarang ikut kampanye. Sanksinya berat.\"}\n";
    let piece = record.repeat(1000);
    let times = size(500, 15_000);
    for (args, whole, cut) in [
        (
            &["classify", "--quiet", "--input-format", "jsonl"][..],
            &piece[..],
            &b"{\"id\":\"a\",\"te"[..],
        ),
        (&["classify", "--sentences", "--input-format", "text"], &piece, b"\xe2\x80"),
    ] {
        let mut child = piped(args);
        assert!(feed(&mut child, whole, times), "it reads on");
        let whole_end = end(child);
        assert_eq!((whole_end.status.code(), whole_end.errors.as_str()), (Some(0), ""));

        let mut child = piped(args);
        assert!(feed(&mut child, &[whole, cut].concat(), 1), "it reads on");
        let cut_end = end(child);
        assert_eq!(cut_end.status.code(), Some(2), "{}", cut_end.errors);
        assert!(cut_end.errors.contains("<stdin>:1001: "), "{}", cut_end.errors);
    }
}

/// Memory that the process holds, in KiB.
fn resident(id: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it has memory");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn many_sentences_go_through_in_flat_memory() {
    // 20 million of them in a full run.
    let records = br#"{"text":"ASN dilarang ikut kampanye. Sanksinya berat."}"#;
    let records = [&records[..], b"\n"].concat().repeat(10_000);
    let rounds = size(20, 1000);
    let mut command = Command::new(env!("CARGO_BIN_EXE_klaim"));
    command.args(["classify", "--input-format", "jsonl", "--threads", "2"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut figures = Vec::new();
    let mut pipe = child.stdin.take().expect("a pipe");
    for round in 1..=rounds {
        pipe.write_all(&records).expect("it reads on");
        if round % (rounds / 20) == 0 {
            figures.push(resident(child.id()));
            let sentences = round * 20_000;
            let now = figures[figures.len() - 1];
            let _ = writeln!(std::io::stderr(), "{sentences} sentences: {now} KiB");
        }
    }
    drop(pipe);
    assert!(child.wait_with_output().expect("it ends").status.success());
    let early = figures[..5].iter().max().expect("some");
    let late = figures[5..].iter().max().expect("some");
    assert!(late <= &(early + early / 4 + 4096), "{figures:?}");
}

#[test]
fn an_endless_line_takes_no_more_memory_than_its_limit() {
    let times = size(40, 1000);
    for format in ["jsonl", "json", "csv", "text", "html"] {
        let args = ["classify", "--max-article-size", "2M", "--input-format", format];
        let mut child = piped(&args);
        let head: &[u8] = match format {
            "csv" => b"id,text\na,",
            "json" | "jsonl" => b"{\"text\":\"",
            _ => b"",
        };
        child.stdin.as_mut().expect("a pipe").write_all(head).expect("written");
        feed(&mut child, &b"a".repeat(1 << 20), times);
        let end = end(child);
        assert_eq!(end.status.code(), Some(2), "{format}: {}", end.errors);
        assert!(end.errors.contains("--max-article-size"), "{format}: {}", end.errors);
    }
}

#[test]
fn the_limits_bite() {
    // Otherwise the tests above would prove nothing.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.txt");
    std::fs::write(&path, "a ".repeat(10 << 20)).expect("written");
    let end = run(BASE, 60, &["classify", text(&path)]);
    assert!(!matches!(end.status.code(), Some(0 | 2)), "{:?}: {}", end.status, end.errors);
    assert!(!full() || end.errors.contains("memory"), "{}", end.errors);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
