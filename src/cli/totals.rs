//! How `klaim summary` shows its counts: a [`Summary`] goes in, the text of tables, JSON Lines, CSV or TSV comes out.

use std::fmt::Write as _;

use anyhow::Result;
use klaim::label::NONE;
use klaim::summary::{Dimension, Group, Proportion, Summary};
use klaim::{Label, LabelSet};
use serde::Serialize;

use super::show::{Columns, shortened};
use crate::report::Dialect;

/// Columns of a full bar beside a label, and of one beside a group.
const LABEL_BAR: usize = 16;
const GROUP_BAR: usize = 6;
/// Columns of a group's name: as few as are worth giving other things up for, and the most.
const NAME: std::ops::RangeInclusive<usize> = 20..=44;
const MIN_NAME: usize = 12;

/// One label of one group.
#[derive(Debug, Serialize)]
struct Record<'a> {
    by: &'static str,
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    articles: u64,
    label: &'a str,
    count: u64,
    of: u64,
    share: f64,
    low: f64,
    high: f64,
}

/// Calls `take` on every record, in order.
fn each_record(summary: &Summary, by: &[Dimension], mut take: impl FnMut(&Record<'_>)) {
    for &dimension in by {
        for group in summary.groups(dimension) {
            for label in summary.labels().iter() {
                let proportion = group.counts.proportion(label);
                let (low, high) = proportion.wilson();
                take(&Record {
                    by: dimension.name(),
                    group: group.key.as_deref(),
                    title: group.title.as_deref(),
                    articles: group.counts.articles,
                    label: summary.labels().name(label),
                    count: proportion.count,
                    of: proportion.of,
                    share: rounded(proportion.share()),
                    low: rounded(low),
                    high: rounded(high),
                });
            }
        }
    }
}

/// Six decimals.
fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

pub(super) fn json_lines(summary: &Summary, by: &[Dimension]) -> Result<String> {
    let mut text = String::new();
    let mut outcome = Ok(());
    each_record(summary, by, |record| match serde_json::to_string(record) {
        Ok(line) => text.extend([line.as_str(), "\n"]),
        Err(error) => outcome = Err(error),
    });
    outcome?;
    Ok(text)
}

/// CSV, or the like with tabs.
pub(super) fn delimited(summary: &Summary, by: &[Dimension], dialect: Dialect) -> Vec<u8> {
    let header =
        ["by", "group", "title", "articles", "label", "count", "of", "share", "low", "high"];
    let mut bytes = Vec::new();
    let mut line = |cells: &[&str]| {
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                bytes.push(dialect.delimiter);
            }
            dialect.cell(cell, &mut bytes);
        }
        bytes.push(b'\n');
    };
    line(&header);
    each_record(summary, by, |record| {
        let [articles, count, of] =
            [record.articles, record.count, record.of].map(|number| number.to_string());
        let shares = [record.share, record.low, record.high].map(|share| share.to_string());
        line(&[
            record.by,
            record.group.unwrap_or_default(),
            record.title.unwrap_or_default(),
            &articles,
            record.label,
            &count,
            &of,
            &shares[0],
            &shares[1],
            &shares[2],
        ]);
    });
    bytes
}

/// Tables for people, `width` columns wide where that is enough.
pub(super) fn table(summary: &Summary, by: &[Dimension], width: usize) -> String {
    let (total, labels) = (summary.total(), summary.labels());
    let mut text = format!(
        "{}, {}, {} ({})\n",
        counted(total.articles, "article"),
        counted(total.sentences(), "sentence"),
        counted(total.claims(labels).count, "claim"),
        percents(total.claims(labels)),
    );
    for &dimension in by {
        text.push('\n');
        text.push_str(&match dimension {
            Dimension::Label => by_label(summary),
            _ => by_group(summary, dimension, width),
        });
    }
    text
}

