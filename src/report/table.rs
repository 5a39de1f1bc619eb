//! The table for people: sentences under their article, label and probability in front, wrapped to a width.
//!
//! Colour only repeats what the label's name says. The colours are those of Okabe and Ito, which people with any kind
//! of colour blindness tell apart, in the nearest of 256 terminal colours.

use std::fmt::Write as _;
use std::io::Write as _;

use anstyle::{Ansi256Color, Color, Style};
use klaim::LabelSet;
use klaim::label::{Label, NONE};
use unicode_width::UnicodeWidthStr;

use super::visible::{visible, wrap};
use super::{Decimals, Fields, Group, GroupKind, Page, Report, Row, Tally};

/// Columns of text beyond which reading gets hard; a wider terminal stays empty on the right.
const MAX_TEXT_WIDTH: usize = 100;
const MIN_TEXT_WIDTH: usize = 20;
/// With fewer columns of text beside the label, the text goes below it.
const MIN_TEXT_BESIDE: usize = 32;
/// Columns of the longest bar in the summary.
const BAR_WIDTH: u64 = 24;

const VERMILLION: u8 = 166;
const ORANGE: u8 = 214;
const GREEN: u8 = 36;
const PURPLE: u8 = 175;
const BLUE: u8 = 74;
/// For labels that this codebook does not have.
const OTHERS: [u8; 5] = [BLUE, ORANGE, GREEN, PURPLE, VERMILLION];

/// How a table looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableOptions {
    /// Columns of the terminal.
    pub(crate) width: usize,
    pub(crate) color: bool,
    /// Whether sentences labelled `none` are shown, dimmed.
    pub(crate) all: bool,
    /// Whether the user chose labels: articles with none of them are then left out.
    pub(crate) chosen: bool,
}

/// Labelled sentences or, without labels, numbered ones.
#[derive(Debug)]
pub(crate) struct Table {
    options: TableOptions,
    decimals: Decimals,
    labels: Option<Labels>,
    /// Names of the fields that travel along.
    kept: Vec<String>,
}

#[derive(Debug)]
struct Labels {
    names: Vec<String>,
    styles: Vec<Style>,
    /// The label that stands for no claim, where the model has it.
    none: Option<Label>,
    /// Columns of the longest name.
    width: usize,
}

impl Labels {
    fn new(labels: &LabelSet) -> Self {
        let names: Vec<String> = labels.names().iter().map(|n| visible(n).into_owned()).collect();
        let styles = names.iter().enumerate().map(|(index, name)| {
            let color = match name.as_str() {
                NONE => return Style::new().dimmed(),
                "sanction" => VERMILLION,
                "prohibition" => ORANGE,
                "commitment" => GREEN,
                "impact" => PURPLE,
                "rationale" => BLUE,
                _ => OTHERS[index % OTHERS.len()],
            };
            Style::new().bold().fg_color(Some(Color::Ansi256(Ansi256Color(color))))
        });
        let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
        Self { styles: styles.collect(), none: labels.get(NONE), width, names }
    }
}

impl Table {
    pub(crate) fn new(fields: &Fields, options: TableOptions) -> Self {
        Self {
            options,
            decimals: fields.decimals(),
            labels: fields.labels.as_ref().map(Labels::new),
            kept: fields.kept.iter().map(|kept| kept.name.clone()).collect(),
        }
    }

    /// Appends what `write` appends, in `style` if there is colour.
    fn styled(&self, style: Style, bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        if self.options.color {
            // Writing to memory does not fail.
            let _ = write!(bytes, "{style}");
            write(bytes);
            let _ = write!(bytes, "{style:#}");
        } else {
            write(bytes);
        }
    }

    fn text_width(&self, indent: usize) -> usize {
        self.options.width.saturating_sub(indent).clamp(MIN_TEXT_WIDTH, MAX_TEXT_WIDTH)
    }

    /// "21 sentences: 3 prohibition, 2 sanction".
    fn counts(&self, tally: &Tally) -> String {
        let mut text = counted(tally.sentences, "sentence");
        if let Some(labels) = &self.labels {
            let mut separator = ": ";
            for (index, (name, &n)) in labels.names.iter().zip(&tally.labels).enumerate() {
                if n > 0 && (self.options.all || labels.none.is_none_or(|l| l.index() != index)) {
                    text.push_str(separator);
                    let _ = write!(text, "{n} {name}");
                    separator = ", ";
                }
            }
            if separator == ": " {
                text.push_str(": no claim");
            }
        }
        if tally.uncertain > 0 {
            let _ = write!(text, " ({} uncertain)", tally.uncertain);
        }
        text
    }
}

impl Report for Table {
    fn open(&self, group: &Group<'_>, page: &mut Page) {
        page.held.clear();
        if group.kind == GroupKind::FirstLines {
            self.styled(Style::new().bold(), &mut page.bytes, |bytes| {
                wrap(group.id, 0, self.options.width, bytes);
            });
            page.bytes.push(b'\n');
        }
    }

