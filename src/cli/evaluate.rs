//! `klaim evaluate`: a model against labelled sentences.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::evaluate::{Bootstrap, Evaluation, Interval, Intervals, most_probable};
use klaim::{Classifier, Error, Label, LabelledSentence};
use rayon::prelude::*;

use super::{Common, ModelArgs, Outcome};

/// Arguments of `klaim evaluate`.
#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// Labelled sentences (JSON Lines or CSV with id, text, label, also)
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    #[command(flatten)]
    model: ModelArgs,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Exit with 1 when macro-F1 is below
    #[arg(long, value_name = "X")]
    min_macro_f1: Option<f64>,
    /// Resample articles so many times for 95 % intervals (table only)
    #[arg(long, value_name = "N")]
    bootstrap: Option<usize>,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Write the sentences labelled wrongly to a file, as JSON Lines, the surest first
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// A model's answers to labelled sentences.
pub(super) struct Scored {
    pub(super) evaluation: Evaluation,
    gold: Vec<Label>,
    predicted: Vec<Label>,
    /// `n_sentences x n_labels`.
    probabilities: Vec<f64>,
}

/// Scores `classifier` on `sentences` read from `path`.
pub(super) fn score(
    classifier: &Classifier,
    sentences: &[LabelledSentence],
    path: &Path,
) -> Result<Scored> {
    let labels = classifier.labels();
    let known = |name: &str, line: usize| {
        labels.get(name).ok_or_else(|| {
            Error::input(
                path,
                line,
                format!("label {name:?} is none of the model's"),
                format!("use {}", labels.names().join(", ")),
            )
        })
    };
    let gold: Vec<Label> =
        sentences.iter().map(|s| known(&s.label, s.line)).collect::<Result<_, _>>()?;
    let also: Vec<Option<Label>> = sentences
        .iter()
        .map(|s| s.also.as_deref().map(|also| known(also, s.line)).transpose())
        .collect::<Result<_, _>>()?;
    let scorer = classifier.scorer();
    let probabilities: Vec<f64> = sentences
        .par_chunks(512)
        .map(|sentences| {
            let mut scratch = scorer.scratch();
            let mut probabilities = Vec::new();
            for sentence in sentences {
                let (_, row) = classifier.label_and_probabilities(&sentence.text, &mut scratch);
                probabilities.extend_from_slice(row);
            }
            probabilities
        })
        .collect::<Vec<_>>()
        .concat();
    let evaluation = Evaluation::new(labels, &gold, &also, &probabilities)?;
    let predicted = most_probable(labels.len(), &probabilities);
    Ok(Scored { evaluation, gold, predicted, probabilities })
}

pub(super) fn run(args: &EvaluateArgs, _common: &Common) -> Result<Outcome> {
    if let Some(threshold) = args.min_macro_f1
        && !(0.0..=1.0).contains(&threshold)
    {
        return Err(Error::parameter("min-macro-f1", threshold, "use 0 to 1").into());
    }
    let classifier = args.model.load()?;
    let sentences = LabelledSentence::read(&args.data)?;
    let scored = score(&classifier, &sentences, &args.data)?;
    if let Some(path) = &args.errors {
        write_errors(&classifier, &sentences, &scored, path)?;
    }
    let mut out = anstream::stdout().lock();
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &scored.evaluation)?;
            writeln!(out)?;
        }
        Format::Table => {
            let intervals = match args.bootstrap {
                Some(resamples) => {
                    let articles: Vec<&str> =
                        sentences.iter().map(LabelledSentence::article).collect();
                    let bootstrap = Bootstrap { resamples, seed: args.seed };
                    Some(bootstrap.intervals(
                        classifier.labels(),
                        &scored.gold,
                        &scored.predicted,
                        &articles,
                    )?)
                }
                None => None,
            };
            print_table(&mut out, &scored.evaluation, intervals.as_ref())?;
        }
    }
    let missed = args.min_macro_f1.is_some_and(|least| scored.evaluation.macro_f1 < least);
    Ok(if missed { Outcome::Missed } else { Outcome::Done })
}

