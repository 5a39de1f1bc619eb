//! Agreement against published worked examples, all computed a second time with scikit-learn 1.9 (kappa) and by a full
//! coincidence matrix (alpha).

use proptest::prelude::Strategy;

use super::*;

/// Coders A, B, ... of one row each, a character a label; `.` is no label.
fn coders(rows: &[&str]) -> Vec<Coder> {
    let coder = |(name, row): (char, &&str)| Coder {
        name: name.to_string(),
        codes: (1..)
            .zip(row.chars())
            .filter(|&(_, label)| label != '.')
            .map(|(line, label)| Code { id: format!("u{line}"), label: label.to_string(), line })
            .collect(),
    };
    ('A'..).zip(rows).map(coder).collect()
}

fn agreement(rows: &[&str]) -> Agreement {
    Agreement::new(&coders(rows)).expect("valid")
}

/// Two coders whose labels cross as in `table`: `table[i][j]` units got label i of the first and j of the second.
fn crossed<const N: usize>(table: [[usize; N]; N]) -> Agreement {
    let mut rows = [String::new(), String::new()];
    for (i, row) in ('a'..).zip(table) {
        for (j, count) in ('a'..).zip(row) {
            rows[0].extend(std::iter::repeat_n(i, count));
            rows[1].extend(std::iter::repeat_n(j, count));
        }
    }
    agreement(&[&rows[0], &rows[1]])
}

#[track_caller]
fn near(got: Option<f64>, want: f64, tolerance: f64) {
    let got = got.expect("defined");
    assert!((got - want).abs() < tolerance, "{got} is not {want}");
}

#[test]
fn alpha_of_two_coders_with_two_labels() {
    // Krippendorff (2011), section A: 0.095.
    let result = agreement(&["0100000010", "1110010000"]);
    near(result.alpha, 0.095, 5e-4);
    near(result.alpha, 0.095_238_095_238_095_12, 1e-12);
    near(result.pairs[0].percent_agreement, 0.6, 1e-12);
    near(result.pairs[0].kappa, 0.090_909_090_909_090_94, 1e-12);
}

#[test]
fn alpha_of_two_coders_with_five_labels() {
    // Krippendorff (2011), section B: 0.692.
    let result = agreement(&["aabbdcccedda", "babbbccceddd"]);
    near(result.alpha, 0.692, 5e-4);
    near(result.alpha, 0.691_964_285_714_285_8, 1e-12);
    near(result.pairs[0].kappa, 0.684_210_526_315_789_5, 1e-12);
}

const WITH_GAPS: [&str; 4] = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];

#[test]
fn alpha_of_four_coders_with_gaps() {
    // Krippendorff (2011), section C: 0.743. Its unit 12 has one label and does not count.
    let result = agreement(&WITH_GAPS);
    near(result.alpha, 0.743, 5e-4);
    near(result.alpha, 0.743_421_052_631_579, 1e-12);
    assert_eq!((result.units, result.pairable_units), (12, 11));
    let pairs: Vec<(String, usize)> =
        result.pairs.iter().map(|pair| (pair.coders.concat(), pair.units)).collect();
    let want = [("AB", 9), ("AC", 8), ("AD", 9), ("BC", 9), ("BD", 10), ("CD", 10)];
    assert_eq!(pairs, want.map(|(names, units)| (names.to_owned(), units)));
    near(result.pairs[1].percent_agreement, 0.625, 1e-12);
    near(result.pairs[1].kappa, 0.478_260_869_565_217_4, 1e-12);
    near(result.pairs[5].kappa, 0.615_384_615_384_615_4, 1e-12);
}

#[test]
fn specific_agreement_counts_ordered_pairs_of_codes() {
    // Counted one by one over the same data: for label 1, 20 ordered pairs of codes begin with it and 14 also end
    // with it, and so on.
    let result = agreement(&WITH_GAPS);
    let got: Vec<(&str, f64)> = result
        .labels
        .iter()
        .map(|(name, label)| (name.as_str(), label.specific_agreement))
        .collect();
    let want = [
        ("1", 14.0 / 20.0),
        ("2", 30.0 / 39.0),
        ("3", 24.0 / 30.0),
        ("4", 12.0 / 15.0),
        ("5", 6.0 / 6.0),
    ];
    assert_eq!(got, want);
    assert_eq!((result.labels["5"].units, result.labels["5"].codes), (1, 3));
    // For two coders it is F1: 2 * 20 / (2 * 20 + 5 + 10).
    near(Some(crossed([[20, 5], [10, 15]]).labels["a"].specific_agreement), 40.0 / 55.0, 1e-12);
}

#[test]
fn kappa_of_published_tables() {
    // Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, table 18.1: 0.68.
    let result = crossed([[75, 1, 4], [5, 4, 1], [0, 0, 10]]);
    near(result.pairs[0].kappa, 0.68, 5e-3);
    near(result.pairs[0].kappa, 0.676_470_588_235_294_2, 1e-12);
    near(result.pairs[0].percent_agreement, 0.89, 1e-12);
    // Cohen (1968), Weighted kappa, proportions of 200 units; unweighted 0.492.
    let result = crossed([[88, 14, 18], [10, 40, 10], [2, 6, 12]]);
    near(result.pairs[0].kappa, 0.492, 5e-4);
}

