//! The model file: safetensors, with JSON metadata.
//!
//! | tensor | type | shape |
//! | --- | --- | --- |
//! | `weights` | F32 | `n_features x n_labels` |
//! | `bias` | F32 | `n_labels` |
//! | `term_weights` | F32 | `n_features` |
//! | `document_frequencies` | U32 | `n_features` |
//! | `vocabulary` | U8 | bytes of all names |
//! | `vocabulary_ends` | U32 | `n_features` |
//!
//! The header's metadata has one entry, `klaim`, whose value is the JSON of [`Metadata`]. Nothing in the file is
//! code, and every length, number and invariant is checked after parsing: a stranger's file can be refused, or
//! score badly, and nothing else.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use super::hold::{Copied, Hold, InPlace, numbers};
use super::record::TrainingRecord;
use super::{Classifier, Parts, side_by_side};
use crate::atomic::AtomicFile;
use crate::error::{Error, Result};
use crate::features::FeaturizerConfig;
use crate::label::LabelSet;
use crate::vocabulary::Vocabulary;

/// Version of the format that this library writes and reads.
const FORMAT_VERSION: u32 = 1;

/// Largest model file that is read into memory, in bytes.
const MAX_BYTES: u64 = 1 << 30;

/// Bytes by which a model is told from another file: the length of its header, and the header's first.
const HEAD_BYTES: u64 = 9;

/// Whether the tensors are compared with the checksum in the metadata. All other checks are made either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verify {
    Yes,
    No,
}

/// The entry of the header's metadata.
const KEY: &str = "klaim";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    format_version: u32,
    labels: LabelSet,
    featurizer: FeaturizerConfig,
    temperature: f64,
    /// Priors that the model expects, if any, in label order.
    priors: Option<Vec<f64>>,
    /// CRC-32 of the tensors' bytes, in the order of the table above.
    checksum: u32,
    record: TrainingRecord,
}

/// Read before the rest, so that another version of the format is told as such.
#[derive(Deserialize)]
struct Version {
    format_version: u32,
}

impl Classifier {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read, [`Error::Model`] when it is damaged, foreign, larger than 1 GiB or
    /// of another format version.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        Self::load_checked(path.as_ref(), Verify::Yes)
    }

    /// As [`load`](Self::load) without comparing the tensors with their checksum, which takes about a millisecond for
    /// every 10 MB: silent corruption then goes unnoticed. Shapes, ranges and names are checked all the same, so such a
    /// model can score badly and nothing else.
    ///
    /// # Errors
    /// As for [`load`](Self::load), but for a checksum that does not match.
    pub fn load_unverified(path: impl AsRef<Path>) -> Result<Self> {
        Self::load_checked(path.as_ref(), Verify::No)
    }

    fn load_checked(path: &Path, verify: Verify) -> Result<Self> {
        let metadata = std::fs::metadata(path).map_err(Error::io(path))?;
        if metadata.is_dir() {
            return Err(Error::model(path, "is a folder", "name a model file (.safetensors)"));
        }
        let too_large = || {
            let problem = format!("has more than {MAX_BYTES} bytes");
            Error::model(path, problem, "name a model file made by `klaim train`")
        };
        if metadata.len() > MAX_BYTES {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
        let mut file = std::fs::File::open(path).map_err(Error::io(path))?.take(MAX_BYTES + 1);
        // A device or a pipe says that it has no bytes, and may have any number: so first see whether it is a model.
        file.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes).map_err(Error::io(path))?;
        if bytes.len() as u64 == HEAD_BYTES && bytes.get(8) != Some(&b'{') {
            let foreign = Problem::Foreign("it does not begin with a header".into());
            return named(path, Err(foreign));
        }
        file.read_to_end(&mut bytes).map_err(Error::io(path))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(too_large());
        }
        named(path, parse(&bytes, Copied, verify))
    }

    /// Reads the bytes of a model file; `path` names it in errors.
    ///
    /// # Errors
    /// [`Error::Model`] as for [`load`](Self::load).
    pub fn from_bytes(bytes: &[u8], path: impl AsRef<Path>) -> Result<Self> {
        named(path.as_ref(), parse(bytes, Copied, Verify::Yes))
    }

    /// As [`from_bytes`](Self::from_bytes) without comparing the tensors with their checksum, as
    /// [`load_unverified`](Self::load_unverified) does.
    ///
    /// # Errors
    /// As for [`load_unverified`](Self::load_unverified).
    pub fn from_bytes_unverified(bytes: &[u8], path: impl AsRef<Path>) -> Result<Self> {
        named(path.as_ref(), parse(bytes, Copied, Verify::No))
    }

    /// As [`from_bytes`](Self::from_bytes) for bytes that stay: on a little-endian machine, numbers and names are used where
    /// they are, if they are aligned, and only checked.
    ///
    /// # Errors
    /// [`Error::Model`] as for [`load`](Self::load).
    pub fn from_static(bytes: &'static [u8], path: impl AsRef<Path>) -> Result<Self> {
        named(path.as_ref(), parse(bytes, InPlace, Verify::Yes))
    }

    /// The bytes of the model file: the same for the same model, on any machine.
    ///
    /// # Errors
    /// [`Error::Model`] when the model does not fit the format.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let unfit = |e: &dyn std::fmt::Display| {
            Error::model("the model", format!("does not fit its format: {e}"), "report this")
        };
        let (n, k) = (self.vocabulary.len(), self.labels.len());
        let weights = little_endian(&self.weights);
        let bias = little_endian(&self.bias);
        let term_weights = little_endian(&self.term_weights);
        let names = self.vocabulary.text().as_bytes();
        let of_integers = |values: &[u32]| values.iter().flat_map(|v| v.to_le_bytes()).collect();
        let frequencies: Vec<u8> = of_integers(&self.document_frequencies);
        let ends: Vec<u8> = of_integers(self.vocabulary.ends());
        let metadata = Metadata {
            format_version: FORMAT_VERSION,
            labels: self.labels.clone(),
            featurizer: self.featurizer.config().clone(),
            temperature: self.temperature,
            priors: self.priors.clone(),
            checksum: checksum([&weights, &bias, &term_weights, &frequencies, names, &ends]),
            record: self.record.clone(),
        };
        let json = serde_json::to_string(&metadata).map_err(|e| unfit(&e))?;
        let view = |dtype, shape: Vec<usize>, bytes| TensorView::new(dtype, shape, bytes);
        let tensors = [
            ("weights", view(Dtype::F32, vec![n, k], &weights)),
            ("bias", view(Dtype::F32, vec![k], &bias)),
            ("term_weights", view(Dtype::F32, vec![n], &term_weights)),
            ("document_frequencies", view(Dtype::U32, vec![n], &frequencies)),
            ("vocabulary", view(Dtype::U8, vec![names.len()], names)),
            ("vocabulary_ends", view(Dtype::U32, vec![n], &ends)),
        ];
        let tensors = tensors
            .into_iter()
            .map(|(name, view)| Ok((name, view?)))
            .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()
            .map_err(|e| unfit(&e))?;
        let header = HashMap::from([(KEY.to_owned(), json)]);
        safetensors::serialize(tensors, Some(header)).map_err(|e| unfit(&e))
    }

    /// Writes the model file, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let bytes = self.to_bytes()?;
        let mut file = AtomicFile::create(path)?;
        file.write_all(&bytes).map_err(Error::io(path))?;
        file.finish()
    }
}

