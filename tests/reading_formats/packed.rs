//! gzip and zstd.

use std::fs;
use std::io::Read;

use klaim::article::{Articles, ReadOptions, encoding, expand, read};
use proptest::prelude::*;

use super::{from_file, gzip, items, only_error, plain, shown, soon, zstd};

const LINES: &str =
    "{\"id\":\"a\",\"text\":\"Rapat digelar.\"}\n{\"id\":\"b\",\"text\":\"Hujan turun.\"}\n";
const TABLE: &str = "id,isi\na,\"Rapat digelar, lalu ditutup.\"\n";
const PAGE: &str = "<!doctype html><title>Rapat</title><p>Rapat digelar di aula.</p>";

#[test]
fn every_text_format_may_be_packed_whatever_its_name() {
    for pack in [|text: &str| gzip(text), |text: &str| zstd(text)] {
        for name in ["a.jsonl.gz", "a.jsonl.zst", "a.jsonl", "a.dat", "<stdin>"] {
            let expected = ["1 a|||Rapat digelar.", "2 b|||Hujan turun."];
            assert_eq!(plain(pack(LINES), name), expected, "{name}");
        }
        for name in ["a.csv.gz", "a.csv", "a.CSV.GZ", "a.bin"] {
            assert_eq!(plain(pack(TABLE), name), ["2 a|||Rapat digelar, lalu ditutup."], "{name}");
        }
        for name in ["a.html.gz", "a.html", "<stdin>"] {
            let expected = format!("0 {name}|Rapat||Rapat\n\nRapat digelar di aula.");
            assert_eq!(plain(pack(PAGE), name), [expected]);
        }
        assert_eq!(plain(pack("isi\tid\nRapat.\ta\n"), "a.tsv.gz"), ["2 a|||Rapat."]);
        assert_eq!(plain(pack("[{\"text\":\"Rapat.\"}]"), "a.json.gz"), ["1 a.json.gz:1|||Rapat."]);
        assert_eq!(plain(pack("Rapat digelar."), "a.txt.gz"), ["0 a.txt.gz|||Rapat digelar."]);
        assert_eq!(from_file(pack(LINES), "a.jsonl.gz", &ReadOptions::default()).len(), 2);
    }
}

#[test]
fn packed_files_are_taken_from_folders() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.jsonl.gz", "b.csv.zst", "c.txt.gzip", "d.gz", "e.tar.gz", ".f.csv.gz"] {
        fs::write(folder.path().join(name), gzip(LINES)).unwrap();
    }
    let sources = expand([folder.path()]).unwrap();
    let names: Vec<_> = sources.iter().map(|s| s.path().file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["a.jsonl.gz", "b.csv.zst", "c.txt.gzip"]);
    assert_eq!(read(&sources[0], &ReadOptions::default()).count(), 2);
}

#[test]
fn several_members_and_frames_are_one_stream() {
    let (first, second) = LINES.split_at(20);
    assert_eq!(plain([gzip(first), gzip(second)].concat(), "a.jsonl").len(), 2);
    let skipped = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec();
    let frames = [skipped, zstd(first), zstd(second)].concat();
    assert_eq!(plain(frames, "a.jsonl").len(), 2);
}

#[test]
fn encodings_hold_for_what_was_packed() {
    let options =
        ReadOptions { encoding: Some(encoding("windows-1252").unwrap()), ..ReadOptions::default() };
    assert_eq!(shown(gzip(b"Biaya 5\xa2."), "a.txt", &options), ["0 a.txt|||Biaya 5¢."]);
    let utf16: Vec<u8> = "\u{feff}Rapat.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(plain(zstd(utf16), "a.txt"), ["0 a.txt|||Rapat."]);
}

/// So many records, no two alike.
fn records(number: usize) -> String {
    let mut lines = String::new();
    for i in 0..number {
        let other = i * 7919 % 10_007;
        lines.push_str(&format!("{{\"id\":\"{i}\",\"text\":\"Rapat ke-{other} digelar.\"}}\n"));
    }
    lines
}

