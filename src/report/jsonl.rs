//! JSON Lines: one object a sentence, written byte by byte without building a tree.
//!
//! Besides what JSON demands, DEL, the control characters U+0080 to U+009F, line and paragraph separators and those that
//! change the direction of text are escaped: a parser reads the same text, a terminal is not steered by it.

use super::number::write_number;
use super::visible::is_unsafe;
use super::{Decimals, Fields, Group, Page, Report, Row, Said};

/// The records of `klaim classify` or, without labels, of `klaim segment`.
#[derive(Debug)]
pub(crate) struct JsonLines {
    decimals: Decimals,
    /// For each label what stands between text and probability, and its key among the probabilities.
    labels: Vec<LabelText>,
    /// Keys of the fields that travel along, quoted.
    kept: Vec<Vec<u8>>,
}

#[derive(Debug)]
struct LabelText {
    before_probability: Vec<u8>,
    key: Vec<u8>,
}

impl JsonLines {
    pub(crate) fn new(fields: &Fields) -> Self {
        let labels = fields.label_names().iter().enumerate().map(|(index, name)| {
            let quoted = quoted(name);
            let separator: &[u8] = if index == 0 { b"" } else { b"," };
            LabelText {
                before_probability: [b",\"label\":", &quoted[..], b",\"probability\":"].concat(),
                key: [separator, &quoted, b":"].concat(),
            }
        });
        Self {
            decimals: fields.decimals(),
            labels: labels.collect(),
            kept: fields.kept.iter().map(|kept| quoted(&kept.name)).collect(),
        }
    }
}

impl Report for JsonLines {
    fn open(&self, group: &Group<'_>, page: &mut Page) {
        page.held.clear();
        page.held.extend_from_slice(b"{\"article\":");
        quote(group.id, &mut page.held);
        page.held.extend_from_slice(b",\"sentence\":");
        page.tail.clear();
        if !self.kept.is_empty() {
            kept_values(&self.kept, group.kept, &mut page.tail);
        }
        page.tail.extend_from_slice(b"}\n");
    }

    fn row(&self, _group: &Group<'_>, row: &Row<'_>, page: &mut Page) {
        let bytes = &mut page.bytes;
        bytes.extend_from_slice(&page.held);
        write_number(row.number as u64, bytes);
        bytes.extend_from_slice(b",\"start\":");
        write_number(row.start, bytes);
        bytes.extend_from_slice(b",\"end\":");
        write_number(row.end(), bytes);
        bytes.extend_from_slice(b",\"text\":");
        quote(row.text, bytes);
        if let Some(verdict) = row.verdict {
            bytes.extend_from_slice(&self.labels[verdict.label.index()].before_probability);
            self.decimals.write(verdict.top(), bytes);
            bytes.extend_from_slice(b",\"probabilities\":{");
            for (label, &units) in self.labels.iter().zip(verdict.units) {
                bytes.extend_from_slice(&label.key);
                self.decimals.write(units, bytes);
            }
            bytes.push(b'}');
            if verdict.uncertain == Some(true) {
                bytes.extend_from_slice(b",\"uncertain\":true");
            }
        }
        if let Some(said) = &row.said {
            speaker(said, bytes);
        }
        bytes.extend_from_slice(&page.tail);
    }
}

/// Appends the fields that travel along, those that the record has.
fn kept_values(keys: &[Vec<u8>], values: &[Option<&str>], bytes: &mut Vec<u8>) {
    let mut separator: &[u8] = b",\"kept\":{";
    for (key, value) in keys.iter().zip(values) {
        if let Some(value) = value {
            bytes.extend_from_slice(separator);
            bytes.extend_from_slice(key);
            bytes.push(b':');
            quote(value, bytes);
            separator = b",";
        }
    }
    bytes.extend_from_slice(if separator == b"," { b"}" } else { b",\"kept\":{}" });
}