fn little_endian(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn checksum(tensors: [&[u8]; 6]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for bytes in tensors {
        hasher.update(bytes);
    }
    hasher.finalize()
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("is not a klaim model: {0}")]
    Foreign(String),
    #[error("is damaged: {0}")]
    Damaged(String),
    #[error("has format version {0}, this klaim reads version {FORMAT_VERSION}")]
    Version(u32),
}

fn damaged(what: impl Into<String>) -> Problem {
    Problem::Damaged(what.into())
}

/// The model, or an error that names the file.
fn named(path: &Path, parsed: Result<Classifier, Problem>) -> Result<Classifier> {
    parsed.map_err(|problem| {
        let remedy = match problem {
            Problem::Foreign(_) => "name a model file made by `klaim train`",
            Problem::Damaged(_) => "copy the file again, or train the model again",
            Problem::Version(version) if version < FORMAT_VERSION => {
                "use the older klaim that made it, or train the model again with this one"
            }
            Problem::Version(_) => "use a newer klaim, or train the model again with this one",
        };
        Error::model(path, problem.to_string(), remedy)
    })
}

fn parse<'a>(
    bytes: &'a [u8],
    hold: impl Hold<'a> + Copy + Sync,
    verify: Verify,
) -> Result<Classifier, Problem> {
    let hold = &hold;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|e| {
        // The first 8 bytes of any safetensors file are the length of a header that begins with a brace.
        if bytes.get(8) == Some(&b'{') {
            damaged(e.to_string())
        } else {
            Problem::Foreign(e.to_string())
        }
    })?;
    let json = header
        .metadata()
        .as_ref()
        .and_then(|metadata| metadata.get(KEY))
        .ok_or_else(|| Problem::Foreign("its header has no `klaim` entry".into()))?;
    let version: Version =
        serde_json::from_str(json).map_err(|e| damaged(format!("its metadata: {e}")))?;
    if version.format_version != FORMAT_VERSION {
        return Err(Problem::Version(version.format_version));
    }
    let metadata: Metadata =
        serde_json::from_str(json).map_err(|e| damaged(format!("its metadata: {e}")))?;
    let tensors = SafeTensors::deserialize(bytes).map_err(|e| damaged(e.to_string()))?;

    let k = metadata.labels.len();
    let names = tensor(&tensors, "vocabulary", Dtype::U8, None)?;
    let ends = tensor(&tensors, "vocabulary_ends", Dtype::U32, None)?;
    let n = ends.len() / 4;
    let weights = tensor(&tensors, "weights", Dtype::F32, Some(&[n, k]))?;
    let bias = tensor(&tensors, "bias", Dtype::F32, Some(&[k]))?;
    let term_weights = tensor(&tensors, "term_weights", Dtype::F32, Some(&[n]))?;
    let frequencies = tensor(&tensors, "document_frequencies", Dtype::U32, Some(&[n]))?;
    // Each takes a part of a millisecond, which counts for a program that labels one article and ends.
    let (vocabulary, (sum, checked)) = side_by_side(
        || vocabulary(hold, names, ends),
        || {
            let sum = (verify == Verify::Yes)
                .then(|| checksum([weights, bias, term_weights, frequencies, names, ends]));
            (sum, floats(hold, weights, "weights"))
        },
    );
    if sum.is_some_and(|sum| sum != metadata.checksum) {
        return Err(damaged("its checksum does not match"));
    }
    let (vocabulary, weights) = (vocabulary?, checked?);
    let record = check_numbers(&metadata)?;
    let classifier = Classifier::from_parts(Parts {
        labels: metadata.labels,
        config: metadata.featurizer,
        vocabulary,
        document_frequencies: numbers(hold, frequencies),
        term_weights: positive(floats(hold, term_weights, "term_weights")?)?,
        weights,
        bias: floats(hold, bias, "bias")?,
        temperature: metadata.temperature,
        record,
    })
    .map_err(|e| damaged(e.to_string()))?;
    Ok(Classifier { priors: metadata.priors, ..classifier })
}

