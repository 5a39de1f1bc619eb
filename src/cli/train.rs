//! `klaim train`: labelled sentences go in, a model file comes out.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::features::{FeaturizerConfig, TermFrequency, TermWeight};
use klaim::model::TestScores;
use klaim::stem::Language;
use klaim::train::{Alpha, ClassWeights, Progress, Solver, TrainParams, Trained, train};
use klaim::{Classifier, LabelledSentence};

use super::evaluate::score;
use super::{Common, Outcome, parse_assignment};

/// Arguments of `klaim train`.
#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// Labelled sentences (JSON Lines or CSV with id, text, label, also, weight); may be repeated
    #[arg(long, required = true, value_name = "FILE")]
    data: Vec<PathBuf>,
    /// Model file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Labelled sentences to score the model on; the scores go into its record
    #[arg(long, value_name = "FILE")]
    test: Option<PathBuf>,
    /// Label shares to expect in the text to classify, such as none=0.6; stored in the model
    #[arg(long, value_name = "LABEL=SHARE,...", value_delimiter = ',', value_parser = parse_assignment)]
    priors: Vec<(String, f64)>,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    features: FeatureArgs,
}

/// How the weights are fitted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fit")]
struct FitArgs {
    /// Strength of the penalty, 1/C of scikit-learn; auto takes the best of a path in cross-validation
    #[arg(long, value_name = "auto|X", default_value = "auto", value_parser = parse_alpha)]
    alpha: Alpha,
    /// Sparse, or linfa-logistic on a dense matrix
    #[arg(long, value_enum, default_value_t = SolverName::Sparse)]
    solver: SolverName,
    /// Weight of each label's sentences
    #[arg(long, value_name = "none|balanced|LABEL=W,...", default_value = "none", value_parser = parse_class_weights)]
    class_weight: ClassWeights,
    /// Share of a sentence's weight that its second label gets [default: 0.3; 0 for linfa]
    #[arg(long, value_name = "X")]
    also_share: Option<f64>,
    /// Share of a sentence's weight spread over all labels [default: 0.15; 0 for linfa]
    #[arg(long, value_name = "X")]
    label_smoothing: Option<f64>,
    /// Multiply the temperature fitted on held-out sentences
    #[arg(long, value_name = "X", default_value_t = TrainParams::default().temperature_factor)]
    temperature_factor: f64,
    /// Folds of cross-validation, each of whole articles
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().folds)]
    folds: usize,
    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().seed)]
    seed: u64,
    /// Most iterations of one fit
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().max_iterations)]
    max_iterations: u64,
    /// Relative gradient norm to reach
    #[arg(long, value_name = "X", default_value_t = TrainParams::default().tolerance)]
    tolerance: f64,
    /// Largest dense matrix for --solver linfa, in bytes
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().max_dense_bytes)]
    max_dense_bytes: u64,
    /// Fit at a fixed --alpha without cross-validation: no temperature, no scores in the record
    #[arg(long)]
    no_calibration: bool,
}

/// Which features there are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Features")]
struct FeatureArgs {
    /// Language of the stemmer
    #[arg(long, default_value_t = Language::Indonesian)]
    language: Language,
    /// Longest n-gram of surface forms: 0, 1 or 2 words
    #[arg(long, value_name = "N", default_value_t = FeaturizerConfig::default().surface_ngrams)]
    surface_ngrams: u8,
    /// Longest n-gram of stems: 0, 1 or 2 words
    #[arg(long, value_name = "N", default_value_t = FeaturizerConfig::default().stem_ngrams)]
    stem_ngrams: u8,
    /// Character n-grams inside words, of this length: 0 or 3 to 6
    #[arg(long, value_name = "N", default_value_t = FeaturizerConfig::default().char_ngrams)]
    char_ngrams: u8,
    /// Switch a group of features on or off, as in cues=off; may be repeated
    #[arg(long = "feature", value_name = "GROUP=on|off", value_parser = parse_switch)]
    switches: Vec<(Group, bool)>,
    /// How the count of a feature in a sentence enters its value
    #[arg(long, value_name = "KIND", default_value = "binary", value_parser = parse_term_frequency)]
    term_frequency: TermFrequency,
    /// What a feature is worth: none, idf, log-odds or log-odds-idf
    #[arg(long, value_name = "KIND", default_value = "log-odds-idf", value_parser = parse_term_weight)]
    term_weight: TermWeight,
    /// Leave out features in fewer sentences
    #[arg(long, value_name = "N", default_value_t = FeaturizerConfig::default().min_df)]
    min_df: u32,
    /// Keep at most so many features, the most frequent; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_features: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SolverName {
    Sparse,
    Linfa,
}

