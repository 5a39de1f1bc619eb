//! What training can be told.

use crate::error::{Error, Result};
use crate::features::FeaturizerConfig;
use crate::label::LabelSet;

/// How to train; [`TrainParams::default`] is how the bundled model is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainParams {
    /// Features and their weighting.
    pub featurizer: FeaturizerConfig,
    /// Strength of the penalty.
    pub alpha: Alpha,
    /// What fits the weights.
    pub solver: Solver,
    /// Weight of each label.
    pub class_weights: ClassWeights,
    /// Share of a sentence's weight that its second label gets: 0 to 0.5.
    pub also_share: f64,
    /// Share of every sentence's weight that is spread evenly over all labels: 0 to 0.5. Labels written by people are
    /// now and then wrong, and a model that never expects it grows too sure.
    pub label_smoothing: f64,
    /// What the fitted temperature is multiplied by. Held-out sentences of one's own corpus are easier than the text that a model
    /// meets later, so a temperature fitted on them leaves it too sure; above 1 makes up for that.
    pub temperature_factor: f64,
    /// Whether to cross-validate at a fixed alpha too, for the temperature and the scores in the record.
    pub calibrate: bool,
    /// Folds of cross-validation, each of whole articles: 2 or more.
    pub folds: usize,
    /// Seed of the folds.
    pub seed: u64,
    /// Most iterations of one fit.
    pub max_iterations: u64,
    /// Relative gradient norm at which a fit has converged.
    pub tolerance: f64,
    /// Largest dense matrix for [`Solver::Linfa`], in bytes.
    pub max_dense_bytes: u64,
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            featurizer: FeaturizerConfig::default(),
            alpha: Alpha::Auto,
            solver: Solver::Sparse,
            class_weights: ClassWeights::None,
            also_share: 0.3,
            label_smoothing: 0.15,
            temperature_factor: 1.15,
            calibrate: true,
            folds: 5,
            seed: 1,
            max_iterations: 500,
            tolerance: 1e-3,
            max_dense_bytes: 4 << 30,
        }
    }
}

/// Strength of the L2 penalty: 1/C of scikit-learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alpha {
    /// The best of [`ALPHA_PATH`] in cross-validation.
    Auto,
    /// A fixed value above 0.
    Fixed(f64),
}

impl Alpha {
    /// The values to cross-validate, strong to weak.
    pub(super) fn candidates(self) -> Vec<f64> {
        match self {
            Self::Auto => ALPHA_PATH.to_vec(),
            Self::Fixed(alpha) => vec![alpha],
        }
    }
}

/// The values that [`Alpha::Auto`] tries, from strong to weak.
pub const ALPHA_PATH: [f64; 8] = [1.0, 0.5, 0.25, 0.125, 0.0625, 0.044, 0.031, 0.022];

/// What fits the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// [`SparseLogistic`](super::SparseLogistic).
    Sparse,
    /// linfa-logistic on a dense matrix.
    Linfa,
}

impl Solver {
    /// Name in options and in the model's record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sparse => "sparse",
            Self::Linfa => "linfa",
        }
    }
}

/// Weight that each label's sentences get.
#[derive(Debug, Clone, PartialEq)]
pub enum ClassWeights {
    /// 1.
    None,
    /// `n_sentences / (n_labels * sentences of the label)`.
    Balanced,
    /// As given, 1 for labels not named.
    Given(Vec<(String, f64)>),
}

impl ClassWeights {
    /// Weights in label order, for labels with `counts` sentences.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown label, one named twice, or a weight that is not finite and above 0.
    pub(super) fn resolve(&self, labels: &LabelSet, counts: &[usize]) -> Result<Vec<f64>> {
        let mut weights = vec![1.0; labels.len()];
        match self {
            Self::None => {}
            Self::Balanced => {
                let total: usize = counts.iter().sum();
                for (weight, &count) in weights.iter_mut().zip(counts) {
                    *weight = total as f64 / (labels.len() * count.max(1)) as f64;
                }
            }
            Self::Given(given) => {
                for (index, (name, weight)) in given.iter().enumerate() {
                    let Some(label) = labels.get(name) else {
                        let known = labels.names().join(", ");
                        return Err(Error::parameter(
                            "class-weight",
                            name,
                            format!("the labels of the data are {known}"),
                        ));
                    };
                    if given[..index].iter().any(|(other, _)| other == name) {
                        return Err(Error::parameter("class-weight", name, "name a label once"));
                    }
                    if !(weight.is_finite() && *weight > 0.0) {
                        return Err(Error::parameter(
                            "class-weight",
                            weight,
                            "use a finite number above 0",
                        ));
                    }
                    weights[label.index()] = *weight;
                }
            }
        }
        Ok(weights)
    }
}

impl TrainParams {
    /// Whether every setting is in its range.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the setting.
    pub fn check(&self) -> Result<()> {
        self.featurizer.check()?;
        if let Alpha::Fixed(alpha) = self.alpha
            && !(alpha.is_finite() && alpha > 0.0)
        {
            return Err(Error::parameter("alpha", alpha, "use `auto` or a finite number above 0"));
        }
        if !(0.0..=0.5).contains(&self.also_share) {
            return Err(Error::parameter("also-share", self.also_share, "use 0 to 0.5"));
        }
        if !(0.0..=0.5).contains(&self.label_smoothing) {
            let remedy = "use 0 to 0.5";
            return Err(Error::parameter("label-smoothing", self.label_smoothing, remedy));
        }
        if !(0.1..=10.0).contains(&self.temperature_factor) {
            let remedy = "use 0.1 to 10";
            return Err(Error::parameter("temperature-factor", self.temperature_factor, remedy));
        }
        if !(2..=100).contains(&self.folds) {
            return Err(Error::parameter("folds", self.folds, "use 2 to 100"));
        }
        if self.max_iterations == 0 {
            return Err(Error::parameter("max-iterations", 0, "use 1 or more"));
        }
        if !(self.tolerance.is_finite() && self.tolerance > 0.0) {
            let remedy = "use a finite number above 0";
            return Err(Error::parameter("tolerance", self.tolerance, remedy));
        }
        if self.solver == Solver::Linfa {
            if self.also_share > 0.0 {
                return Err(Error::parameter(
                    "also-share",
                    self.also_share,
                    "linfa-logistic takes one label a sentence: use 0, or --solver sparse",
                ));
            }
            if self.label_smoothing > 0.0 {
                return Err(Error::parameter(
                    "label-smoothing",
                    self.label_smoothing,
                    "linfa-logistic takes one label a sentence: use 0, or --solver sparse",
                ));
            }
            if self.class_weights != ClassWeights::None {
                return Err(Error::parameter(
                    "class-weight",
                    "set",
                    "linfa-logistic takes no weights: use none, or --solver sparse",
                ));
            }
        }
        Ok(())
    }
}
