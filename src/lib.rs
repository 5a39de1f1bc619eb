//! `klaim` labels the claims in Indonesian news on the neutrality of officials.

pub mod error;
pub mod label;
pub mod sparse;
pub mod token;
pub mod train;

pub use error::{Error, Result};
pub use label::{Label, LabelSet};