/// Groups of features that can be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    SkipBigrams,
    Positions,
    Affixes,
    Shape,
    MainClause,
    Modality,
    Cues,
    Variants,
}

fn parse_alpha(text: &str) -> Result<Alpha, String> {
    if text == "auto" {
        return Ok(Alpha::Auto);
    }
    text.parse().map(Alpha::Fixed).map_err(|_| "use auto or a number above 0".into())
}

fn parse_class_weights(text: &str) -> Result<ClassWeights, String> {
    match text {
        "none" => Ok(ClassWeights::None),
        "balanced" => Ok(ClassWeights::Balanced),
        _ => {
            text.split(',').map(parse_assignment).collect::<Result<_, _>>().map(ClassWeights::Given)
        }
    }
}

fn parse_switch(text: &str) -> Result<(Group, bool), String> {
    let (name, state) = text.split_once('=').ok_or("use GROUP=on or GROUP=off")?;
    let known = Group::value_variants();
    let group = known
        .iter()
        .find(|group| group.to_possible_value().is_some_and(|v| v.matches(name, false)));
    let group = *group.ok_or_else(|| {
        let names: Vec<String> = known
            .iter()
            .filter_map(|group| Some(group.to_possible_value()?.get_name().to_owned()))
            .collect();
        format!("{name:?} is no group; the groups are {}", names.join(", "))
    })?;
    match state {
        "on" => Ok((group, true)),
        "off" => Ok((group, false)),
        _ => Err(format!("{state:?} is neither on nor off")),
    }
}

fn parse_term_frequency(text: &str) -> Result<TermFrequency, String> {
    serde_json::from_value(text.into()).map_err(|_| "use binary, sublinear or count".into())
}

fn parse_term_weight(text: &str) -> Result<TermWeight, String> {
    serde_json::from_value(text.into())
        .map_err(|_| "use none, idf, log-odds or log-odds-idf".into())
}

impl TrainArgs {
    fn params(&self) -> TrainParams {
        let (fit, features) = (&self.fit, &self.features);
        let mut featurizer = FeaturizerConfig {
            language: features.language,
            surface_ngrams: features.surface_ngrams,
            stem_ngrams: features.stem_ngrams,
            char_ngrams: features.char_ngrams,
            term_frequency: features.term_frequency,
            term_weight: features.term_weight,
            min_df: features.min_df,
            max_features: features.max_features,
            ..FeaturizerConfig::default()
        };
        for &(group, on) in &features.switches {
            *match group {
                Group::SkipBigrams => &mut featurizer.skip_bigrams,
                Group::Positions => &mut featurizer.positions,
                Group::Affixes => &mut featurizer.affixes,
                Group::Shape => &mut featurizer.shape,
                Group::MainClause => &mut featurizer.main_clause,
                Group::Modality => &mut featurizer.modality,
                Group::Cues => &mut featurizer.cues,
                Group::Variants => &mut featurizer.variants,
            } = on;
        }
        let (solver, shares) = match fit.solver {
            SolverName::Sparse => (Solver::Sparse, TrainParams::default()),
            SolverName::Linfa => (
                Solver::Linfa,
                TrainParams { also_share: 0.0, label_smoothing: 0.0, ..TrainParams::default() },
            ),
        };
        TrainParams {
            featurizer,
            alpha: fit.alpha,
            solver,
            class_weights: fit.class_weight.clone(),
            also_share: fit.also_share.unwrap_or(shares.also_share),
            label_smoothing: fit.label_smoothing.unwrap_or(shares.label_smoothing),
            temperature_factor: fit.temperature_factor,
            calibrate: !fit.no_calibration,
            folds: fit.folds,
            seed: fit.seed,
            max_iterations: fit.max_iterations,
            tolerance: fit.tolerance,
            max_dense_bytes: fit.max_dense_bytes,
        }
    }
}

