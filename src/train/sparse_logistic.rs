//! Multinomial logistic regression over sparse rows, behind linfa's traits.
//!
//! In: [`SparseRows`] of `n_rows x n_features` and a target a row. Out: [`FittedLogistic`], weights of
//! `n_features x n_classes` and a bias a class. The solver is argmin's L-BFGS (Liu and Nocedal 1989) with the line search
//! of Moré and Thuente (1994), as in linfa-logistic.
//!
//! Every parameter is scaled by the inverse root of a bound on its curvature (`alpha + sum_i m_i x_if^2 (K-1)/K^2`,
//! the second derivative at zero weights): frequent and rare features then move at like speed, which on our data halves
//! the iterations. The optimum is the same.

use argmin::core::{CostFunction, Error as ArgminError, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use argmin_math::ArgminL2Norm;
use linfa::DatasetBase;
use linfa::ParamGuard;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};
use std::sync::{Mutex, PoisonError};

use super::objective::{Objective, TargetMass, softmax};
use super::vector::Vector;
use crate::error::{Error, Result};
use crate::sparse::SparseRows;

/// Pairs of steps that L-BFGS remembers.
const HISTORY: usize = 10;

/// Unchecked settings of the sparse solver; [`ParamGuard::check`] or `fit` checks them.
///
/// ```
/// use klaim::sparse::SparseRows;
/// use klaim::train::SparseLogistic;
/// use linfa::prelude::*;
/// use ndarray::array;
///
/// let mut rows = SparseRows::new(2);
/// for i in 0..20 {
///     rows.push([(i % 2, 1.0)]);
/// }
/// let targets: ndarray::Array1<usize> = (0..20).map(|i| i % 2).collect();
/// let dataset = linfa::DatasetBase::new(rows, targets.clone());
/// let model = SparseLogistic::new(0.1).fit(&dataset)?;
/// assert!(model.report().converged);
/// assert_eq!(model.predict(&dataset.records), targets);
/// # Ok::<(), klaim::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SparseLogistic(ValidSparseLogistic);

/// Checked settings of the sparse solver.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidSparseLogistic {
    alpha: f64,
    max_iterations: u64,
    tolerance: f64,
    initial: Option<(Array2<f64>, Array1<f64>)>,
}

/// How a fit ended.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FitReport {
    /// Iterations of L-BFGS.
    pub iterations: u64,
    /// Loss at the end: sum of weighted cross-entropies plus the penalty.
    pub loss: f64,
    /// Norm of the gradient divided by its norm at zero weights, in the solver's scaling.
    pub relative_gradient_norm: f64,
    /// Whether that is at most the tolerance.
    pub converged: bool,
}

impl SparseLogistic {
    /// Settings with the penalty `alpha` (1/C of scikit-learn), at most 500 iterations and a tolerance of 1e-4.
    #[must_use]
    pub fn new(alpha: f64) -> Self {
        Self(ValidSparseLogistic { alpha, max_iterations: 500, tolerance: 1e-4, initial: None })
    }

    /// The largest number of iterations, at least 1.
    #[must_use]
    pub fn max_iterations(mut self, iterations: u64) -> Self {
        self.0.max_iterations = iterations;
        self
    }

    /// The relative gradient norm to reach.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Where to start: weights of `n_features x n_classes` and `n_classes` biases; zeros otherwise.
    #[must_use]
    pub fn initial(mut self, weights: Array2<f64>, bias: Array1<f64>) -> Self {
        self.0.initial = Some((weights, bias));
        self
    }
}

impl ParamGuard for SparseLogistic {
    type Checked = ValidSparseLogistic;
    type Error = Error;

