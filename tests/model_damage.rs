//! Model files from strangers: cut at every byte, every bit of the header flipped, bits of the tensors flipped. Each is
//! refused or scores finite numbers, in memory that its size warrants.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::OnceLock;

use klaim::features::FeaturizerConfig;
use klaim::train::{Alpha, TrainParams, train};
use klaim::{Classifier, LabelledSentence, Result};
use proptest::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde_json::{Value, json};

/// Bytes that scoring takes whatever the model is: the memory of forms and the buffers.
const SCORING: u64 = 24 << 20;

/// A model of a few sentences.
fn model() -> &'static [u8] {
    static MODEL: OnceLock<Vec<u8>> = OnceLock::new();
    MODEL.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli_classify/data/tiny.jsonl");
        let sentences = LabelledSentence::read(path).expect("sentences");
        let params = TrainParams {
            featurizer: FeaturizerConfig { min_df: 1, ..FeaturizerConfig::default() },
            alpha: Alpha::Fixed(0.1),
            folds: 2,
            ..TrainParams::default()
        };
        let trained = train(&sentences, &params, &|_| {}).expect("it trains");
        trained.classifier.to_bytes().expect("it has a file")
    })
}

/// Where the tensors begin.
fn header_end(bytes: &[u8]) -> usize {
    let length = bytes[..8].try_into().expect("eight bytes");
    8 + usize::try_from(u64::from_le_bytes(length)).expect("it is in memory")
}

/// Loads `bytes` by `load` and, if that works, scores; says whether it worked.
fn survives(bytes: &[u8], load: fn(&[u8]) -> Result<Classifier>) -> bool {
    let mut loaded = None;
    let memory = allocation_counter::measure(|| loaded = Some(load(bytes)));
    let warranted = 16 * bytes.len() as u64 + (64 << 10);
    assert!(memory.bytes_max <= warranted, "{} for {} bytes", memory.bytes_max, bytes.len());
    match loaded.expect("it was called") {
        Ok(classifier) => {
            assert_scores(&classifier);
            true
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with("m: ") && message.len() < 4096, "{message}");
            false
        }
    }
}

/// Asserts that all numbers are finite and probabilities add up to 1, on both ways of scoring.
fn assert_scores(classifier: &Classifier) {
    let mut scratch = classifier.scorer().scratch();
    for text in
        ["ASN dilarang ikut kampanye, kata Ketua Bawaslu.", "", "sanksi berat 2024 \u{200b}"]
    {
        assert!(classifier.logits(text).iter().all(|logit| logit.is_finite()));
        let (label, probabilities) = classifier.label_and_probabilities(text, &mut scratch);
        assert!(label.index() < classifier.labels().len());
        assert!(probabilities.iter().all(|p| p.is_finite()), "{probabilities:?}");
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{probabilities:?}");
    }
}

fn verified(bytes: &[u8]) -> Result<Classifier> {
    Classifier::from_bytes(bytes, "m")
}

fn unverified(bytes: &[u8]) -> Result<Classifier> {
    Classifier::from_bytes_unverified(bytes, "m")
}

#[test]
fn it_is_a_model_before_it_is_damaged() {
    assert!(survives(model(), verified));
    assert!(survives(model(), unverified));
    let scoring = allocation_counter::measure(|| {
        let classifier = verified(model()).expect("it loads");
        assert_scores(&classifier);
    });
    assert!(scoring.bytes_max < SCORING + 16 * model().len() as u64, "{scoring:?}");
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for end in 0..model().len() {
        assert!(!survives(&model()[..end], verified), "cut at {end}");
        assert!(!survives(&model()[..end], unverified), "cut at {end}");
    }
    for more in [1, 4, 1000] {
        let longer = [model(), &vec![0; more]].concat();
        assert!(!survives(&longer, unverified), "{more} bytes more");
    }
}

#[test]
fn every_flipped_bit_of_the_header_is_refused_or_harmless() {
    let mut bytes = model().to_vec();
    let mut read = 0;
    for at in 0..header_end(&bytes) {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            // The header has no checksum of its own; a flipped digit of the record, say, cannot be told from another.
            read += usize::from(survives(&bytes, verified));
            bytes[at] ^= 1 << bit;
        }
    }
    assert!(read > 0, "some numbers of the record only inform");
}

