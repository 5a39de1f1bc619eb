//! `klaim evaluate`: a model and labelled sentences in, scores out.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use klaim::Classifier;
use klaim::evaluate::{Bootstrap, Evaluation, Interval, Intervals, most_probable};
use serde::Serialize;

use super::bar::remark;
use super::gold::Gold;
use super::show::{Columns, ReportArgs, escaped, print, score, write_file};
use super::{Common, ModelArgs, Outcome};

/// Arguments of `klaim evaluate`.
#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// Labelled sentences, JSON Lines or CSV; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
    /// End with exit code 1 when macro-F1 is below this
    #[arg(long, value_name = "X", value_parser = parse_share)]
    min_macro_f1: Option<f64>,
    /// Add 95 % intervals from so many bootstrap resamples of whole articles
    #[arg(long, value_name = "N")]
    bootstrap: Option<usize>,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Write the misclassified sentences as JSON Lines, the surest first; - for standard output instead of the scores
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArgs,
}

fn parse_share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("give a number from 0 to 1".into()),
    }
}

/// What `--format json` shows: the fields of [`Evaluation`] and, if asked for, the intervals.
#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    evaluation: Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    intervals: Option<Intervals>,
}

/// A line of `--errors`.
#[derive(Debug, Serialize)]
struct Mistake<'a> {
    id: &'a str,
    text: &'a str,
    label: &'a str,
    predicted: &'a str,
    probability: f64,
}

pub(super) fn run(args: &EvaluateArgs, common: &Common) -> Result<Outcome> {
    let classifier = args.model.load()?;
    let data = Gold::read(&args.data)?;
    let labels = classifier.labels();
    let (gold, also) = data.labels(labels)?;
    let probabilities = data.probabilities(&classifier);
    let evaluation = Evaluation::new(labels, &gold, &also, &probabilities)?;
    let intervals = match args.bootstrap {
        None => None,
        Some(resamples) => {
            let predicted = most_probable(labels.len(), &probabilities);
            let bootstrap = Bootstrap { resamples, seed: args.seed };
            Some(bootstrap.intervals(labels, &gold, &predicted, &data.articles())?)
        }
    };
    let report = Report { evaluation, intervals };
    let mistakes =
        args.errors.as_ref().map(|path| (path, mistakes(&data, &classifier, &probabilities)));
    match mistakes {
        Some((path, lines)) if path.as_os_str() == "-" => print(&lines?)?,
        Some((path, lines)) => {
            write_file(path.clone(), &lines?)?;
            args.report.show(&report, || text(&report))?;
        }
        None => args.report.show(&report, || text(&report))?,
    }
    match args.min_macro_f1 {
        Some(wanted) if report.evaluation.macro_f1 < wanted => {
            let got = report.evaluation.macro_f1;
            remark(common, &format!("macro-F1 {got:.4} is below --min-macro-f1 {wanted}"));
            Ok(Outcome::Missed)
        }
        _ => Ok(Outcome::Done),
    }
}

/// The misclassified sentences, by falling probability of the wrong label, then in the order of the data.
fn mistakes(data: &Gold, classifier: &Classifier, probabilities: &[f64]) -> Result<String> {
    let labels = classifier.labels();
    let k = labels.len();
    let mut mistakes: Vec<Mistake> = data
        .sentences
        .iter()
        .zip(most_probable(k, probabilities))
        .zip(probabilities.chunks_exact(k))
        .filter(|((sentence, predicted), _)| sentence.label != labels.name(*predicted))
        .map(|((sentence, predicted), row)| Mistake {
            id: &sentence.id,
            text: &sentence.text,
            label: &sentence.label,
            predicted: labels.name(predicted),
            probability: row[predicted.index()],
        })
        .collect();
    mistakes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let mut lines = String::new();
    for mistake in mistakes {
        lines.push_str(&escaped(&serde_json::to_string(&mistake)?));
        lines.push('\n');
    }
    Ok(lines)
}

fn text(report: &Report) -> String {
    let Report { evaluation: e, intervals } = report;
    let interval = |of: Option<&Interval>| {
        of.map_or_else(String::new, |i| format!("{:.4} to {:.4}", i.lower, i.upper))
    };
    let range = if intervals.is_some() { "95 % interval" } else { "" };
    let mut text = format!("{} sentences\n\n", e.sentences);

    let mut scores = Columns::new(["score", ">value", range]);
    let whole = intervals.as_ref();
    scores.row(["macro-F1", &score(e.macro_f1), &interval(whole.map(|i| &i.macro_f1))]);
    scores.row(["accuracy", &score(e.accuracy), &interval(whole.map(|i| &i.accuracy))]);
    scores.row(["accuracy with second label", &score(e.accuracy_with_second_label), ""]);
    scores.row(["log-loss", &score(e.log_loss), ""]);
    scores.row(["expected calibration error", &score(e.ece), ""]);
    let baseline = &e.majority_baseline;
    let always = format!("accuracy if always {}", baseline.label);
    scores.row([&always, &score(baseline.accuracy), ""]);
    scores.row([&format!("macro-F1 if always {}", baseline.label), &score(baseline.macro_f1), ""]);
    text.push_str(&scores.text());

    let mut by_label = Columns::new(["label", ">precision", ">recall", ">F1", ">sentences", range]);
    for (label, s) in &e.labels {
        by_label.row([
            label.clone(),
            score(s.precision),
            score(s.recall),
            score(s.f1),
            s.support.to_string(),
            interval(whole.and_then(|i| i.labels.get(label))),
        ]);
    }
    let _ = write!(text, "\n{}", by_label.text());

    let names = e.confusion.keys().map(|label| format!(">{label}"));
    let mut confusion = Columns::new(["gold \\ predicted".to_owned()].into_iter().chain(names));
    for (label, row) in &e.confusion {
        confusion.row([label.clone()].into_iter().chain(row.values().map(usize::to_string)));
    }
    let _ = write!(text, "\n{}", confusion.text());

    let mut reliability =
        Columns::new([">probability from", ">to", ">sentences", ">mean probability", ">accuracy"]);
    for bin in e.reliability.iter().filter(|bin| bin.count > 0) {
        reliability.row([
            format!("{:.2}", bin.lower),
            format!("{:.2}", bin.upper),
            bin.count.to_string(),
            score(bin.mean_confidence),
            score(bin.accuracy),
        ]);
    }
    let _ = write!(text, "\n{}", reliability.text());

    let mut coverage = Columns::new([">probability at least", ">coverage", ">accuracy"]);
    for point in &e.coverage {
        coverage.row([
            format!("{:.2}", point.threshold),
            score(point.coverage),
            score(point.accuracy),
        ]);
    }
    let _ = write!(text, "\n{}", coverage.text());
    text
}
