//! linfa-logistic, the dense reference solver.
//!
//! It takes a dense matrix of `n_rows x n_features`, no weights of sentences or labels and no second labels, and tells
//! neither its iterations nor its loss. So it runs here in chunks of iterations, each started where the last one ended,
//! with our own loss and gradient between them.

use linfa::prelude::*;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis};

use super::objective::{Objective, TargetMass};
use super::sparse_logistic::{FitReport, FittedLogistic};
use crate::error::{Error, Result};
use crate::sparse::SparseRows;

/// Iterations between two looks at the gradient.
const CHUNK: u64 = 20;

/// Settings of the dense fit.
pub(super) struct DenseFit {
    pub(super) alpha: f64,
    pub(super) max_iterations: u64,
    /// Relative gradient norm to reach.
    pub(super) tolerance: f64,
    /// Largest dense matrix, in bytes.
    pub(super) max_bytes: u64,
}

impl DenseFit {
    /// Fits `classes` (one index a row) to `rows`, which must be L2-normalised: linfa-logistic subtracts the maximum
    /// of the whole matrix of logits in its log-sum-exp, and fits wrongly where the norms of rows differ much.
    pub(super) fn fit(
        &self,
        rows: &SparseRows,
        classes: &[usize],
        n_classes: usize,
        mut progress: impl FnMut(u64),
    ) -> Result<FittedLogistic> {
        let bytes = 8 * rows.n_rows() as u64 * rows.n_features() as u64;
        if bytes > self.max_bytes {
            return Err(Error::training(
                format!(
                    "the dense matrix of {} sentences x {} features takes {bytes} bytes, more than {}",
                    rows.n_rows(),
                    rows.n_features(),
                    self.max_bytes
                ),
                "use --solver sparse, fewer features (--max-features, --min-df) or a higher --max-dense-bytes",
            ));
        }
        let mut targets = TargetMass::new(n_classes);
        for &class in classes {
            targets.push(class, 1.0);
        }
        if targets.totals().contains(&0.0) || n_classes < 2 {
            return Err(Error::training(
                "a label has no sentence",
                "give sentences of at least two labels, and of every label",
            ));
        }
        let objective = Objective {
            rows,
            columns: rows.transpose(),
            targets: &targets,
            penalty: vec![self.alpha; rows.n_features()],
            bias_scale: 1.0,
        };
        let dataset = Dataset::new(rows.to_dense(), Array1::from(classes.to_vec()));
        let norm = |parameters: &[f64]| {
            let (loss, gradient) = objective.evaluate(parameters);
            (loss, gradient.iter().map(|g| g * g).sum::<f64>().sqrt())
        };
        let mut parameters = vec![0.0; objective.n_parameters()];
        let (_, norm_at_zero) = norm(&parameters);
        let mut iterations = 0;
        loop {
            let shape = (rows.n_features() + 1, n_classes);
            let start = Array2::from_shape_vec(shape, parameters).map_err(|e| failed(&e))?;
            let chunk = CHUNK.min(self.max_iterations - iterations);
            let fitted = MultiLogisticRegression::default()
                .alpha(self.alpha)
                .max_iterations(chunk)
                .gradient_tolerance(self.tolerance * 1e-2)
                .initial_params(start)
                .fit(&dataset)
                .map_err(|e| failed(&e))?;
            iterations += chunk;
            progress(iterations);
            parameters = fitted.params().iter().chain(fitted.intercept()).copied().collect();
            let (loss, gradient_norm) = norm(&parameters);
            let relative_gradient_norm = gradient_norm / norm_at_zero;
            let converged = relative_gradient_norm <= self.tolerance;
            if !loss.is_finite() {
                return Err(failed(&"its loss is not finite"));
            }
            if converged || iterations >= self.max_iterations {
                let weights =
                    fitted.params().select(Axis(0), &(0..rows.n_features()).collect::<Vec<_>>());
                let report = FitReport { iterations, loss, relative_gradient_norm, converged };
                return Ok(FittedLogistic::new(weights, fitted.intercept().clone(), report));
            }
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::training(
        format!("linfa-logistic failed: {error}"),
        "raise alpha, or use --solver sparse",
    )
}
