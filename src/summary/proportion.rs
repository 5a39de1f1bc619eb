//! A count out of a number, as a share with its interval.

/// `count` of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    /// At most `of`.
    pub count: u64,
    /// How many there are.
    pub of: u64,
}

/// The 0.975 quantile of the normal distribution, for two-sided intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;

impl Proportion {
    /// The share, 0 to 1; 0 of 0 is 0.
    #[must_use]
    pub fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }

    /// The score interval of 95 % for the share, without continuity correction (Wilson 1927): its ends lie within 0 to 1, and
    /// it holds for small counts and shares near 0 or 1. Of nothing it is 0 to 1.
    ///
    /// It takes the sentences as drawn independently; sentences of one article are alike, so the true interval is
    /// somewhat wider.
    #[must_use]
    pub fn wilson(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (self.of as f64, self.share());
        let scale = 1.0 + Z * Z / n;
        let centre = (p + Z * Z / (2.0 * n)) / scale;
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
        // The ends are exact where the formula gives them only up to rounding.
        let low = if self.count == 0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if self.count == self.of { 1.0 } else { (centre + half).min(1.0) };
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_intervals() {
        // Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
        for (count, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (l, h) = Proportion { count, of }.wilson();
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{count}/{of}: {l} {h}");
        }
    }

    proptest! {
        #[test]
        fn the_share_lies_within_its_interval(of in 0_u64..5000, part in 0.0..=1.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
            let count = (part * of as f64) as u64;
            let p = Proportion { count, of };
            let (low, high) = p.wilson();
            prop_assert!(0.0 <= low && low <= p.share() && p.share() <= high && high <= 1.0);
            // What is not counted has the mirrored interval.
            let (l, h) = Proportion { count: of - count, of }.wilson();
            prop_assert!((1.0 - h - low).abs() < 1e-9 && (1.0 - l - high).abs() < 1e-9);
        }
    }
}
