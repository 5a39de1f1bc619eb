//! The classifier: its file, its two ways of scoring, and that training it again gives it again.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use klaim::features::{FeaturizerConfig, TermFrequency, TermWeight};
use klaim::train::{Alpha, TrainParams, train};
use klaim::{Classifier, LabelledSentence};
use proptest::prelude::*;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn data(name: &str) -> Vec<LabelledSentence> {
    LabelledSentence::read(path("data").join(name)).expect("the project's own data")
}

fn bundled() -> &'static Classifier {
    static MODEL: OnceLock<Classifier> = OnceLock::new();
    MODEL.get_or_init(|| Classifier::bundled().expect("the bundled model loads"))
}

/// A model of every kind of feature, on a few hundred sentences.
fn everything() -> &'static Classifier {
    static MODEL: OnceLock<Classifier> = OnceLock::new();
    MODEL.get_or_init(|| {
        let featurizer = FeaturizerConfig {
            surface_ngrams: 2,
            stem_ngrams: 2,
            skip_bigrams: true,
            char_ngrams: 4,
            term_frequency: TermFrequency::Sublinear,
            term_weight: TermWeight::Idf,
            ..FeaturizerConfig::default()
        };
        small(&TrainParams { featurizer, alpha: Alpha::Fixed(0.5), ..TrainParams::default() })
    })
}

/// Models that are scored the way of the bundled one: bigrams of surfaces or stems, features that count once or as often as they
/// occur.
fn others() -> &'static [Classifier] {
    static MODELS: OnceLock<Vec<Classifier>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let settings = [
            (2, 1, TermFrequency::Binary),
            (2, 1, TermFrequency::Sublinear),
            (1, 2, TermFrequency::Count),
            (2, 0, TermFrequency::Sublinear),
        ];
        let models = settings.map(|(surface_ngrams, stem_ngrams, term_frequency)| {
            let featurizer = FeaturizerConfig {
                surface_ngrams,
                stem_ngrams,
                term_frequency,
                ..FeaturizerConfig::default()
            };
            small(&TrainParams { featurizer, alpha: Alpha::Fixed(0.5), ..TrainParams::default() })
        });
        models.into()
    })
}

/// A model of the first 600 training sentences.
fn small(params: &TrainParams) -> Classifier {
    train(&data("train.jsonl")[..600], params, &|_| {}).expect("it trains").classifier
}

