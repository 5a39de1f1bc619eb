//! `klaim train`: labelled sentences in; a model file, how it was fitted and what it scores out.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use klaim::atomic::AtomicFile;
use klaim::model::{TestScores, TrainingRecord};
use klaim::train::{
    Alpha, LearningCurve, MoreLabels, PathPoint, Progress, TUNE_FOLDS, TrainParams, Trained, Trial,
    learning_curve, out_of_fold, train_from, tune, with_test_scores,
};
use klaim::{Classifier, LabelSet};

use super::bar::{Bar, remark};
use super::gold::Gold;
use super::show::{Columns, print, score};
use super::training::{FeatureArgs, FitArgs, shell_path, shell_word, to_arguments, train_params};
use super::{Common, Outcome, parse_assignment};

/// Arguments of `klaim train`.
#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// Labelled sentences, JSON Lines or CSV; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    data: Vec<PathBuf>,
    /// Where the model goes
    #[arg(long, short, value_name = "MODEL", required_unless_present_any = ["learning_curve", "tune"])]
    output: Option<PathBuf>,
    /// Labelled sentences to score the model on; the scores stand in its record
    #[arg(long, value_name = "FILE")]
    test: Vec<PathBuf>,
    /// Start from this model's weights for the features and labels that both have: the same optimum, sooner
    #[arg(long, value_name = "MODEL")]
    from: Option<PathBuf>,
    /// Label shares that the model shall expect, such as none=0.6; labels left out share the rest as in the data
    #[arg(long, value_name = "LABEL=SHARE,...", value_delimiter = ',', value_parser = parse_assignment)]
    priors: Vec<(String, f64)>,
    /// Print macro-F1 by number of training articles, and whether more labels would help
    #[arg(long)]
    learning_curve: bool,
    /// Search settings for about so many seconds, print the trials and the command that trains the best
    #[arg(long, value_name = "SECONDS", conflicts_with = "learning_curve")]
    tune: Option<u64>,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    features: FeatureArgs,
}

pub(super) fn run(args: &TrainArgs, common: &Common) -> Result<Outcome> {
    let params = train_params(&args.fit, &args.features);
    params.check()?;
    // What would fail at the end shall fail before the work.
    if let Some(path) = &args.output {
        drop(AtomicFile::create(path)?);
    }
    let data = Gold::read(&args.data)?;
    data.check_labels()?;
    if let Some(seconds) = args.tune {
        search(args, &params, &data, seconds, common)?;
        return Ok(Outcome::Done);
    }
    let alpha = match &args.output {
        Some(path) => fit(args, &params, &data, path, common)?,
        None => choose_alpha(&params, &data, common)?,
    };
    if args.learning_curve {
        let bar = Bar::new(common);
        let curve =
            learning_curve(&data.sentences, &params, alpha, &|progress| bar.show(progress))?;
        drop(bar);
        print(&curve_text(&curve))?;
    }
    Ok(Outcome::Done)
}

/// Trains, scores and saves the model; returns its alpha.
fn fit(
    args: &TrainArgs,
    params: &TrainParams,
    data: &Gold,
    path: &PathBuf,
    common: &Common,
) -> Result<f64> {
    let test = if args.test.is_empty() { None } else { Some(Gold::read(&args.test)?) };
    let labels = LabelSet::new(data.sentences.iter().map(|s| s.label.as_str()))?;
    if let Some(test) = &test {
        test.labels(&labels)?;
    }
    if let Some((name, _)) = args.priors.iter().find(|(name, _)| labels.get(name).is_none()) {
        let remedy = format!("the labels of the data are {}", labels.names().join(", "));
        return Err(klaim::Error::parameter("priors", format!("{name:?}"), remedy).into());
    }
    let initial = args.from.as_ref().map(Classifier::load).transpose()?;
    let bar = Bar::new(common);
    let progress = |progress: Progress| bar.show(progress);
    let trained = train_from(&data.sentences, params, initial.as_ref(), &progress)?;
    drop(bar);
    let Trained { classifier, path: alphas, warm_start } = trained;
    let mut classifier = classifier.with_priors(&args.priors)?;
    if let Some(test) = test {
        let scores = test.test_scores(&classifier)?;
        classifier = with_test_scores(&classifier, scores)?;
    }
    classifier.save(path)?;

    let record = classifier.record();
    let mut text = String::new();
    if alphas.len() > 1 {
        let _ = write!(text, "Cross-validation by article, {} folds\n\n", params.folds);
        text.push_str(&path_text(&alphas, record.alpha));
        text.push('\n');
    }
    if let Some(start) = warm_start {
        let _ = writeln!(
            text,
            "Started from {} of {} features and {} of {} labels of the model given\n",
            start.shared_features, start.features, start.shared_labels, start.labels
        );
    }
    text.push_str(&record_text(&classifier));
    let _ = writeln!(text, "\nModel written to {}", path.display());
    print(&text)?;
    if alphas.iter().any(|point| !point.converged) {
        remark(
            common,
            "warning: some fits of the cross-validation did not converge; raise --max-iterations",
        );
    }
    warn_unconverged(record, params, common);
    Ok(record.alpha)
}

