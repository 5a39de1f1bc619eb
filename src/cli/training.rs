//! Options of training, and the way back from settings to options.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use klaim::features::{FeaturizerConfig, TermFrequency, TermWeight};
use klaim::stem::Language;
use klaim::train::{Alpha, ClassWeights, Solver, TrainParams};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::parse_assignment;

/// Defaults, as the library has them.
fn standard() -> TrainParams {
    TrainParams::default()
}

fn features() -> FeaturizerConfig {
    FeaturizerConfig::default()
}

/// How to fit.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fit")]
pub(super) struct FitArgs {
    /// Strength of the L2 penalty (1/C of scikit-learn), or auto for the best in cross-validation
    #[arg(long, value_name = "auto|X", default_value_t = AlphaOption(standard().alpha))]
    alpha: AlphaOption,
    /// What fits the weights: sparse, or linfa for linfa-logistic on a dense matrix
    #[arg(long, value_enum, default_value_t = SolverOption::Sparse)]
    solver: SolverOption,
    /// Weight of each label's sentences: none, balanced, or LABEL=WEIGHT,...
    #[arg(long, value_name = "WEIGHTS", default_value_t = WeightsOption(standard().class_weights))]
    class_weight: WeightsOption,
    /// Share of a sentence's weight that its second label gets, 0 to 0.5
    #[arg(long, value_name = "SHARE", default_value_t = standard().also_share)]
    also_share: f64,
    /// Folds of cross-validation, each of whole articles
    #[arg(long, value_name = "N", default_value_t = standard().folds)]
    folds: usize,
    /// Seed of the folds and of --tune
    #[arg(long, value_name = "N", default_value_t = standard().seed)]
    seed: u64,
    /// Most iterations of one fit
    #[arg(long, value_name = "N", default_value_t = standard().max_iterations)]
    max_iterations: u64,
    /// Relative gradient norm at which a fit has converged
    #[arg(long, value_name = "X", default_value_t = standard().tolerance)]
    tolerance: f64,
    /// Largest dense matrix for --solver linfa, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = standard().max_dense_bytes)]
    max_dense_bytes: u64,
}

/// Which features there are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Features")]
pub(super) struct FeatureArgs {
    /// Language of the stemmer; none for no stemming
    #[arg(long, value_name = "NAME", default_value_t = features().language)]
    language: Language,
    /// Longest n-gram of words as written: 0, 1 or 2
    #[arg(long, value_name = "N", default_value_t = features().surface_ngrams)]
    surface_ngrams: u8,
    /// Longest n-gram of stems: 0, 1 or 2
    #[arg(long, value_name = "N", default_value_t = features().stem_ngrams)]
    stem_ngrams: u8,
    /// Character n-grams inside words: 0 for none, or 3 to 6 characters
    #[arg(long, value_name = "N", default_value_t = features().char_ngrams)]
    char_ngrams: u8,
    /// Leave out features in fewer sentences than this
    #[arg(long, value_name = "N", default_value_t = features().min_df)]
    min_df: u32,
    /// Keep at most so many features, the most frequent; 0 for all
    #[arg(long, value_name = "N", default_value_t = features().max_features)]
    max_features: u32,
    /// Pairs of stems with only grammatical words between them
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().skip_bigrams))]
    skip_bigrams: Switch,
    /// Stems of the first and last three words
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().positions))]
    positions: Switch,
    /// Prefix and suffix of each inflected word
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().affixes))]
    affixes: Switch,
    /// Length, quotes, capitals and the like
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().shape))]
    shape: Switch,
    /// Stems of the main clause
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().main_clause))]
    main_clause: Switch,
    /// Stems after a negation, ban, duty, pledge or purpose
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().modality))]
    modality: Switch,
    /// Classes of cue words
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().cues))]
    cues: Switch,
    /// Spelling variants and acronyms folded together
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::from(features().variants))]
    variants: Switch,
    /// How a feature's count in a sentence counts: binary, sublinear or count
    #[arg(long, value_name = "NAME", default_value_t = Named(features().term_frequency))]
    term_frequency: Named<TermFrequency>,
    /// What a feature is worth: none, idf or log-odds
    #[arg(long, value_name = "NAME", default_value_t = Named(features().term_weight))]
    term_weight: Named<TermWeight>,
}

/// The settings that the options stand for; the library checks their ranges.
pub(super) fn train_params(fit: &FitArgs, features: &FeatureArgs) -> TrainParams {
    TrainParams {
        featurizer: FeaturizerConfig {
            language: features.language,
            surface_ngrams: features.surface_ngrams,
            stem_ngrams: features.stem_ngrams,
            skip_bigrams: features.skip_bigrams.is_on(),
            positions: features.positions.is_on(),
            affixes: features.affixes.is_on(),
            shape: features.shape.is_on(),
            main_clause: features.main_clause.is_on(),
            modality: features.modality.is_on(),
            cues: features.cues.is_on(),
            char_ngrams: features.char_ngrams,
            variants: features.variants.is_on(),
            term_frequency: features.term_frequency.0,
            term_weight: features.term_weight.0,
            min_df: features.min_df,
            max_features: features.max_features,
        },
        alpha: fit.alpha.0,
        solver: match fit.solver {
            SolverOption::Sparse => Solver::Sparse,
            SolverOption::Linfa => Solver::Linfa,
        },
        class_weights: fit.class_weight.0.clone(),
        also_share: fit.also_share,
        folds: fit.folds,
        seed: fit.seed,
        max_iterations: fit.max_iterations,
        tolerance: fit.tolerance,
        max_dense_bytes: fit.max_dense_bytes,
        ..TrainParams::default()
    }
}

