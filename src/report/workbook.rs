//! Excel workbooks: records go in; out come a sheet of sentences and one of totals by label and by article.
//!
//! Every text is written as text, so nothing is a formula whatever it begins with; cells that look like one are marked
//! as text (quote prefix), so that they stay text when somebody edits them. Rows go to a temporary file as they come
//! and totals by article to another, so memory is bounded; a sheet that is full is continued in another.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, Write};

use anyhow::{Result, anyhow};
use klaim::Error;
use klaim::guard::guarded;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use serde::{Deserialize, Serialize};

use super::csv::is_formula;
use super::fields::{Cell, Column, ColumnKind};
use super::records::{Heading, Record, Sheet};
use super::{Fields, GroupKind, Tally};

/// Rows below the header that a sheet of Excel has room for.
pub(crate) const MAX_ROWS: u32 = 1_048_575;
/// Longest text of a cell, in UTF-16 units.
const MAX_TEXT: usize = 32_767;
/// What stands at the end of a text that was cut.
const CUT: &str = "… [cut]";

/// A workbook that is being written to a `W`.
pub(crate) struct WorkbookSheet<W> {
    to: W,
    workbook: Workbook,
    fields: Fields,
    columns: Vec<Column>,
    formats: Formats,
    max_rows: u32,
    sentences: Pages,
    heading: Option<Heading>,
    /// The article, or the file of lines, that is being counted.
    counted: Option<ArticleTotal>,
    totals: BufWriter<File>,
    /// Texts that had to be cut.
    cut: u64,
}

struct Formats {
    header: Format,
    text: Format,
    /// Text that looks like a formula.
    guarded: Format,
    number: Format,
    share: Format,
}

/// Sheets of the same header, one after the other.
struct Pages {
    name: &'static str,
    sheet: Worksheet,
    /// Sheets that were filled before.
    full: u32,
    /// Rows written to this one, header included.
    row: u32,
}

/// A line of the totals by article.
#[derive(Debug, Serialize, Deserialize)]
struct ArticleTotal {
    article: String,
    sentences: u64,
    uncertain: u64,
    labels: Vec<u64>,
}

impl Formats {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header: Format::new()
                .set_bold()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0x00D9_E2F3)),
            guarded: text.clone().set_quote_prefix(),
            text,
            number: Format::new().set_align(FormatAlign::Top),
            share: Format::new().set_align(FormatAlign::Top).set_num_format("0.0000"),
        }
    }
}

impl<W: Write + Send> WorkbookSheet<W> {
    pub(crate) fn new(fields: &Fields, to: W) -> Result<Self> {
        Self::with_max_rows(fields, to, MAX_ROWS)
    }

