//! Reports of commands that end with one: a table for people, JSON for programs, on standard output or in a file.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::atomic::AtomicFile;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::report::is_unsafe;

pub(super) use crate::report::one_line as visible;

/// How and where a report is shown.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// How to show the result [default: table on a terminal, else json]
    #[arg(long, value_enum)]
    format: Option<ReportFormat>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Table,
    Json,
}

impl ReportArgs {
    pub(super) fn is_json(&self) -> bool {
        match self.format {
            Some(format) => format == ReportFormat::Json,
            None => self.output.is_some() || !std::io::stdout().is_terminal(),
        }
    }

    /// Whether the result goes to a file.
    pub(super) fn is_file(&self) -> bool {
        self.output.is_some()
    }

    /// Writes `json` or the text of `table`, whichever was asked for.
    pub(super) fn show(&self, json: &impl Serialize, table: impl FnOnce() -> String) -> Result<()> {
        let text = if self.is_json() { as_json(json)? } else { table() };
        match &self.output {
            None => print(&text),
            Some(path) => write_file(path.clone(), &text),
        }
    }
}

/// `value` as JSON in which nothing but its own line feeds steers a terminal.
pub(super) fn as_json(value: &impl Serialize) -> Result<String> {
    let mut text = escaped(&serde_json::to_string_pretty(value)?);
    text.push('\n');
    Ok(text)
}

/// `json` with every character that [`is_unsafe`] as its escape; outside of strings only line feeds are such characters,
/// and inside there are none.
pub(super) fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c != '\n' && is_unsafe(c) {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

/// Writes to standard output.
pub(super) fn print(text: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    Ok(())
}

/// Writes a file, whole or not at all.
pub(super) fn write_file(path: PathBuf, text: &str) -> Result<()> {
    let mut file = AtomicFile::create(&path)?;
    file.write_all(text.as_bytes()).map_err(klaim::Error::io(path))?;
    Ok(file.finish()?)
}

/// At most `length` characters of the visible text.
pub(super) fn shortened(text: &str, length: usize) -> String {
    let text = visible(text);
    if text.char_indices().nth(length).is_none() {
        return text.into_owned();
    }
    let cut = text.char_indices().nth(length.saturating_sub(1)).map_or(0, |(at, _)| at);
    format!("{}…", &text[..cut])
}

/// A table in plain text: columns as wide as their widest cell, two spaces between them.
#[derive(Debug)]
pub(super) struct Columns {
    /// For each column whether it is aligned to the right, as numbers are.
    right: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// A table of these column names; a `>` before a name aligns the column to the right.
    pub(super) fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut right = Vec::new();
        let mut header = Vec::new();
        for name in names {
            let name = name.as_ref();
            right.push(name.starts_with('>'));
            header.push(visible(name.strip_prefix('>').unwrap_or(name)).into_owned());
        }
        Self { right, rows: vec![header] }
    }

    pub(super) fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(|cell| visible(cell.as_ref()).into_owned()).collect());
    }

    /// The table, each line behind two spaces.
    pub(super) fn text(&self) -> String {
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max()
        };
        let widths: Vec<usize> =
            (0..self.right.len()).map(|column| width(column).unwrap_or(0)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, &width), &right) in row.iter().zip(&widths).zip(&self.right) {
                let gap = " ".repeat(width - cell.width());
                // Writing to a string cannot fail.
                let _ = if right {
                    write!(line, "  {gap}{cell}")
                } else {
                    write!(line, "  {cell}{gap}")
                };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A share or score with four decimals, `-` for none.
pub(super) fn score(value: impl Into<Option<f64>>) -> String {
    value.into().map_or_else(|| "-".into(), |value| format!("{value:.4}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_cells() {
        let mut columns = Columns::new(["label", ">f1"]);
        columns.row(["none\u{1b}[2J", "0.5"]);
        columns.row(["ü", "10.25"]);
        assert_eq!(columns.text(), "  label        f1\n  none␛[2J    0.5\n  ü         10.25\n");
    }

    #[test]
    fn long_texts_are_cut_at_characters() {
        assert_eq!(shortened("netral\n", 7), "netral ");
        assert_eq!(shortened("üüüü", 3), "üü…");
        assert_eq!(shortened("", 3), "");
    }
}
