//! Model files from strangers: cut at every byte, every bit of the header flipped, bits of the tensors flipped. Each is
//! refused or scores finite numbers, in memory that its size warrants.

use std::sync::OnceLock;

use klaim::features::FeaturizerConfig;
use klaim::train::{Alpha, TrainParams, train};
use klaim::{Classifier, LabelledSentence, Result};
use proptest::prelude::*;

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