pub(super) fn run(args: &TrainArgs, common: &Common) -> Result<Outcome> {
    let params = args.params();
    params.check()?;
    let mut sentences = Vec::new();
    for path in &args.data {
        sentences.extend(LabelledSentence::read(path)?);
    }
    let test = args.test.as_ref().map(LabelledSentence::read).transpose()?;
    let bar = common.bar("training");
    let progress = |progress| match progress {
        Progress::Featurizing => bar.set_message("featurizing"),
        Progress::CrossValidation { total } => {
            bar.set_message("cross-validating");
            bar.set_length(total as u64);
            bar.inc(1);
        }
        Progress::Fitting => bar.set_message("fitting"),
    };
    let Trained { mut classifier, path, .. } = train(&sentences, &params, &progress)?;
    bar.finish_and_clear();
    classifier = classifier.with_priors(&args.priors)?;
    if let (Some(test), Some(path)) = (&test, &args.test) {
        let evaluation = score(&classifier, test, path)?.evaluation;
        classifier.set_test_scores(Some(TestScores {
            sentences: evaluation.sentences,
            accuracy: evaluation.accuracy,
            macro_f1: evaluation.macro_f1,
            log_loss: evaluation.log_loss,
            ece: evaluation.ece,
        }));
    }
    classifier.save(&args.output)?;
    if !classifier.record().fit.converged {
        common.warn(
            "the fit did not converge; raise --max-iterations or --alpha, or give a larger --tolerance",
        );
    }
    print_summary(&classifier, &path, args)?;
    Ok(Outcome::Done)
}

fn print_summary(
    classifier: &Classifier,
    path: &[klaim::train::PathPoint],
    args: &TrainArgs,
) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let record = classifier.record();
    if !path.is_empty() {
        writeln!(out, "Cross-validation by article, {} folds:\n", args.fit.folds)?;
        writeln!(out, "     alpha  macro-F1  spread  accuracy  log-loss  iterations")?;
        for point in path {
            let mark = if point.alpha.to_bits() == record.alpha.to_bits() { '*' } else { ' ' };
            writeln!(
                out,
                "{mark} {:>8}    {:.4}  {:.4}    {:.4}    {:.4}  {:>10}{}",
                point.alpha,
                point.macro_f1,
                point.macro_f1_spread,
                point.accuracy,
                point.log_loss,
                point.iterations,
                if point.converged { "" } else { "  not converged" }
            )?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "{} sentences of {} articles, {} features, {} labels",
        record.sentences,
        record.articles,
        classifier.vocabulary().len(),
        classifier.labels().len()
    )?;
    let fit = &record.fit;
    writeln!(
        out,
        "alpha {}, {} iterations, loss {:.3}, relative gradient norm {:.1e}, temperature {:.3}",
        record.alpha,
        fit.iterations,
        fit.loss,
        fit.relative_gradient_norm,
        classifier.temperature()
    )?;
    if let Some(test) = &record.test {
        writeln!(
            out,
            "test: {} sentences, accuracy {:.4}, macro-F1 {:.4}, log-loss {:.4}, calibration error {:.4}",
            test.sentences, test.accuracy, test.macro_f1, test.log_loss, test.ece
        )?;
    }
    writeln!(out, "written to {}", args.output.display())?;
    Ok(())
}
