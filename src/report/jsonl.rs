//! JSON Lines: one object a sentence, written byte by byte without building a tree.
//!
//! Besides what JSON demands, DEL, the control characters U+0080 to U+009F, line and paragraph separators and those that
//! change the direction of text are escaped: a parser reads the same text, a terminal is not steered by it.

use klaim::LabelSet;

use super::number::write_number;
use super::visible::is_unsafe;
use super::{Decimals, Group, Page, Report, Row};

/// The records of `klaim classify` or, without labels, of `klaim segment`.
#[derive(Debug)]
pub(crate) struct JsonLines {
    decimals: Decimals,
    /// For each label what stands between text and probability, and its key among the probabilities.
    labels: Vec<LabelText>,
}

#[derive(Debug)]
struct LabelText {
    before_probability: Vec<u8>,
    key: Vec<u8>,
}

impl JsonLines {
    pub(crate) fn new(labels: Option<&LabelSet>) -> Self {
        let names = labels.map_or(&[][..], LabelSet::names);
        let labels = names.iter().enumerate().map(|(index, name)| {
            let mut quoted = Vec::new();
            quote(name, &mut quoted);
            let separator: &[u8] = if index == 0 { b"" } else { b"," };
            LabelText {
                before_probability: [b",\"label\":", &quoted[..], b",\"probability\":"].concat(),
                key: [separator, &quoted, b":"].concat(),
            }
        });
        Self { decimals: Decimals::for_labels(names.len()), labels: labels.collect() }
    }
}

impl Report for JsonLines {
    fn open(&self, group: &Group<'_>, page: &mut Page) {
        page.held.clear();
        page.held.extend_from_slice(b"{\"article\":");
        quote(group.id, &mut page.held);
        page.held.extend_from_slice(b",\"sentence\":");
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
        bytes.extend_from_slice(b"}\n");
    }
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
    const LANES: usize = 16;
    let (chunks, rest) = bytes.as_chunks::<LANES>();
    for (index, chunk) in chunks.iter().enumerate() {
        // Without a branch inside, so that it becomes vector code.
        let any = chunk.iter().fold(false, |any, &byte| any | is_special(byte));
        if any {
            let within = chunk.iter().position(|&byte| is_special(byte)).unwrap_or(0);
            return Some(index * LANES + within);
        }
    }
    let before = bytes.len() - rest.len();
    rest.iter().position(|&byte| is_special(byte)).map(|within| before + within)
}

#[inline]
fn is_special(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\' | 0x7F | 0xC2 | 0xD8 | 0xE2)
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
        let mut bytes = Vec::new();
        quote(text, &mut bytes);
        String::from_utf8(bytes).expect("valid")
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
