//! Scores against a worked example that scikit-learn has checked.

use super::*;

/// Ten sentences over the labels a to d; d is never gold, but predicted once. In the second row a and b tie.
#[rustfmt::skip]
const PROBABILITIES: [f64; 40] = [
    0.70, 0.10, 0.10, 0.10,
    0.40, 0.40, 0.10, 0.10,
    0.20, 0.60, 0.15, 0.05,
    0.90, 0.05, 0.03, 0.02,
    0.10, 0.80, 0.05, 0.05,
    0.55, 0.25, 0.10, 0.10,
    0.05, 0.92, 0.02, 0.01,
    0.30, 0.15, 0.45, 0.10,
    0.10, 0.10, 0.20, 0.60,
    0.96, 0.02, 0.01, 0.01,
];
const GOLD: [Label; 10] = [
    Label(0),
    Label(0),
    Label(0),
    Label(0),
    Label(1),
    Label(1),
    Label(1),
    Label(2),
    Label(2),
    Label(0),
];

fn set() -> LabelSet {
    LabelSet::new(["a", "b", "c", "d"]).expect("valid")
}

fn worked_example() -> Evaluation {
    let mut also = [None; 10];
    also[2] = Some(Label(1)); // predicted so
    also[5] = Some(Label(2)); // predicted otherwise
    also[0] = Some(Label(1)); // right without it
    Evaluation::new(&set(), &GOLD, &also, &PROBABILITIES).expect("valid")
}

#[track_caller]
fn near(got: f64, want: f64) {
    assert!((got - want).abs() < 1e-12, "{got} is not {want}");
}

#[test]
fn scores_are_those_of_scikit_learn() {
    // accuracy_score, f1_score(average="macro", labels=a to c), precision_recall_fscore_support and log_loss of
    // scikit-learn 1.9, zero_division=0.
    let scores = worked_example();
    assert_eq!(scores.sentences, 10);
    near(scores.accuracy, 0.7);
    near(scores.accuracy_with_second_label, 0.8);
    near(scores.macro_f1, 0.711_111_111_111_111_1);
    near(scores.log_loss, 0.712_935_122_845_009_3);
    let want = [
        ("a", 0.8, 0.8, 0.8, 5),
        ("b", 0.666_666_666_666_666_7, 0.666_666_666_666_666_7, 0.666_666_666_666_666_7, 3),
        ("c", 1.0, 0.5, 0.666_666_666_666_666_7, 2),
        ("d", 0.0, 0.0, 0.0, 0),
    ];
    assert_eq!(scores.labels.len(), want.len());
    for (name, precision, recall, f1, support) in want {
        let label = &scores.labels[name];
        near(label.precision, precision);
        near(label.recall, recall);
        near(label.f1, f1);
        assert_eq!(label.support, support);
    }
    assert_eq!(scores.majority_baseline.label, "a");
    near(scores.majority_baseline.accuracy, 0.5);
    near(scores.majority_baseline.macro_f1, 0.222_222_222_222_222_2);
}

#[test]
fn confusion_goes_from_gold_to_predicted() {
    let rows: Vec<Vec<usize>> =
        worked_example().confusion.into_values().map(|row| row.into_values().collect()).collect();
    assert_eq!(rows, [[4, 1, 0, 0], [1, 2, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]]);
}

#[test]
fn calibration_is_that_of_the_predicted_label() {
    // By hand: bins of one sentence 0.40 (right), 0.45 (right), 0.70, 0.80, 0.96 (all right); of two, 0.90 and 0.92
    // (right); of three, 0.60, 0.55 and 0.60 (wrong, mean 0.58333). Gaps times counts: 0.6 + 0.55 + 0.3 + 0.2 + 0.04 +
    // 2 * 0.09 + 3 * 0.58333 = 3.62.
    let scores = worked_example();
    near(scores.ece, 0.362);
    let counts: Vec<usize> = scores.reliability.iter().map(|bin| bin.count).collect();
    assert_eq!(counts, [0, 0, 0, 0, 0, 1, 1, 0, 3, 0, 1, 1, 0, 2, 1]);
    let at = |threshold: f64| {
        let row = scores.coverage.iter().find(|row| row.threshold >= threshold).expect("listed");
        (row.coverage, row.accuracy)
    };
    assert_eq!(at(0.0), (1.0, Some(0.7)));
    assert_eq!(at(0.5), (0.8, Some(0.625)));
    assert_eq!(at(0.9), (0.3, Some(1.0)));
}

