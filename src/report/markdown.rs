//! Markdown for people: a heading an article, what travels along as a list, and a table of its sentences.
//!
//! Tables are those of GitHub Flavored Markdown. Every character of the text that Markdown could take for markup is
//! escaped, so the text of a stranger stays text.

use std::io::Write as _;

use klaim::label::{Label, NONE};

use super::visible::one_line;
use super::{Decimals, Fields, Group, GroupKind, Page, Report, Row, Tally};

/// Labelled sentences or, without labels, numbered ones.
#[derive(Debug)]
pub(crate) struct Markdown {
    fields: Fields,
    decimals: Decimals,
    /// The label whose sentences are left out.
    hidden: Option<Label>,
    /// Head of each table.
    head: Vec<u8>,
}

impl Markdown {
    /// `all` shows sentences labelled `none` as well.
    pub(crate) fn new(fields: Fields, all: bool) -> Self {
        let mut head = b"| # |".to_vec();
        let mut rule = b"| ---: |".to_vec();
        let mut column = |name: &[u8], under: &[u8]| {
            head.extend(name);
            rule.extend(under);
        };
        if fields.labels.is_some() {
            column(b" label | probability |", b" --- | ---: |");
        }
        column(b" text |", b" --- |");
        if fields.speakers {
            column(b" speaker | role | attribution |", b" --- | --- | --- |");
        }
        head.push(b'\n');
        head.extend(rule);
        head.push(b'\n');
        let none = fields.labels.as_ref().and_then(|labels| labels.get(NONE));
        Self { decimals: fields.decimals(), hidden: if all { None } else { none }, fields, head }
    }

    /// Appends the heading of `group`, with its counts when they are known.
    fn heading(&self, group: &Group<'_>, tally: Option<&Tally>, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(b"## ");
        escape(group.title.filter(|title| !title.trim().is_empty()).unwrap_or(group.id), bytes);
        bytes.extend_from_slice(b"\n\n- article: ");
        escape(group.id, bytes);
        for (kept, value) in self.fields.kept.iter().zip(group.kept) {
            if let Some(value) = value {
                bytes.extend_from_slice(b"\n- ");
                escape(&kept.name, bytes);
                bytes.extend_from_slice(b": ");
                escape(value, bytes);
            }
        }
        if let Some(tally) = tally {
            self.counts(tally, bytes);
        }
        bytes.extend_from_slice(b"\n\n");
    }

    fn counts(&self, tally: &Tally, bytes: &mut Vec<u8>) {
        // Writing to memory does not fail.
        let _ = write!(bytes, "\n- sentences: {}", tally.sentences);
        for (name, n) in self.fields.label_names().iter().zip(&tally.labels) {
            if *n > 0 {
                bytes.extend_from_slice(b"\n- ");
                escape(name, bytes);
                let _ = write!(bytes, ": {n}");
            }
        }
        if tally.uncertain > 0 {
            let _ = write!(bytes, "\n- uncertain (?): {}", tally.uncertain);
        }
    }
}

impl Report for Markdown {
    fn open(&self, group: &Group<'_>, page: &mut Page) {
        page.held.clear();
        match group.kind {
            GroupKind::FirstLines => {
                self.heading(group, None, &mut page.bytes);
                page.bytes.extend_from_slice(&self.head);
            }
            GroupKind::Article | GroupKind::MoreLines | GroupKind::Record => {}
        }
    }

    fn row(&self, group: &Group<'_>, row: &Row<'_>, page: &mut Page) {
        if row.verdict.is_some_and(|verdict| Some(verdict.label) == self.hidden) {
            return;
        }
        let whole = matches!(group.kind, GroupKind::Article | GroupKind::Record);
        let bytes = if whole { &mut page.held } else { &mut page.bytes };
        let _ = write!(bytes, "| {} | ", row.number);
        if let (Some(labels), Some(verdict)) = (&self.fields.labels, row.verdict) {
            escape(labels.name(verdict.label), bytes);
            let percent = self.decimals.percent(verdict.top());
            let mark = if verdict.uncertain == Some(true) { "?" } else { "" };
            let _ = write!(bytes, " | {percent} %{mark} | ");
        }
        escape(row.text, bytes);
        if self.fields.speakers {
            let said = row.said.unwrap_or_default();
            for text in [
                said.speaker.map_or("", |part| part.text),
                said.role.map_or("", |part| part.text),
                said.attribution.name(),
            ] {
                bytes.extend_from_slice(b" | ");
                escape(text, bytes);
            }
        }
        bytes.extend_from_slice(b" |\n");
    }

    fn close(&self, group: &Group<'_>, page: &mut Page) {
        if !matches!(group.kind, GroupKind::Article | GroupKind::Record) {
            return;
        }
        let Page { bytes, group: tally, held, .. } = page;
        self.heading(group, Some(tally), bytes);
        if !held.is_empty() {
            bytes.extend_from_slice(&self.head);
            bytes.extend_from_slice(held);
            bytes.push(b'\n');
        }
    }

    fn footer(&self, total: &Tally, bytes: &mut Vec<u8>) {
        if self.fields.labels.is_none() {
            return;
        }
        // Lines leave their table open.
        if total.articles == 0 {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(b"## Total\n");
        if total.articles > 0 {
            let _ = write!(bytes, "\n- articles: {}", total.articles);
        }
        self.counts(total, bytes);
        bytes.push(b'\n');
    }
}

/// Appends `text` on one line, with a backslash before what Markdown could take for markup.
fn escape(text: &str, bytes: &mut Vec<u8>) {
    let text = one_line(text);
    let text = text.trim();
    // Whether nothing but digits came so far, as before the point of a numbered list.
    let mut digits = true;
    for (index, c) in text.char_indices() {
        let before = &text.as_bytes()[..index];
        let special = match c {
            // A bare address becomes a link.
            ':' => text[index..].starts_with("://"),
            '.' if before.len() >= 3 && before[index - 3..].eq_ignore_ascii_case(b"www") => true,
            '.' | ')' => index > 0 && digits,
            // A list or a rule begins with these.
            '-' | '+' => index == 0,
            _ => "\\`*_{}[]<>|~&$#!@^=".contains(c),
        };
        digits = digits && c.is_ascii_digit();
        if special {
            bytes.push(b'\\');
        }
        bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}
