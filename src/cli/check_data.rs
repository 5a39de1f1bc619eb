//! `klaim check-data`: labelled sentences in, what is wrong or doubtful in them out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use klaim::LabelledSentence;
use klaim::doctor::{CheckParams, Doubtful, Findings, Leakage, Pair, Place, check, leakage};
use klaim::train::TrainParams;
use serde::Serialize;

use super::bar::Bar;
use super::show::{Columns, ReportArgs, shortened, visible};
use super::{Common, Outcome};

/// Arguments of `klaim check-data`.
#[derive(Debug, Args)]
pub(super) struct CheckDataArgs {
    /// Labelled sentences, JSON Lines or CSV
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A second file, such as test data, to look for what it shares with the first
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Number of findings of each kind that are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Report labels with fewer sentences
    #[arg(long, value_name = "N", default_value_t = CheckParams::default().min_sentences)]
    min_sentences: usize,
    /// Report sentences whose own label has at most this probability
    #[arg(long, value_name = "P", default_value_t = CheckParams::default().max_probability)]
    max_probability: f64,
    /// Folds of the models that have not seen the sentence
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().folds)]
    folds: usize,
    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().seed)]
    seed: u64,
    /// Train no models: look for no doubtful labels
    #[arg(long)]
    no_model: bool,
    /// End with exit code 1 when anything was found
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Debug, Serialize)]
struct Report {
    /// How many of each kind were found, of which the lists hold the first.
    found: Found,
    #[serde(flatten)]
    findings: Findings,
    #[serde(skip_serializing_if = "Option::is_none")]
    leakage: Option<Leakage>,
}

#[derive(Debug, Serialize)]
struct Found {
    rare_labels: usize,
    duplicates: usize,
    near_duplicates: usize,
    doubtful: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    leakage: Option<FoundLeakage>,
}

#[derive(Debug, Serialize)]
struct FoundLeakage {
    articles: usize,
    duplicates: usize,
    near_duplicates: usize,
}

pub(super) fn run(args: &CheckDataArgs, common: &Common) -> Result<Outcome> {
    if !(0.0..=1.0).contains(&args.max_probability) {
        let name = "max-probability";
        return Err(klaim::Error::parameter(name, args.max_probability, "use 0 to 1").into());
    }
    let sentences = LabelledSentence::read(&args.file)?;
    let other = args.against.as_ref().map(LabelledSentence::read).transpose()?;
    let usual = CheckParams::default();
    let train =
        usual.train.map(|train| TrainParams { folds: args.folds, seed: args.seed, ..train });
    let params = CheckParams {
        min_sentences: args.min_sentences,
        max_probability: args.max_probability,
        train: train.filter(|_| !args.no_model),
    };
    let bar = Bar::new(common);
    let mut findings = check(&sentences, &params, &|progress| bar.show(progress))?;
    drop(bar);
    let mut leakage = other.map(|other| leakage(&sentences, &other));
    let clean = findings.is_clean() && leakage.as_ref().is_none_or(Leakage::is_clean);
    let found = Found {
        rare_labels: findings.rare_labels.len(),
        duplicates: findings.duplicates.len(),
        near_duplicates: findings.near_duplicates.len(),
        doubtful: findings.doubtful.len(),
        leakage: leakage.as_ref().map(|leakage| FoundLeakage {
            articles: leakage.articles.len(),
            duplicates: leakage.duplicates.len(),
            near_duplicates: leakage.near_duplicates.len(),
        }),
    };
    findings.duplicates.truncate(args.top);
    findings.near_duplicates.truncate(args.top);
    findings.doubtful.truncate(args.top);
    if let Some(leakage) = &mut leakage {
        leakage.articles.truncate(args.top);
        leakage.duplicates.truncate(args.top);
        leakage.near_duplicates.truncate(args.top);
    }
    let report = Report { found, findings, leakage };
    args.report.show(&report, || text(&report, args))?;
    Ok(if args.strict && !clean { Outcome::Missed } else { Outcome::Done })
}

fn text(report: &Report, args: &CheckDataArgs) -> String {
    let Report { found, findings, leakage } = report;
    let file = args.file.as_path();
    let mut text = format!(
        "{}: {} sentences of {} articles\n\n",
        file.display(),
        findings.sentences,
        findings.articles
    );
    let mut labels = Columns::new(["label", ">sentences", ""]);
    for (label, count) in &findings.labels {
        let rare = findings.rare_labels.iter().any(|rare| rare.label == *label);
        let remark = if rare { "too few to learn from" } else { "" };
        labels.row([label, &count.to_string(), remark]);
    }
    text.push_str(&labels.text());
    pairs(&mut text, "repeated sentences", found.duplicates, &findings.duplicates, file, file);
    pairs(
        &mut text,
        "nearly repeated sentences",
        found.near_duplicates,
        &findings.near_duplicates,
        file,
        file,
    );
    if !args.no_model {
        doubtful(&mut text, found.doubtful, &findings.doubtful, file);
    }
    if let (Some(leakage), Some(counts), Some(other)) = (leakage, &found.leakage, &args.against) {
        let _ = write!(text, "\n{} articles in both files\n", counts.articles);
        for article in &leakage.articles {
            let _ = writeln!(text, "  {}", visible(article));
        }
        let title = "sentences repeated in the second file";
        pairs(&mut text, title, counts.duplicates, &leakage.duplicates, file, other);
        let title = "sentences nearly repeated in the second file";
        pairs(&mut text, title, counts.near_duplicates, &leakage.near_duplicates, file, other);
    }
    let notes = leakage.iter().flat_map(|leakage| &leakage.notes);
    for note in findings.notes.iter().chain(notes) {
        let _ = write!(text, "\nNote: {}\n", visible(note));
    }
    text
}

/// Characters of a sentence that are shown.
const SHOWN: usize = 120;

fn place(text: &mut String, file: &Path, place: &Place) {
    let _ = writeln!(
        text,
        "    {}:{} {} [{}] {}",
        file.display(),
        place.line,
        visible(&place.id),
        visible(&place.label),
        shortened(&place.text, SHOWN)
    );
}

fn title(text: &mut String, what: &str, found: usize, shown: usize) {
    let of = if shown < found { format!(", the first {shown}") } else { String::new() };
    let _ = write!(text, "\n{found} {what}{of}\n");
}

fn pairs(text: &mut String, what: &str, found: usize, list: &[Pair], first: &Path, second: &Path) {
    title(text, what, found, list.len());
    for pair in list {
        let labels = if pair.same_label { "same label" } else { "DIFFERENT LABELS" };
        let _ = writeln!(text, "  similarity {:.2}, {labels}", pair.similarity);
        place(text, first, &pair.first);
        place(text, second, &pair.second);
    }
}

fn doubtful(text: &mut String, found: usize, list: &[Doubtful], file: &Path) {
    title(text, "doubtful labels", found, list.len());
    for doubtful in list {
        let _ = writeln!(
            text,
            "  {} has probability {:.4}, {} has {:.4}",
            visible(&doubtful.place.label),
            doubtful.probability,
            visible(&doubtful.predicted),
            doubtful.predicted_probability
        );
        place(text, file, &doubtful.place);
    }
}