    fn check_ref(&self) -> Result<&ValidSparseLogistic> {
        let ValidSparseLogistic { alpha, max_iterations, tolerance, initial } = &self.0;
        if !(alpha.is_finite() && *alpha > 0.0) {
            return Err(Error::parameter("alpha", alpha, "use a finite number above 0"));
        }
        if *max_iterations == 0 {
            return Err(Error::parameter("max-iterations", 0, "use 1 or more"));
        }
        if !(tolerance.is_finite() && *tolerance > 0.0) {
            return Err(Error::parameter("tolerance", tolerance, "use a finite number above 0"));
        }
        if let Some((weights, bias)) = initial
            && !weights.iter().chain(bias).all(|w| w.is_finite())
        {
            return Err(Error::parameter("initial", "not finite", "start from finite weights"));
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<ValidSparseLogistic> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl Fit<SparseRows, TargetMass, Error> for ValidSparseLogistic {
    type Object = FittedLogistic;

    /// Fits rows to target mass.
    ///
    /// # Errors
    /// [`Error::Training`] for no rows, fewer than two classes with mass, rows and targets that differ in number, mass
    /// or values that are not finite, or initial weights of another shape.
    fn fit(&self, dataset: &DatasetBase<SparseRows, TargetMass>) -> Result<FittedLogistic> {
        let (rows, targets) = (&dataset.records, &dataset.targets);
        check_data(rows, targets)?;
        let (classes, n_features) = (targets.n_classes(), rows.n_features());

        let (scales, bias_scale) = self.scales(rows, targets);
        let mut scaled_rows = rows.clone();
        scaled_rows.scale_columns(&scales);
        let objective = Objective {
            columns: scaled_rows.transpose(),
            rows: &scaled_rows,
            targets,
            penalty: scales.iter().map(|s| self.alpha * s * s).collect(),
            bias_scale,
        };
        let start = self.start(&scales, bias_scale, classes)?;
        let norm_at_zero = {
            let (_, gradient) = objective.evaluate(&vec![0.0; objective.n_parameters()]);
            Vector::new(gradient).l2_norm().max(f64::MIN_POSITIVE)
        };

        let line_search = MoreThuenteLineSearch::new();
        let solver = LBFGS::new(line_search, HISTORY)
            .with_tolerance_grad(self.tolerance * norm_at_zero)
            .and_then(|solver| solver.with_tolerance_cost(0.0))
            .map_err(solver_failed)?;
        let problem = Problem { objective, last: Mutex::new(None) };
        let result = Executor::new(problem, solver)
            .configure(|state| state.param(Vector::new(start)).max_iters(self.max_iterations))
            .timer(false)
            .run()
            .map_err(solver_failed)?;
        let state = result.state();
        // The line search gives up where rounding hides any progress. That is no error: the report says how near the
        // optimum is, and the caller decides.
        let best = state
            .get_best_param()
            .ok_or_else(|| Error::training("the solver found no parameters", "report this"))?;
        let parameters = best.to_vec();
        let problem = result.problem().problem.as_ref();
        let (loss, gradient) = match problem {
            Some(problem) => problem.evaluated(best),
            None => return Err(Error::training("the solver lost its problem", "report this")),
        };
        let relative_gradient_norm = gradient.l2_norm() / norm_at_zero;
        if !loss.is_finite() || parameters.iter().any(|w| !w.is_finite()) {
            return Err(Error::training(
                "the loss is not finite",
                "raise alpha or look for extreme weights",
            ));
        }
        let weights = Array2::from_shape_fn((n_features, classes), |(f, k)| {
            parameters[f * classes + k] * scales[f]
        });
        let bias =
            Array1::from_shape_fn(classes, |k| parameters[n_features * classes + k] * bias_scale);
        Ok(FittedLogistic {
            weights,
            bias,
            report: FitReport {
                iterations: state.get_iter(),
                loss,
                relative_gradient_norm,
                converged: relative_gradient_norm <= self.tolerance,
            },
        })
    }
}

impl Fit<SparseRows, Array1<usize>, Error> for ValidSparseLogistic {
    type Object = FittedLogistic;

    /// Fits rows to class indices, each of weight 1; the number of classes is the largest index plus 1.
    ///
    /// # Errors
    /// As for target mass.
    fn fit(&self, dataset: &DatasetBase<SparseRows, Array1<usize>>) -> Result<FittedLogistic> {
        let n_classes = dataset.targets.iter().max().map_or(0, |&max| max + 1);
        let mut targets = TargetMass::new(n_classes.max(1));
        for &class in &dataset.targets {
            targets.push(class, 1.0);
        }
        self.fit(&DatasetBase::new(dataset.records.clone(), targets))
    }
}

impl ValidSparseLogistic {
    /// Scale of each feature and of the bias.
    fn scales(&self, rows: &SparseRows, targets: &TargetMass) -> (Vec<f64>, f64) {
        let classes = targets.n_classes() as f64;
        let bound = (classes - 1.0) / (classes * classes);
        let mut curvature = vec![0.0; rows.n_features()];
        let mut total = 0.0;
        for (index, (features, values)) in rows.rows().enumerate() {
            let mass: f64 = targets.row(index).iter().sum();
            total += mass;
            for (&feature, &value) in features.iter().zip(values) {
                curvature[feature as usize] += mass * f64::from(value) * f64::from(value);
            }
        }
        let scales = curvature.iter().map(|c| 1.0 / (self.alpha + bound * c).sqrt()).collect();
        (scales, 1.0 / (bound * total).sqrt())
    }

    /// The initial weights in the solver's variables.
    fn start(&self, scales: &[f64], bias_scale: f64, classes: usize) -> Result<Vec<f64>> {
        let n_parameters = (scales.len() + 1) * classes;
        let Some((weights, bias)) = &self.initial else {
            return Ok(vec![0.0; n_parameters]);
        };
        if weights.dim() != (scales.len(), classes) || bias.len() != classes {
            return Err(Error::training(
                format!("initial weights of {:?} for {} x {classes}", weights.dim(), scales.len()),
                "start from weights of the same features and labels",
            ));
        }
        let mut start = Vec::with_capacity(n_parameters);
        for (row, scale) in weights.rows().into_iter().zip(scales) {
            start.extend(row.iter().map(|w| w / scale));
        }
        start.extend(bias.iter().map(|b| b / bias_scale));
        Ok(start)
    }
}

fn check_data(rows: &SparseRows, targets: &TargetMass) -> Result<()> {
    let totals = targets.totals();
    let problem = if rows.n_rows() == 0 {
        "there are no sentences".into()
    } else if rows.n_rows() != targets.n_rows() {
        format!("{} rows have {} targets", rows.n_rows(), targets.n_rows())
    } else if totals.iter().any(|t| !t.is_finite()) {
        "the weights of the sentences are not finite".into()
    } else if totals.iter().filter(|&&t| t > 0.0).count() < 2 {
        "all sentences have the same label".into()
    } else if rows.rows().any(|(_, values)| values.iter().any(|v| !v.is_finite())) {
        "a feature's value is not finite".into()
    } else {
        return Ok(());
    };
    Err(Error::training(problem, "give labelled sentences of at least two labels"))
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn solver_failed(error: ArgminError) -> Error {
    Error::training(format!("the solver failed: {error}"), "raise alpha or look at the data")
}

/// The objective as argmin calls it: cost and gradient apart, so the last evaluation is kept.
struct Problem<'a> {
    objective: Objective<'a>,
    last: Mutex<Option<(Vector, f64, Vector)>>,
}

impl Problem<'_> {
    /// Loss and gradient at `parameters`.
    fn evaluated(&self, parameters: &Vector) -> (f64, Vector) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, loss, gradient)) = last.as_ref()
            && at.is(parameters)
        {
            return (*loss, gradient.clone());
        }
        let (loss, gradient) = self.objective.evaluate(&parameters.to_vec());
        let gradient = Vector::new(gradient);
        *last = Some((parameters.clone(), loss, gradient.clone()));
        (loss, gradient)
    }
}