#[test]
fn a_sure_mistake_has_a_finite_loss() {
    let scores = Evaluation::new(&set(), &[Label(1)], &[None], &[1.0, 0.0, 0.0, 0.0]).expect("ok");
    near(scores.log_loss, -(1e-15_f64).ln());
    near(scores.macro_f1, 0.0);
    // f32 softmax may round up.
    let scores = Evaluation::new(&set(), &[Label(0)], &[None], &[1.000_000_1, 0.0, 0.0, 0.0]);
    near(scores.expect("ok").log_loss, 0.0);
}

#[test]
fn json_has_exactly_the_promised_fields() {
    let json = serde_json::to_value(worked_example()).expect("serializes");
    let fields: Vec<&str> = json.as_object().expect("object").keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "accuracy",
            "accuracy_with_second_label",
            "confusion",
            "coverage",
            "ece",
            "labels",
            "log_loss",
            "macro_f1",
            "majority_baseline",
            "reliability",
            "sentences"
        ]
    );
    assert_eq!(json["confusion"]["a"]["b"], 1);
    assert_eq!(json["labels"]["c"]["support"], 2);
    assert!(json["reliability"][0]["accuracy"].is_null());
}

#[test]
fn a_label_that_is_only_predicted_does_not_count_in_macro_f1() {
    let counts = Counts::of(2, &[Label(0), Label(0)], &[Label(0), Label(1)]);
    near(counts.macro_f1(), 2.0 / 3.0);
    assert_eq!(counts.f1(Label(1)), Some(0.0));
    assert_eq!((counts.precision(Label(1)), counts.recall(Label(1))), (Some(0.0), None));
    assert_eq!(Counts::new(1).f1(Label(0)), None);
    near(Counts::new(1).macro_f1(), 0.0);
}

#[test]
fn the_first_of_equals_is_predicted() {
    assert_eq!(most_probable(3, &[0.2, 0.4, 0.4, 0.5, 0.5, 0.0]), [Label(1), Label(0)]);
    assert!(most_probable(3, &[]).is_empty());
}

#[test]
fn unusable_input_is_refused_with_place_and_remedy() {
    let message = |gold: &[u8], also: &[Option<u8>], probabilities: &[f64]| {
        let gold: Vec<Label> = gold.iter().copied().map(Label).collect();
        let also: Vec<Option<Label>> = also.iter().map(|a| a.map(Label)).collect();
        let two = LabelSet::new(["a", "b"]).expect("valid");
        Evaluation::new(&two, &gold, &also, probabilities).expect_err("refused").to_string()
    };
    assert!(message(&[], &[], &[]).contains("at least 1"));
    assert!(message(&[0], &[], &[0.5, 0.5]).contains("second labels is a list of 0"));
    assert!(message(&[0], &[None], &[0.5]).contains("probabilities is a list of 1: give 2"));
    assert!(message(&[2], &[None], &[0.5, 0.5]).contains("gold label is number 2"));
    assert!(message(&[0], &[Some(9)], &[0.5, 0.5]).contains("second label is number 9"));
    let row = |p: f64, q: f64| message(&[0, 0], &[None, None], &[0.5, 0.5, p, q]);
    assert!(row(0.5, f64::NAN).contains("probability is NaN (label b of sentence 2)"));
    assert!(row(f64::INFINITY, 0.5).contains("inf (label a of sentence 2)"));
    assert!(row(-0.5, 1.5).contains("-0.5 (label a"));
    assert!(row(0.5, 0.4).contains("must add up to 1"));
}
