//! `klaim` labels the claims in Indonesian news on the neutrality of officials.

pub mod error;
pub mod label;
pub mod stem;

pub use error::{Error, Result};
pub use label::{Label, LabelSet};
