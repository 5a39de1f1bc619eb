//! CSV by RFC 4180 with line feeds: the same fields as JSON Lines, the probabilities as columns `p_LABEL`.
//!
//! A cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return)
//! gets an apostrophe in front, by which spreadsheets know text. Whoever needs the text to the byte takes JSON Lines.

use klaim::LabelSet;

use super::number::write_number;
use super::visible::visible;
use super::{Decimals, Group, Page, Report, Row};

/// The rows of `klaim classify` or, without labels, of `klaim segment`.
#[derive(Debug)]
pub(crate) struct Csv {
    decimals: Decimals,
    /// Names of the labels as cells.
    labels: Vec<Vec<u8>>,
    header: Vec<u8>,
    /// Whether what steers a terminal must be replaced.
    for_terminal: bool,
}

impl Csv {
    /// `uncertain` adds the column of that name.
    pub(crate) fn new(labels: Option<&LabelSet>, uncertain: bool, for_terminal: bool) -> Self {
        let names = labels.map_or(&[][..], LabelSet::names);
        let mut header = b"article,sentence,start,end,text".to_vec();
        if labels.is_some() {
            header.extend_from_slice(b",label,probability");
            for name in names {
                header.push(b',');
                cell(&format!("p_{name}"), &mut header);
            }
        }
        if uncertain {
            header.extend_from_slice(b",uncertain");
        }
        header.push(b'\n');
        let as_cell = |name: &String| {
            let mut bytes = Vec::new();
            cell(name, &mut bytes);
            bytes
        };
        Self {
            decimals: Decimals::for_labels(names.len()),
            labels: names.iter().map(as_cell).collect(),
            header,
            for_terminal,
        }
    }

    fn cell(&self, text: &str, bytes: &mut Vec<u8>) {
        if self.for_terminal {
            cell(&visible(text), bytes);
        } else {
            cell(text, bytes);
        }
    }
}

impl Report for Csv {
    fn header(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.header);
    }

    fn open(&self, group: &Group<'_>, page: &mut Page) {
        page.held.clear();
        self.cell(group.id, &mut page.held);
        page.held.push(b',');
    }

    fn row(&self, _group: &Group<'_>, row: &Row<'_>, page: &mut Page) {
        let bytes = &mut page.bytes;
        bytes.extend_from_slice(&page.held);
        write_number(row.number as u64, bytes);
        bytes.push(b',');
        write_number(row.start, bytes);
        bytes.push(b',');
        write_number(row.end(), bytes);
        bytes.push(b',');
        self.cell(row.text, bytes);
        if let Some(verdict) = row.verdict {
            bytes.push(b',');
            bytes.extend_from_slice(&self.labels[verdict.label.index()]);
            bytes.push(b',');
            self.decimals.write(verdict.top(), bytes);
            for &units in verdict.units {
                bytes.push(b',');
                self.decimals.write(units, bytes);
            }
            if let Some(uncertain) = verdict.uncertain {
                bytes.extend_from_slice(if uncertain { b",true" } else { b",false" });
            }
        }
        bytes.push(b'\n');
    }
}

/// Appends `text` as one cell.
fn cell(text: &str, bytes: &mut Vec<u8>) {
    let text_bytes = text.as_bytes();
    let formula = matches!(text_bytes.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
    let plain = !text_bytes.iter().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'))
        && text.trim().len() == text.len();
    if plain && !formula {
        bytes.extend_from_slice(text_bytes);
        return;
    }
    bytes.push(b'"');
    if formula {
        bytes.push(b'\'');
    }
    let mut rest = text_bytes;
    while let Some(at) = memchr::memchr(b'"', rest) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.extend_from_slice(b"\"\"");
        rest = &rest[at + 1..];
    }
    bytes.extend_from_slice(rest);
    bytes.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut bytes = Vec::new();
        cell(text, &mut bytes);
        String::from_utf8(bytes).expect("valid")
    }

    #[test]
    fn cells_are_quoted_when_needed() {
        assert_eq!(written("ASN netral."), "ASN netral.");
        assert_eq!(written("\"Netral\", katanya"), "\"\"\"Netral\"\", katanya\"");
        assert_eq!(written("=1+1"), "\"'=1+1\"");
        assert_eq!(written("- butir"), "\"'- butir\"");
        assert_eq!(written(" a"), "\" a\"");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let line = format!("{},end\n", written(&text));
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let record = reader.records().next().expect("one").expect("valid");
            let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            prop_assert_eq!(&record[0], if formula { format!("'{text}") } else { text });
            prop_assert_eq!(&record[1], "end");
        }
    }
}
