//! `klaim` labels the claims in Indonesian news on the neutrality of officials.

pub mod agreement;
pub mod error;
pub mod evaluate;
pub mod label;

pub use error::{Error, Result};
pub use label::{Label, LabelSet};
