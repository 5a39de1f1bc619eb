//! `klaim explain`: sentences in, what spoke for and against their labels out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use klaim::article::{ReadOptions, Source, sentences};
use klaim::explain::{Explanation, FeatureContribution};
use klaim::{Classifier, Error, Label};
use serde::Serialize;

use super::explain_page::{Explained, page};
use super::output::ColorWhen;
use super::shade::{legend, line, pieces};
use super::show::{Columns, ReportArgs, visible, write_file};
use super::{Common, ModelArgs, Outcome};

/// Arguments of `klaim explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The words of one sentence; without them, sentences are read from --file or standard input, one a line
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// File with a sentence a line, or with records
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,
    /// The label to explain [default: the most probable]
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// Number of features shown for and against
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    report: ReportArgs,
    /// Write a page to FILE that shades each word by what it says for or against the label
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "output"])]
    html: Option<PathBuf>,
    /// Colour of the table
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    color: ColorWhen,
    #[command(flatten)]
    model: ModelArgs,
}

/// One sentence, explained, as JSON.
#[derive(Debug, Serialize)]
struct Record<'a> {
    text: &'a str,
    label: &'a str,
    labels: BTreeMap<&'a str, Logit>,
    explained: &'a str,
    #[serde(rename = "for")]
    in_favour: Vec<FeatureRecord<'a>>,
    against: Vec<FeatureRecord<'a>>,
    words: Vec<WordRecord<'a>>,
    /// What features of the sentence as a whole add to the explained label's logit.
    whole: f64,
}

/// How a label's logit comes about.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names, reason = "the names are those of the JSON")]
struct Logit {
    probability: f64,
    logit: f64,
    bias: f64,
    prior_shift: f64,
    features: f64,
}

#[derive(Debug, Serialize)]
struct FeatureRecord<'a> {
    feature: &'a str,
    logit: f64,
    value: f64,
    words: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct WordRecord<'a> {
    word: &'a str,
    start: usize,
    end: usize,
    logit: f64,
}

pub(super) fn run(args: &ExplainArgs, _common: &Common) -> Result<Outcome> {
    let texts = texts(args)?;
    let classifier = args.model.load()?;
    let label = args.label.as_deref().map(|name| find(&classifier, name)).transpose()?;
    let explained: Vec<(Explanation, Label)> = texts
        .iter()
        .map(|text| {
            let explanation = Explanation::new(&classifier, text);
            let label = label.unwrap_or(explanation.label);
            (explanation, label)
        })
        .collect();
    if let Some(path) = &args.html {
        let sentences: Vec<Explained> = texts
            .iter()
            .zip(&explained)
            .map(|(text, (explanation, label))| Explained { text, explanation, label: *label })
            .collect();
        write_file(path.clone(), &page(&sentences, classifier.labels().names(), args.top))?;
        return Ok(Outcome::Done);
    }
    let records: Vec<Record> = texts
        .iter()
        .zip(&explained)
        .map(|(text, (explanation, label))| {
            record(&classifier, text, explanation, *label, args.top)
        })
        .collect();
    let color = args.color.is_wanted(args.report.is_file());
    let table = || {
        let tables = records.iter().zip(&explained).map(|(record, (explanation, label))| {
            let pieces = pieces(record.text, explanation, *label);
            let shaded = line(&pieces, color);
            // Whoever copies the sentence wants it without signs.
            let plain = if color { String::new() } else { format!("{}\n\n", visible(record.text)) };
            let legend = legend(record.explained, color);
            format!("{plain}{shaded}\n\n  {legend}\n\n{}", table(record))
        });
        tables.collect::<Vec<_>>().join("\n")
    };
    match records.as_slice() {
        [single] => args.report.show(single, table)?,
        several => args.report.show(&several, table)?,
    }
    Ok(Outcome::Done)
}