/// The options, where they differ from the defaults, that stand for `params`.
pub(super) fn to_arguments(params: &TrainParams) -> Vec<String> {
    let (base, chosen) = (features(), &params.featurizer);
    let mut arguments = Vec::new();
    let mut option = |name: &str, value: String, default: String| {
        if value != default {
            arguments.extend([format!("--{name}"), value]);
        }
    };
    let d = standard();
    option("alpha", AlphaOption(params.alpha).to_string(), AlphaOption(d.alpha).to_string());
    option("solver", params.solver.name().into(), d.solver.name().into());
    option(
        "class-weight",
        WeightsOption(params.class_weights.clone()).to_string(),
        WeightsOption(d.class_weights).to_string(),
    );
    option("also-share", params.also_share.to_string(), d.also_share.to_string());
    option("folds", params.folds.to_string(), d.folds.to_string());
    option("seed", params.seed.to_string(), d.seed.to_string());
    option("max-iterations", params.max_iterations.to_string(), d.max_iterations.to_string());
    option("tolerance", params.tolerance.to_string(), d.tolerance.to_string());
    option("max-dense-bytes", params.max_dense_bytes.to_string(), d.max_dense_bytes.to_string());
    option("language", chosen.language.to_string(), base.language.to_string());
    let numbers = |config: &FeaturizerConfig| {
        [
            ("surface-ngrams", u32::from(config.surface_ngrams)),
            ("stem-ngrams", u32::from(config.stem_ngrams)),
            ("char-ngrams", u32::from(config.char_ngrams)),
            ("min-df", config.min_df),
            ("max-features", config.max_features),
        ]
    };
    for ((name, value), (_, default)) in numbers(chosen).into_iter().zip(numbers(&base)) {
        option(name, value.to_string(), default.to_string());
    }
    let switches = |config: &FeaturizerConfig| {
        [
            ("skip-bigrams", config.skip_bigrams),
            ("positions", config.positions),
            ("affixes", config.affixes),
            ("shape", config.shape),
            ("main-clause", config.main_clause),
            ("modality", config.modality),
            ("cues", config.cues),
            ("variants", config.variants),
        ]
    };
    for ((name, value), (_, default)) in switches(chosen).into_iter().zip(switches(&base)) {
        option(name, Switch::from(value).to_string(), Switch::from(default).to_string());
    }
    let (tf, tw) = (Named(chosen.term_frequency), Named(chosen.term_weight));
    option("term-frequency", tf.to_string(), Named(base.term_frequency).to_string());
    option("term-weight", tw.to_string(), Named(base.term_weight).to_string());
    arguments
}

/// A path or value as a shell takes it.
pub(super) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

pub(super) fn shell_path(path: &Path) -> String {
    shell_word(&path.display().to_string())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

impl Switch {
    fn is_on(self) -> bool {
        self == Self::On
    }
}

impl From<bool> for Switch {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(if self.is_on() { "on" } else { "off" })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SolverOption {
    Sparse,
    Linfa,
}

#[derive(Debug, Clone, Copy)]
struct AlphaOption(Alpha);

impl FromStr for AlphaOption {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(Self(Alpha::Auto));
        }
        match text.parse::<f64>() {
            Ok(alpha) if alpha.is_finite() && alpha > 0.0 => Ok(Self(Alpha::Fixed(alpha))),
            _ => Err("use auto or a finite number above 0".into()),
        }
    }
}

impl fmt::Display for AlphaOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Alpha::Auto => f.write_str("auto"),
            Alpha::Fixed(alpha) => write!(f, "{alpha}"),
        }
    }
}

#[derive(Debug, Clone)]
struct WeightsOption(ClassWeights);

impl FromStr for WeightsOption {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self(match text {
            "none" => ClassWeights::None,
            "balanced" => ClassWeights::Balanced,
            // A label called "none" or "balanced" comes with its weight, so it cannot be confused.
            _ => ClassWeights::Given(
                text.split(',').map(parse_assignment).collect::<Result<_, _>>().map_err(
                    |problem| format!("{problem}; use none, balanced or LABEL=WEIGHT,..."),
                )?,
            ),
        }))
    }
}

impl fmt::Display for WeightsOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ClassWeights::None => f.write_str("none"),
            ClassWeights::Balanced => f.write_str("balanced"),
            ClassWeights::Given(given) => {
                let given: Vec<String> =
                    given.iter().map(|(label, weight)| format!("{label}={weight}")).collect();
                f.write_str(&given.join(","))
            }
        }
    }
}

/// A value that the library knows by its serialised name.
#[derive(Debug, Clone, Copy)]
struct Named<T>(T);

impl<T: DeserializeOwned> FromStr for Named<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        serde_json::from_value(text.into()).map(Self).map_err(|error| error.to_string())
    }
}

impl<T: Serialize> fmt::Display for Named<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_value(&self.0) {
            Ok(serde_json::Value::String(name)) => f.write_str(&name),
            _ => Err(fmt::Error),
        }
    }
}
