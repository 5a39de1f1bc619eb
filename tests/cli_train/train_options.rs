//! Every option of `klaim train`: with a value that shows in the model, and with one that is refused.

use std::fmt::Write as _;

use super::*;

#[test]
fn every_option_shows_in_the_model() {
    let folder = Folder::new();
    for (option, value, pointer, expected) in [
        ("--alpha", "0.3", "/training/alpha", "0.3"),
        ("--solver", "sparse", "/training/solver", "\"sparse\""),
        ("--class-weight", "none=0.5,sanction=2", "/training/class_weights/1", "0.5"),
        ("--class-weight", "none=0.5,sanction=2", "/training/class_weights/3", "2.0"),
        ("--class-weight", "balanced", "/training/class_weights/1", "0.75"),
        ("--class-weight", "none", "/training/class_weights/1", "1.0"),
        ("--also-share", "0.25", "/training/also_share", "0.25"),
        ("--label-smoothing", "0.2", "/training/label_smoothing", "0.2"),
        ("--temperature-factor", "1.5", "/training/temperature_factor", "1.5"),
        ("--calibrate", "off", "/temperature", "1.0"),
        ("--folds", "4", "/training/cross_validation/folds", "4"),
        ("--seed", "7", "/training/seed", "7"),
        ("--max-iterations", "1", "/training/fit/iterations", "1"),
        ("--tolerance", "0.9", "/training/fit/converged", "true"),
        ("--language", "english", "/featurizer/language", "\"english\""),
        ("--surface-ngrams", "2", "/featurizer/surface_ngrams", "2"),
        ("--stem-ngrams", "0", "/featurizer/stem_ngrams", "0"),
        ("--char-ngrams", "4", "/featurizer/char_ngrams", "4"),
        ("--min-df", "3", "/featurizer/min_df", "3"),
        ("--max-features", "50", "/features", "50"),
        ("--skip-bigrams", "on", "/featurizer/skip_bigrams", "true"),
        ("--positions", "off", "/featurizer/positions", "false"),
        ("--affixes", "off", "/featurizer/affixes", "false"),
        ("--shape", "off", "/featurizer/shape", "false"),
        ("--main-clause", "off", "/featurizer/main_clause", "false"),
        ("--modality", "off", "/featurizer/modality", "false"),
        ("--cues", "off", "/featurizer/cues", "false"),
        ("--variants", "off", "/featurizer/variants", "false"),
        ("--term-frequency", "sublinear", "/featurizer/term_frequency", "\"sublinear\""),
        ("--term-weight", "idf", "/featurizer/term_weight", "\"idf\""),
        ("--max-dense-bytes", "1000", "/training/solver", "\"sparse\""),
    ] {
        let mut more = vec![option, value];
        if option != "--alpha" {
            more.extend(["--alpha", "0.5"]);
        }
        folder.train("model.st", &[&more[..], &["--quiet"]].concat());
        let contents = folder.inspect("model.st");
        let got = contents.pointer(pointer).unwrap_or(&Value::Null).to_string();
        assert_eq!(got, expected, "{option} {value}");
    }
}

#[test]
fn values_out_of_range_are_refused() {
    let folder = Folder::new();
    let mut messages = String::new();
    for (option, value) in [
        ("--alpha", "0"),
        ("--alpha", "strong"),
        ("--alpha", "NaN"),
        ("--solver", "newton"),
        ("--class-weight", "heavy"),
        ("--class-weight", "none=-1"),
        ("--class-weight", "none=1,none=2"),
        ("--also-share", "0.6"),
        ("--label-smoothing", "1"),
        ("--temperature-factor", "0"),
        ("--calibrate", "maybe"),
        ("--folds", "1"),
        ("--seed", "-1"),
        ("--max-iterations", "0"),
        ("--tolerance", "0"),
        ("--language", "klingon"),
        ("--surface-ngrams", "3"),
        ("--stem-ngrams", "9"),
        ("--char-ngrams", "2"),
        ("--min-df", "0"),
        ("--max-features", "-1"),
        ("--skip-bigrams", "yes"),
        ("--positions", "1"),
        ("--affixes", "maybe"),
        ("--shape", ""),
        ("--main-clause", "true"),
        ("--modality", "no"),
        ("--cues", "0"),
        ("--variants", "x"),
        ("--term-frequency", "often"),
        ("--term-weight", "heavy"),
        ("--max-dense-bytes", "4G"),
        ("--priors", "none"),
        ("--priors", "none=1.5"),
        ("--tune", "soon"),
        ("--threads", "x"),
    ] {
        let message =
            folder.error(&["train", "--data", "train.jsonl", "--output", "m.st", option, value]);
        let first = message.lines().next().unwrap_or_default();
        let _ = write!(messages, "{option} {value}\n    {first}\n");
    }
    insta::assert_snapshot!(messages);
    assert_eq!(folder.files(), ["test.jsonl", "train.jsonl"]);
}
