//! Plain text: one sentence a line, as `klaim classify --sentences` reads it.

use super::{Group, Page, Report, Row};

/// Sentences and nothing else. White space inside a sentence, line breaks among it, becomes one space.
#[derive(Debug)]
pub(crate) struct Plain {
    /// Whether what steers a terminal must be replaced.
    pub(crate) for_terminal: bool,
}

impl Report for Plain {
    fn open(&self, _group: &Group<'_>, _page: &mut Page) {}

    fn row(&self, _group: &Group<'_>, row: &Row<'_>, page: &mut Page) {
        for (index, word) in row.text.split_whitespace().enumerate() {
            if index > 0 {
                page.bytes.push(b' ');
            }
            if self.for_terminal {
                page.bytes.extend_from_slice(super::visible(word).as_bytes());
            } else {
                page.bytes.extend_from_slice(word.as_bytes());
            }
        }
        page.bytes.push(b'\n');
    }
}