/// The two ways of scoring agree on `sentence`: logits within 1e-5, the same label.
fn assert_agreement(classifier: &Classifier, sentence: &str) {
    let mut scratch = classifier.scorer().scratch();
    let expected = classifier.logits(sentence);
    let logits = classifier.compiled_logits(sentence, &mut scratch);
    for (a, b) in expected.iter().zip(logits) {
        assert!((a - b).abs() < 1e-5, "{expected:?} against {logits:?} for {sentence:?}");
    }
    let label = classifier.label(sentence, &mut scratch);
    assert_eq!(label, classifier.classify(sentence).0, "{sentence:?}");
    let (same, probabilities) = classifier.label_and_probabilities(sentence, &mut scratch);
    assert_eq!(same, label);
    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn compiled_and_plain_scoring_agree_on_all_data() {
    for name in ["train.jsonl", "test.jsonl"] {
        let mut scratch = bundled().scorer().scratch();
        for sentence in data(name) {
            let expected = bundled().logits(&sentence.text);
            let logits = bundled().compiled_logits(&sentence.text, &mut scratch);
            for (a, b) in expected.iter().zip(logits) {
                assert!((a - b).abs() < 1e-5, "{}: {expected:?} against {logits:?}", sentence.id);
            }
            let plain = bundled().classify(&sentence.text).0;
            assert_eq!(bundled().label(&sentence.text, &mut scratch), plain, "{}", sentence.id);
        }
    }
}

#[test]
fn every_kind_of_feature_agrees() {
    for sentence in &data("test.jsonl")[..300] {
        assert_agreement(everything(), &sentence.text);
        for classifier in others() {
            assert_agreement(classifier, &sentence.text);
        }
    }
}

#[test]
fn odd_sentences_agree() {
    let long_word = "a".repeat(100_000);
    let many_words = "netral dan wajib ".repeat(3000);
    let forms: String =
        (0..6000).flat_map(|i| ["kata".to_owned(), i.to_string(), " ".to_owned()]).collect();
    for sentence in [
        "",
        " ",
        "...",
        "\u{200b}",
        "a \u{200b} , b",
        "\u{200b}\u{ad} \"ASN\" harus\u{200b}netral",
        "Rp12.000,50 (2024), pasal 280 ayat (3): 5G",
        "ASN—dilarang–berpihak… “kata” 'dia'",
        "ＡＳＮ ﬁnal ſtraße İstanbul ǅ ﷺ e\u{301}\u{301}",
        "undang-undang keduapuluhsembilanbelasdelapan pertanggungjawabannya",
        "मतदान 選挙 выборы انتخابات",
        &long_word,
        &many_words,
        &forms,
    ] {
        assert_agreement(bundled(), sentence);
        assert_agreement(everything(), sentence);
        for classifier in others() {
            assert_agreement(classifier, sentence);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_string_agrees(sentence in "\\PC{0,200}") {
        assert_agreement(bundled(), &sentence);
    }

    #[test]
    fn any_words_agree(words in prop::collection::vec("[a-zA-Z]{1,24}|tidak|boleh|harus|[0-9.,]{1,8}|[\"“”,.:;()–]", 0..60)) {
        assert_agreement(everything(), &words.join(" "));
        assert_agreement(bundled(), &words.concat());
    }

    /// Few words, so that stems, surfaces and pairs come again in every way.
    #[test]
    fn words_that_come_again_agree(sentence in prop::collection::vec(
        "(netral|Netral|kenetralan|NETRALITAS|asn|ASN|dilarang|melarang|larangan|tidak|boleh|akan|wajib|harus|agar|karena\
          |bahwa|mengatakan|pemilu|Pemilu|kampanye|berkampanye|sanksi|2024|xqz|xqzan|pertanggungjawaban)( |, |\\. | \"|; |\\.\"|: )",
        0..120,
    )) {
        let sentence = sentence.concat();
        for classifier in others().iter().chain([bundled(), everything()]) {
            assert_agreement(classifier, &sentence);
        }
    }
}

#[test]
fn a_scratch_of_another_model_begins_anew() {
    let sentences = data("test.jsonl");
    let mut shared = bundled().scorer().scratch();
    for sentence in &sentences[..50] {
        for classifier in others().iter().chain([bundled(), everything()]) {
            let mut own = classifier.scorer().scratch();
            let expected = classifier.compiled_logits(&sentence.text, &mut own).to_vec();
            assert_eq!(classifier.compiled_logits(&sentence.text, &mut shared), expected);
        }
    }
}

#[test]
fn a_scratch_that_has_seen_much_forgets_and_goes_on() {
    let mut scratch = bundled().scorer().scratch();
    // More forms than are remembered, then the same sentence as before.
    let sentence = "ASN dilarang ikut kampanye agar pemilu adil.";
    let before = bundled().label(sentence, &mut scratch);
    for block in 0..80 {
        let words: String =
            (0..2000).flat_map(|i: u32| [format!("{block}x{i}"), " ".to_owned()]).collect();
        bundled().label(&words, &mut scratch);
    }
    assert_eq!(bundled().label(sentence, &mut scratch), before);
}

#[test]
fn the_bundled_model_is_what_the_training_data_give() {
    // As the README's training command does it.
    let params = TrainParams::default();
    let trained = train(&data("train.jsonl"), &params, &|_| {}).expect("it trains").classifier;
    let priors = [("none".to_owned(), 0.5), ("rationale".to_owned(), 0.06)];
    let mut trained = trained.with_priors(&priors).expect("priors fit");
    trained.set_test_scores(bundled().record().test.clone());
    let bytes = trained.to_bytes().expect("it has a file");
    let stored = std::fs::read(path("models/id-news.safetensors")).expect("the model file");
    assert!(bytes == stored, "training gives another model: train it again and commit it");
}

#[test]
fn threads_and_the_order_of_sentences_do_not_matter() {
    let mut sentences = data("train.jsonl")[..600].to_vec();
    let params = TrainParams { folds: 3, ..TrainParams::default() };
    let bytes = |sentences: &[LabelledSentence], threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let trained = pool.install(|| train(sentences, &params, &|_| {})).expect("it trains");
        trained.classifier.to_bytes().expect("it has a file")
    };
    let one = bytes(&sentences, 1);
    assert!(one == bytes(&sentences, 2), "two threads give another model");
    assert!(one == bytes(&sentences, 5), "five threads give another model");
    sentences.reverse();
    sentences.swap(3, 400);
    assert!(one == bytes(&sentences, 2), "another order gives another model");
}

#[test]
fn a_model_file_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("m.safetensors");
    everything().save(&file).expect("saved");
    let loaded = Classifier::load(&file).expect("loaded");
    assert_eq!(loaded.record(), everything().record());
    assert_eq!(loaded.vocabulary(), everything().vocabulary());
    assert_eq!(loaded.to_bytes().expect("bytes"), std::fs::read(&file).expect("read"));
    for sentence in &data("test.jsonl")[..50] {
        assert_eq!(loaded.logits(&sentence.text), everything().logits(&sentence.text));
    }
}

#[test]
fn damaged_and_foreign_files_are_refused() {
    let bytes = small(&TrainParams { alpha: Alpha::Fixed(1.0), ..TrainParams::default() })
        .to_bytes()
        .expect("bytes");
    let refused =
        |bytes: &[u8]| Classifier::from_bytes(bytes, "m").expect_err("refused").to_string();
    assert!(refused(b"").contains("is not a klaim model"));
    assert!(refused(b"PK\x03\x04 something else altogether").contains("is not a klaim model"));
    assert!(refused(&bytes[..bytes.len() - 1]).contains("is damaged"));
    assert!(refused(&bytes[..100]).contains("is damaged"));
    let mut flipped = bytes.clone();
    let last = flipped.len() - 10;
    flipped[last] ^= 1;
    assert!(refused(&flipped).contains("checksum"));
    let entry = b"format_version\\\":";
    let at = bytes.windows(entry.len()).position(|window| window == entry).expect("in the header");
    let mut newer = bytes;
    newer[at + entry.len()] = b'9';
    let message = refused(&newer);
    assert!(message.contains("format version 9") && message.contains("newer klaim"), "{message}");
}

#[test]
fn priors_move_probabilities_by_the_ratio_of_shares() {
    let classifier = small(&TrainParams { alpha: Alpha::Fixed(0.5), ..TrainParams::default() });
    let sentence = "Pegawai wajib netral.";
    let before = classifier.probabilities(sentence);
    let none = classifier.labels().get("none").expect("a label").index();
    let share = classifier.record().label_shares[none];
    let moved = classifier.with_priors(&[("none".into(), 0.9)]).expect("fits");
    let after = moved.probabilities(sentence);
    let odds = |p: f64| p / (1.0 - p);
    let ratio = odds(after[none]) / odds(before[none]);
    assert!((ratio - odds(0.9) / odds(share)).abs() < 1e-6 * ratio, "{ratio}");
    for bad in [("nobody", 0.5), ("none", 0.0), ("none", 1.0), ("none", f64::NAN)] {
        let classifier = Classifier::bundled().expect("bundled");
        assert!(classifier.with_priors(&[(bad.0.into(), bad.1)]).is_err(), "{bad:?}");
    }
}

#[test]
fn many_sentences_get_the_labels_that_each_gets_alone() {
    let sentences: Vec<String> = data("test.jsonl").into_iter().map(|s| s.text).collect();
    let classifier = bundled();
    let mut scratch = classifier.scorer().scratch();
    let each: Vec<_> = sentences.iter().map(|s| classifier.label(s, &mut scratch)).collect();
    let mut batch = vec![each[0]];
    classifier.classify_batch(&sentences, &mut scratch, &mut batch);
    assert_eq!(batch[1..], each);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        // The second time, what the first call learned is there.
        for _ in 0..2 {
            assert_eq!(pool.install(|| classifier.classify_parallel(&sentences)), each);
        }
    }
    assert!(classifier.classify_parallel::<&str>(&[]).is_empty());
}

#[test]
fn lines_of_a_reader_are_labelled_one_by_one() {
    let classifier = bundled();
    let read = |bytes: &[u8]| {
        let mut lines = Vec::new();
        let result = classifier.classify_lines(bytes, |line, label| {
            assert_eq!(label, classifier.classify(line).0);
            lines.push(line.to_owned());
        });
        (lines, result.map_err(|error| error.kind()))
    };
    let text = "ASN wajib netral.\r\n\n \t\nPelanggar dipecat.\nTanpa akhir";
    let lines = ["ASN wajib netral.", "Pelanggar dipecat.", "Tanpa akhir"];
    assert_eq!(read(text.as_bytes()), (lines.map(str::to_owned).into(), Ok(())));
    let invalid = Err(std::io::ErrorKind::InvalidData);
    assert_eq!(read(b"Satu.\n\xff\xfe\n"), (vec!["Satu.".to_owned()], invalid));
    let longest = 64 << 20;
    let mut long = vec![b' '; longest + 1];
    assert_eq!(read(&long), (vec![], invalid));
    long[longest - 1] = b'\n';
    assert_eq!(read(&long), (vec![], Ok(())));
}
