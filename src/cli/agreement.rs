//! `klaim agreement`: labels of several people for the same sentences in, how far they agree out.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use klaim::LabelledSentence;
use klaim::agreement::{Agreement, Code, Coder};

use super::show::{Columns, ReportArgs, score};
use super::{Common, Outcome};

/// Arguments of `klaim agreement`.
#[derive(Debug, Args)]
pub(super) struct AgreementArgs {
    /// Labelled sentences of one person each, JSON Lines or CSV, with the same ids
    #[arg(value_name = "FILE", num_args = 2.., required = true)]
    files: Vec<PathBuf>,
    /// Number of disagreements shown in the table; JSON has them all
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn run(args: &AgreementArgs, _common: &Common) -> Result<Outcome> {
    let coders = args.files.iter().map(|path| {
        let code = |s: LabelledSentence| Code { id: s.id, label: s.label, line: s.line };
        let codes = LabelledSentence::read(path)?.into_iter().map(code).collect();
        Ok(Coder { name: path.display().to_string(), codes })
    });
    let agreement = Agreement::new(&coders.collect::<Result<Vec<_>>>()?)?;
    args.report.show(&agreement, || text(&agreement, args.top))?;
    Ok(Outcome::Done)
}

fn text(agreement: &Agreement, top: usize) -> String {
    let mut text = format!(
        "{} sentences, {} of them labelled by two or more\n\n  Krippendorff's alpha {}\n\n",
        agreement.units,
        agreement.pairable_units,
        score(agreement.alpha)
    );
    let mut pairs = Columns::new(["first", "second", ">sentences", ">agreement", ">Cohen's kappa"]);
    for pair in &agreement.pairs {
        let [first, second] = &pair.coders;
        pairs.row([
            first,
            second,
            &pair.units.to_string(),
            &score(pair.percent_agreement),
            &score(pair.kappa),
        ]);
    }
    text.push_str(&pairs.text());
    let mut labels = Columns::new(["label", ">sentences", ">times chosen", ">specific agreement"]);
    for (label, scores) in &agreement.labels {
        labels.row([
            label,
            &scores.units.to_string(),
            &scores.codes.to_string(),
            &score(scores.specific_agreement),
        ]);
    }
    let _ = write!(text, "\n{}", labels.text());
    let found = agreement.disagreements.len();
    let of = if top < found { format!(", the first {top}") } else { String::new() };
    let _ = write!(text, "\n{found} disagreements{of}\n");
    if found.min(top) > 0 {
        let coders = agreement.coders.iter().map(String::as_str);
        let mut table = Columns::new(["id"].into_iter().chain(coders));
        for disagreement in agreement.disagreements.iter().take(top) {
            let labels = disagreement.labels.iter().map(|label| label.as_deref().unwrap_or("-"));
            table.row([disagreement.id.as_str()].into_iter().chain(labels));
        }
        text.push_str(&table.text());
    }
    text
}
