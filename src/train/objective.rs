//! The loss that training minimises, and its gradient, over sparse rows.
//!
//! With logits `z_ik = b_k + sum_f x_if w_fk` and target mass `t_ik >= 0` (a row's mass `m_i = sum_k t_ik` is the
//! sentence's weight),
//!
//! ```text
//! loss(w, b) = sum_i ( m_i * logsumexp_k(z_ik) - sum_k t_ik z_ik ) + alpha/2 * sum_fk w_fk^2
//! ```
//!
//! the sum of weighted cross-entropies with an L2 penalty on the weights and none on the bias; `alpha` is 1/C of
//! scikit-learn. Parameters lie feature by feature (`w[f * K + k]`), then the `K` biases: one value of a row
//! touches one stretch of memory.
//!
//! The forward pass runs over rows, the backward pass over columns; both are cut into fixed blocks whose results meet
//! in a fixed order, so the bits do not depend on the number of threads. `exp` and `ln` come from `libm`, not from
//! the platform, so they do not depend on the machine either.

use rayon::prelude::*;

use crate::sparse::{SparseColumns, SparseRows};

/// Rows per block of the forward pass.
const ROW_BLOCK: usize = 512;
/// Features per block of the backward pass.
const FEATURE_BLOCK: usize = 512;

/// What each row should be labelled: `n_rows x n_classes`, row-major, non-negative; a row sums to the weight of its
/// sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetMass {
    n_classes: usize,
    mass: Vec<f64>,
}

impl TargetMass {
    /// No rows yet, for `n_classes` classes.
    #[must_use]
    pub fn new(n_classes: usize) -> Self {
        Self { n_classes, mass: Vec::new() }
    }

    /// Appends a row that puts `weight` on `class`.
    ///
    /// # Panics
    /// When `class` is not below the number of classes.
    pub fn push(&mut self, class: usize, weight: f64) {
        self.push_shared(class, class, 0.0, weight);
    }

    /// Appends a row that puts `share * weight` on `second` and the rest of `weight` on `first`.
    ///
    /// # Panics
    /// When a class is not below the number of classes.
    pub fn push_shared(&mut self, first: usize, second: usize, share: f64, weight: f64) {
        assert!(first < self.n_classes && second < self.n_classes, "class out of range");
        let start = self.mass.len();
        self.mass.resize(start + self.n_classes, 0.0);
        self.mass[start + first] += (1.0 - share) * weight;
        self.mass[start + second] += share * weight;
    }

    /// Spreads `share` of each row's mass evenly over all classes (label smoothing, Szegedy et al. 2016).
    pub fn smooth(&mut self, share: f64) {
        for row in self.mass.chunks_exact_mut(self.n_classes) {
            let even = row.iter().sum::<f64>() * share / self.n_classes as f64;
            for mass in row {
                *mass = *mass * (1.0 - share) + even;
            }
        }
    }

    /// Number of classes, `K`.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.mass.len() / self.n_classes
    }

    /// Target mass of row `index`, one value a class.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f64] {
        &self.mass[index * self.n_classes..(index + 1) * self.n_classes]
    }

    /// The rows named by `indices`, in that order.
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        let mass = indices.iter().flat_map(|&index| self.row(index)).copied().collect();
        Self { n_classes: self.n_classes, mass }
    }

    /// Sum over the rows: how much weight each class has.
    #[must_use]
    pub fn totals(&self) -> Vec<f64> {
        let mut totals = vec![0.0; self.n_classes];
        for row in self.mass.chunks_exact(self.n_classes) {
            for (total, mass) in totals.iter_mut().zip(row) {
                *total += mass;
            }
        }
        totals
    }
}

/// `ln(sum(exp(logits)))`, and `logits` turned into probabilities in place. No overflow for any finite input.
pub(crate) fn softmax(logits: &mut [f64]) -> f64 {
    let max = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for z in logits.iter_mut() {
        *z = libm::exp(*z - max);
        sum += *z;
    }
    for z in logits.iter_mut() {
        *z /= sum;
    }
    max + libm::log(sum)
}

/// The loss over fixed rows and targets.
pub(super) struct Objective<'a> {
    pub(super) rows: &'a SparseRows,
    pub(super) columns: SparseColumns,
    pub(super) targets: &'a TargetMass,
    /// Strength of the penalty for each feature: `alpha`, or `alpha` times the square of a change of variable.
    pub(super) penalty: Vec<f64>,
    /// Factor of the bias: the parameter is `b / bias_scale`.
    pub(super) bias_scale: f64,
}

