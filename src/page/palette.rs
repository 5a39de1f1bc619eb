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
        NONE => Some(Look { colour: 0, mark: "·" }),
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
}