/// Appends who says it; what is not known is null.
fn speaker(said: &Said<'_>, bytes: &mut Vec<u8>) {
    let parts = [("speaker", said.speaker), ("role", said.role)];
    for (name, part) in parts {
        key(name, "", bytes);
        or_null(part, bytes, |part, bytes| quote(part.text, bytes));
    }
    key("attribution", "", bytes);
    quote(said.attribution.name(), bytes);
    for (name, part) in parts {
        key(name, "_start", bytes);
        or_null(part, bytes, |part, bytes| write_number(part.start, bytes));
        key(name, "_end", bytes);
        or_null(part, bytes, |part, bytes| write_number(part.end(), bytes));
    }
}

/// Appends a further key, which needs no escape.
fn key(name: &str, ending: &str, bytes: &mut Vec<u8>) {
    for piece in [",\"", name, ending, "\":"] {
        bytes.extend_from_slice(piece.as_bytes());
    }
}

fn or_null<T>(value: Option<T>, bytes: &mut Vec<u8>, write: impl FnOnce(T, &mut Vec<u8>)) {
    match value {
        Some(value) => write(value, bytes),
        None => bytes.extend_from_slice(b"null"),
    }
}

/// `text` as a JSON string.
pub(crate) fn quoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    quote(text, &mut bytes);
    bytes
}

/// Appends `text` as a JSON string.
fn quote(text: &str, bytes: &mut Vec<u8>) {
    bytes.push(b'"');
    let mut rest = text;
    while let Some(at) = find_special(rest.as_bytes()) {
        let (plain, special) = rest.split_at(at);
        bytes.extend_from_slice(plain.as_bytes());
        let mut characters = special.chars();
        if let Some(c) = characters.next() {
            escape(c, bytes);
        }
        rest = characters.as_str();
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes.push(b'"');
}

/// The first byte that may have to be escaped: what JSON demands, DEL, and the bytes that begin the other characters
/// that [`is_unsafe`] knows. Always the beginning of a character.
#[inline]
fn find_special(bytes: &[u8]) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<LANES>();
    for (index, chunk) in chunks.iter().enumerate() {
        if special_lanes(chunk) != [0; LANES] {
            let within = chunk.iter().position(|&byte| is_special(byte) != 0).unwrap_or(0);
            return Some(index * LANES + within);
        }
    }
    let before = bytes.len() - rest.len();
    rest.iter().position(|&byte| is_special(byte) != 0).map(|within| before + within)
}

const LANES: usize = 16;

/// Which bytes of `chunk` are special. No branch inside, so that it becomes vector code.
#[inline]
fn special_lanes(chunk: &[u8; LANES]) -> [u8; LANES] {
    chunk.map(is_special)
}

/// 1 or 0.
#[inline]
fn is_special(byte: u8) -> u8 {
    let any_of = |bytes: [u8; 6]| bytes.into_iter().fold(0, |any, b| any | u8::from(byte == b));
    u8::from(byte < 0x20) | any_of([b'"', b'\\', 0x7F, 0xC2, 0xD8, 0xE2])
}

fn escape(c: char, bytes: &mut Vec<u8>) {
    let short = match c {
        '"' | '\\' => c as u8,
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        _ if is_unsafe(c) => {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            let code = c as usize;
            bytes.extend_from_slice(b"\\u");
            // All of them lie below U+10000.
            bytes.extend([12, 8, 4, 0].map(|shift| HEX[code >> shift & 15]));
            return;
        }
        _ => {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
    };
    bytes.extend([b'\\', short]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quoted(text: &str) -> String {
        String::from_utf8(super::quoted(text)).expect("valid")
    }

    #[test]
    fn what_must_be_escaped_is() {
        assert_eq!(quoted("netral"), "\"netral\"");
        assert_eq!(quoted("a \"b\" \\ \n\r\t"), r#""a \"b\" \\ \n\r\t""#);
        assert_eq!(quoted("\u{1b}[31m\0\u{7f}\u{9b}"), r#""\u001b[31m\u0000\u007f\u009b""#);
        assert_eq!(quoted("\u{202e}\u{2028}\u{61c}"), r#""\u202e\u2028\u061c""#);
        assert_eq!(quoted("“é” – ﷺ ا 😀"), "\"“é” – ﷺ ا 😀\"");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let json = quoted(&text);
            prop_assert_eq!(&serde_json::from_str::<String>(&json).expect("JSON"), &text);
            prop_assert!(!json.chars().any(is_unsafe));
        }
    }
}
