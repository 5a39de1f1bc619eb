//! `klaim segment`: articles go in, their sentences come out.

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::sentence::Segmenter;

use super::flow::{Flow, Work};
use super::input::{InputArgs, SegmenterArgs};
use super::output::OutputArgs;
use super::{Common, Outcome};
use crate::report::{Csv, Group, JsonLines, Page, Plain, Report, Row, Table, TableOptions};

/// Arguments of `klaim segment`.
#[derive(Debug, Args)]
pub(super) struct SegmentArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    segmenter: SegmenterArgs,
    /// Form of the output [default: table on a terminal, else jsonl]
    #[arg(long, short, value_name = "FORMAT", value_enum, help_heading = "Output")]
    format: Option<OutputFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// For people: numbered under their article, wrapped
    Table,
    /// One sentence a line and nothing else
    Text,
    /// One JSON object a line: article, sentence, start, end, text
    Jsonl,
    /// The same fields with a header
    Csv,
}

pub(super) fn run(args: &SegmentArgs, common: &Common) -> Result<Outcome> {
    let sources = args.input.sources()?;
    let options = args.input.options()?;
    let segmenter = args.segmenter.segmenter()?;
    let shown = args.output.is_terminal();
    let usual = if shown { OutputFormat::Table } else { OutputFormat::Jsonl };
    let format = args.format.unwrap_or(usual);
    let report: Box<dyn Report> = match format {
        OutputFormat::Table => Box::new(Table::new(
            None,
            TableOptions {
                width: args.output.width(),
                color: args.output.color(),
                all: true,
                chosen: false,
            },
        )),
        OutputFormat::Text => Box::new(Plain { for_terminal: shown }),
        OutputFormat::Jsonl => Box::new(JsonLines::new(None)),
        OutputFormat::Csv => Box::new(Csv::new(None, false, shown)),
    };
    let flow = Flow {
        sources: &sources,
        options: &options,
        report: &*report,
        sentences: false,
        skip_bad: args.input.skip_bad,
        quiet: common.quiet,
    };
    flow.run(&Segment { segmenter, report: &*report }, args.output.open()?, shown)?;
    Ok(Outcome::Done)
}

struct Segment<'a> {
    segmenter: Segmenter,
    report: &'a dyn Report,
}

impl Work for Segment<'_> {
    type Scratch = ();

    fn scratch(&self) {}

    fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    fn sentence(
        &self,
        text: &str,
        number: usize,
        start: u64,
        group: &Group<'_>,
        _scratch: &mut (),
        page: &mut Page,
    ) {
        page.group.sentences += 1;
        self.report.row(group, &Row { number, start, text, verdict: None }, page);
    }
}