#[test]
fn flipped_bits_of_the_tensors_are_found() {
    let mut bytes = model().to_vec();
    let start = header_end(&bytes);
    let places = bytes.len() - start;
    // Ten thousand places, spread over all by a prime step that shares no factor with their number.
    let bits = places * 8;
    let step = 7919;
    assert!(!bits.is_multiple_of(step));
    let mut scored = 0;
    for i in 0..10_000 {
        let bit = i * step % bits;
        bytes[start + bit / 8] ^= 1 << (bit % 8);
        assert!(!survives(&bytes, verified), "bit {bit} of the tensors");
        scored += usize::from(survives(&bytes, unverified));
        bytes[start + bit / 8] ^= 1 << (bit % 8);
    }
    assert!(scored > 1000, "most flips only change a weight");
}

#[test]
fn other_versions_of_the_format_are_told() {
    let entry = b"format_version\\\":1";
    let at =
        model().windows(entry.len()).position(|window| window == entry).expect("in the header");
    let told = |digit: u8| {
        let mut bytes = model().to_vec();
        bytes[at + entry.len() - 1] = digit;
        verified(&bytes).expect_err("refused").to_string()
    };
    let newer = told(b'7');
    assert!(newer.contains("has format version 7, this klaim reads version 1"), "{newer}");
    assert!(newer.contains("use a newer klaim"), "{newer}");
    let older = told(b'0');
    assert!(older.contains("has format version 0, this klaim reads version 1"), "{older}");
    assert!(older.contains("use the older klaim"), "{older}");
}

#[test]
fn a_header_that_promises_more_than_there_is_takes_no_memory() {
    for length in [u64::MAX, u64::MAX / 2, 1 << 40, 100_000_000, 1 << 20] {
        let mut bytes = model().to_vec();
        bytes[..8].copy_from_slice(&length.to_le_bytes());
        assert!(!survives(&bytes, verified), "{length}");
    }
    for header in [
        "{".repeat(100_000),
        format!("{{\"a\":{}", "[".repeat(100_000)),
        "{\"weights\":{\"dtype\":\"F32\",\"shape\":[9999999999999,9999999999999],\"data_offsets\":[0,4]}}"
            .to_owned(),
        "{\"weights\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}".to_owned(),
        "{\"__metadata__\":{\"klaim\":\"{\\\"format_version\\\":1}\"}}".to_owned(),
        format!("{{\"__metadata__\":{{\"klaim\":\"{}\"}}}}", "[".repeat(100_000)),
    ] {
        let bytes = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 64]].concat();
        assert!(!survives(&bytes, verified), "{header:.80}");
    }
}

/// A tensor's type, shape and bytes.
type Tensor = (Dtype, Vec<usize>, Vec<u8>);

/// The model after a change of its metadata or its tensors, in a file that is otherwise whole.
fn changed(change: impl FnOnce(&mut Value, &mut BTreeMap<String, Tensor>)) -> Vec<u8> {
    let (_, header) = SafeTensors::read_metadata(model()).expect("a header");
    let entries = header.metadata().as_ref().expect("an entry");
    let mut metadata: Value = serde_json::from_str(&entries["klaim"]).expect("JSON");
    let read = SafeTensors::deserialize(model()).expect("tensors");
    let mut tensors: BTreeMap<String, Tensor> = read
        .iter()
        .map(|(name, view)| {
            (name.to_owned(), (view.dtype(), view.shape().to_vec(), view.data().to_vec()))
        })
        .collect();
    change(&mut metadata, &mut tensors);
    let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
        (name, TensorView::new(*dtype, shape.clone(), bytes).expect("as many bytes as it says"))
    });
    let entries = HashMap::from([("klaim".to_owned(), metadata.to_string())]);
    safetensors::serialize(views, Some(entries)).expect("a file")
}

/// The model with another value of its metadata, at a JSON pointer.
fn with(pointer: &str, value: Value) -> Vec<u8> {
    changed(|metadata, _| *metadata.pointer_mut(pointer).expect(pointer) = value)
}

