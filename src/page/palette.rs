//! How labels look: each has a colour of Okabe and Ito, a shape and a kind of line, so that colour is never the only sign.

use klaim::LabelSet;
use klaim::label::NONE;

/// How a label is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Number of the colour in the style sheet; 0 is the grey of `none`.
    pub(super) colour: usize,
    /// A character in the label's colour in front of its name.
    pub(super) mark: &'static str,
}

/// Number of colours besides grey.
const COLOURS: usize = 7;
const MARKS: [&str; 14] = ["▲", "■", "●", "◆", "★", "▼", "✚", "△", "□", "○", "◇", "☆", "▽", "✖"];

/// The look of every label, in label order. Those of the codebook always look the same, as in the terminal.
pub(super) fn looks(labels: &LabelSet) -> Vec<Look> {
    let known = |name: &str| match name {
        NONE => Some(Look { colour: 0, mark: "–" }),
        "sanction" => Some(look(0)),
        "prohibition" => Some(look(1)),
        "commitment" => Some(look(2)),
        "impact" => Some(look(3)),
        "rationale" => Some(look(4)),
        _ => None,
    };
    let taken: Vec<Look> = labels.names().iter().filter_map(|name| known(name)).collect();
    let mut free = (0..).map(look).filter(|look| !taken.contains(look));
    let next = |name: &String| known(name).or_else(|| free.next());
    labels.names().iter().filter_map(next).collect()
}

fn look(number: usize) -> Look {
    // Colours and marks have no common period below 14 labels.
    let mark = MARKS[(number + number / COLOURS) % MARKS.len()];
    Look { colour: 1 + number % COLOURS, mark }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_look_different() {
        let names = (0..20).map(|n| format!("label{n}"));
        let labels = LabelSet::new(names.chain(["none".into(), "impact".into()])).expect("valid");
        let looks = looks(&labels);
        assert_eq!(looks.len(), labels.len());
        for (at, look) in looks.iter().enumerate() {
            assert!(!looks[..at].contains(look), "{look:?}");
        }
    }

    /// Colours as seen with the cones of red, green or blue light missing, in linear RGB: Machado, Oliveira and
    /// Fernandes (2009), severity 1; the first is full sight.
    const SIGHTS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];

    /// Linear RGB of `#rrggbb`.
    fn rgb(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal");
            let value = f64::from(byte) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    /// CIE L*a*b* under D65.
    fn lab(rgb: [f64; 3]) -> [f64; 3] {
        const XYZ: [[f64; 3]; 3] =
            [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
        let [x, y, z] = times(&XYZ, rgb.map(|value| value.clamp(0.0, 1.0)));
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let (x, y, z) = (f(x / 0.9505), f(y), f(z / 1.089));
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn colours_differ_with_any_sight() {
        let style = include_str!("page.css");
        // Light, dark by the system, dark by the switch; grey and the five colours of the codebook.
        let themes: Vec<Vec<&str>> = style
            .split("--c0:")
            .skip(1)
            .map(|rest| {
                let line = rest.lines().next().expect("a line");
                let colours = line.split('#').skip(1).take(6);
                colours.map(|colour| colour.get(..6).expect("six digits")).collect()
            })
            .collect();
        assert_eq!(themes.len(), 3);
        assert_eq!(themes[1], themes[2]);
        for theme in themes {
            for sight in &SIGHTS {
                let seen: Vec<[f64; 3]> =
                    theme.iter().map(|c| lab(times(sight, rgb(&format!("#{c}"))))).collect();
                for (at, one) in seen.iter().enumerate() {
                    for (other, colour) in seen[..at].iter().zip(&theme) {
                        let distance = one
                            .iter()
                            .zip(other)
                            .map(|(a, b)| (a - b) * (a - b))
                            .sum::<f64>()
                            .sqrt();
                        // About five times what a trained eye just notices.
                        assert!(distance > 12.0, "{} and {colour}: {distance}", theme[at]);
                    }
                }
            }
        }
    }
}
