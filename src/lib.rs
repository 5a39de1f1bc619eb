//! `klaim` labels the claims in Indonesian news on the neutrality of officials.

pub mod article;
pub mod atomic;
pub mod error;
pub mod evaluate;
pub mod features;
pub mod label;
pub mod labelled;
pub mod lexicon;
pub mod model;
pub mod sentence;
pub mod sparse;
pub mod stem;
pub mod token;
pub mod train;
pub mod vocabulary;

pub use error::{Error, Result};
pub use label::{Label, LabelSet};
pub use labelled::LabelledSentence;
pub use model::Classifier;