fn vocabulary<'a>(
    hold: &impl Hold<'a>,
    names: &'a [u8],
    ends: &'a [u8],
) -> Result<Vocabulary, Problem> {
    let text = std::str::from_utf8(names).map_err(|_| damaged("its vocabulary is not UTF-8"))?;
    Vocabulary::from_parts(hold.text(text), numbers(hold, ends)).map_err(damaged)
}

/// The bytes of a tensor of the type and, where given, shape expected.
fn tensor<'a>(
    tensors: &SafeTensors<'a>,
    name: &str,
    dtype: Dtype,
    shape: Option<&[usize]>,
) -> Result<&'a [u8], Problem> {
    let view = tensors.tensor(name).map_err(|_| damaged(format!("it has no tensor `{name}`")))?;
    let fits = match shape {
        Some(shape) => view.shape() == shape,
        None => view.shape().len() == 1,
    };
    if view.dtype() != dtype || !fits {
        return Err(damaged(format!(
            "tensor `{name}` has type {:?} and shape {:?}",
            view.dtype(),
            view.shape()
        )));
    }
    Ok(view.data())
}

/// Largest magnitude of a stored number: sums of a sentence's worth of them stay far from overflow in 32 bits.
const LARGEST: f32 = 1e15;

fn floats<'a>(
    hold: &impl Hold<'a>,
    bytes: &'a [u8],
    name: &str,
) -> Result<Cow<'static, [f32]>, Problem> {
    let values: Cow<'static, [f32]> = numbers(hold, bytes);
    if values.iter().all(|v| v.abs() <= LARGEST) {
        Ok(values)
    } else {
        Err(damaged(format!("tensor `{name}` has a value that is not finite or beyond {LARGEST}")))
    }
}

/// Term weights, when they are all positive and their squares fit 32 bits with room to spare.
fn positive(values: Cow<'static, [f32]>) -> Result<Cow<'static, [f32]>, Problem> {
    if values.iter().all(|v| (1e-6..=1e6).contains(v)) {
        Ok(values)
    } else {
        Err(damaged("tensor `term_weights` has a value outside 1e-6 to 1e6"))
    }
}

/// The record, when all numbers that scoring rests on are usable.
fn check_numbers(metadata: &Metadata) -> Result<TrainingRecord, Problem> {
    let k = metadata.labels.len();
    let record = &metadata.record;
    let shares = |shares: &[f64]| {
        shares.len() == k
            && shares.iter().all(|s| *s > 0.0 && *s <= 1.0)
            && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-3
    };
    if !(metadata.temperature >= 1e-3 && metadata.temperature <= 1e3) {
        return Err(damaged(format!("its temperature is {}", metadata.temperature)));
    }
    if !shares(&record.label_shares) || record.label_counts.len() != k {
        return Err(damaged("its label shares do not fit its labels"));
    }
    if metadata.priors.as_deref().is_some_and(|priors| !shares(priors)) {
        return Err(damaged("its priors do not fit its labels"));
    }
    Ok(record.clone())
}