fn print_table(
    out: &mut impl std::io::Write,
    evaluation: &Evaluation,
    intervals: Option<&Intervals>,
) -> Result<()> {
    let range = |interval: Option<&Interval>| {
        interval.map_or_else(String::new, |i| format!("  [{:.3}, {:.3}]", i.lower, i.upper))
    };
    let e = evaluation;
    writeln!(out, "{} sentences", e.sentences)?;
    let of = |pick: fn(&Intervals) -> &Interval| range(intervals.map(pick));
    writeln!(out, "accuracy                    {:.4}{}", e.accuracy, of(|i| &i.accuracy))?;
    writeln!(out, "accuracy with second label  {:.4}", e.accuracy_with_second_label)?;
    writeln!(out, "macro-F1                    {:.4}{}", e.macro_f1, of(|i| &i.macro_f1))?;
    writeln!(out, "log-loss                    {:.4}", e.log_loss)?;
    writeln!(out, "expected calibration error  {:.4}", e.ece)?;
    let baseline = &e.majority_baseline;
    writeln!(
        out,
        "always {:<20} {:.4} accuracy, {:.4} macro-F1",
        format!("{:?}", baseline.label),
        baseline.accuracy,
        baseline.macro_f1
    )?;
    let width = e.labels.keys().map(String::len).max().unwrap_or(5).max(5);
    writeln!(out, "\n{:width$}  precision  recall      F1  support", "label")?;
    for (name, s) in &e.labels {
        let interval = intervals.and_then(|i| i.labels.get(name));
        writeln!(
            out,
            "{name:width$}  {:>9.4}  {:.4}  {:.4}  {:>7}{}",
            s.precision,
            s.recall,
            s.f1,
            s.support,
            range(interval)
        )?;
    }
    writeln!(out, "\nconfusion: gold label down, predicted label across")?;
    write!(out, "{:width$}", "")?;
    for name in e.confusion.keys() {
        write!(out, "  {:>7}", name.chars().take(7).collect::<String>())?;
    }
    writeln!(out)?;
    for (gold, row) in &e.confusion {
        write!(out, "{gold:width$}")?;
        for count in row.values() {
            write!(out, "  {count:>7}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "\nreliability: sentences by the probability of their label")?;
    writeln!(out, "probability     sentences  mean probability  accuracy")?;
    for bin in e.reliability.iter().filter(|bin| bin.count > 0) {
        writeln!(
            out,
            "{:.2} to {:.2}    {:>9}  {:>16.4}  {:>8.4}",
            bin.lower,
            bin.upper,
            bin.count,
            bin.mean_confidence.unwrap_or_default(),
            bin.accuracy.unwrap_or_default()
        )?;
    }
    writeln!(out, "\ncoverage: sentences whose label has at least a probability")?;
    writeln!(out, "at least  coverage  accuracy")?;
    for point in &e.coverage {
        let accuracy = point.accuracy.map_or_else(|| "-".into(), |a| format!("{a:.4}"));
        writeln!(out, "{:>8.2}  {:>8.4}  {accuracy:>8}", point.threshold, point.coverage)?;
    }
    Ok(())
}

/// Writes the sentences whose label is neither gold nor second, the surest first.
fn write_errors(
    classifier: &Classifier,
    sentences: &[LabelledSentence],
    scored: &Scored,
    path: &Path,
) -> Result<()> {
    let labels = classifier.labels();
    let k = labels.len();
    let probability = |i: usize| scored.probabilities[i * k + scored.predicted[i].index()];
    let mut wrong: Vec<usize> =
        (0..sentences.len()).filter(|&i| scored.predicted[i] != scored.gold[i]).collect();
    wrong.sort_by(|&a, &b| probability(b).total_cmp(&probability(a)).then(a.cmp(&b)));
    let mut file = klaim::atomic::AtomicFile::create(path)?;
    for i in wrong {
        let sentence = &sentences[i];
        let record = serde_json::json!({
            "id": sentence.id,
            "text": sentence.text,
            "label": sentence.label,
            "also": sentence.also,
            "predicted": labels.name(scored.predicted[i]),
            "probability": (probability(i) * 1e4).round() / 1e4,
        });
        writeln!(file, "{record}").map_err(Error::io(path))?;
    }
    file.finish()?;
    Ok(())
}
