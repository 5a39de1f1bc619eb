//! `klaim explain`: which features spoke for and against a label.

use std::io::{Read as _, Write as _};

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::explain::{Explanation, FeatureContribution};
use klaim::{Classifier, Error, Label};

use super::{Common, ModelArgs, Outcome};

/// Longest text that standard input may hold, in bytes.
const LONGEST: u64 = 1 << 20;

/// Arguments of `klaim explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The sentence; read from standard input when left out
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    #[command(flatten)]
    model: ModelArgs,
    /// Explain this label [default: the most probable one]
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// Show so many features for and against
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

pub(super) fn run(args: &ExplainArgs, _common: &Common) -> Result<Outcome> {
    let classifier = args.model.load()?;
    let sentence = if args.text.is_empty() {
        let mut text = String::new();
        std::io::stdin()
            .take(LONGEST + 1)
            .read_to_string(&mut text)
            .map_err(Error::io("<stdin>"))?;
        if text.len() as u64 > LONGEST {
            return Err(Error::input(
                "<stdin>",
                0,
                format!("has more than {LONGEST} bytes"),
                "give one sentence",
            )
            .into());
        }
        text.trim().to_owned()
    } else {
        args.text.join(" ")
    };
    if sentence.is_empty() {
        return Err(Error::input("<stdin>", 0, "is empty", "give a sentence to explain").into());
    }
    let explanation = Explanation::new(&classifier, &sentence);
    let label = match &args.label {
        None => explanation.label,
        Some(name) => classifier.labels().get(name).ok_or_else(|| {
            let known = classifier.labels().names().join(", ");
            Error::parameter("label", name, format!("the model's labels are {known}"))
        })?,
    };
    match args.format {
        Format::Table => print_table(&classifier, &explanation, &sentence, label, args.top),
        Format::Json => print_json(&classifier, &explanation, &sentence, label),
    }?;
    Ok(Outcome::Done)
}

fn print_table(
    classifier: &Classifier,
    explanation: &Explanation,
    sentence: &str,
    label: Label,
    top: usize,
) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let labels = classifier.labels();
    let visible = |text: &str| -> String {
        text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
    };
    writeln!(out, "{}\n", visible(sentence))?;
    let width = labels.names().iter().map(String::len).max().unwrap_or(0);
    for l in labels.iter() {
        let mark = if l == explanation.label { '*' } else { ' ' };
        let i = l.index();
        writeln!(
            out,
            "{mark} {:width$}  {:>6.1} %  logit {:>7.3}, {:>7.3} of it without any feature",
            labels.name(l),
            100.0 * explanation.probabilities[i],
            explanation.logits[i],
            explanation.bias[i] + explanation.prior_shift[i]
        )?;
    }
    let k = label.index();
    let mut group = |title: &str, contributions: Vec<&FeatureContribution>| -> Result<()> {
        writeln!(out, "\n{title} {}:", labels.name(label))?;
        if contributions.is_empty() {
            writeln!(out, "  nothing")?;
        }
        for c in contributions {
            writeln!(out, "  {:>+7.3}  {}", c.logits[k], visible(&c.name))?;
        }
        Ok(())
    };
    group("for", explanation.features_for(label).into_iter().take(top).collect())?;
    group("against", explanation.features_against(label).into_iter().take(top).collect())
}

fn print_json(
    classifier: &Classifier,
    explanation: &Explanation,
    sentence: &str,
    label: Label,
) -> Result<()> {
    let labels = classifier.labels();
    let by_label = |values: &[f64]| -> serde_json::Map<String, serde_json::Value> {
        labels.names().iter().cloned().zip(values.iter().map(|v| (*v).into())).collect()
    };
    let features: Vec<serde_json::Value> = explanation
        .features_for(label)
        .into_iter()
        .chain(explanation.features_against(label).into_iter().rev())
        .map(|c| {
            let spans: Vec<[usize; 2]> = c.spans.iter().map(|s| [s.start, s.end]).collect();
            serde_json::json!({
                "feature": c.name,
                "value": c.value,
                "spans": spans,
                "logits": by_label(&c.logits),
            })
        })
        .collect();
    let words: Vec<serde_json::Value> = explanation
        .words
        .iter()
        .map(|w| {
            serde_json::json!({
                "word": &sentence[w.span.clone()],
                "start": w.span.start,
                "end": w.span.end,
                "logits": by_label(&w.logits),
            })
        })
        .collect();
    let record = serde_json::json!({
        "text": sentence,
        "label": labels.name(explanation.label),
        "explained": labels.name(label),
        "probabilities": by_label(&explanation.probabilities),
        "logits": by_label(&explanation.logits),
        "bias": by_label(&explanation.bias),
        "prior_shift": by_label(&explanation.prior_shift),
        "sentence": by_label(&explanation.whole),
        "features": features,
        "words": words,
    });
    let mut out = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &record)?;
    writeln!(out)?;
    Ok(())
}
