//! Training.

mod objective;
mod sparse_logistic;
mod vector;

pub use objective::TargetMass;
pub use sparse_logistic::{FitReport, FittedLogistic, SparseLogistic, ValidSparseLogistic};

pub(crate) use objective::softmax;
pub(crate) use sparse_logistic::argmax;
