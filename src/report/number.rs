//! Numbers as decimal digits, appended to bytes without formatting machinery.

/// Probabilities as whole numbers of 1/[`scale`](Self::scale), so that what is printed, summed and compared is one
/// thing. Rounded one by one they add up to 1 within 1e-3, for any number of labels that a model can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimals {
    digits: u32,
}

impl Decimals {
    /// Four decimals; six when there are so many labels that rounding four could add up to 1e-3.
    pub(crate) fn for_labels(labels: usize) -> Self {
        Self { digits: if labels <= 16 { 4 } else { 6 } }
    }

    /// Units in a probability of 1.
    pub(crate) fn scale(self) -> u32 {
        10_u32.pow(self.digits)
    }

    /// `probability`, from 0 to 1, in units.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a probability is between 0 and 1; the conversion saturates otherwise"
    )]
    pub(crate) fn units(self, probability: f64) -> u32 {
        let scale = self.scale();
        ((probability * f64::from(scale) + 0.5) as u32).min(scale)
    }

    /// `units` in percent, rounded.
    pub(crate) fn percent(self, units: u32) -> u32 {
        let scale = self.scale();
        (units * 100 + scale / 2) / scale
    }

    /// Appends `units` as a number from 0 to 1 with at least one decimal and no zeros behind the last.
    #[inline]
    pub(crate) fn write(self, units: u32, bytes: &mut Vec<u8>) {
        let scale = self.scale();
        let mut rest = units % scale;
        let mut text = *b"0.000000";
        text[0] = digit(units / scale);
        let mut length = 3;
        for at in (2..2 + self.digits as usize).rev() {
            let last = rest % 10;
            rest /= 10;
            text[at] = digit(last);
            if last != 0 && length == 3 {
                length = at + 1;
            }
        }
        bytes.extend_from_slice(&text[..length]);
    }
}

fn digit(value: u32) -> u8 {
    b'0' + (value % 10) as u8
}

/// Appends `number`.
#[inline]
pub(crate) fn write_number(mut number: u64, bytes: &mut Vec<u8>) {
    let mut text = [0_u8; 20];
    let mut at = text.len();
    loop {
        at -= 1;
        let last = (number % 10) as u8;
        text[at] = b'0' + last;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    bytes.extend_from_slice(&text[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(decimals: Decimals, probability: f64) -> String {
        let mut bytes = Vec::new();
        decimals.write(decimals.units(probability), &mut bytes);
        String::from_utf8(bytes).expect("digits")
    }

    #[test]
    fn probabilities_are_short_and_parse_back() {
        let four = Decimals::for_labels(6);
        for (probability, text) in [
            (0.0, "0.0"),
            (1.0, "1.0"),
            (0.93, "0.93"),
            (0.5, "0.5"),
            (0.000_04, "0.0"),
            (0.000_06, "0.0001"),
            (0.100_04, "0.1"),
            (0.999_96, "1.0"),
            (0.123_46, "0.1235"),
            (f64::NAN, "0.0"),
        ] {
            assert_eq!(written(four, probability), text);
        }
        assert_eq!(written(Decimals::for_labels(64), 0.000_001), "0.000001");
        for units in 0..=four.scale() {
            let mut bytes = Vec::new();
            four.write(units, &mut bytes);
            let back: f64 = std::str::from_utf8(&bytes).expect("ASCII").parse().expect("a number");
            assert_eq!(four.units(back), units);
        }
    }

    #[test]
    fn rounding_keeps_the_sum() {
        for labels in [1, 2, 16, 17, 64] {
            let decimals = Decimals::for_labels(labels);
            // The worst case: every probability just above a half unit.
            let p = 0.500_001 / f64::from(decimals.scale());
            let sum = labels as f64 * f64::from(decimals.units(p)) / f64::from(decimals.scale());
            assert!(sum - labels as f64 * p < 1e-3, "{labels}");
        }
    }

    #[test]
    fn whole_numbers() {
        for number in [0, 7, 10, 1234, u64::MAX] {
            let mut bytes = Vec::new();
            write_number(number, &mut bytes);
            assert_eq!(bytes, number.to_string().into_bytes());
        }
        assert_eq!(Decimals::for_labels(6).percent(9_950), 100);
        assert_eq!(Decimals::for_labels(6).percent(9_949), 99);
    }
}
