//! `klaim inspect`: what a model file contains.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::{Classifier, Label};

use super::{Common, Outcome};

/// Arguments of `klaim inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Model file [default: the bundled model]
    #[arg(value_name = "MODEL")]
    model: Option<PathBuf>,
    /// Show so many of the strongest features of each label
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

/// The features that add most to `label`, with what they add to a row of norm 1.
fn strongest(classifier: &Classifier, label: Label, top: usize) -> Vec<(&str, f64)> {
    let mut effects: Vec<(&str, f64)> = (0..)
        .zip(classifier.vocabulary().iter())
        .filter_map(|(feature, name)| Some((name, classifier.effects(feature).nth(label.index())?)))
        .collect();
    effects.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    effects.truncate(top);
    effects
}

pub(super) fn run(args: &InspectArgs, _common: &Common) -> Result<Outcome> {
    let classifier = match &args.model {
        Some(path) => Classifier::load(path)?,
        None => Classifier::bundled()?,
    };
    let mut out = anstream::stdout().lock();
    let labels = classifier.labels();
    if args.format == Format::Json {
        let strongest: serde_json::Map<String, serde_json::Value> = labels
            .iter()
            .map(|label| {
                let features = strongest(&classifier, label, args.top);
                (labels.name(label).to_owned(), serde_json::json!(features))
            })
            .collect();
        let record = serde_json::json!({
            "labels": labels,
            "features": classifier.vocabulary().len(),
            "featurizer": classifier.featurizer().config(),
            "temperature": classifier.temperature(),
            "priors": classifier.priors(),
            "record": classifier.record(),
            "strongest": strongest,
        });
        serde_json::to_writer_pretty(&mut out, &record)?;
        writeln!(out)?;
        return Ok(Outcome::Done);
    }
    let record = classifier.record();
    let name = args.model.as_ref().map_or("bundled model".into(), |p| p.display().to_string());
    writeln!(out, "{name}, trained by klaim {}", record.klaim)?;
    writeln!(out, "{} features, {} labels\n", classifier.vocabulary().len(), labels.len())?;
    writeln!(out, "label         sentences  share  expected")?;
    for label in labels.iter() {
        let i = label.index();
        let expected = classifier.priors().map_or(record.label_shares[i], |priors| priors[i]);
        writeln!(
            out,
            "{:12}  {:>9}  {:.3}     {expected:.3}",
            labels.name(label),
            record.label_counts[i],
            record.label_shares[i]
        )?;
    }
    writeln!(out, "\ntraining record\n{}", serde_json::to_string_pretty(record)?)?;
    let config = classifier.featurizer().config();
    writeln!(out, "\nfeaturizer\n{}", serde_json::to_string_pretty(config)?)?;
    for label in labels.iter() {
        writeln!(out, "\nstrongest for {}", labels.name(label))?;
        for (feature, effect) in strongest(&classifier, label, args.top) {
            let visible: String =
                feature.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            writeln!(out, "  {effect:>8.3}  {visible}")?;
        }
    }
    Ok(Outcome::Done)
}
