//! Words shaded by what they say for or against a label: a sentence and its words' logits go in, pieces with a
//! [`Shade`] come out, and from them the line for a terminal.
//!
//! For is blue and bold, against is orange and underlined: the pair that every kind of colour blindness tells apart,
//! and a second sign for whoever sees no colour. Text and ground are both set, so that dark and light terminals show
//! the same. Without colour, plus and minus signs stand around the words.

use std::fmt::Write as _;

use anstyle::{Ansi256Color, Color, Style};
use klaim::Label;
use klaim::explain::Explanation;

use super::show::visible;

/// How much a word says: from -3, strongly against, to 3, strongly for; 0 for little or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shade(pub(super) i8);

impl Shade {
    /// The shade of `logit` where the strongest word of the sentence has `most`, both in logits.
    fn new(logit: f64, most: f64) -> Self {
        let share = if most > 0.0 { logit.abs() / most } else { 0.0 };
        let level = match share {
            share if share >= 0.66 => 3,
            share if share >= 0.33 => 2,
            share if share >= 0.1 => 1,
            _ => 0,
        };
        Self(if logit < 0.0 { -level } else { level })
    }
}

/// A piece of a sentence: a word with what it adds to the label's logit, or what stands between words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ShadedPiece<'a> {
    pub(super) text: &'a str,
    /// `None` between words.
    pub(super) word: Option<(Shade, f64)>,
}

/// The pieces of `text`, which `explanation` is of, in order; put together they are `text`.
pub(super) fn pieces<'a>(
    text: &'a str,
    explanation: &Explanation,
    label: Label,
) -> Vec<ShadedPiece<'a>> {
    let logit = |word: &klaim::explain::WordContribution| word.logits[label.index()];
    let most = explanation.words.iter().map(|word| logit(word).abs()).fold(0.0, f64::max);
    let mut pieces = Vec::new();
    let mut at = 0;
    let between = |text: &'a str| ShadedPiece { text, word: None };
    for word in &explanation.words {
        if at < word.span.start {
            pieces.push(between(&text[at..word.span.start]));
        }
        let logit = logit(word);
        let word_text = &text[word.span.clone()];
        pieces.push(ShadedPiece { text: word_text, word: Some((Shade::new(logit, most), logit)) });
        at = word.span.end;
    }
    if at < text.len() {
        pieces.push(between(&text[at..]));
    }
    pieces
}

/// The sentence on one line for a terminal, with `color` or with signs.
pub(super) fn line(pieces: &[ShadedPiece<'_>], color: bool) -> String {
    let mut line = String::new();
    for piece in pieces {
        let text = visible(piece.text);
        match piece.word {
            Some((shade, _)) if shade.0 != 0 => mark(&text, shade, color, &mut line),
            _ => line.push_str(&text),
        }
    }
    line
}

/// What the marks mean.
pub(super) fn legend(label: &str, color: bool) -> String {
    let mut legend = String::new();
    for (shade, meaning) in
        [(3, "strongly for"), (1, "for"), (-1, "against"), (-3, "strongly against")]
    {
        if !legend.is_empty() {
            legend.push_str("  ");
        }
        mark(meaning, Shade(shade), color, &mut legend);
    }
    let _ = write!(legend, "  {}", visible(label));
    legend
}

fn mark(text: &str, shade: Shade, color: bool, line: &mut String) {
    // Writing to a string cannot fail.
    let _ = if color {
        let style = style(shade);
        write!(line, "{style}{text}{style:#}")
    } else {
        let sign = if shade.0 > 0 { "+" } else { "-" };
        let signs = sign.repeat(usize::from(shade.0.unsigned_abs()));
        write!(line, "{signs}{text}{signs}")
    };
}

fn style(shade: Shade) -> Style {
    const BLACK: u8 = 16;
    const WHITE: u8 = 231;
    // From the colour cube of 256: contrast of text to ground is at least 5.
    let (text, ground) = match shade.0 {
        3.. => (WHITE, 25),
        2 => (BLACK, 75),
        1 => (BLACK, 153),
        -1 => (BLACK, 223),
        -2 => (BLACK, 215),
        ..=-3 => (BLACK, 208),
        0 => return Style::new(),
    };
    let color = |index| Some(Color::Ansi256(Ansi256Color(index)));
    let style = Style::new().fg_color(color(text)).bg_color(color(ground));
    if shade.0 > 0 { style.bold() } else { style.underline() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_are_shares_of_the_strongest_word() {
        let shades = [-2.0, -0.7, -0.1, 0.0, 0.3, 1.0, 2.0].map(|logit| Shade::new(logit, 2.0).0);
        assert_eq!(shades, [-3, -2, 0, 0, 1, 2, 3]);
        assert_eq!(Shade::new(0.0, 0.0), Shade(0));
    }

    #[test]
    fn without_colour_there_are_signs() {
        let pieces = [
            ShadedPiece { text: "ASN", word: Some((Shade(0), 0.0)) },
            ShadedPiece { text: " ", word: None },
            ShadedPiece { text: "dilarang", word: Some((Shade(3), 2.0)) },
            ShadedPiece { text: "\u{1b}[2J\n", word: None },
            ShadedPiece { text: "ikut", word: Some((Shade(-1), -0.3)) },
        ];
        assert_eq!(line(&pieces, false), "ASN +++dilarang+++␛[2J -ikut-");
        let colored = line(&pieces, true);
        assert!(colored.starts_with("ASN \u{1b}[1m\u{1b}[38;5;231m"), "{colored:?}");
        assert!(colored.contains("\u{1b}[4m") && colored.ends_with("ikut\u{1b}[0m"), "{colored:?}");
        assert_eq!(
            legend("none", false),
            "+++strongly for+++  +for+  -against-  ---strongly against---  none"
        );
    }
}