/// The model with another first number of a tensor.
fn with_number(tensor: &str, number: f32) -> Vec<u8> {
    changed(|_, tensors| {
        tensors.get_mut(tensor).expect(tensor).2[..4].copy_from_slice(&number.to_le_bytes());
    })
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let labels = verified(model()).expect("it loads").labels().len();
    let even = |sum: f64| json!(vec![sum / labels as f64; labels]);
    let with_none = || {
        // One label without a share, the rest of the mass with another.
        let mut shares = vec![1.0 / labels as f64; labels];
        (shares[0], shares[1]) = (0.0, 2.0 / labels as f64);
        json!(shares)
    };
    let tensors = |change: fn(&mut BTreeMap<String, Tensor>)| changed(|_, tensors| change(tensors));
    let (shares, counts) = ("/record/label_shares", "/record/label_counts");
    let refused = [
        (with("/temperature", json!(0.000_9)), "its temperature is 0.0009"),
        (with("/temperature", json!(1001.0)), "its temperature is 1001"),
        (with(shares, json!([1.0])), "its label shares do not fit its labels"),
        (with(shares, even(1.002)), "its label shares do not fit its labels"),
        (with(shares, even(0.998)), "its label shares do not fit its labels"),
        (with(shares, with_none()), "its label shares do not fit its labels"),
        (with(counts, json!([1])), "its label shares do not fit its labels"),
        (with("/priors", json!([1.0])), "its priors do not fit its labels"),
        (with("/priors", even(0.9)), "its priors do not fit its labels"),
        (with("/priors", with_none()), "its priors do not fit its labels"),
        (with("/featurizer/char_ngrams", json!(9)), "char-ngrams is 9"),
        (with("/featurizer/min_df", json!("two")), "its metadata"),
        (with_number("weights", f32::NAN), "tensor `weights` has a value that is not finite"),
        (with_number("weights", -1.1e15), "tensor `weights` has a value that is not finite"),
        (with_number("bias", f32::INFINITY), "tensor `bias` has a value that is not finite"),
        (with_number("term_weights", f32::NAN), "tensor `term_weights` has a value that is not"),
        (with_number("term_weights", 0.0), "tensor `term_weights` has a value outside"),
        (with_number("term_weights", 1.1e6), "tensor `term_weights` has a value outside"),
        (with_number("term_weights", -1.0), "tensor `term_weights` has a value outside"),
        (tensors(|all| drop(all.remove("bias"))), "it has no tensor `bias`"),
        (tensors(|all| all.get_mut("bias").unwrap().0 = Dtype::I32), "tensor `bias` has type I32"),
        (tensors(|all| all.get_mut("bias").unwrap().1.push(1)), "tensor `bias` has type F32 and"),
        (tensors(|all| all.get_mut("weights").unwrap().1.reverse()), "tensor `weights` has type"),
        (tensors(|all| all.get_mut("vocabulary").unwrap().1.push(1)), "tensor `vocabulary` has"),
        (tensors(|all| all.get_mut("vocabulary").unwrap().2[0] = 0xFF), "vocabulary is not UTF-8"),
    ];
    for (bytes, wanted) in refused {
        let message = unverified(&bytes).expect_err(wanted).to_string();
        assert!(message.starts_with("m: is damaged: ") && message.contains(wanted), "{message}");
        assert!(message.ends_with("copy the file again, or train the model again"), "{message}");
    }
    for bytes in [
        with("/temperature", json!(0.001)),
        with("/temperature", json!(1000.0)),
        with(shares, even(1.000_5)),
        with("/priors", even(1.0)),
        with_number("bias", 1e15),
        with_number("term_weights", 1e6),
        with_number("term_weights", 1e-6),
    ] {
        assert!(survives(&bytes, unverified), "the bounds themselves are in bounds");
    }
    let message = verified(&with("/checksum", json!(1))).expect_err("refused").to_string();
    assert!(message.contains("is damaged: its checksum does not match"), "{message}");
}