impl CostFunction for Problem<'_> {
    type Param = Vector;
    type Output = f64;

    fn cost(&self, parameters: &Vector) -> Result<f64, ArgminError> {
        Ok(self.evaluated(parameters).0)
    }
}

impl Gradient for Problem<'_> {
    type Param = Vector;
    type Gradient = Vector;

    fn gradient(&self, parameters: &Vector) -> Result<Vector, ArgminError> {
        Ok(self.evaluated(parameters).1)
    }
}

/// A fitted multinomial logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedLogistic {
    weights: Array2<f64>,
    bias: Array1<f64>,
    report: FitReport,
}

impl FittedLogistic {
    pub(super) fn new(weights: Array2<f64>, bias: Array1<f64>, report: FitReport) -> Self {
        Self { weights, bias, report }
    }

    /// Weights, `n_features x n_classes`.
    #[must_use]
    pub fn weights(&self) -> &Array2<f64> {
        &self.weights
    }

    /// Bias of each class.
    #[must_use]
    pub fn bias(&self) -> &Array1<f64> {
        &self.bias
    }

    /// How the fit ended.
    #[must_use]
    pub fn report(&self) -> &FitReport {
        &self.report
    }

    /// Logits of each row, `n_rows x n_classes`.
    ///
    /// # Panics
    /// When `rows` has more features than the fit had.
    #[must_use]
    pub fn logits(&self, rows: &SparseRows) -> Array2<f64> {
        let mut logits = Array2::zeros((rows.n_rows(), self.bias.len()));
        for (mut z, (features, values)) in logits.rows_mut().into_iter().zip(rows.rows()) {
            z.assign(&self.bias);
            for (&feature, &value) in features.iter().zip(values) {
                z.scaled_add(f64::from(value), &self.weights.row(feature as usize));
            }
        }
        logits
    }

    /// Probabilities of each row, `n_rows x n_classes`.
    ///
    /// # Panics
    /// When `rows` has more features than the fit had.
    #[must_use]
    pub fn predict_probabilities(&self, rows: &SparseRows) -> Array2<f64> {
        let mut probabilities = self.logits(rows);
        for mut row in probabilities.rows_mut() {
            softmax(row.as_slice_mut().expect("rows of a fresh array are contiguous"));
        }
        probabilities
    }
}

impl Predict<&SparseRows, Array1<usize>> for FittedLogistic {
    /// The class of each row; the first of equals.
    fn predict(&self, rows: &SparseRows) -> Array1<usize> {
        self.logits(rows).rows().into_iter().map(|z| argmax(z.iter().copied())).collect()
    }
}

/// Index of the largest value; the first of equals, 0 for none.
pub(crate) fn argmax(values: impl IntoIterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (index, value) in values.into_iter().enumerate() {
        if value > best.1 {
            best = (index, value);
        }
    }
    best.0
}
