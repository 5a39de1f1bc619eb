//! `klaim inspect`: a model file in, what it contains out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use klaim::features::FeaturizerConfig;
use klaim::model::TrainingRecord;
use klaim::{Classifier, Label};
use serde::Serialize;

use super::show::{Columns, ReportArgs, score};
use super::train::record_text;
use super::{Common, Outcome, VerifyArgs};

/// Arguments of `klaim inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Model file [default: the bundled model]
    #[arg(value_name = "MODEL")]
    model: Option<PathBuf>,
    #[command(flatten)]
    verify: VerifyArgs,
    /// Number of features shown for each label
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    report: ReportArgs,
}

/// What a model contains.
#[derive(Debug, Serialize)]
struct Contents<'a> {
    labels: Vec<LabelContents<'a>>,
    features: usize,
    /// Features by kind, the part of a name before `=`.
    feature_kinds: BTreeMap<&'a str, usize>,
    weights: usize,
    bytes: usize,
    temperature: f64,
    featurizer: &'a FeaturizerConfig,
    training: &'a TrainingRecord,
}

#[derive(Debug, Serialize)]
struct LabelContents<'a> {
    label: &'a str,
    /// Training sentences.
    sentences: usize,
    /// Share of the weighted training sentences.
    share: f64,
    /// The share that the model expects, where priors were set.
    prior: Option<f64>,
    bias: f32,
    /// The features that speak most for the label: what one occurrence adds to the logit of a row of norm 1.
    strongest: Vec<Strongest<'a>>,
}

#[derive(Debug, Serialize)]
struct Strongest<'a> {
    feature: &'a str,
    effect: f64,
}

pub(super) fn run(args: &InspectArgs, _common: &Common) -> Result<Outcome> {
    let classifier = match &args.model {
        Some(path) => args.verify.load(path)?,
        None => Classifier::bundled()?,
    };
    let contents = contents(&classifier, args.top)?;
    args.report.show(&contents, || text(&contents, &classifier))?;
    Ok(Outcome::Done)
}

fn contents(classifier: &Classifier, top: usize) -> Result<Contents<'_>> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for name in classifier.vocabulary().iter() {
        *kinds.entry(name.split_once('=').map_or(name, |(kind, _)| kind)).or_default() += 1;
    }
    let record = classifier.record();
    let labels = classifier.labels().iter().map(|label| LabelContents {
        label: classifier.labels().name(label),
        sentences: record.label_counts[label.index()],
        share: record.label_shares[label.index()],
        prior: classifier.priors().map(|priors| priors[label.index()]),
        bias: classifier.bias()[label.index()],
        strongest: strongest(classifier, label, top),
    });
    Ok(Contents {
        labels: labels.collect(),
        features: classifier.vocabulary().len(),
        feature_kinds: kinds,
        weights: classifier.weights().len(),
        bytes: classifier.to_bytes()?.len(),
        temperature: classifier.temperature(),
        featurizer: classifier.featurizer().config(),
        training: record,
    })
}

/// The `top` features of the largest effect on `label`, of equals the first by name.
fn strongest(classifier: &Classifier, label: Label, top: usize) -> Vec<Strongest<'_>> {
    let mut effects: Vec<Strongest> = (0_u32..)
        .zip(classifier.vocabulary().iter())
        .filter_map(|(feature, name)| {
            let effect = classifier.effects(feature).nth(label.index())?;
            (effect > 0.0).then_some(Strongest { feature: name, effect })
        })
        .collect();
    effects.sort_by(|a, b| b.effect.total_cmp(&a.effect));
    effects.truncate(top);
    effects
}

fn text(contents: &Contents<'_>, classifier: &Classifier) -> String {
    let mut text = String::new();
    let mut labels = Columns::new(["label", ">sentences", ">share", ">prior", ">bias"]);
    for label in &contents.labels {
        labels.row([
            label.label,
            &label.sentences.to_string(),
            &score(label.share),
            &score(label.prior),
            &format!("{:+.4}", label.bias),
        ]);
    }
    text.push_str(&labels.text());
    let _ = write!(
        text,
        "\n  {} features, {} weights, {} bytes\n",
        contents.features, contents.weights, contents.bytes
    );
    let mut kinds = Columns::new(["kind of feature", ">features"]);
    for (kind, count) in &contents.feature_kinds {
        kinds.row([*kind, &count.to_string()]);
    }
    let _ = write!(text, "\n{}", kinds.text());
    let mut settings = Columns::new(["Featurizer", ""]);
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(contents.featurizer) {
        for (name, value) in fields {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            settings.row([name, value]);
        }
    }
    let _ = write!(text, "\n{}\n{}", settings.text(), record_text(classifier));
    for label in contents.labels.iter().filter(|label| !label.strongest.is_empty()) {
        let mut features =
            Columns::new([">effect".to_owned(), format!("strongest for {}", label.label)]);
        for Strongest { feature, effect } in &label.strongest {
            features.row([&format!("{effect:+.3}"), *feature]);
        }
        let _ = write!(text, "\n{}", features.text());
    }
    text
}
