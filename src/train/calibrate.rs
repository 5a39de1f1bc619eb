//! Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks").

use super::objective::{TargetMass, softmax};

/// The temperature, between 0.05 and 20, that makes the log-loss of `logits / temperature` smallest.
///
/// `logits` are `n_rows x n_classes`, row-major, of sentences that the model was not fitted to. The log-loss is convex in
/// the inverse temperature, so a golden-section search over its logarithm finds the one minimum.
pub(super) fn fit_temperature(logits: &[f64], targets: &TargetMass) -> f64 {
    let k = targets.n_classes();
    let loss = |log_temperature: f64| {
        let factor = libm::exp(-log_temperature);
        let mut scaled = vec![0.0; k];
        let mut loss = 0.0;
        for (index, row) in logits.chunks_exact(k).enumerate() {
            for (s, z) in scaled.iter_mut().zip(row) {
                *s = z * factor;
            }
            let target = targets.row(index);
            let fit: f64 = scaled.iter().zip(target).map(|(z, t)| z * t).sum();
            loss += target.iter().sum::<f64>() * softmax(&mut scaled) - fit;
        }
        loss
    };
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (libm::log(0.05), libm::log(20.0));
    let (mut left, mut right) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_left, mut at_right) = (loss(left), loss(right));
    // Each step keeps 62 % of the interval: 30 steps leave a part in a million.
    for _ in 0..30 {
        if at_left <= at_right {
            high = right;
            (right, at_right) = (left, at_left);
            left = high - ratio * (high - low);
            at_left = loss(left);
        } else {
            low = left;
            (left, at_left) = (right, at_right);
            right = low + ratio * (high - low);
            at_right = loss(right);
        }
    }
    libm::exp(low.midpoint(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overconfident_logits_are_cooled() {
        // Three of four right at logit difference d: the best probability is 0.75, so d / T = ln 3.
        let mut targets = TargetMass::new(2);
        for class in [0, 0, 0, 1] {
            targets.push(class, 1.0);
        }
        let logits = [6.0, 0.0].repeat(4);
        let temperature = fit_temperature(&logits, &targets);
        assert!((6.0 / temperature - 3.0_f64.ln()).abs() < 1e-4, "{temperature}");
    }
}
