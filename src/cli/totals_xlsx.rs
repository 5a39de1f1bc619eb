//! The counts of `klaim summary` as an Excel workbook: a [`Summary`] goes in, the bytes of the file come out.
//!
//! One sheet for each table, with a frozen header and filters. Texts are written as texts, so none becomes a formula; numbers
//! as numbers. The same counts give the same bytes.

use anyhow::Result;
use klaim::Error;
use klaim::summary::{Dimension, Group, Proportion, Summary};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::totals::claim_labels;

/// Rows of a sheet, of which one is the header.
const MAX_ROWS: usize = 1_048_576;
/// UTF-16 units in a cell.
const MAX_UNITS: usize = 32_767;

struct Styles {
    header: Format,
    text: Format,
    share: Format,
}

/// The bytes of the workbook.
pub(super) fn workbook(summary: &Summary, by: &[Dimension]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // Without a date of its own the file would hold the time of writing.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let styles = Styles {
        header: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
        text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        share: Format::new().set_num_format("0.0%"),
    };
    for &dimension in by {
        let sheet = workbook.add_worksheet();
        sheet.set_name(dimension.name())?;
        if dimension == Dimension::Label {
            by_label(sheet, summary, &styles)?;
        } else {
            by_group(sheet, summary, dimension, &styles)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn by_label(sheet: &mut Worksheet, summary: &Summary, styles: &Styles) -> Result<()> {
    let names = ["label", "count", "of", "share", "low", "high"];
    header(sheet, &names.map(String::from), summary.labels().len(), styles)?;
    for (row, label) in (1..).zip(summary.labels().iter()) {
        text(sheet, row, 0, summary.labels().name(label), styles)?;
        let proportion = summary.total().proportion(label);
        proportion_cells(sheet, row, 1, proportion, styles)?;
    }
    sheet.set_column_width(0, 18)?;
    Ok(())
}

fn by_group(
    sheet: &mut Worksheet,
    summary: &Summary,
    dimension: Dimension,
    styles: &Styles,
) -> Result<()> {
    let (labels, groups) = (summary.labels(), summary.groups(dimension));
    if groups.len() >= MAX_ROWS {
        let remedy = "take --format csv, or fewer articles at a time";
        let rows = format!("{} {}s", groups.len(), dimension.name());
        return Err(Error::parameter("the size of a sheet", rows, remedy).into());
    }
    let claims = claim_labels(labels);
    let titled = groups.iter().any(|group: &Group| group.title.is_some());
    let mut names = vec![dimension.name().to_owned()];
    names.extend(titled.then(|| "title".to_owned()));
    names.extend(["articles", "claims", "sentences", "share", "low", "high"].map(String::from));
    names.extend(claims.iter().map(|&label| labels.name(label).to_owned()));
    header(sheet, &names, groups.len(), styles)?;
    for (row, group) in (1..).zip(&groups) {
        text(sheet, row, 0, group.key.as_deref().unwrap_or_default(), styles)?;
        let mut column = 1;
        if titled {
            text(sheet, row, column, group.title.as_deref().unwrap_or_default(), styles)?;
            column += 1;
        }
        sheet.write(row, column, group.counts.articles as f64)?;
        let proportion = group.counts.claims(labels);
        proportion_cells(sheet, row, column + 1, proportion, styles)?;
        for (column, label) in (column + 6..).zip(&claims) {
            sheet.write(row, column, group.counts.labels[label.index()] as f64)?;
        }
    }
    sheet.set_column_width(0, 40)?;
    if titled {
        sheet.set_column_width(1, 60)?;
    }
    Ok(())
}

/// Five cells: count, of, share, low, high.
fn proportion_cells(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    proportion: Proportion,
    styles: &Styles,
) -> Result<()> {
    sheet.write(row, column, proportion.count as f64)?;
    sheet.write(row, column + 1, proportion.of as f64)?;
    let (low, high) = proportion.wilson();
    for (column, share) in (column + 2..).zip([proportion.share(), low, high]) {
        sheet.write_with_format(row, column, share, &styles.share)?;
    }
    Ok(())
}

fn header(sheet: &mut Worksheet, names: &[String], rows: usize, styles: &Styles) -> Result<()> {
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, clipped(name), &styles.header)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    let last = u16::try_from(names.len() - 1)?;
    sheet.autofilter(0, 0, u32::try_from(rows)?, last)?;
    Ok(())
}

fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, styles: &Styles) -> Result<()> {
    sheet.write_string_with_format(row, column, clipped(text), &styles.text)?;
    Ok(())
}

/// As much of `text` as a cell takes.
fn clipped(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MAX_UNITS
    });
    end.map_or(text, |(at, _)| &text[..at])
}