/// Calls a function that is generic over the number of classes: compiled apart for the usual few, where `K` loops
/// unroll, and once (`0`) for any other number.
macro_rules! for_classes {
    ($classes:expr, $this:ident . $function:ident ( $($argument:expr),* )) => {
        match $classes {
            2 => $this.$function::<2>($($argument),*),
            3 => $this.$function::<3>($($argument),*),
            4 => $this.$function::<4>($($argument),*),
            5 => $this.$function::<5>($($argument),*),
            6 => $this.$function::<6>($($argument),*),
            7 => $this.$function::<7>($($argument),*),
            8 => $this.$function::<8>($($argument),*),
            _ => $this.$function::<0>($($argument),*),
        }
    };
}

impl Objective<'_> {
    /// Length of the parameter vector.
    pub(super) fn n_parameters(&self) -> usize {
        (self.rows.n_features() + 1) * self.targets.n_classes()
    }

    /// Loss and gradient at `parameters`.
    pub(super) fn evaluate(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        assert_eq!(parameters.len(), self.n_parameters(), "parameters of this problem");
        let classes = self.targets.n_classes();
        let (data_loss, residuals) = for_classes!(classes, self.forward(parameters));
        let gradient = for_classes!(classes, self.backward(parameters, &residuals));
        let weights = &parameters[..self.rows.n_features() * classes];
        let penalties: Vec<f64> = weights
            .par_chunks(FEATURE_BLOCK * classes)
            .zip(self.penalty.par_chunks(FEATURE_BLOCK))
            .map(|(weights, penalty)| {
                let squares = weights.chunks_exact(classes).zip(penalty);
                squares.map(|(w, p)| p * w.iter().map(|w| w * w).sum::<f64>()).sum()
            })
            .collect();
        (data_loss + 0.5 * penalties.iter().sum::<f64>(), gradient)
    }

    /// Loss without the penalty, and the residuals `m_i p_ik - t_ik`.
    fn forward<const K: usize>(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let classes = if K == 0 { self.targets.n_classes() } else { K };
        let (weights, bias) = parameters.split_at(self.rows.n_features() * classes);
        let mut residuals = vec![0.0; self.targets.mass.len()];
        let losses: Vec<f64> = residuals
            .par_chunks_mut(ROW_BLOCK * classes)
            .enumerate()
            .map(|(block, residuals)| {
                let mut loss = 0.0;
                for (offset, z) in residuals.chunks_exact_mut(classes).enumerate() {
                    let index = block * ROW_BLOCK + offset;
                    for (z, b) in z.iter_mut().zip(bias) {
                        *z = b * self.bias_scale;
                    }
                    let (features, values) = self.rows.row(index);
                    for (&feature, &value) in features.iter().zip(values) {
                        let w = &weights[feature as usize * classes..][..classes];
                        for (z, w) in z.iter_mut().zip(w) {
                            *z += f64::from(value) * w;
                        }
                    }
                    let target = self.targets.row(index);
                    let mass: f64 = target.iter().sum();
                    loss -= z.iter().zip(target).map(|(z, t)| z * t).sum::<f64>();
                    loss += mass * softmax(z);
                    for (z, t) in z.iter_mut().zip(target) {
                        *z = mass * *z - t;
                    }
                }
                loss
            })
            .collect();
        (losses.iter().sum(), residuals)
    }

    /// Gradient from the residuals.
    fn backward<const K: usize>(&self, parameters: &[f64], residuals: &[f64]) -> Vec<f64> {
        let classes = if K == 0 { self.targets.n_classes() } else { K };
        let mut gradient = vec![0.0; parameters.len()];
        let n_weights = self.rows.n_features() * classes;
        let (weights, bias) = gradient.split_at_mut(n_weights);
        weights.par_chunks_mut(FEATURE_BLOCK * classes).enumerate().for_each(|(block, weights)| {
            for (offset, g) in weights.chunks_exact_mut(classes).enumerate() {
                let feature = block * FEATURE_BLOCK + offset;
                let w = &parameters[feature * classes..][..classes];
                for (g, w) in g.iter_mut().zip(w) {
                    *g = self.penalty[feature] * w;
                }
                let (rows, values) = self.columns.column(feature);
                for (&row, &value) in rows.iter().zip(values) {
                    let r = &residuals[row as usize * classes..][..classes];
                    for (g, r) in g.iter_mut().zip(r) {
                        *g += f64::from(value) * r;
                    }
                }
            }
        });
        for row in residuals.chunks_exact(classes) {
            for (g, r) in bias.iter_mut().zip(row) {
                *g += r * self.bias_scale;
            }
        }
        gradient
    }
}
