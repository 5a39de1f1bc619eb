//! `klaim` labels the claims in Indonesian news on the neutrality of officials.

pub mod article;
pub mod error;
pub mod evaluate;
pub mod label;
pub mod labelled;

pub use error::{Error, Result};
pub use label::{Label, LabelSet};
pub use labelled::LabelledSentence;