fn find(classifier: &Classifier, name: &str) -> Result<Label> {
    let labels = classifier.labels();
    Ok(labels.get(name).ok_or_else(|| {
        let remedy = format!("the labels of the model are {}", labels.names().join(", "));
        Error::parameter("label", format!("{name:?}"), remedy)
    })?)
}

/// Most sentences explained at a time: nobody reads more, and each is kept until all are shown.
const MAX_SENTENCES: usize = 1000;

fn texts(args: &ExplainArgs) -> Result<Vec<String>> {
    if !args.text.is_empty() {
        return Ok(vec![args.text.join(" ")]);
    }
    let source = match &args.file {
        Some(path) => Source::file(path)?,
        None => Source::stdin(),
    };
    let mut texts = Vec::new();
    for line in sentences(&source, &ReadOptions::default()) {
        let line = line?;
        if texts.len() == MAX_SENTENCES {
            let problem = format!("holds more than {MAX_SENTENCES} sentences");
            return Err(Error::input(&**source.path(), line.line, problem, "give fewer").into());
        }
        texts.push(line.text);
    }
    Ok(texts)
}

fn record<'a>(
    classifier: &'a Classifier,
    text: &'a str,
    explanation: &'a Explanation,
    label: Label,
    top: usize,
) -> Record<'a> {
    let set = classifier.labels();
    let labels = set.iter().map(|label| {
        let k = label.index();
        let logit = Logit {
            probability: explanation.probabilities[k],
            logit: explanation.logits[k],
            bias: explanation.bias[k],
            prior_shift: explanation.prior_shift[k],
            features: explanation.features.iter().map(|feature| feature.logits[k]).sum(),
        };
        (set.name(label), logit)
    });
    let features = |list: Vec<&'a FeatureContribution>| {
        let shown = list.into_iter().take(top).map(|feature| FeatureRecord {
            feature: &feature.name,
            logit: feature.logits[label.index()],
            value: feature.value,
            words: if feature.is_whole() {
                Vec::new()
            } else {
                feature.spans.iter().map(|span| &text[span.clone()]).collect()
            },
        });
        shown.collect::<Vec<_>>()
    };
    let words = explanation.words.iter().map(|word| WordRecord {
        word: &text[word.span.clone()],
        start: word.span.start,
        end: word.span.end,
        logit: word.logits[label.index()],
    });
    Record {
        text,
        label: set.name(explanation.label),
        labels: labels.collect(),
        explained: set.name(label),
        in_favour: features(explanation.features_for(label)),
        against: features(explanation.features_against(label)),
        words: words.collect(),
        whole: explanation.whole[label.index()],
    }
}

fn table(record: &Record<'_>) -> String {
    let signed = |value: f64| format!("{value:+.3}");
    let mut text = String::new();
    let mut labels: Vec<_> = record.labels.iter().collect();
    labels.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
    let mut table =
        Columns::new(["label", ">probability", ">logit", ">= bias", ">+ priors", ">+ features"]);
    for (label, logit) in labels {
        table.row([
            *label,
            &format!("{:.4}", logit.probability),
            &signed(logit.logit),
            &signed(logit.bias),
            &signed(logit.prior_shift),
            &signed(logit.features),
        ]);
    }
    text.push_str(&table.text());
    for (title, features) in [("For", &record.in_favour), ("Against", &record.against)] {
        let _ = write!(text, "\n{title} {}\n", visible(record.explained));
        if features.is_empty() {
            text.push_str("  nothing\n");
            continue;
        }
        let mut table = Columns::new([">logit", "feature", "words"]);
        for feature in features {
            let words = feature.words.join(" | ");
            table.row([&signed(feature.logit), feature.feature, &words]);
        }
        text.push_str(&table.text());
    }
    let _ = write!(text, "\nWords for and against {}\n", visible(record.explained));
    let mut table = Columns::new([">logit", "word"]);
    for word in &record.words {
        table.row([&signed(word.logit), word.word]);
    }
    table.row([&signed(record.whole), "(the sentence as a whole)"]);
    text.push_str(&table.text());
    text
}