fn warn_unconverged(record: &TrainingRecord, params: &TrainParams, common: &Common) {
    if !record.fit.converged {
        let text = format!(
            "warning: the fit did not converge: after {} iterations the relative gradient norm is {:.1e}, above {:.1e}; \
             raise --max-iterations or --alpha, or loosen --tolerance",
            record.fit.iterations, record.fit.relative_gradient_norm, params.tolerance
        );
        remark(common, &text);
    }
}

fn choose_alpha(params: &TrainParams, data: &Gold, common: &Common) -> Result<f64> {
    if let Alpha::Fixed(alpha) = params.alpha {
        return Ok(alpha);
    }
    let bar = Bar::new(common);
    let held_out = out_of_fold(&data.sentences, params, &|progress| bar.show(progress))?;
    drop(bar);
    let path = path_text(&held_out.path, held_out.alpha);
    print(&format!("Cross-validation by article, {} folds\n\n{path}\n", params.folds))?;
    Ok(held_out.alpha)
}

#[allow(clippy::float_cmp, reason = "the chosen alpha is one of the path")]
fn path_text(path: &[PathPoint], chosen: f64) -> String {
    let mut table = Columns::new([
        ">alpha",
        ">macro-F1",
        ">spread",
        ">accuracy",
        ">log-loss",
        ">iterations",
        "",
    ]);
    for point in path {
        let remark = match (point.alpha == chosen, point.converged) {
            (true, true) => "chosen",
            (true, false) => "chosen, not converged",
            (false, true) => "",
            (false, false) => "not converged",
        };
        table.row([
            &point.alpha.to_string(),
            &score(point.macro_f1),
            &score(point.macro_f1_spread),
            &score(point.accuracy),
            &score(point.log_loss),
            &point.iterations.to_string(),
            remark,
        ]);
    }
    table.text()
}

/// The training record, also shown by `klaim inspect`.
pub(super) fn record_text(classifier: &Classifier) -> String {
    let record = classifier.record();
    let mut table = Columns::new(["Training", ""]);
    let mut row = |name: &str, value: String| table.row([name, &value]);
    row("klaim", record.klaim.clone());
    row("sentences", format!("{} of {} articles", record.sentences, record.articles));
    row("data (SHA-256)", record.data_sha256.clone());
    row("solver", record.solver.clone());
    row("alpha", record.alpha.to_string());
    row("also share", record.also_share.to_string());
    row("seed", record.seed.to_string());
    row(
        "fit",
        format!(
            "{}, {} iterations, loss {:.3}, relative gradient norm {:.1e}",
            if record.fit.converged { "converged" } else { "NOT CONVERGED" },
            record.fit.iterations,
            record.fit.loss,
            record.fit.relative_gradient_norm
        ),
    );
    row("features", classifier.vocabulary().len().to_string());
    row("temperature", format!("{:.4}", classifier.temperature()));
    if let Some(cv) = &record.cross_validation {
        row(
            "cross-validation",
            format!(
                "macro-F1 {:.4} (spread {:.4}), accuracy {:.4}, log-loss {:.4} before calibration, {} folds",
                cv.macro_f1, cv.macro_f1_spread, cv.accuracy, cv.log_loss, cv.folds
            ),
        );
    }
    if let Some(TestScores { sentences, accuracy, macro_f1, log_loss, ece }) = &record.test {
        row(
            "test",
            format!(
                "macro-F1 {macro_f1:.4}, accuracy {accuracy:.4}, log-loss {log_loss:.4}, \
                 calibration error {ece:.4}, {sentences} sentences"
            ),
        );
    }
    table.text()
}

