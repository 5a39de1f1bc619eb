//! Excel workbooks: a file goes in, the rows of its first sheet with a column for the text come out.
//!
//! The header is the first of the sheet's rows that has a usual or named text column; titles above it are passed over.
//! Dates become ISO 8601, numbers are written as they are, `TRUE` becomes `true`. In merged cells, which hold their value
//! once, the other columns of a row get the value that a person sees; a text that is merged over rows belongs to the
//! first of them. Rows are handed out as they are parsed; only the strings that Excel keeps apart from the
//! sheets are in memory, see [`xlsx_guard`](super::xlsx_guard) for how many.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader};

use super::blocks::too_long;
use super::delimited::Row;
use super::expansion::Expansion;
use super::fields::Columns;
use super::records::{RecordParser, listed};
use super::xlsx_guard::{self, Metered, damaged};
use super::xlsx_merged::Merged;
use crate::error::{Error, Result};
use crate::guard::guarded;

/// Rows that may stand above the header: titles, notes.
const ROWS_ABOVE: usize = 20;
/// The most columns, as in Excel.
const MAX_COLUMNS: usize = 16_384;
/// Rows or bytes that are handed over at a time.
const BATCH_ROWS: usize = 64;
const BATCH_BYTES: usize = 256 << 10;

type Workbook = Metered<BufReader<File>>;
type Book = Xlsx<Workbook>;
type Opening = Result<(Columns, String)>;

/// The rows behind the header, parsed on a thread of its own, because calamine's reader borrows the workbook.
pub(super) struct XlsxRows {
    receiver: Receiver<Vec<Result<Row>>>,
    batch: std::vec::IntoIter<Result<Row>>,
}

impl XlsxRows {
    /// Opens the workbook and finds sheet and header. What may come out of it depends on `packed_bytes`, its size as it was
    /// found.
    ///
    /// # Errors
    /// [`Error::Input`] for a file that is no workbook, is damaged or over a limit, and for one without a text column.
    pub(super) fn open(
        file: File,
        packed_bytes: u64,
        path: &Arc<Path>,
        parser: &RecordParser,
        max_row_bytes: usize,
    ) -> Result<(Self, Columns, String)> {
        let (sender, receiver) = sync_channel(2);
        let (opening, opened) = sync_channel(1);
        let producer = Producer {
            path: Arc::clone(path),
            parser: parser.clone(),
            packed_bytes,
            max_row_bytes,
        };
        std::thread::Builder::new()
            .name("klaim-xlsx".into())
            .spawn(move || producer.run(file, &opening, &sender))
            .map_err(Error::io(&**path))?;
        let gone = |_| damaged(path, &"it cannot be parsed");
        let (columns, sheet) = opened.recv().map_err(gone)??;
        Ok((Self { receiver, batch: Vec::new().into_iter() }, columns, sheet))
    }
}

impl Iterator for XlsxRows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(row);
            }
            self.batch = self.receiver.recv().ok()?.into_iter();
        }
    }
}

/// What is read of a sheet.
struct Table {
    columns: Columns,
    /// For each of `columns`, which column of the sheet it is.
    used: Vec<usize>,
    /// Columns under the header; nothing beyond them is looked at.
    width: usize,
}

/// What the thread does.
struct Producer {
    path: Arc<Path>,
    parser: RecordParser,
    packed_bytes: u64,
    max_row_bytes: usize,
}

impl Producer {
    fn run(
        &self,
        file: File,
        opening: &SyncSender<Opening>,
        sender: &SyncSender<Vec<Result<Row>>>,
    ) {
        let mut told = false;
        // A damaged file must not end the program by an assertion in the parser.
        let outcome = guarded(|| self.read(file, opening, sender, &mut told));
        let error = match outcome {
            Some(Ok(())) => return,
            Some(Err(error)) => error,
            None => damaged(&self.path, &"it cannot be parsed"),
        };
        // Nobody listens any more when the reader was dropped.
        if told {
            let _ = sender.send(vec![Err(error)]);
        } else {
            let _ = opening.send(Err(error));
        }
    }

