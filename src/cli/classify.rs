//! `klaim classify`: articles go in, labelled sentences come out.

use anyhow::Result;
use clap::Args;
use klaim::model::Scratch;
use klaim::{Classifier, Error, Label, LabelSet};

use super::flow::{Flow, Piece, Work};
use super::folder::sha256;
use super::form::{Form, FormArgs, Shown};
use super::input::{InputArgs, Reading, SegmenterArgs};
use super::target::{Settings, Target};
use super::{Common, ModelArgs, Outcome};
use crate::report::{Decimals, Fields, Group, Page, Report, Row, Verdict};

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
    #[command(flatten)]
    form: FormArgs,
    /// Only sentences with these labels
    #[arg(long, value_name = "LABEL,...", value_delimiter = ',', help_heading = "Output")]
    labels: Vec<String>,
    /// In table and markdown, show sentences labelled none as well
    #[arg(long, help_heading = "Output")]
    all: bool,
    /// Mark sentences whose label has a probability below P: "uncertain":true, or ? in the table
    #[arg(long, value_name = "P", value_parser = parse_probability, help_heading = "Output")]
    min_probability: Option<f64>,
    /// Tell who is quoted or paraphrased in each sentence
    #[arg(long, help_heading = "Output")]
    speakers: bool,
}

const NOTES: &str = "\
Fields of jsonl, csv, tsv, xlsx and parquet:
  article        path of the file, or id of the record
  sentence       number in the article, from 0
  start, end     byte offsets into the article's text (UTF-8, without byte
                 order mark; of an HTML page, the text taken from it)
  text           the sentence, exactly the bytes from start to end
  label, probability
  probabilities  of all labels; elsewhere than in jsonl a column each, p_LABEL
  uncertain      with --min-probability: in jsonl only where true
  speaker, role, attribution (direct, indirect, none), speaker_start,
  speaker_end, role_start, role_end
                 with --speakers; what is not known is null or empty. In a
                 table, — stands before who is quoted and ~ before who is
                 paraphrased
  kept           with --keep, in jsonl: an object of the fields that the record
                 has; elsewhere a column each

With --sentences, a line of text is numbered by its line, from 0, and its
offsets are those in the file.

In csv and tsv, a cell that a spreadsheet would take for a formula, because it
begins with = + - @, a tab or a carriage return, gets an apostrophe in front,
and so does one that begins with apostrophes before such a character: take one
apostrophe away to have the text. --raw-cells leaves them as they are. In xlsx
all text is text.

With --output FOLDER/, each article gets a file named after its id, and
manifest.jsonl says which is whose. A run that is broken off goes on by
--resume with the same input and options.

Exit code: 0 done, 2 failure.";

pub(super) fn run(args: &ClassifyArgs, common: &Common) -> Result<Outcome> {
    let mut reading = Reading::new(&args.input, &args.segmenter, args.form.keep(), common)?;
    reading.sentences = args.sentences;
    let classifier = args.model.load()?;
    let labels = classifier.labels();
    let reading = reading.with_labels(labels);
    let selected = select(&args.labels, labels)?;
    if args.speakers && args.sentences {
        return Err(Error::parameter(
            "--speakers",
            "given with --sentences",
            "who speaks is told from the whole article: leave one of them out",
        )
        .into());
    }
    let fields = Fields {
        labels: Some(labels.clone()),
        uncertain: args.min_probability.is_some(),
        speakers: args.speakers,
        kept: args.form.keep().to_vec(),
    };
    let chosen = !args.labels.is_empty();
    let form = args.form.form(fields, Shown { all: args.all || chosen, chosen })?;
    let classify = Classify {
        classifier: &classifier,
        report: &*form.report,
        selected,
        decimals: Decimals::for_labels(labels.len()),
        min_probability: args.min_probability,
    };
    let flow = Flow { reading: &reading, form: &form };
    let settings = || settings(args, &form, &classifier);
    let target = Target::choose(&form, args.form.output(), "classify", args.sentences, settings)?;
    flow.run(&classify, target)?;
    // The process ends now: to give the memory back piece by piece would take a millisecond for nothing.
    std::mem::forget(classifier);
    Ok(Outcome::Done)
}

/// Options that change what is written.
fn settings(args: &ClassifyArgs, form: &Form, classifier: &Classifier) -> Result<Settings> {
    let mut settings = form.settings();
    let mut set = |name: &str, value: String| settings.insert(name.to_owned(), value);
    set("model_sha256", sha256(&classifier.to_bytes()?));
    if !args.labels.is_empty() {
        set("labels", args.labels.join(","));
    }
    if args.all {
        set("all", "true".to_owned());
    }
    if let Some(least) = args.min_probability {
        set("min-probability", least.to_string());
    }
    if args.speakers {
        set("speakers", "true".to_owned());
    }
    args.segmenter.settings(&mut settings)?;
    Ok(settings)
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

    fn sentence(
        &self,
        piece: Piece<'_>,
        group: &Group<'_>,
        scratch: &mut ClassifyScratch,
        page: &mut Page,
    ) {
        let Piece { text, number, start, said } = piece;
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
        self.report.row(group, &Row { number, start, text, verdict: Some(verdict), said }, page);
    }
}

fn parse_probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("give a number from 0 to 1".to_owned()),
    }
}