fn curve_text(curve: &LearningCurve) -> String {
    let mut text =
        format!("\nLearning curve, {} folds by article, alpha {}\n\n", curve.folds, curve.alpha);
    let mut table = Columns::new([">share", ">articles", ">sentences", ">macro-F1", ">spread"]);
    for point in &curve.points {
        table.row([
            format!("{} %", point.percent),
            format!("{:.0}", point.articles),
            format!("{:.0}", point.sentences),
            score(point.macro_f1),
            score(point.spread),
        ]);
    }
    text.push_str(&table.text());
    let step = match (curve.gain, curve.gain_error) {
        (Some(gain), Some(error)) => {
            format!("the last step gained {gain:+.4} macro-F1, standard error {error:.4}")
        }
        _ => "there is no last step to judge by".into(),
    };
    let verdict = match curve.more_labels {
        MoreLabels::Help => "More labels would help",
        MoreLabels::MayHelp => "More labels may help, the folds cannot tell",
        MoreLabels::DoNotHelp => "More labels of this kind would not help",
        MoreLabels::Unknown => "No telling whether more labels would help",
    };
    let _ = writeln!(text, "\n{verdict}: {step}.");
    text
}

/// Searches for `seconds` and prints the trials.
fn search(
    args: &TrainArgs,
    params: &TrainParams,
    data: &Gold,
    seconds: u64,
    common: &Common,
) -> Result<()> {
    let bar = Bar::new(common);
    let start = Instant::now();
    let mut best = f64::NEG_INFINITY;
    let trials = tune(&data.sentences, params, |trial| {
        best = best.max(trial.macro_f1);
        bar.step(format!("trial {}, best macro-F1 {best:.4}", trial.number));
        start.elapsed() < Duration::from_secs(seconds)
    })?;
    drop(bar);
    let mut text = format!("{} trials, {TUNE_FOLDS} folds by article\n\n", trials.len());
    let mut table =
        Columns::new([">trial", ">macro-F1", ">spread", ">log-loss", ">alpha", "settings"]);
    for trial in &trials {
        table.row([
            trial.number.to_string(),
            score(trial.macro_f1),
            score(trial.macro_f1_spread),
            score(trial.log_loss),
            match trial.params.alpha {
                Alpha::Auto => "auto".into(),
                Alpha::Fixed(alpha) => alpha.to_string(),
            },
            settings(&trial.params),
        ]);
    }
    text.push_str(&table.text());
    if let Some(winner) = trials.first() {
        let _ = writeln!(text, "\n{}", command(args, winner));
    }
    print(&text)
}

/// What of the settings is not as usual, apart from what stands in columns of its own or is the same for all trials.
fn settings(params: &TrainParams) -> String {
    let usual = TrainParams::default();
    let shown =
        TrainParams { alpha: usual.alpha, folds: usual.folds, seed: usual.seed, ..params.clone() };
    let arguments = to_arguments(&shown);
    if arguments.is_empty() { "(defaults)".into() } else { arguments.join(" ") }
}

/// The command that trains the model of a trial.
fn command(args: &TrainArgs, trial: &Trial) -> String {
    let mut words: Vec<String> = vec!["klaim".into(), "train".into()];
    for path in &args.data {
        words.extend(["--data".into(), shell_path(path)]);
    }
    let output = args.output.as_ref().map_or_else(|| "model.safetensors".into(), |p| shell_path(p));
    words.extend(["--output".into(), output]);
    for path in &args.test {
        words.extend(["--test".into(), shell_path(path)]);
    }
    if !args.priors.is_empty() {
        let priors: Vec<String> =
            args.priors.iter().map(|(l, share)| format!("{l}={share}")).collect();
        words.extend(["--priors".into(), shell_word(&priors.join(","))]);
    }
    words.extend(to_arguments(&trial.params).iter().map(|word| shell_word(word)));
    words.join(" ")
}