    fn row(&self, group: &Group<'_>, row: &Row<'_>, page: &mut Page) {
        let bytes = if group.kind == GroupKind::Article { &mut page.held } else { &mut page.bytes };
        let (Some(labels), Some(verdict)) = (&self.labels, row.verdict) else {
            let indent = 6;
            let number = |bytes: &mut Vec<u8>| drop(write!(bytes, "{:>4}", row.number));
            self.styled(Style::new().dimmed(), bytes, number);
            bytes.extend_from_slice(b"  ");
            wrap(row.text, indent, self.text_width(indent), bytes);
            bytes.push(b'\n');
            return;
        };
        let none = labels.none == Some(verdict.label);
        if none && !self.options.all {
            return;
        }
        // Two spaces, name, space, percentage, mark, space.
        let beside = 2 + labels.width + 1 + 5 + 1 + 1;
        let below = self.options.width < beside + MIN_TEXT_BESIDE;
        let indent = if below { 4 } else { beside };
        bytes.extend_from_slice(b"  ");
        let name = &labels.names[verdict.label.index()];
        let mark = if verdict.uncertain == Some(true) { '?' } else { ' ' };
        let head = |bytes: &mut Vec<u8>| {
            let padding = labels.width - name.width();
            let percent = self.decimals.percent(verdict.top());
            let _ = write!(bytes, "{name}{:padding$} {percent:>3} %{mark} ", "");
        };
        let text = |bytes: &mut Vec<u8>| {
            let width = self.text_width(indent);
            if below {
                bytes.extend_from_slice(b"\n    ");
            }
            if group.kind == GroupKind::Record {
                wrap(&format!("{} [{}]", row.text, group.id), indent, width, bytes);
            } else if let Some(said) = row.said.and_then(|said| said.short()) {
                wrap(&format!("{} {said}", row.text), indent, width, bytes);
            } else {
                wrap(row.text, indent, width, bytes);
            }
        };
        let style = labels.styles[verdict.label.index()];
        if none {
            self.styled(style, bytes, |bytes| {
                head(bytes);
                text(bytes);
            });
        } else {
            self.styled(style, bytes, head);
            text(bytes);
        }
        bytes.push(b'\n');
    }

    fn close(&self, group: &Group<'_>, page: &mut Page) {
        if group.kind != GroupKind::Article || self.options.chosen && page.held.is_empty() {
            return;
        }
        let Page { bytes, group: tally, held, .. } = page;
        self.styled(Style::new().bold(), bytes, |bytes| {
            wrap(group.id, 0, self.options.width, bytes);
        });
        bytes.push(b'\n');
        if let Some(title) = group.title.filter(|title| !title.trim().is_empty()) {
            bytes.extend_from_slice(b"  ");
            wrap(title, 2, self.text_width(2), bytes);
            bytes.push(b'\n');
        }
        for (name, value) in self.kept.iter().zip(group.kept) {
            if let Some(value) = value {
                bytes.extend_from_slice(b"  ");
                wrap(&format!("{name}: {value}"), 2, self.text_width(2), bytes);
                bytes.push(b'\n');
            }
        }
        self.styled(Style::new().dimmed(), bytes, |bytes| {
            bytes.extend_from_slice(b"  ");
            wrap(&self.counts(tally), 2, self.text_width(2), bytes);
        });
        bytes.push(b'\n');
        if !held.is_empty() {
            bytes.push(b'\n');
            bytes.extend_from_slice(held);
        }
        bytes.push(b'\n');
    }

    fn footer(&self, total: &Tally, bytes: &mut Vec<u8>) {
        let Some(labels) = &self.labels else {
            return;
        };
        // Articles end with a blank line, lines do not.
        if total.articles == 0 {
            bytes.push(b'\n');
        }
        let mut heading = format!("Total: {}", counted(total.sentences, "sentence"));
        if total.articles > 0 {
            let _ = write!(heading, " in {}", counted(total.articles, "article"));
        }
        if total.uncertain > 0 {
            let _ = write!(heading, ", {} uncertain (?)", total.uncertain);
        }
        self.styled(Style::new().bold(), bytes, |bytes| {
            wrap(&heading, 0, self.options.width, bytes);
        });
        bytes.push(b'\n');
        let most = total.labels.iter().copied().max().unwrap_or(0).max(1);
        let digits = most.to_string().len();
        // Two spaces, name, space, number, space, share, space.
        let bar_width =
            self.options.width.saturating_sub(2 + labels.width + 1 + digits + 1 + 7 + 1);
        let bar_width = BAR_WIDTH.min(bar_width as u64);
        for ((name, style), &n) in labels.names.iter().zip(&labels.styles).zip(&total.labels) {
            if self.options.chosen && n == 0 {
                continue;
            }
            let share = 100.0 * n as f64 / total.sentences.max(1) as f64;
            let bar = "█".repeat(usize::try_from((n * bar_width).div_ceil(most)).unwrap_or(0));
            let padding = labels.width - name.width();
            bytes.extend_from_slice(b"  ");
            self.styled(*style, bytes, |bytes| {
                let _ = write!(bytes, "{name}{:padding$}", "");
            });
            let _ = write!(bytes, " {n:>digits$} {share:>5.1} %");
            if !bar.is_empty() {
                bytes.push(b' ');
                self.styled(*style, bytes, |bytes| bytes.extend_from_slice(bar.as_bytes()));
            }
            bytes.push(b'\n');
        }
    }
}

fn counted(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
