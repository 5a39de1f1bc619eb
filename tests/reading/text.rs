//! Plain text and its encodings.

use klaim::article::{Format, ReadOptions, Source, encoding};

use super::{folder, only_error, plain, shown};

#[test]
fn text_is_kept_exactly() {
    let text = "  Judul\r\n\r\nASN netral.\u{a0}\r\nTanpa akhir baris ";
    assert_eq!(plain(text, "x/a.txt"), [format!("0 x/a.txt||{text}")]);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(plain(marked, "a.txt"), [format!("0 a.txt||{text}")]);
}

#[test]
fn legacy_encodings_are_decoded() {
    let options =
        ReadOptions { encoding: Some(encoding("windows-1252").unwrap()), ..ReadOptions::default() };
    assert_eq!(shown(b"caf\xe9 \x93ASN\x94", "a.txt", &options), ["0 a.txt||café “ASN”"]);
    assert_eq!(shown(b"{\"text\":\"caf\xe9\"}\n", "a.jsonl", &options), ["1 a.jsonl:1||café"]);
    assert_eq!(shown(b"text;n\r\ncaf\xe9;1\r\n", "a.csv", &options), ["2 a.csv:2||café"]);
    // A byte order mark outweighs the option.
    assert_eq!(shown("\u{feff}café", "a.txt", &options), ["0 a.txt||café"]);
    assert!(encoding("klingon").is_err());
}

#[test]
fn utf_16_is_told_by_its_mark() {
    let little: Vec<u8> = "\u{feff}ASN é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{feff}ASN é\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(plain(little.clone(), "a.txt"), ["0 a.txt||ASN é\n"]);
    assert_eq!(plain(big, "a.txt"), ["0 a.txt||ASN é\n"]);
    let mut broken = little;
    broken.extend([0x00, 0xd8, b'x', 0]);
    let message = only_error(broken, "a.txt", &ReadOptions::default());
    assert!(message.contains("the bytes at offset 14 are not valid UTF-16LE"), "{message}");
}

#[test]
fn bad_text_files_are_told() {
    let options = ReadOptions::default();
    assert_eq!(
        only_error(b"baris\nca\xe9 x", "a.txt", &options),
        "a.txt:2: byte 0xE9 at offset 8 is not valid UTF-8; save it as UTF-8, or name its encoding, such as \
         --encoding windows-1252"
    );
    assert!(only_error(" \n", "a.txt", &options).contains("the file is empty"));
    let small = ReadOptions { max_article_bytes: 10, ..options };
    let message = only_error("x".repeat(11), "a.txt", &small);
    assert!(message.contains("limit of 10 bytes") && message.contains("--max-article-size"));
    let folder = folder(&[]);
    assert!(Source::file(folder.path()).unwrap_err().to_string().contains("is a folder"));
}

#[test]
fn a_format_is_told_by_content_where_no_name_tells() {
    for (content, format) in [
        ("ASN netral.", Format::Text),
        ("{\"text\":\"a\"}", Format::JsonLines),
        ("{\n  \"text\": \"a\"\n}", Format::Json),
        (" [ {\"text\":\"a\"}]", Format::Json),
        ("[Foto] Jakarta", Format::Text),
        ("\u{feff}\n<!DOCTYPE HTML><p>", Format::Html),
        ("<html lang=id>", Format::Html),
        ("", Format::Text),
    ] {
        assert_eq!(Format::sniff(content.as_bytes()), format, "{content}");
    }
    assert_eq!(plain("{\"isi\":\"ASN\"}", "tanpa"), ["1 tanpa:1||ASN"]);
    assert_eq!("JSONL".parse::<Format>().unwrap(), Format::JsonLines);
    assert!("docx".parse::<Format>().unwrap_err().to_string().contains("text, html, jsonl"));
}
