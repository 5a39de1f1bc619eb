//! The parameter vector that argmin's L-BFGS works on.
//!
//! argmin clones and scales vectors freely (`q.sub(&y.mul(&alpha))`), which costs a pass over memory each on the usual
//! array types. [`Vector`] shares its numbers and keeps the factor apart, so a clone or a multiplication by a
//! scalar is free, and each sum is one pass. Dot products add fixed blocks in a fixed order: the same bits on any number of threads.

use std::sync::Arc;

use argmin_math::{
    ArgminAdd, ArgminDot, ArgminL1Norm, ArgminL2Norm, ArgminMinMax, ArgminMul, ArgminSignum,
    ArgminSub, ArgminZeroLike,
};
use rayon::prelude::*;

/// Numbers per block of a parallel pass.
const BLOCK: usize = 1 << 14;

/// `factor * values`, cheap to clone and to scale.
#[derive(Debug, Clone)]
pub(super) struct Vector {
    values: Arc<[f64]>,
    factor: f64,
}

impl Vector {
    pub(super) fn new(values: Vec<f64>) -> Self {
        Self { values: values.into(), factor: 1.0 }
    }

    /// Whether both share the same numbers in memory: a cheap "certainly equal".
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.values, &other.values) && self.factor.to_bits() == other.factor.to_bits()
    }

    /// The plain numbers.
    pub(super) fn to_vec(&self) -> Vec<f64> {
        self.values.iter().map(|v| v * self.factor).collect()
    }

    /// `self + factor * other`, in one pass.
    fn plus(&self, factor: f64, other: &Self) -> Self {
        assert_eq!(self.values.len(), other.values.len(), "vectors of one problem");
        let (a, b) = (self.factor, factor * other.factor);
        let mut sum = vec![0.0; self.values.len()];
        sum.par_chunks_mut(BLOCK)
            .zip(self.values.par_chunks(BLOCK))
            .zip(other.values.par_chunks(BLOCK))
            .for_each(|((sum, x), y)| {
                for ((sum, x), y) in sum.iter_mut().zip(x).zip(y) {
                    *sum = a * x + b * y;
                }
            });
        Self::new(sum)
    }

    fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self::new(self.values.iter().map(|v| f(v * self.factor)).collect())
    }
}

/// Sum of products in four running sums, so that the additions need not wait for each other.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (xs, ys) = (x.chunks_exact(4), y.chunks_exact(4));
    let rest: f64 = xs.remainder().iter().zip(ys.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in xs.zip(ys) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

impl ArgminDot<Vector, f64> for Vector {
    fn dot(&self, other: &Vector) -> f64 {
        let blocks: Vec<f64> = self
            .values
            .par_chunks(BLOCK)
            .zip(other.values.par_chunks(BLOCK))
            .map(|(x, y)| dot(x, y))
            .collect();
        blocks.iter().sum::<f64>() * self.factor * other.factor
    }
}

impl ArgminL2Norm<f64> for Vector {
    fn l2_norm(&self) -> f64 {
        ArgminDot::dot(self, self).sqrt()
    }
}

impl ArgminL1Norm<f64> for Vector {
    fn l1_norm(&self) -> f64 {
        self.values.iter().map(|v| v.abs()).sum::<f64>() * self.factor.abs()
    }
}

impl ArgminAdd<Vector, Vector> for Vector {
    fn add(&self, other: &Vector) -> Vector {
        self.plus(1.0, other)
    }
}

impl ArgminSub<Vector, Vector> for Vector {
    fn sub(&self, other: &Vector) -> Vector {
        self.plus(-1.0, other)
    }
}

impl ArgminMul<f64, Vector> for Vector {
    fn mul(&self, factor: &f64) -> Vector {
        Vector { values: Arc::clone(&self.values), factor: self.factor * factor }
    }
}

impl ArgminMul<Vector, Vector> for f64 {
    fn mul(&self, vector: &Vector) -> Vector {
        vector.mul(self)
    }
}

// argmin asks for the following in its bounds and calls them only with L1 regularisation, which is not offered here.

impl ArgminMul<Vector, Vector> for Vector {
    fn mul(&self, other: &Vector) -> Vector {
        let other = other.to_vec();
        Vector::new(self.to_vec().iter().zip(other).map(|(x, y)| x * y).collect())
    }
}

impl ArgminAdd<f64, Vector> for Vector {
    fn add(&self, addend: &f64) -> Vector {
        self.map(|v| v + addend)
    }
}

impl ArgminSub<f64, Vector> for Vector {
    fn sub(&self, subtrahend: &f64) -> Vector {
        self.map(|v| v - subtrahend)
    }
}

impl ArgminSignum for Vector {
    fn signum(self) -> Vector {
        self.map(f64::signum)
    }
}

impl ArgminZeroLike for Vector {
    fn zero_like(&self) -> Vector {
        Vector::new(vec![0.0; self.values.len()])
    }
}

impl ArgminMinMax for Vector {
    fn min(x: &Self, y: &Self) -> Self {
        Vector::new(x.to_vec().iter().zip(y.to_vec()).map(|(x, y)| x.min(y)).collect())
    }

    fn max(x: &Self, y: &Self) -> Self {
        Vector::new(x.to_vec().iter().zip(y.to_vec()).map(|(x, y)| x.max(y)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argmin_math::ArgminScaledAdd;

    #[test]
    fn sums_and_products_honour_the_factor() {
        let x = Vector::new((0..40_000).map(f64::from).collect());
        let y: Vector = ArgminMul::<f64, Vector>::mul(&x, &-0.5);
        assert!(
            (ArgminAdd::<Vector, Vector>::add(&x, &x.clone()).to_vec()[7] - 14.0).abs() < 1e-12
        );
        assert_eq!(x.scaled_add(&2.0, &y).l2_norm().to_bits(), 0.0_f64.to_bits());
        let expected: f64 = (0..40_000).map(|i| f64::from(i) * f64::from(i)).sum::<f64>() * -0.5;
        assert!((ArgminDot::<Vector, f64>::dot(&x, &y) / expected - 1.0).abs() < 1e-12);
        assert!(x.is(&x.clone()) && !x.is(&y));
    }

    #[test]
    fn dot_gives_the_same_bits_on_any_number_of_threads() {
        let x = Vector::new((0..100_000).map(|i| (f64::from(i) * 0.37).sin()).collect());
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
            pool.install(|| ArgminDot::<Vector, f64>::dot(&x, &x)).to_bits()
        };
        assert_eq!(on(1), on(2));
        assert_eq!(on(1), on(7));
    }
}