#[test]
fn disagreements_stand_in_order_of_first_appearance() {
    let result = agreement(&["ab.c", "acdc", "abed"]);
    let got: Vec<(&str, Vec<Option<&str>>)> = result
        .disagreements
        .iter()
        .map(|unit| (unit.id.as_str(), unit.labels.iter().map(Option::as_deref).collect()))
        .collect();
    // u3 is new with the second coder, so it comes after u4.
    assert_eq!(
        got,
        [
            ("u2", vec![Some("b"), Some("c"), Some("b")]),
            ("u4", vec![Some("c"), Some("c"), Some("d")]),
            ("u3", vec![None, Some("d"), Some("e")]),
        ]
    );
}

#[test]
fn order_of_a_coders_file_does_not_change_the_figures() {
    let straight = coders(&WITH_GAPS);
    let mut turned = straight.clone();
    turned[2].codes.reverse();
    assert_eq!(Agreement::new(&straight).expect("valid"), Agreement::new(&turned).expect("valid"));
}

#[test]
fn chance_is_undefined_with_a_single_label() {
    let result = agreement(&["aaa", "aaa"]);
    assert_eq!((result.alpha, result.pairs[0].kappa), (None, None));
    assert_eq!(result.pairs[0].percent_agreement, Some(1.0));
    assert!(serde_json::to_value(&result).expect("serializes")["alpha"].is_null());
    // Two labels, but never for the same unit: defined, and exact.
    let result = agreement(&["abab", "abab"]);
    assert_eq!((result.alpha, result.pairs[0].kappa), (Some(1.0), Some(1.0)));
    assert!(result.disagreements.is_empty());
    // Each coder sticks to a label of their own: no better than chance.
    near(agreement(&["aa", "bb"]).pairs[0].kappa, 0.0, 1e-12);
}

#[test]
fn a_pair_without_common_units_is_listed_as_undefined() {
    let result = agreement(&["ab..", "abab", "..ab"]);
    assert_eq!(result.pairs[1].units, 0);
    assert_eq!((result.pairs[1].percent_agreement, result.pairs[1].kappa), (None, None));
    assert_eq!(result.alpha, Some(1.0));
}

#[test]
fn unusable_input_is_refused_with_place_and_remedy() {
    let message = |coders: &[Coder]| Agreement::new(coders).expect_err("refused").to_string();
    assert!(message(&[]).contains("number of coders is 0"));
    assert!(message(&coders(&["ab"])).contains("number of coders is 1"));
    assert!(message(&coders(&["a.", ".b"])).starts_with("B: no id in common with A"));
    assert!(message(&coders(&["", ""])).contains("no id in common"));
    let mut twice = coders(&["ab", "abc"]);
    twice[1].codes[2].id = "u1".to_owned();
    assert_eq!(
        message(&twice),
        "B:3: id \"u1\" occurs twice, first in line 1; a coder gives every id one label"
    );
    let mut namesakes = coders(&["ab", "ab"]);
    namesakes[1].name = "A".to_owned();
    assert!(message(&namesakes).contains("A, given twice"));
}

#[test]
fn many_units_and_labels_cost_no_more_than_their_number() {
    // 100,000 units with a label each: a table of labels by labels would need 80 GB.
    let row = |name: &str, label: fn(usize) -> usize| Coder {
        name: name.to_owned(),
        codes: (0..100_000)
            .map(|i| Code { id: i.to_string(), label: label(i).to_string(), line: i + 1 })
            .collect(),
    };
    let result =
        Agreement::new(&[row("A", |i| i / 2), row("B", |i| i.div_ceil(2))]).expect("valid");
    assert_eq!(result.disagreements.len(), 50_000);
    near(result.pairs[0].percent_agreement, 0.5, 1e-12);
    near(result.alpha, 0.5, 1e-4);
}

/// Alpha by its definition, over all ordered pairs of codes.
fn alpha_by_pairs(rows: &[Vec<Option<u8>>]) -> Option<f64> {
    let mut codes = Vec::new();
    let mut observed = 0.0;
    for unit in 0..rows[0].len() {
        let own: Vec<u8> = rows.iter().filter_map(|row| row[unit]).collect();
        if own.len() > 1 {
            let unlike = own.iter().flat_map(|a| own.iter().filter(move |b| a != *b)).count();
            observed += unlike as f64 / (own.len() - 1) as f64;
            codes.extend(own);
        }
    }
    let unlike = codes.iter().flat_map(|a| codes.iter().filter(move |b| a != *b)).count();
    let expected = unlike as f64 / (codes.len().max(2) - 1) as f64;
    (unlike > 0).then(|| 1.0 - observed / expected)
}

proptest::proptest! {
    #[test]
    fn alpha_is_that_of_its_definition(
        rows in (2_usize..5, 1_usize..12).prop_flat_map(|(coders, units)| {
            let code = proptest::option::weighted(0.8, 0_u8..3);
            proptest::collection::vec(proptest::collection::vec(code, units), coders)
        })
    ) {
        let text: Vec<String> = rows
            .iter()
            .map(|row| row.iter().map(|code| code.map_or('.', |c| char::from(b'0' + c))).collect())
            .collect();
        let text: Vec<&str> = text.iter().map(String::as_str).collect();
        let pairable = (0..rows[0].len())
            .any(|unit| rows.iter().filter(|row| row[unit].is_some()).count() > 1);
        match Agreement::new(&coders(&text)) {
            Err(_) => proptest::prop_assert!(!pairable),
            Ok(result) => {
                proptest::prop_assert!(pairable);
                match (result.alpha, alpha_by_pairs(&rows)) {
                    (Some(got), Some(want)) => proptest::prop_assert!((got - want).abs() < 1e-9),
                    (got, want) => proptest::prop_assert_eq!(got, want),
                }
                for label in result.labels.values() {
                    proptest::prop_assert!((0.0..=1.0).contains(&label.specific_agreement));
                }
            }
        }
    }
}