    /// The like with sheets of at most `max_rows` below the header.
    fn with_max_rows(fields: &Fields, to: W, max_rows: u32) -> Result<Self> {
        let mut workbook = Workbook::new();
        // A fixed date, so that the same sentences give the same bytes.
        let date = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|e| xlsx_error(&e))?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&date));
        let columns = fields.columns();
        let formats = Formats::new();
        let sentences = Pages::new("sentences", &mut workbook)?;
        let spool = tempfile::tempfile().map_err(Error::io(std::env::temp_dir()))?;
        let mut this = Self {
            to,
            workbook,
            fields: fields.clone(),
            columns,
            formats,
            max_rows,
            sentences,
            heading: None,
            counted: None,
            totals: BufWriter::new(spool),
            cut: 0,
        };
        this.sentences.header(&this.columns, &this.formats)?;
        Ok(this)
    }

    fn record(&mut self, record: &Record) -> Result<()> {
        match record {
            Record::Open(heading) => {
                if heading.kind != GroupKind::MoreLines {
                    self.spool()?;
                }
                self.heading = Some(heading.clone());
            }
            Record::Sentence(sentence) => {
                let Some(heading) = &self.heading else { return Ok(()) };
                if self.sentences.row > self.max_rows {
                    self.sentences.next(&self.columns, &self.formats, &mut self.workbook)?;
                }
                let Pages { sheet, row, .. } = &mut self.sentences;
                let mut column = 0;
                let mut result = Ok(());
                self.fields.cells(&heading.id, &heading.kept, &sentence.row(), |cell| {
                    if result.is_ok() {
                        result =
                            write_cell(sheet, *row, column, cell, &self.formats, &mut self.cut);
                    }
                    column += 1;
                });
                result?;
                *row += 1;
            }
            Record::Close(tally) => {
                let Some(heading) = &self.heading else { return Ok(()) };
                if heading.kind == GroupKind::Record {
                    return Ok(());
                }
                let counted = self.counted.get_or_insert_with(|| ArticleTotal {
                    article: heading.id.clone(),
                    sentences: 0,
                    uncertain: 0,
                    labels: vec![0; self.fields.label_names().len()],
                });
                counted.sentences += tally.sentences;
                counted.uncertain += tally.uncertain;
                for (sum, n) in counted.labels.iter_mut().zip(&tally.labels) {
                    *sum += n;
                }
            }
        }
        Ok(())
    }

    /// Puts the article that is complete aside.
    fn spool(&mut self) -> Result<()> {
        if let Some(total) = self.counted.take() {
            serde_json::to_writer(&mut self.totals, &total)?;
            self.totals.write_all(b"\n").map_err(Error::io(std::env::temp_dir()))?;
        }
        Ok(())
    }

    /// Labels on the left, articles on the right, each with its own header in the first row.
    fn write_totals(&mut self, total: &Tally) -> Result<()> {
        self.spool()?;
        let mut spool = std::mem::replace(&mut self.totals, BufWriter::new(tempfile::tempfile()?))
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        spool.rewind()?;
        let mut articles = BufReader::new(spool).lines();
        let names = self.fields.label_names();
        let whole =
            |name: &str| Column { name: name.to_owned(), kind: ColumnKind::Whole, optional: true };
        let mut columns = Vec::new();
        let mut left: Vec<[Cell; 3]> = Vec::new();
        if self.fields.labels.is_some() {
            let text = Column { kind: ColumnKind::Text, ..whole("label") };
            let share = Column { kind: ColumnKind::Share, ..whole("share") };
            columns.extend([text, whole("sentences"), share, whole("")]);
            for (index, name) in names.iter().enumerate() {
                let n = total.labels.get(index).copied().unwrap_or(0);
                let share = n as f64 / total.sentences.max(1) as f64;
                left.push([Cell::Text(name), Cell::Whole(n), Cell::Share(share)]);
            }
            left.push([
                Cell::Text("all sentences"),
                Cell::Whole(total.sentences),
                Cell::Share(1.0),
            ]);
        }
        let first = u16::try_from(columns.len()).unwrap_or(0);
        columns.extend([Column { kind: ColumnKind::Text, ..whole("article") }, whole("sentences")]);
        columns.extend(names.iter().map(|name| whole(name)));
        if self.fields.uncertain {
            columns.push(whole("uncertain"));
        }
        let mut pages = Pages::new("totals", &mut self.workbook)?;
        pages.header(&columns, &self.formats)?;
        let mut left = left.into_iter();
        loop {
            let (label, article) = (left.next(), articles.next().transpose()?);
            if label.is_none() && article.is_none() {
                break;
            }
            if pages.row > self.max_rows {
                pages.filter(first, columns.len())?;
                pages.next(&columns, &self.formats, &mut self.workbook)?;
            }
            let mut cells: Vec<Cell> = label.map_or([Cell::Empty; 3], |cells| cells).to_vec();
            cells.resize(usize::from(first), Cell::Empty);
            let article: Option<ArticleTotal> =
                article.map(|line| serde_json::from_str(&line)).transpose()?;
            if let Some(total) = &article {
                cells.extend([Cell::Text(&total.article), Cell::Whole(total.sentences)]);
                cells.extend(total.labels.iter().map(|n| Cell::Whole(*n)));
                if self.fields.uncertain {
                    cells.push(Cell::Whole(total.uncertain));
                }
            }
            for (column, cell) in (0..).zip(cells) {
                write_cell(
                    &mut pages.sheet,
                    pages.row,
                    column,
                    cell,
                    &self.formats,
                    &mut self.cut,
                )?;
            }
            pages.row += 1;
        }
        pages.filter(first, columns.len())?;
        self.workbook.push_worksheet(pages.sheet);
        Ok(())
    }
}

impl Pages {
    fn new(name: &'static str, workbook: &mut Workbook) -> Result<Self> {
        let sheet = workbook.new_worksheet_with_constant_memory().map_err(|e| xlsx_error(&e))?;
        Ok(Self { name, sheet, full: 0, row: 0 })
    }

    /// Names the sheet and writes what stands above its rows.
    fn header(&mut self, columns: &[Column], formats: &Formats) -> Result<()> {
        let name = match self.full {
            0 => self.name.to_owned(),
            full => format!("{} {}", self.name, full + 1),
        };
        let write = || -> Result<(), XlsxError> {
            let sheet = &mut self.sheet;
            sheet.set_name(name)?;
            sheet.set_freeze_panes(1, 0)?;
            for (index, column) in (0_u16..).zip(columns) {
                sheet.set_column_width(index, width(column))?;
                if !column.name.is_empty() {
                    sheet.write_string_with_format(
                        0,
                        index,
                        shortened(&column.name).0,
                        &formats.header,
                    )?;
                }
            }
            Ok(())
        };
        write().map_err(|e| xlsx_error(&e))?;
        self.row = 1;
        Ok(())
    }