    fn read(
        &self,
        file: File,
        opening: &SyncSender<Opening>,
        sender: &SyncSender<Vec<Result<Row>>>,
        told: &mut bool,
    ) -> Result<()> {
        let checked = xlsx_guard::check(&file, self.packed_bytes, &self.path)?;
        let length = file.metadata().map_err(Error::io(&*self.path))?.len();
        let mut book: Book = Xlsx::new(Metered::new(BufReader::new(file), length))
            .map_err(|error| damaged(&self.path, &error))?;
        let mut others = Vec::new();
        for sheet in sheets(&book) {
            let merged = if checked.merged {
                let regions = book.merge_cells_by_sheet_name(&sheet);
                Merged::new(regions.map_err(|error| damaged(&self.path, &error))?)
            } else {
                Merged::default()
            };
            let cells = book.worksheet_cells_reader(&sheet);
            let mut lines = Lines {
                cells: cells.map_err(|error| damaged(&self.path, &error))?,
                pending: None,
                ended: false,
                row: 0,
                path: &self.path,
            };
            match self.header(&mut lines)? {
                Ok(header) => {
                    let all = self.parser.columns(&header)?;
                    let (columns, used) = all.used(self.parser.keep());
                    let table = Table { columns, used, width: header.len() };
                    *told = true;
                    if opening.send(Ok((table.columns.clone(), beginning(&sheet)))).is_ok() {
                        self.rows(lines, &table, merged, sender)?;
                    }
                    return Ok(());
                }
                Err(first) => others.push(match first {
                    Some(names) => {
                        format!("the sheet {:?} has {}", beginning(&sheet), listed(&names))
                    }
                    None => format!("the sheet {:?} is empty", beginning(&sheet)),
                }),
            }
        }
        let shown = others.len().min(5);
        let mut found = others[..shown].join("; ");
        if others.len() > shown {
            found += "; and so on";
        }
        if others.is_empty() {
            found = "it has no sheet".into();
        }
        let (names, remedy) = self.parser.text_names();
        let problem = format!("no sheet has a column {names}: {found}");
        Err(Error::input(&*self.path, 0, problem, remedy))
    }

    /// The header of a sheet, or else the names in its first row.
    fn header(&self, lines: &mut Lines<'_>) -> Result<Result<Row, Option<Vec<String>>>> {
        let mut first = None;
        for _ in 0..ROWS_ABOVE {
            let mut names: Vec<String> = Vec::new();
            let number = lines.next(|column, cell| {
                if column < MAX_COLUMNS {
                    names.resize(names.len().max(column + 1), String::new());
                    names[column] = match cell {
                        DataRef::SharedString(text) => beginning(text),
                        other => beginning(&written(other)),
                    };
                }
            })?;
            let Some(number) = number else { break };
            while names.last().is_some_and(|name| name.trim().is_empty()) {
                names.pop();
            }
            if self.parser.names_text(names.iter().map(String::as_str)) {
                return Ok(Ok(Row::of(number, names.iter().map(String::as_str))));
            }
            if first.is_none() && !names.is_empty() {
                first = Some(names.into_iter().filter(|name| !name.trim().is_empty()).collect());
            }
        }
        Ok(Err(first))
    }

    fn rows(
        &self,
        mut lines: Lines<'_>,
        Table { columns, used, width }: &Table,
        mut merged: Merged,
        sender: &SyncSender<Vec<Result<Row>>>,
    ) -> Result<()> {
        let mut batch = Vec::new();
        let mut batch_bytes = 0;
        let mut cells: Vec<String> = vec![String::new(); used.len()];
        let mut expansion = Expansion::new(self.packed_bytes, &columns.names);
        loop {
            cells.iter_mut().for_each(String::clear);
            let (mut filled, mut bytes, mut bad) = (false, 0, None);
            let read = lines.next(|column, cell| {
                let Ok(at) = used.binary_search(&column) else {
                    filled |= column < *width && !is_blank(&cell);
                    return;
                };
                if let (true, DataRef::Error(error)) = (at == columns.places.text, &cell) {
                    bad = Some(format!("the text is the error {error}"));
                }
                filled |= !is_blank(&cell);
                if let DataRef::SharedString(text) = &cell
                    && bytes + text.len() > self.max_row_bytes
                {
                    // Many cells may have one string: what is too long is not copied for each of them.
                    bytes += text.len();
                    return;
                }
                let value = written(cell);
                bytes += value.len();
                if bytes <= self.max_row_bytes {
                    cells[at] = value;
                }
            });
            let number = match read {
                Ok(number) => number,
                Err(error) => {
                    let _ = sender.send(batch);
                    return Err(error);
                }
            };
            let Some(number) = number else { break };
            if !filled {
                continue;
            }
            let room = self.max_row_bytes.saturating_sub(bytes);
            let mut left = room;
            let covered = merged.fill(number, columns, used, &mut cells, &mut left);
            let taken = bytes + room - left;
            if expansion.is_over_by_row(taken as u64) {
                let _ = sender.send(batch);
                return Err(Expansion::error(&self.path, number));
            }
            let row = if bytes > self.max_row_bytes {
                Err(too_long(&self.path, number, "the row", self.max_row_bytes))
            } else if let Some(problem) = bad.or(covered) {
                let remedy = "mend it, or leave bad records out by --skip-bad";
                Err(Error::input(&*self.path, number, problem, remedy))
            } else {
                Ok(Row::of(number, cells.iter().map(String::as_str)))
            };
            batch_bytes += taken;
            batch.push(row);
            if batch.len() >= BATCH_ROWS || batch_bytes >= BATCH_BYTES {
                batch_bytes = 0;
                if sender.send(std::mem::take(&mut batch)).is_err() {
                    return Ok(());
                }
            }
        }
        let _ = sender.send(batch);
        Ok(())
    }
}

