//! `klaim summary`: articles go in, tables of how often each label occurs come out.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::Error;
use klaim::atomic::AtomicFile;
use klaim::coding::Coder;
use klaim::summary::{Dimension, Summary};

use super::gather::gather;
use super::input::{InputArgs, Reading, SegmenterArgs};
use super::{Common, ModelArgs, Outcome, totals};
use crate::report::Dialect;

/// Arguments of `klaim summary`.
#[derive(Debug, Args)]
#[command(after_long_help = NOTES)]
pub(super) struct SummaryArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    segmenter: SegmenterArgs,
    #[command(flatten)]
    model: ModelArgs,
    /// What to count by: label, article, speaker, month; several give one table each
    #[arg(
        long,
        value_name = "WHAT,...",
        value_delimiter = ',',
        default_value = "label",
        help_heading = "Output"
    )]
    by: Vec<Dimension>,
    /// Form of the output [default: told by the name of FILE if it is csv, tsv or xlsx; else table on a terminal, else jsonl]
    #[arg(long, short, value_name = "FORMAT", value_enum, help_heading = "Output")]
    format: Option<Form>,
    /// Write to FILE, which gets its name only when it is complete [default: standard output]
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

const NOTES: &str = "\
What is counted is sentences. Fields of jsonl, csv and tsv, one record for each
label of each group:
  by             label, article, speaker or month
  group          id of the article, name of the speaker, month as 2024-02;
                 empty for all sentences, no speaker, no date
  title          headline of the article, where it has one
  articles       articles with sentences of the group
  label, count   sentences of the group with that label
  of             sentences of the group
  share          count / of
  low, high      95 % interval of the share (Wilson 1927). It takes sentences
                 as independent; those of one article are alike, so the true
                 interval is somewhat wider

In csv and tsv, a cell that a spreadsheet would take for a formula, because it
begins with = + - or @, gets an apostrophe in front.

Exit code: 0 done, 2 failure.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people, with bars
    Table,
    /// One JSON object a line
    Jsonl,
    /// With a header
    Csv,
    /// The like with tabs
    Tsv,
    /// Excel workbook, one sheet a table
    #[cfg(feature = "xlsx")]
    Xlsx,
}

/// Columns when nobody says how many there are.
const DEFAULT_WIDTH: usize = 100;

pub(super) fn run(args: &SummaryArgs, common: &Common) -> Result<Outcome> {
    let shown = args.output.is_none() && std::io::stdout().is_terminal();
    let form = args.format.unwrap_or_else(|| usual(args.output.as_ref(), shown));
    #[cfg(feature = "xlsx")]
    if form == Form::Xlsx && shown {
        let remedy = "name a file by --output counts.xlsx";
        return Err(Error::parameter("the output of --format xlsx", "a terminal", remedy).into());
    }
    let reading = Reading::new(&args.input, &args.segmenter, &[], common)?;
    let classifier = args.model.load()?;
    let coder = Coder::new(&classifier, &reading.segmenter);
    let mut by = args.by.clone();
    by.dedup();
    let mut summary = Summary::new(classifier.labels().clone(), &by);
    gather(
        &reading,
        || coder.scratch(),
        |article, scratch| coder.code(article, scratch),
        |coded| summary.add(&coded),
    )?;
    let dialect = |delimiter| Dialect { delimiter, raw: false, for_terminal: shown };
    let bytes = match form {
        Form::Table => totals::table(&summary, &by, width(args)).into_bytes(),
        Form::Jsonl => totals::json_lines(&summary, &by)?.into_bytes(),
        Form::Csv => totals::delimited(&summary, &by, dialect(b',')),
        Form::Tsv => totals::delimited(&summary, &by, dialect(b'\t')),
        #[cfg(feature = "xlsx")]
        Form::Xlsx => super::totals_xlsx::workbook(&summary, &by)?,
    };
    write(args.output.as_ref(), &bytes)?;
    Ok(Outcome::Done)
}

fn usual(output: Option<&PathBuf>, shown: bool) -> Form {
    let extension = output.and_then(|path| path.extension()?.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Form::Csv,
        Some("tsv") => Form::Tsv,
        #[cfg(feature = "xlsx")]
        Some("xlsx") => Form::Xlsx,
        _ if shown => Form::Table,
        _ => Form::Jsonl,
    }
}

fn width(args: &SummaryArgs) -> usize {
    let terminal =
        args.output.is_none().then(|| terminal_size::terminal_size_of(std::io::stdout()));
    let terminal = terminal.flatten().map(|(width, _)| usize::from(width.0));
    let variable = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(variable).filter(|width| *width > 0).unwrap_or(DEFAULT_WIDTH)
}

fn write(output: Option<&PathBuf>, bytes: &[u8]) -> Result<()> {
    let Some(path) = output else {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(bytes).map_err(Error::io("<stdout>"))?;
        return Ok(stdout.flush().map_err(Error::io("<stdout>"))?);
    };
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(Error::io(path))?;
    Ok(file.finish()?)
}