#[test]
fn what_is_no_model_is_refused_whatever_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let other = TensorView::new(Dtype::U8, vec![1], &[0]).expect("a tensor");
    let other = safetensors::serialize([("other", other)], None).expect("a file");
    let large = file("large", b"");
    // A hole in the file: nothing is stored.
    let sparse = std::fs::OpenOptions::new().write(true).open(&large).expect("opened");
    sparse.set_len((1 << 30) + 1).expect("longer");
    for (path, wanted) in [
        (folder.path().to_owned(), "is a folder; name a model file (.safetensors)"),
        (file("empty", b""), "is not a klaim model"),
        (file("short", b"PK\x03\x04"), "is not a klaim model"),
        (file("text", b"Pasal 280 ayat (3)"), "is not a klaim model: it does not begin with"),
        (file("other", &other), "is not a klaim model: its header has no `klaim` entry"),
        (file("cut", &model()[..model().len() - 1]), "is damaged"),
        (file("brace", b"12345678{"), "is damaged"),
        (large, "has more than 1073741824 bytes; name a model file made by `klaim train`"),
    ] {
        let loads: [fn(&Path) -> Result<Classifier>; 2] =
            [|path| Classifier::load(path), |path| Classifier::load_unverified(path)];
        for load in loads {
            let message = load(&path).expect_err(wanted).to_string();
            assert!(message.contains(wanted), "{message}");
            let damaged = wanted.contains("is damaged");
            assert_eq!(message.ends_with("train the model again"), damaged, "{message}");
        }
    }
    let missing = Classifier::load(folder.path().join("missing")).expect_err("refused");
    assert!(matches!(missing, klaim::Error::Io { .. }), "{missing}");
    #[cfg(target_os = "linux")]
    {
        // It says that it has no bytes, and never ends.
        let memory = allocation_counter::measure(|| {
            let message = Classifier::load("/dev/zero").expect_err("refused").to_string();
            assert!(message.contains("is not a klaim model"), "{message}");
        });
        assert!(memory.bytes_max < 64 << 10, "{memory:?}");
    }
}

#[test]
fn only_a_verified_load_compares_the_checksum() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.safetensors");
    std::fs::write(&path, with("/checksum", json!(1))).expect("written");
    let refused = Classifier::load(&path).expect_err("refused").to_string();
    assert!(refused.contains("its checksum does not match"), "{refused}");
    let loaded = Classifier::load_unverified(&path).expect("it loads");
    assert_eq!(loaded.logits("ASN netral."), unverified(model()).unwrap().logits("ASN netral."));
}

#[cfg(target_endian = "little")]
#[test]
fn the_bundled_model_is_read_in_place() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/id-news.safetensors");
    let bytes = std::fs::read(path).expect("the model file");
    let mut loaded = None;
    let memory = allocation_counter::measure(|| loaded = Some(Classifier::bundled()));
    assert!(memory.bytes_max < bytes.len() as u64 / 4, "{memory:?} for {} bytes", bytes.len());
    let (bundled, copied) = (loaded.unwrap().unwrap(), verified(&bytes).unwrap());
    assert_eq!(bundled.to_bytes().unwrap(), bytes);
    assert_eq!(copied.to_bytes().unwrap(), bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_refused_or_harmless(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!survives(&bytes, verified));
    }

    #[test]
    fn pieces_of_models_put_together_anyhow_are_refused_or_harmless(
        cuts in proptest::collection::vec((0_usize..100_000, 0_usize..2000), 1..6),
    ) {
        let mut bytes = model()[..header_end(model())].to_vec();
        for (from, length) in cuts {
            let from = from % model().len();
            bytes.extend_from_slice(&model()[from..(from + length).min(model().len())]);
        }
        survives(&bytes, unverified);
    }
}

#[cfg(feature = "cli")]
mod program {
    use super::*;

    fn run(args: &[&str]) -> (Option<i32>, String) {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_klaim"));
        let output = command.args(args).write_stdin("ASN netral.").output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    }

    #[test]
    fn no_verify_reads_what_the_checksum_refuses() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.safetensors");
        let mut bytes = model().to_vec();
        // The lowest bit of the first weight.
        bytes[header_end(model())] ^= 1;
        std::fs::write(&path, bytes).expect("written");
        let path = path.to_str().expect("UTF-8");
        let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli_classify/data/tiny.jsonl");
        for args in [
            &["classify", "--model", path][..],
            &["explain", "ASN netral.", "--model", path],
            &["evaluate", "--data", data, "--model", path],
            &["inspect", path],
        ] {
            let (code, errors) = run(args);
            assert_eq!(code, Some(2), "{args:?}");
            assert!(errors.contains("is damaged: its checksum does not match"), "{errors}");
            assert_eq!(
                run(&[args, &["--no-verify"]].concat()),
                (Some(0), String::new()),
                "{args:?}"
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_endless_device_is_no_model() {
        let script = "ulimit -d 100000; exec \"$0\" classify --model /dev/zero";
        let mut command = assert_cmd::Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_klaim")]).write_stdin("ASN netral.");
        let output = command.output().expect("it runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains("/dev/zero: is not a klaim model"), "{errors}");
    }
}
