//! What is said of bad input: one message that names file, line, value and remedy, and exit code 2.

use std::fmt::Write as _;
use std::path::Path;

use super::{klaim, model, write};

/// A folder of bad files.
fn bad_files(folder: &Path) {
    std::fs::create_dir(folder.join("kosong")).expect("made");
    write(folder, "kosong/.tersembunyi.txt", "Rapat digelar.");
    std::fs::create_dir(folder.join("penuh")).expect("made");
    write(folder, "penuh/catatan.txt", "Rapat digelar.");
    write(folder, "empty.txt", "");
    write(folder, "blank.txt", " \n\n ");
    write(folder, "blank.jsonl", "\n\n");
    write(folder, "latin.txt", b"Rapat digelar.\nBiaya 5\xa2 saja.\n");
    write(folder, "latin.jsonl", b"{\"text\":\"Rapat.\"}\n{\"text\":\"5\xa2\"}\n");
    write(folder, "cut.jsonl", "{\"text\":\"Rapat digelar.\"}\n{\"text\":\"Hujan");
    write(folder, "list.jsonl", "[1, 2]\n");
    write(folder, "lacks.jsonl", "{\"id\":\"a\",\"tulisan\":\"Rapat digelar.\"}\n");
    write(folder, "number.jsonl", "{\"id\":\"a\",\"text\":5}\n");
    write(folder, "hollow.jsonl", "{\"id\":\"a\",\"text\":\" \"}\n");
    write(folder, "narrow.csv", "id,text,tanggal\na,Rapat digelar.,Senin\nb,Hujan turun.\n");
    write(folder, "wide.csv", "id,text\na,Rapat digelar, lalu ditutup.\n");
    write(folder, "lacks.csv", "id,tulisan\na,Rapat digelar.\n");
    write(folder, "quote.csv", "id,text\na,\"Rapat digelar.\nb,Hujan turun.\n");
    write(folder, "open.json", "[{\"text\":\"Rapat digelar.\"}");
    write(folder, "page.html", "<html><body><p>Rapat digelar di aula.</p></body></html>");
    write(folder, "good.txt", "Rapat digelar di aula.");
    write(folder, "two.txt", "Rapat digelar. Hujan turun.");
    write(folder, "singkatan.txt", "Kabag\ndua kata\n");
    let model = std::fs::read(model()).expect("a model");
    write(folder, "good.safetensors", &model);
    write(folder, "cut.safetensors", &model[..model.len() / 2]);
    write(folder, "foreign.safetensors", b"PK\x03\x04 no model at all");
    write(folder, "empty.safetensors", b"");
    let newer = String::from_utf8_lossy(&model[8..2000])
        .find("format_version\\\":1")
        .map(|_| replace(&model, b"format_version\\\":1", b"format_version\\\":9"));
    write(folder, "newer.safetensors", newer.expect("a version"));
    let mut flipped = model;
    *flipped.last_mut().expect("bytes") ^= 0xff;
    write(folder, "flipped.safetensors", flipped);
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|w| w == from).expect("found");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

/// Runs the program in a folder of bad files, once for each of `lines`, and tells what it said.
fn transcript(lines: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    bad_files(folder.path());
    let entries = || std::fs::read_dir(folder.path()).expect("listed").count();
    let before = entries();
    let mut all = String::new();
    for line in lines {
        let args: Vec<&str> = line.split_whitespace().collect();
        let mut command = klaim(&args);
        if args[0] == "classify" && !args.contains(&"--model") {
            command.args(["--model", "good.safetensors"]);
        }
        let output = command.current_dir(folder.path()).write_stdin("").output().expect("ran");
        let errors = String::from_utf8(output.stderr).expect("UTF-8");
        let code = output.status.code();
        let _ = writeln!(all, "$ klaim {line}\n{errors}");
        assert_eq!(code, Some(2), "{line}: {errors}");
        assert_eq!(entries(), before, "{line} left a file");
    }
    all
}

