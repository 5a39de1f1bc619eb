//! Whether probabilities can be trusted: reliability table, expected calibration error, selective accuracy.
//!
//! In: per sentence the confidence (probability of the predicted label, 0 to 1) and whether the prediction is right.
//! Out: shares from 0 to 1.
//!
//! Source: Guo, Pleiss, Sun and Weinberger (2017), On Calibration of Modern Neural Networks, section 2; selective
//! accuracy after El-Yaniv and Wiener (2010), On the Foundations of Noise-free Selective Classification.

use serde::Serialize;

use super::counts::share;

/// Number of bins of the reliability table, as in Guo et al. (2017).
pub const BINS: usize = 15;

/// Probability thresholds of the coverage table; 0 is no threshold at all.
pub const THRESHOLDS: [f64; 9] = [0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/// The sentences whose confidence lies in `lower < confidence <= upper`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    /// Lower edge, not itself in the bin (except that the first bin holds 0).
    pub lower: f64,
    /// Upper edge, itself in the bin.
    pub upper: f64,
    /// Number of sentences.
    pub count: usize,
    /// Mean confidence of the sentences; `None` of an empty bin.
    pub mean_confidence: Option<f64>,
    /// Share of the sentences that are right; `None` of an empty bin.
    pub accuracy: Option<f64>,
}

/// What is left when sentences below a threshold are given up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Selective {
    /// The least confidence that is kept.
    pub threshold: f64,
    /// Share of all sentences that are kept.
    pub coverage: f64,
    /// Share of the kept sentences that are right; `None` when none is kept.
    pub accuracy: Option<f64>,
}

/// Sorts sentences into [`BINS`] bins of equal width.
///
/// `outcomes` holds (confidence, right) per sentence. Empty bins are listed too, so tables of two models can be laid
/// side by side.
#[must_use]
pub fn reliability(outcomes: &[(f64, bool)]) -> Vec<Bin> {
    let edge = |i: usize| i as f64 / BINS as f64;
    let uppers: [f64; BINS] = std::array::from_fn(|i| edge(i + 1));
    let mut sums = [(0_usize, 0.0_f64, 0_usize); BINS];
    for &(confidence, right) in outcomes {
        // Rounding may carry a sure probability a little over 1.
        let bin = uppers.partition_point(|&upper| upper < confidence).min(BINS - 1);
        let (count, confidences, rights) = &mut sums[bin];
        *count += 1;
        *confidences += confidence;
        *rights += usize::from(right);
    }
    (0..BINS)
        .zip(sums)
        .map(|(i, (count, confidences, rights))| Bin {
            lower: edge(i),
            upper: uppers[i],
            count,
            mean_confidence: (count > 0).then(|| confidences / count as f64),
            accuracy: share(rights, count),
        })
        .collect()
}

/// Expected calibration error: mean over the sentences of |accuracy - mean confidence| of their bin; 0 without any.
#[must_use]
pub fn expected_calibration_error(bins: &[Bin]) -> f64 {
    let sentences: usize = bins.iter().map(|bin| bin.count).sum();
    let gaps: f64 = bins
        .iter()
        .filter_map(|bin| Some(bin.count as f64 * (bin.accuracy? - bin.mean_confidence?).abs()))
        .sum();
    if sentences == 0 { 0.0 } else { gaps / sentences as f64 }
}

/// Coverage and accuracy at each of `thresholds`; a sentence is kept when its confidence is at least the threshold.
///
/// `outcomes` holds (confidence, right) per sentence. Without any sentence the coverage is 0.
#[must_use]
pub fn selective_accuracy(outcomes: &[(f64, bool)], thresholds: &[f64]) -> Vec<Selective> {
    thresholds
        .iter()
        .map(|&threshold| {
            let (mut kept, mut rights) = (0, 0);
            for &(confidence, right) in outcomes {
                if confidence >= threshold {
                    kept += 1;
                    rights += usize::from(right);
                }
            }
            Selective {
                threshold,
                coverage: share(kept, outcomes.len()).unwrap_or(0.0),
                accuracy: share(rights, kept),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_belong_to_the_bin_below() {
        let third = 5.0 / 15.0;
        let bins = reliability(&[
            (third, true),
            (f64::from_bits(third.to_bits() + 1), false),
            (1.0, true),
            (1.000_000_1, true),
            (0.0, false),
        ]);
        assert_eq!(bins.len(), BINS);
        let counts: Vec<usize> = bins.iter().map(|bin| bin.count).collect();
        assert_eq!(counts, [1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((bins[1].accuracy, bins[1].mean_confidence), (None, None));
        assert_eq!((bins[4].accuracy, bins[5].accuracy), (Some(1.0), Some(0.0)));
        assert!(bins.windows(2).all(|w| (w[0].upper - w[1].lower).abs() < f64::EPSILON));
    }

    #[test]
    fn error_is_the_gap_weighted_by_count() {
        // Bin (0.8667, 0.9333]: 3 sentences, mean 0.9, accuracy 2/3, gap 0.2333. Bin (0.4667, 0.5333]: 1 sentence,
        // confidence 0.5, right, gap 0.5. (3 * 0.2333 + 0.5) / 4 = 0.3.
        let bins = reliability(&[(0.88, true), (0.92, true), (0.9, false), (0.5, true)]);
        assert!((expected_calibration_error(&bins) - 0.3).abs() < 1e-12);
        assert!(expected_calibration_error(&reliability(&[])).abs() < f64::EPSILON);
    }

    #[test]
    fn sentences_at_the_threshold_are_kept() {
        let rows = selective_accuracy(&[(0.5, true), (0.7, false), (0.9, true)], &[0.0, 0.7, 0.95]);
        assert!((rows[0].coverage - 1.0).abs() < 1e-12);
        assert!((rows[1].coverage - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(rows[1].accuracy, Some(0.5));
        assert_eq!(rows[2].accuracy, None);
        assert!(selective_accuracy(&[], &[0.5])[0].coverage.abs() < f64::EPSILON);
    }
}
