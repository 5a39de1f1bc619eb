//! Sparse rows: what the featurizer makes of sentences and the trainer learns from.
//!
//! [`SparseRows`] is a matrix of `n_rows x n_features` in compressed-sparse-row form; its transpose
//! [`SparseColumns`] lets a gradient be summed feature by feature, in an order that no thread count changes.

use linfa::dataset::Records;
use ndarray::Array2;

/// Sparse matrix by rows, `n_rows x n_features`, values of 32 bits.
///
/// ```
/// let mut rows = klaim::sparse::SparseRows::new(4);
/// rows.push([(0, 0.6), (3, 0.8)]);
/// rows.push([]);
/// assert_eq!((rows.n_rows(), rows.n_values()), (2, 2));
/// assert_eq!(rows.row(0), (&[0, 3][..], &[0.6, 0.8][..]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SparseRows {
    n_features: usize,
    /// `n_rows + 1` offsets into the two vectors below, ascending, the first 0.
    offsets: Vec<usize>,
    /// Below `n_features`, in the order pushed.
    features: Vec<u32>,
    values: Vec<f32>,
}

impl SparseRows {
    /// No rows yet, for `n_features` features.
    #[must_use]
    pub fn new(n_features: usize) -> Self {
        Self { n_features, offsets: vec![0], features: Vec::new(), values: Vec::new() }
    }

    /// Appends a row of (feature, value) pairs.
    ///
    /// # Panics
    /// When a feature is not below `n_features`.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        for (feature, value) in row {
            assert!((feature as usize) < self.n_features, "feature {feature} out of range");
            self.features.push(feature);
            self.values.push(value);
        }
        self.offsets.push(self.features.len());
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of columns.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// Number of stored values.
    #[must_use]
    pub fn n_values(&self) -> usize {
        self.values.len()
    }

    /// Features and values of row `index`.
    ///
    /// # Panics
    /// When `index` is not below [`n_rows`](Self::n_rows).
    #[must_use]
    pub fn row(&self, index: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[index]..self.offsets[index + 1];
        (&self.features[range.clone()], &self.values[range])
    }

    /// Every row in order.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&[u32], &[f32])> {
        (0..self.n_rows()).map(|index| self.row(index))
    }

    /// The rows named by `indices`, in that order.
    ///
    /// # Panics
    /// When an index is not below [`n_rows`](Self::n_rows).
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        let mut selected = Self::new(self.n_features);
        for &index in indices {
            let (features, values) = self.row(index);
            selected.features.extend_from_slice(features);
            selected.values.extend_from_slice(values);
            selected.offsets.push(selected.features.len());
        }
        selected
    }

    /// Multiplies every value by `factors[feature]`.
    ///
    /// # Panics
    /// When there are fewer factors than features.
    pub fn scale_columns(&mut self, factors: &[f64]) {
        for (value, &feature) in self.values.iter_mut().zip(&self.features) {
            *value = narrow(f64::from(*value) * factors[feature as usize]);
        }
    }

    /// The same matrix by columns.
    ///
    /// # Panics
    /// When there are 2^32 rows or more.
    #[must_use]
    pub fn transpose(&self) -> SparseColumns {
        let mut offsets = vec![0_usize; self.n_features + 1];
        for &feature in &self.features {
            offsets[feature as usize + 1] += 1;
        }
        for column in 0..self.n_features {
            offsets[column + 1] += offsets[column];
        }
        let mut next = offsets.clone();
        let mut rows = vec![0_u32; self.features.len()];
        let mut values = vec![0.0_f32; self.features.len()];
        for index in 0..self.n_rows() {
            let (row_features, row_values) = self.row(index);
            let row = u32::try_from(index).expect("fewer than 2^32 sentences fit into memory");
            for (&feature, &value) in row_features.iter().zip(row_values) {
                let slot = &mut next[feature as usize];
                rows[*slot] = row;
                values[*slot] = value;
                *slot += 1;
            }
        }
        SparseColumns { offsets, rows, values }
    }

    /// The dense matrix, `n_rows x n_features` of 64-bit floats: `8 * n_rows * n_features` bytes.
    #[must_use]
    pub fn to_dense(&self) -> Array2<f64> {
        let mut dense = Array2::zeros((self.n_rows(), self.n_features));
        for index in 0..self.n_rows() {
            let (features, values) = self.row(index);
            for (&feature, &value) in features.iter().zip(values) {
                dense[[index, feature as usize]] += f64::from(value);
            }
        }
        dense
    }
}

impl Records for SparseRows {
    type Elem = f64;

    fn nsamples(&self) -> usize {
        self.n_rows()
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}

/// Sparse matrix by columns: the transpose of a [`SparseRows`].
#[derive(Debug, Clone, PartialEq)]
pub struct SparseColumns {
    /// `n_features + 1` offsets into the two vectors below.
    offsets: Vec<usize>,
    /// Ascending within a column.
    rows: Vec<u32>,
    values: Vec<f32>,
}

impl SparseColumns {
    /// Row indices and values of the column of feature `index`.
    ///
    /// # Panics
    /// When `index` is not below the number of features.
    #[must_use]
    pub fn column(&self, index: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[index]..self.offsets[index + 1];
        (&self.rows[range.clone()], &self.values[range])
    }
}

/// A 64-bit float as the nearest of 32 bits.
#[allow(clippy::cast_possible_truncation, reason = "rounding is the purpose")]
pub(crate) fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> SparseRows {
        let mut rows = SparseRows::new(3);
        rows.push([(2, 1.0), (0, 2.0)]);
        rows.push([]);
        rows.push([(2, 3.0)]);
        rows
    }

    #[test]
    fn transpose_holds_the_same_values() {
        let rows = example();
        let columns = rows.transpose();
        assert_eq!(columns.column(0), (&[0][..], &[2.0][..]));
        assert_eq!(columns.column(1), (&[][..], &[][..]));
        assert_eq!(columns.column(2), (&[0, 2][..], &[1.0, 3.0][..]));
    }

    #[test]
    fn dense_and_selected_rows_agree_with_the_sparse_ones() {
        let mut rows = example();
        rows.scale_columns(&[0.5, 1.0, 2.0]);
        let dense = rows.select(&[2, 0]).to_dense();
        assert_eq!(dense, ndarray::array![[0.0, 0.0, 6.0], [1.0, 0.0, 2.0]]);
    }
}
