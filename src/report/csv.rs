//! CSV by RFC 4180 with line feeds, and the like with tabs (TSV): the same fields as JSON Lines, the probabilities as
//! columns `p_LABEL`, what travels along as columns.
//!
//! A cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return)
//! gets an apostrophe in front, by which spreadsheets know text. So does one that begins with apostrophes before such a
//! character, so that whoever takes one apostrophe away from every such cell has the text to the byte. Raw cells have
//! none of this.

use super::fields::Cell;
use super::number::write_number;
use super::visible::visible;
use super::{Decimals, Fields, Group, Page, Report, Row};

/// How cells are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// A comma or a tab.
    pub(crate) delimiter: u8,
    /// Whether cells that look like formulas stay as they are.
    pub(crate) raw: bool,
    /// Whether what steers a terminal must be replaced.
    pub(crate) for_terminal: bool,
}

/// The rows of `klaim classify` or, without labels, of `klaim segment`.
#[derive(Debug)]
pub(crate) struct Csv {
    dialect: Dialect,
    fields: Fields,
    decimals: Decimals,
    /// Names of the labels as cells.
    labels: Vec<Vec<u8>>,
    header: Vec<u8>,
}

impl Csv {
    pub(crate) fn new(fields: Fields, dialect: Dialect) -> Self {
        let mut header = Vec::new();
        for column in fields.columns() {
            dialect.cell(&column.name, &mut header);
            header.push(dialect.delimiter);
        }
        header.pop();
        header.push(b'\n');
        let as_cell = |name: &String| {
            let mut bytes = Vec::new();
            dialect.cell(name, &mut bytes);
            bytes
        };
        Self {
            decimals: fields.decimals(),
            labels: fields.label_names().iter().map(as_cell).collect(),
            dialect,
            fields,
            header,
        }
    }
}

impl Report for Csv {
    fn header(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.header);
    }

    fn open(&self, group: &Group<'_>, page: &mut Page) {
        let delimiter = self.dialect.delimiter;
        page.held.clear();
        self.dialect.cell(group.id, &mut page.held);
        page.held.push(delimiter);
        page.tail.clear();
        for value in group.kept {
            page.tail.push(delimiter);
            self.dialect.cell(value.unwrap_or_default(), &mut page.tail);
        }
        page.tail.push(b'\n');
    }

    fn row(&self, _group: &Group<'_>, row: &Row<'_>, page: &mut Page) {
        let delimiter = self.dialect.delimiter;
        let bytes = &mut page.bytes;
        bytes.extend_from_slice(&page.held);
        write_number(row.number as u64, bytes);
        bytes.push(delimiter);
        write_number(row.start, bytes);
        bytes.push(delimiter);
        write_number(row.end(), bytes);
        bytes.push(delimiter);
        self.dialect.cell(row.text, bytes);
        if let Some(verdict) = row.verdict {
            bytes.push(delimiter);
            bytes.extend_from_slice(&self.labels[verdict.label.index()]);
            bytes.push(delimiter);
            self.decimals.write(verdict.top(), bytes);
            for &units in verdict.units {
                bytes.push(delimiter);
                self.decimals.write(units, bytes);
            }
            if let Some(uncertain) = verdict.uncertain {
                bytes.push(delimiter);
                bytes.extend_from_slice(if uncertain { b"true" } else { b"false" });
            }
        }
        if self.fields.speakers {
            super::fields::said_cells(&row.said.unwrap_or_default(), &mut |cell| {
                bytes.push(delimiter);
                match cell {
                    Cell::Text(text) => self.dialect.cell(text, bytes),
                    Cell::Whole(number) => write_number(number, bytes),
                    _ => {}
                }
            });
        }
        bytes.extend_from_slice(&page.tail);
    }
}

/// Whether a spreadsheet would take a cell of this text for a formula.
pub(crate) fn is_formula(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

impl Dialect {
    /// Appends `text` as one cell.
    fn cell(self, text: &str, bytes: &mut Vec<u8>) {
        if self.for_terminal {
            self.quoted(&visible(text), bytes);
        } else {
            self.quoted(text, bytes);
        }
    }

    fn quoted(self, text: &str, bytes: &mut Vec<u8>) {
        let text_bytes = text.as_bytes();
        let guarded = !self.raw && is_formula(text.trim_start_matches('\''));
        let plain =
            !text_bytes.iter().any(|&b| matches!(b, b'"' | b'\n' | b'\r') || b == self.delimiter)
                && text.trim().len() == text.len();
        if plain && !guarded {
            bytes.extend_from_slice(text_bytes);
            return;
        }
        bytes.push(b'"');
        if guarded {
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CSV: Dialect = Dialect { delimiter: b',', raw: false, for_terminal: false };

    fn written_by(dialect: Dialect, text: &str) -> String {
        let mut bytes = Vec::new();
        dialect.cell(text, &mut bytes);
        String::from_utf8(bytes).expect("valid")
    }

    fn written(text: &str) -> String {
        written_by(CSV, text)
    }

    #[test]
    fn cells_are_quoted_when_needed() {
        assert_eq!(written("ASN netral."), "ASN netral.");
        assert_eq!(written("\"Netral\", katanya"), "\"\"\"Netral\"\", katanya\"");
        assert_eq!(written("=1+1"), "\"'=1+1\"");
        assert_eq!(written("- butir"), "\"'- butir\"");
        assert_eq!(written(" a"), "\" a\"");
        assert_eq!(written("'tis"), "'tis");
        assert_eq!(written("'=1"), "\"''=1\"");
        assert_eq!(written_by(Dialect { raw: true, ..CSV }, "=1+1"), "=1+1");
        let tabs = Dialect { delimiter: b'\t', ..CSV };
        assert_eq!(written_by(tabs, "a,b"), "a,b");
        assert_eq!(written_by(tabs, "a\tb"), "\"a\tb\"");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "['=@+\\-\\t\\r]{0,3}\\PC{0,9}[\",\\n\\r\\t]?\\PC{0,5}", tabs: bool, raw: bool) {
            let delimiter = if tabs { b'\t' } else { b',' };
            let dialect = Dialect { delimiter, raw, ..CSV };
            let line = format!("{}{}end\n", written_by(dialect, &text), char::from(delimiter));
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .delimiter(delimiter)
                .from_reader(line.as_bytes());
            let record = reader.records().next().expect("one").expect("valid");
            let cell = &record[0];
            let back = match cell.strip_prefix('\'') {
                Some(rest) if !raw && is_formula(rest.trim_start_matches('\'')) => rest,
                _ => cell,
            };
            prop_assert_eq!(back, &text);
            prop_assert!(raw || !is_formula(cell));
            prop_assert_eq!(&record[1], "end");
        }
    }
}