    /// Puts a filter on the columns from `first` to before `end`.
    fn filter(&mut self, first: u16, end: usize) -> Result<()> {
        let last = u16::try_from(end.saturating_sub(1)).unwrap_or(u16::MAX);
        self.sheet
            .autofilter(0, first, self.row.saturating_sub(1), last)
            .map_err(|e| xlsx_error(&e))?;
        Ok(())
    }

    /// Gives the full sheet to `workbook` and goes on in a new one.
    fn next(
        &mut self,
        columns: &[Column],
        formats: &Formats,
        workbook: &mut Workbook,
    ) -> Result<()> {
        self.filter(0, columns.len())?;
        let new = workbook.new_worksheet_with_constant_memory().map_err(|e| xlsx_error(&e))?;
        workbook.push_worksheet(std::mem::replace(&mut self.sheet, new));
        self.full += 1;
        self.header(columns, formats)
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell<'_>,
    formats: &Formats,
    cut: &mut u64,
) -> Result<()> {
    let written = match cell {
        Cell::Empty | Cell::Text("") => return Ok(()),
        Cell::Text(text) => {
            let format = if is_formula(text) { &formats.guarded } else { &formats.text };
            let (text, was_cut) = shortened(text);
            *cut += u64::from(was_cut);
            sheet.write_string_with_format(row, column, text, format)
        }
        Cell::Whole(number) => {
            sheet.write_number_with_format(row, column, number as f64, &formats.number)
        }
        Cell::Share(share) => sheet.write_number_with_format(row, column, share, &formats.share),
        Cell::Flag(flag) => sheet.write_boolean_with_format(row, column, flag, &formats.number),
    };
    written.map(|_| ()).map_err(|e| xlsx_error(&e))
}

/// `text`, cut if it is longer than a cell can hold, and whether it was.
fn shortened(text: &str) -> (String, bool) {
    // A character of n bytes has at most n units.
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        return (text.to_owned(), false);
    }
    let mut room = MAX_TEXT - CUT.encode_utf16().count();
    let end = text.char_indices().find(|(_, c)| match room.checked_sub(c.len_utf16()) {
        Some(rest) => {
            room = rest;
            false
        }
        None => true,
    });
    let end = end.map_or(text.len(), |(at, _)| at);
    (format!("{}{CUT}", &text[..end]), true)
}

/// Columns of characters.
fn width(column: &Column) -> f64 {
    match (column.name.as_str(), column.kind) {
        ("text", _) => 80.0,
        ("article" | "speaker" | "role", _) => 28.0,
        ("label", _) => 14.0,
        ("", _) => 3.0,
        (_, ColumnKind::Text) => 20.0,
        (name, _) => (name.chars().count() as f64 + 3.0).clamp(9.0, 30.0),
    }
}

fn xlsx_error(error: &XlsxError) -> anyhow::Error {
    match error {
        XlsxError::RowColumnLimitError => {
            anyhow!(
                "an Excel sheet has room for 16,384 columns; keep fewer fields, or use --format csv"
            )
        }
        XlsxError::TempFileError(_, cause) => anyhow!(
            "no temporary file for the workbook: {cause}; set TMPDIR to a folder that can be written to"
        ),
        other => anyhow!("the workbook cannot be written: {other}"),
    }
}

/// Turns the panic by which the writer tells that its temporary file is full into an error.
fn written<T>(write: impl FnOnce() -> Result<T>) -> Result<T> {
    guarded(write).unwrap_or_else(|| {
        let folder = std::env::temp_dir();
        Err(anyhow!(
            "the workbook's temporary file cannot be written; make room in {}, or set TMPDIR to another folder",
            folder.display()
        ))
    })
}

impl<W: Write + Send> Sheet<W> for WorkbookSheet<W> {
    fn take(&mut self, records: &[Record]) -> Result<()> {
        written(|| records.iter().try_for_each(|record| self.record(record)))
    }

    fn finish(mut self: Box<Self>, total: &Tally) -> Result<(W, Vec<String>)> {
        let columns = self.columns.len();
        written(|| {
            self.sentences.filter(0, columns)?;
            let new = Worksheet::new();
            self.workbook.push_worksheet(std::mem::replace(&mut self.sentences.sheet, new));
            self.write_totals(total)?;
            self.workbook.save_to_writer(&mut self.to).map_err(|error| match error {
                XlsxError::IoError(error) => anyhow::Error::from(error),
                other => xlsx_error(&other),
            })
        })?;
        let remark = (self.cut > 0).then(|| {
            let texts = if self.cut == 1 { "1 text was".to_owned() } else { format!("{} texts were", self.cut) };
            format!(
                "{texts} cut at {MAX_TEXT} characters, the most that a cell of Excel holds; --format jsonl keeps them whole"
            )
        });
        Ok((self.to, remark.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests;