#[test]
fn paths() {
    insta::assert_snapshot!(transcript(&[
        "classify missing.txt",
        "classify missing/*.txt",
        "classify kosong",
        "classify - -",
        "classify -",
        "segment missing.txt",
        "classify good.txt --output penuh",
        "classify good.txt --output penuh/ --resume",
        "classify good.txt --output missing/out/",
        "classify good.txt --output good.txt/",
        "classify good.txt --output out.jsonl --resume",
        "classify good.txt --resume",
        "classify good.txt --sentences --output penuh/",
        "classify good.txt --output missing/out.jsonl",
    ]));
}

#[test]
fn contents() {
    insta::assert_snapshot!(transcript(&[
        "classify empty.txt",
        "classify blank.txt",
        "classify blank.jsonl",
        "classify blank.txt --sentences",
        "classify latin.txt",
        "classify latin.txt --sentences",
        "classify latin.jsonl",
        "classify good.txt --encoding klingon",
        "classify cut.jsonl",
        "classify cut.jsonl --output out.jsonl",
        "classify list.jsonl",
        "classify lacks.jsonl",
        "classify lacks.jsonl --text-field naskah",
        "classify number.jsonl",
        "classify hollow.jsonl",
        "classify narrow.csv",
        "classify wide.csv",
        "classify lacks.csv",
        "classify quote.csv",
        "classify open.json",
        "classify page.html --sentences",
        "classify good.txt --max-article-size 10",
        "classify good.txt --max-article-size 10 --sentences",
        "classify two.txt --max-sentences 1",
        "segment two.txt --max-sentences 1 --output out.jsonl",
        "report two.txt --max-sentences 1 --output out.html",
        "summary two.txt --max-sentences 1",
        "summary two.txt --max-sentences 1 --skip-bad",
        "classify good.txt --abbreviations singkatan.txt",
        "classify good.txt --abbreviations missing.txt",
        "segment latin.txt",
        "segment cut.jsonl --output out.jsonl",
        "classify empty.txt lacks.jsonl --skip-bad",
    ]));
}

#[test]
fn models() {
    insta::assert_snapshot!(transcript(&[
        "classify good.txt --model missing.safetensors",
        "classify good.txt --model kosong",
        "classify good.txt --model empty.safetensors",
        "classify good.txt --model foreign.safetensors",
        "classify good.txt --model flipped.safetensors",
        "classify good.txt --model newer.safetensors",
        "classify good.txt --labels sanction,sanksi",
        "classify good.txt --priors sanksi=0.5",
        "classify good.txt --priors none=1.5",
    ]));
    // Where the file ends is told in bytes, which a change of the format moves.
    let cut = transcript(&["classify good.txt --model cut.safetensors"]);
    assert!(cut.contains("cut.safetensors: is damaged: "), "{cut}");
}

#[test]
fn options() {
    insta::assert_snapshot!(transcript(&[
        "classify good.txt --format xml",
        "classify good.txt --input-format docx",
        "classify good.txt --min-probability 50",
        "classify good.txt --max-article-size 5MB",
        "classify good.txt --max-sentences 0",
        "classify good.txt --threads many",
        "classify good.txt --threads 100000",
        "classify good.txt --priors none",
        "classify good.txt --color sometimes",
        "segment good.txt --format xml",
        "classify good.txt --raw-cells",
        "classify good.txt --format xlsx --output out.xlsx --raw-cells",
        "classify good.txt --keep",
        "classify good.txt --keep url,",
        "classify good.txt --keep =url",
        "classify good.txt --keep text",
        "classify good.txt --keep Label --format csv",
        "classify good.txt --keep p_none",
        "classify good.txt --keep probabilities",
        "classify good.txt --keep speaker --speakers",
        "classify good.txt --keep url,date=url",
        "classify good.txt --speakers --sentences",
        "explain --html page.html --format json Rapat",
        "explain --html missing/page.html Rapat",
        "explain --color sometimes Rapat",
        "completions tcsh",
        "man nix",
        "man nix --output pages",
        "--verbose",
    ]));
}
