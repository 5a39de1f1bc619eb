//! `klaim classify`: articles go in, labelled sentences come out.

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::model::Scratch;
use klaim::sentence::Segmenter;
use klaim::{Classifier, Error, Label, LabelSet};

use super::flow::{Flow, Work};
use super::input::{InputArgs, SegmenterArgs};
use super::output::OutputArgs;
use super::{Common, ModelArgs, Outcome};
use crate::report::{
    Csv, Decimals, Group, JsonLines, Page, Report, Row, Table, TableOptions, Verdict,
};

/// Arguments of `klaim classify`.
#[derive(Debug, Args)]
#[command(after_long_help = NOTES)]
pub(super) struct ClassifyArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Take each line or record as one sentence, without segmenting
    #[arg(long, help_heading = "Input")]
    sentences: bool,
    #[command(flatten)]
    segmenter: SegmenterArgs,
    #[command(flatten)]
    model: ModelArgs,
    /// Form of the output [default: table on a terminal, else jsonl]
    #[arg(long, short, value_name = "FORMAT", value_enum, help_heading = "Output")]
    format: Option<OutputFormat>,
    #[command(flatten)]
    output: OutputArgs,
    /// Only sentences with these labels
    #[arg(long, value_name = "LABEL,...", value_delimiter = ',', help_heading = "Output")]
    labels: Vec<String>,
    /// In the table, show sentences labelled none as well, dimmed
    #[arg(long, help_heading = "Output")]
    all: bool,
    /// Mark sentences whose label has a probability below P: "uncertain":true, or ? in the table
    #[arg(long, value_name = "P", value_parser = parse_probability, help_heading = "Output")]
    min_probability: Option<f64>,
}

const NOTES: &str = "\
Fields of jsonl and csv:
  article        path of the file, or id of the record
  sentence       number in the article, from 0
  start, end     byte offsets into the article's text (UTF-8, without byte
                 order mark; of an HTML page, the text taken from it)
  text           the sentence, exactly the bytes from start to end
  label, probability
  probabilities  of all labels; in csv one column each, p_LABEL
  uncertain      with --min-probability: in jsonl only where true

With --sentences, a line of text is numbered by its line, from 0, and its
offsets are those in the file.

In csv, a cell that a spreadsheet would take for a formula, because it begins
with = + - or @, gets an apostrophe in front.

Exit code: 0 done, 2 failure.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// For people: grouped by article, wrapped, in colour
    Table,
    /// One JSON object a line
    Jsonl,
    /// With a header
    Csv,
}

pub(super) fn run(args: &ClassifyArgs, common: &Common) -> Result<Outcome> {
    let sources = args.input.sources()?;
    let options = args.input.options()?;
    let segmenter = args.segmenter.segmenter()?;
    let classifier = args.model.load()?;
    let labels = classifier.labels();
    let selected = select(&args.labels, labels)?;
    let shown = args.output.is_terminal();
    let usual = if shown { OutputFormat::Table } else { OutputFormat::Jsonl };
    let format = args.format.unwrap_or(usual);
    let report: Box<dyn Report> = match format {
        OutputFormat::Table => Box::new(Table::new(
            Some(labels),
            TableOptions {
                width: args.output.width(),
                color: args.output.color(),
                all: args.all || !args.labels.is_empty(),
                chosen: !args.labels.is_empty(),
            },
        )),
        OutputFormat::Jsonl => Box::new(JsonLines::new(Some(labels))),
        OutputFormat::Csv => {
            Box::new(Csv::new(Some(labels), args.min_probability.is_some(), shown))
        }
    };
    let decimals = Decimals::for_labels(labels.len());
    let classify = Classify {
        classifier: &classifier,
        segmenter,
        report: &*report,
        selected,
        decimals,
        min_probability: args.min_probability,
    };
    let flow = Flow {
        sources: &sources,
        options: &options,
        report: &*report,
        sentences: args.sentences,
        skip_bad: args.input.skip_bad,
        quiet: common.quiet,
    };
    flow.run(&classify, args.output.open()?, shown)?;
    // The process ends now: to give the memory back piece by piece would take a millisecond for nothing.
    std::mem::forget(classifier);
    Ok(Outcome::Done)
}

/// For each label, whether it is among `names`; all are when there are none.
fn select(names: &[String], labels: &LabelSet) -> Result<Vec<bool>> {
    let mut selected = vec![names.is_empty(); labels.len()];
    for name in names {
        let label = labels.get(name.trim()).ok_or_else(|| {
            let known = labels.names().join(", ");
            Error::parameter(
                "--labels",
                format!("{name:?}"),
                format!("use labels of the model: {known}"),
            )
        })?;
        selected[label.index()] = true;
    }
    Ok(selected)
}

struct Classify<'a> {
    classifier: &'a Classifier,
    segmenter: Segmenter,
    report: &'a dyn Report,
    selected: Vec<bool>,
    decimals: Decimals,
    min_probability: Option<f64>,
}

/// A thread's own: the scorer's scratch, and a sentence's probabilities in units.
struct ClassifyScratch {
    scorer: Scratch,
    units: Vec<u32>,
}

impl Work for Classify<'_> {
    type Scratch = ClassifyScratch;

    fn scratch(&self) -> ClassifyScratch {
        ClassifyScratch { scorer: self.classifier.scorer().scratch(), units: Vec::new() }
    }

    fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    fn sentence(
        &self,
        text: &str,
        number: usize,
        start: u64,
        group: &Group<'_>,
        scratch: &mut ClassifyScratch,
        page: &mut Page,
    ) {
        page.group.sentences += 1;
        let (label, probabilities): (Label, &[f64]) =
            self.classifier.label_and_probabilities(text, &mut scratch.scorer);
        if !self.selected[label.index()] {
            return;
        }
        scratch.units.clear();
        scratch.units.extend(probabilities.iter().map(|&p| self.decimals.units(p)));
        let uncertain = self.min_probability.map(|least| {
            // What is printed decides, so that a reader of the output finds the same.
            let printed = f64::from(scratch.units[label.index()]);
            printed / f64::from(self.decimals.scale()) < least
        });
        let verdict = Verdict { label, units: &scratch.units, uncertain };
        page.group.count(&verdict);
        self.report.row(group, &Row { number, start, text, verdict: Some(verdict) }, page);
    }
}

fn parse_probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("give a number from 0 to 1".to_owned()),
    }
}