/// The worksheets, those first that can be seen.
fn sheets(book: &Book) -> Vec<String> {
    let all = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (seen, hidden): (Vec<_>, Vec<_>) =
        all.partition(|sheet| sheet.visible == SheetVisible::Visible);
    seen.into_iter().chain(hidden).map(|sheet| sheet.name.clone()).collect()
}

/// A cell with its row and column, from 0.
type Place<'a> = ((u32, u32), DataRef<'a>);

/// The cells of a sheet, row by row.
struct Lines<'a> {
    cells: XlsxCellReader<'a, Workbook>,
    /// The first cell of the next row.
    pending: Option<Result<Option<Place<'a>>>>,
    ended: bool,
    /// The row read last, from 1; 0 before the first.
    row: usize,
    path: &'a Path,
}

impl Lines<'_> {
    /// Hands out the cells of the next row that has any, with their columns from 0, and returns its number from 1.
    fn next(&mut self, mut take: impl FnMut(usize, DataRef<'_>)) -> Result<Option<usize>> {
        let mut current: Option<u32> = None;
        loop {
            let next = self.pending.take().unwrap_or_else(|| self.cell());
            let ((row, column), value) = match next {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                Err(error) => {
                    if current.is_none() {
                        return Err(error);
                    }
                    self.pending = Some(Err(error));
                    break;
                }
            };
            let now = *current.get_or_insert(row);
            if row < now {
                let problem = format!("row {} stands behind row {}", row + 1, now + 1);
                return Err(damaged(self.path, &problem));
            }
            if row > now {
                self.pending = Some(Ok(Some(((row, column), value))));
                break;
            }
            take(column as usize, value);
            self.row = row as usize + 1;
        }
        Ok(current.map(|row| row as usize + 1))
    }
}

impl<'a> Lines<'a> {
    /// The next cell; none at the end, however often it is asked for.
    fn cell(&mut self) -> Result<Option<Place<'a>>> {
        if self.ended {
            return Ok(None);
        }
        let cell = self.cells.next_cell().map_err(|error| {
            let problem = format!("the sheet is damaged behind here: {error}");
            let remedy = "open it in a spreadsheet program and save it anew";
            Error::input(self.path, self.row, problem, remedy)
        });
        self.ended = !matches!(cell, Ok(Some(_)));
        Ok(cell?.map(|cell| (cell.get_position(), cell.get_value().clone())))
    }
}

/// Whether a person sees nothing in a cell. A longer text is not looked at: many cells may have one and the same.
fn is_blank(cell: &DataRef<'_>) -> bool {
    const MOST_BYTES: usize = 256;
    let blank = |text: &str| text.len() <= MOST_BYTES && text.trim_start().is_empty();
    match cell {
        DataRef::Empty => true,
        DataRef::SharedString(text) => blank(text),
        DataRef::String(text) => blank(text),
        _ => false,
    }
}

/// As much of a text as a name may have.
fn beginning(text: &str) -> String {
    text.chars().take(200).collect()
}

/// What is in a cell, as text.
fn written(cell: DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => text.to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(time) => moment(&time),
        DataRef::Error(error) => error.to_string(),
    }
}

/// `2024-02-12`, with `T08:15:00` where there is a time; a time alone, or a duration, as `08:15:00`.
fn moment(time: &ExcelDateTime) -> String {
    const SECONDS_OF_DAY: f64 = 86_400.0;
    let value = time.as_f64();
    if time.is_duration() {
        let seconds = (value * SECONDS_OF_DAY).round();
        let (hours, rest) = ((seconds / 3600.0).floor(), seconds.rem_euclid(3600.0));
        return format!("{hours}:{:02}:{:02}", (rest / 60.0).floor(), rest % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    if (0.0..1.0).contains(&value) {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    let date = format!("{year}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return date;
    }
    format!("{date}T{hour:02}:{minute:02}:{second:02}")
}
