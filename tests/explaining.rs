//! Explanations add up to the logits, for any text and any kind of feature.

use std::sync::OnceLock;

use klaim::explain::Explanation;
use klaim::features::FeaturizerConfig;
use klaim::train::{Alpha, TrainParams, train};
use klaim::{Classifier, LabelledSentence};
use proptest::prelude::*;

/// A model with every kind of feature, trained on a few sentences, and with priors.
fn classifier() -> &'static Classifier {
    static CLASSIFIER: OnceLock<Classifier> = OnceLock::new();
    CLASSIFIER.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli_train/sentences.jsonl");
        let sentences = LabelledSentence::read(path).expect("labelled sentences");
        let params = TrainParams {
            alpha: Alpha::Fixed(0.1),
            featurizer: FeaturizerConfig {
                surface_ngrams: 2,
                skip_bigrams: true,
                char_ngrams: 3,
                min_df: 1,
                ..FeaturizerConfig::default()
            },
            folds: 3,
            ..TrainParams::default()
        };
        let trained = train(&sentences, &params, &|_| ()).expect("trained");
        trained.classifier.with_priors(&[("none".into(), 0.6)]).expect("priors")
    })
}

fn assert_adds_up(sentence: &str) {
    let classifier = classifier();
    let explanation = Explanation::new(classifier, sentence);
    let logits = classifier.logits(sentence);
    assert_eq!(explanation.logits, logits);
    for label in classifier.labels().iter() {
        let k = label.index();
        let base = explanation.bias[k] + explanation.prior_shift[k];
        let features: f64 = explanation.features.iter().map(|f| f.logits[k]).sum();
        let words: f64 = explanation.words.iter().map(|w| w.logits[k]).sum();
        assert!((base + features - logits[k]).abs() < 1e-9, "{sentence:?}");
        assert!((base + words + explanation.whole[k] - logits[k]).abs() < 1e-9, "{sentence:?}");
        let both =
            explanation.features_for(label).len() + explanation.features_against(label).len();
        let nothing = explanation.features.iter().filter(|f| f.logits[k] == 0.0).count();
        assert_eq!(both + nothing, explanation.features.len());
        assert_eq!(explanation.words_by_strength(label).len(), explanation.words.len());
    }
    assert!((explanation.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(explanation.label, classifier.classify(sentence).0);
}

#[test]
fn bigrams_are_shared_by_their_words() {
    let explanation = Explanation::new(classifier(), "Guru tidak boleh hadir.");
    let boleh = explanation.features.iter().find(|f| f.name == "stem=tidak boleh");
    let boleh = boleh.expect("a bigram of the training sentences");
    assert_eq!(boleh.spans, [5..16]);
    let spans: Vec<_> = explanation.words.iter().map(|word| word.span.clone()).collect();
    assert_eq!(spans, [0..4, 5..10, 11..16, 17..22]);
    // "Guru" takes part in nothing that spans "tidak boleh".
    let alone = Explanation::new(classifier(), "Guru");
    assert!(alone.features.iter().all(|f| f.spans.iter().all(|span| span.end <= 4)));
}

#[test]
fn sentences_of_the_data_add_up() {
    for sentence in [
        "",
        "...",
        "Kami berkomitmen, berkomitmen, dan berkomitmen menjaga netralitas netralitas.",
        "\"PNS TIDAK BOLEH ikut kampanye!\" kata Camat (12/1/2024).",
    ] {
        assert_adds_up(sentence);
    }
}

proptest! {
    #[test]
    fn any_text_adds_up(sentence in any::<String>()) {
        assert_adds_up(&sentence);
    }

    #[test]
    fn any_order_of_known_words_adds_up(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "kami", "tidak", "boleh", "dan", "yang", "sanksi", "dijatuhi", "netral,", "karena",
                "akan", "\"siap\"", "rapat", "bahwa", "2024", "calon.",
            ]),
            0..30,
        )
    ) {
        assert_adds_up(&words.join(" "));
    }
}