#[test]
fn damage_is_told_behind_what_was_good() {
    let lines = records(20_000);
    for (name, packed) in [("gzip", gzip(&lines)), ("zstd", zstd(&lines))] {
        let cut = &packed[..packed.len() / 2];
        let mut found = items(cut, "a.jsonl", &ReadOptions::default());
        let error = found.pop().unwrap().unwrap_err().to_string();
        assert!(error.contains(&format!("the {name} data end too early, after ")), "{error}");
        assert!(
            error.starts_with("a.jsonl:") && error.contains("; fetch the file once more"),
            "{error}"
        );
        // zstd keeps its last window back.
        assert!(found.len() > 1000 || name == "zstd", "{}", found.len());
        assert!(found.iter().all(Result::is_ok));

        let mut flipped = packed.clone();
        let middle = flipped.len() / 2;
        flipped[middle..middle + 16].iter_mut().for_each(|byte| *byte ^= 0xA5);
        let error = plain(flipped, "a.jsonl").pop().unwrap();
        assert!(error.contains(&format!("the {name} data are damaged (")), "{error}");
        // The checksum at the end.
        let mut flipped = packed.clone();
        let end = flipped.len() - if name == "gzip" { 8 } else { 1 };
        flipped[end] ^= 1;
        if name == "gzip" {
            let error = plain(flipped, "a.jsonl").pop().unwrap();
            assert!(error.contains("the gzip data are damaged (corrupt"), "{error}");
        }
    }
    for (bytes, message) in [
        (gzip("Rapat.")[..12].to_vec(), "a.txt: the gzip data end too early, after "),
        (zstd("Rapat.")[..8].to_vec(), "a.txt: the zstd data end too early, after "),
        (b"\x1f\x8b\x08".to_vec(), "a.txt: the gzip data end too early, after "),
        (gzip(gzip("Rapat.")), "a.txt: is packed twice; unpack it once"),
        (zstd(gzip("Rapat.")), "a.txt: is packed twice; unpack it once"),
        (gzip(""), "a.txt: the file is empty"),
    ] {
        let error = only_error(bytes, "a.txt");
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn a_checksum_of_zstd_is_looked_at() {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    std::io::Write::write_all(&mut encoder, LINES.as_bytes()).unwrap();
    let mut packed = encoder.finish().unwrap();
    assert_eq!(plain(packed.clone(), "a.jsonl").len(), 2);
    *packed.last_mut().unwrap() ^= 1;
    let error = plain(packed, "a.jsonl").pop().unwrap();
    assert!(error.contains("the zstd data are damaged (their checksum is wrong)"), "{error}");
}

#[test]
fn other_kinds_of_files_are_named() {
    for (bytes, message) in [
        (&b"\xfd7zXZ\0\0\0"[..], "a.txt: is packed by xz; unpack it, or pack it by gzip or zstd"),
        (b"BZh91AY&SY", "a.txt: is packed by bzip2; unpack it"),
        (b"%PDF-1.7\n", "a.txt: is a PDF file; save its text, such as by pdftotext"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.txt: is an old Office file (.xls or .doc), or"),
        (b"Rar!\x1a\x07", "a.txt: is a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a.txt: is a 7z archive"),
    ] {
        let error = only_error(bytes, "a.txt");
        assert!(error.starts_with(message), "{error}");
        assert!(only_error(gzip(bytes), "a.txt").starts_with(message));
    }
}

#[test]
fn bombs_are_given_up_in_bounded_memory() {
    struct Zeros(u64);
    impl Read for Zeros {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let n = buffer.len().min(usize::try_from(self.0).unwrap_or(usize::MAX));
            buffer[..n].fill(b' ');
            self.0 -= n as u64;
            Ok(n)
        }
    }
    // 70 MB of blanks, which no article is.
    let packed = zstd::stream::encode_all(Zeros(70 << 20), 1).unwrap();
    assert!(packed.len() < 1 << 20);
    for (name, message) in [
        ("a.txt", "the zstd data unpack to more than 200 times their size"),
        ("a.html", "the file is longer than the limit of 16777216 bytes"),
        ("a.jsonl", "the zstd data unpack to more than 200 times their size"),
        ("a.json", "the zstd data unpack to more than 200 times their size"),
    ] {
        let found = soon(name, || plain(packed.clone(), name));
        assert!(found.iter().any(|line| line.contains(message)), "{name}: {found:?}");
    }
    // The same with line ends: nothing to read, and no end in sight.
    let lines = zstd::stream::encode_all(std::io::repeat(b'\n').take(70 << 20), 1).unwrap();
    for name in ["a.jsonl", "a.csv"] {
        let error = soon(name, || plain(lines.clone(), name)).pop().unwrap();
        assert!(error.contains("the zstd data unpack to more than 200 times"), "{error}");
    }
}

#[test]
fn a_packed_stream_is_read_as_it_comes() {
    // The second record is asked for when the first has been handed out; what is behind it does not exist yet.
    let lines = records(50_000);
    let packed = gzip(&lines);
    let options = ReadOptions::default();
    let cut = packed[..packed.len() * 3 / 4].to_vec();
    let articles = Articles::from_reader(std::io::Cursor::new(cut), "a.jsonl", &options);
    assert_eq!(articles.take(1000).flatten().count(), 1000);
}

proptest! {
    #[test]
    fn packing_changes_nothing(text in "\\PC{1,200}", name in prop::sample::select(vec!["a.txt", "a.csv", "a.jsonl", "a.bin"])) {
        let expected = plain(text.as_bytes(), name);
        prop_assert_eq!(plain(gzip(&text), name), expected.clone());
        prop_assert_eq!(plain(zstd(&text), name), expected);
    }

    #[test]
    fn damaged_streams_end_in_articles_or_errors(
        at in 0..10_000_usize,
        byte in any::<u8>(),
        cut in any::<bool>(),
        with_zstd in any::<bool>(),
    ) {
        let content = LINES.repeat(20);
        let mut packed = if with_zstd { zstd(content) } else { gzip(content) };
        let at = at % packed.len();
        packed[at] = byte;
        if cut {
            packed.truncate(at);
        }
        let found = items(packed, "a.jsonl", &ReadOptions::default());
        prop_assert!(!found.is_empty());
    }
}