fn counted(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// "12.3 %, 10.1 to 14.9": the share and its interval.
fn percents(proportion: Proportion) -> String {
    format!("{}, {}", percent(proportion.share()), interval(proportion))
}

fn interval(proportion: Proportion) -> String {
    let (low, high) = proportion.wilson();
    format!("{:.1} to {:.1}", low * 100.0, high * 100.0)
}

fn by_label(summary: &Summary) -> String {
    let total = summary.total();
    let most = total.labels.iter().copied().max().unwrap_or(0).max(1);
    let mut columns = Columns::new(["label", ">sentences", ">share", ">95 % interval", ""]);
    for label in summary.labels().iter() {
        let proportion = total.proportion(label);
        columns.row([
            summary.labels().name(label).to_owned(),
            proportion.count.to_string(),
            percent(proportion.share()),
            interval(proportion),
            bar(proportion.count as f64 / most as f64, LABEL_BAR),
        ]);
    }
    columns.text()
}

fn by_group(summary: &Summary, dimension: Dimension, width: usize) -> String {
    let labels = summary.labels();
    let claims = claim_labels(labels);
    let groups = summary.groups(dimension);
    let with_articles = dimension != Dimension::Article;
    // With the gaps: sentences, claims, share, interval, and articles where they are not the groups.
    let fixed = 2 + 11 + 8 + 9 + 16 + if with_articles { 10 } else { 0 };
    let wide = |most: usize, bar: bool| -> usize {
        let label = |&label: &Label| labels.name(label).chars().count().min(most) + 2;
        fixed + claims.iter().map(label).sum::<usize>() + if bar { GROUP_BAR + 2 } else { 0 }
    };
    // What is given up first where the terminal is narrow: long names of labels, then the bar.
    let forms = [(usize::MAX, true), (8, true), (5, true), (4, true), (4, false)];
    let fits = |&(most, bar): &(usize, bool)| wide(most, bar) + *NAME.start() <= width;
    let (most, with_bar) = forms.into_iter().find(fits).unwrap_or((4, false));
    let room = width.saturating_sub(wide(most, with_bar)).clamp(MIN_NAME, *NAME.end());
    let mut names = vec![dimension.name().to_owned()];
    names.extend(with_articles.then(|| ">articles".into()));
    names.extend([">sentences", ">claims", ">share", ">95 % interval"].map(Into::into));
    names.extend(claims.iter().map(|&label| format!(">{}", cut(labels.name(label), most))));
    names.extend(with_bar.then(String::new));
    let mut columns = Columns::new(names);
    for group in &groups {
        let proportion = group.counts.claims(labels);
        let mut row = vec![shortened(&name(group, dimension), room)];
        row.extend(with_articles.then(|| group.counts.articles.to_string()));
        row.extend([
            proportion.of.to_string(),
            proportion.count.to_string(),
            percent(proportion.share()),
            interval(proportion),
        ]);
        row.extend(claims.iter().map(|&label| group.counts.labels[label.index()].to_string()));
        row.extend(with_bar.then(|| bar(proportion.share(), GROUP_BAR)));
        columns.row(row);
    }
    columns.text()
}

/// The first `most` characters; without an ellipsis, which would be one of few.
fn cut(name: &str, most: usize) -> &str {
    name.char_indices().nth(most).map_or(name, |(at, _)| &name[..at])
}

/// What a group is called: an article by its headline where it has one.
fn name(group: &Group, dimension: Dimension) -> String {
    let name = group.title.as_ref().or(group.key.as_ref());
    name.cloned().unwrap_or_else(|| match dimension {
        Dimension::Speaker => "(no speaker)".into(),
        Dimension::Month => "(no date)".into(),
        _ => "(all)".into(),
    })
}

/// A bar of `share` of `columns`, to an eighth of a column.
fn bar(share: f64, columns: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 8 x columns")]
    let eighths = (share.clamp(0.0, 1.0) * (8 * columns) as f64).round() as usize;
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(PARTS[eighths % 8]);
    if bar.is_empty() && share > 0.0 {
        let _ = write!(bar, "{}", PARTS[1]);
    }
    bar
}

/// Labels that are claims, in label order.
pub(super) fn claim_labels(labels: &LabelSet) -> Vec<Label> {
    labels.iter().filter(|&label| labels.name(label) != NONE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_by_eighths() {
        assert_eq!(bar(0.0, 16), "");
        assert_eq!(bar(1e-9, 16), "▏");
        assert_eq!(bar(0.5, 16), "█".repeat(8));
        assert_eq!(bar(0.53, 16), "████████▌");
        assert_eq!(bar(7.0, 16), "█".repeat(16));
    }
}
