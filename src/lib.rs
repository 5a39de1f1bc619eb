//! `klaim` labels the claims in Indonesian news on the neutrality of officials: why the rule exists (`rationale`), what is
//! forbidden or required (`prohibition`), what happens to those who break it (`sanction`), what follows from it
//! (`impact`), who pledges what (`commitment`), or `none` of these.
//!
//! A sentence goes through one module after another, each with one noun:
//!
//! ```text
//! file -> Article -> Sentence (byte span) -> tokens -> feature counts -> logits -> probabilities -> label
//! ```
//!
//! # Classify
//!
//! ```
//! use klaim::Classifier;
//! use klaim::sentence::Segmenter;
//!
//! let classifier = Classifier::bundled()?;
//! let mut scratch = classifier.scorer().scratch();
//! let text = "ASN dilarang ikut kampanye. Pelanggar dijatuhi sanksi disiplin berat.";
//! for span in Segmenter::new().segment(text) {
//!     let sentence = span.of(text);
//!     let (label, probabilities) = classifier.label_and_probabilities(sentence, &mut scratch);
//!     println!("{} {:.2} {sentence}", classifier.labels().name(label), probabilities[label.index()]);
//! }
//! # Ok::<(), klaim::Error>(())
//! ```
//!
//! # Train
//!
//! ```
//! use klaim::LabelledSentence;
//! use klaim::train::{Alpha, TrainParams, train};
//!
//! let sentence = |i: usize, text: &str, label: &str| LabelledSentence {
//!     id: format!("a{i}-00"),
//!     text: text.into(),
//!     label: label.into(),
//!     also: None,
//!     weight: 1.0,
//!     line: i,
//! };
//! let sentences = [
//!     sentence(1, "ASN dilarang berkampanye.", "prohibition"),
//!     sentence(2, "Pegawai dilarang memihak.", "prohibition"),
//!     sentence(3, "Acara dimulai pukul sembilan.", "none"),
//!     sentence(4, "Acara selesai pukul dua belas.", "none"),
//! ];
//! let params = TrainParams { alpha: Alpha::Fixed(0.1), ..TrainParams::default() };
//! let trained = train(&sentences, &params, &|_| {})?;
//! let (label, _) = trained.classifier.classify("Guru dilarang ikut.");
//! assert_eq!(trained.classifier.labels().name(label), "prohibition");
//! # Ok::<(), klaim::Error>(())
//! ```
//!
//! # Floors
//!
//! A module imports only from the floors below it.
//!
//! | floor | modules |
//! | --- | --- |
//! | 0 | [`error`], [`label`], [`atomic`] |
//! | 1 | [`article`], [`labelled`], [`sentence`], [`speaker`], [`token`], [`stem`], [`lexicon`] |
//! | 2 | [`features`], [`vocabulary`], [`sparse`] |
//! | 3 | [`model`] |
//! | 4 | [`train`], [`evaluate`], [`explain`], [`doctor`], [`agreement`], [`coding`] |
//! | 5 | [`summary`] |
//!
//! Nothing depends on hash order, the number of threads or the time: the same data and seed give the same bytes.

pub mod agreement;
pub mod article;
pub mod atomic;
pub mod coding;
pub mod doctor;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod features;
pub mod guard;
pub mod label;
pub mod labelled;
pub mod lexicon;
pub mod model;
pub mod sentence;
pub mod sparse;
pub mod speaker;
pub mod stem;
pub mod summary;
pub mod token;
pub mod train;
pub mod vocabulary;

pub use error::{Error, Result};
pub use label::{Label, LabelSet};
pub use labelled::LabelledSentence;
pub use model::Classifier;

/// The README's examples, run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
