//! Which words of a sentence make which features.

use std::ops::Range;

use super::FeaturizerConfig;
use crate::lexicon::{Modality, Roles};
use crate::token::Case;

/// What stands between two words, or before the first and after the last: one bit a kind of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Gap(pub(crate) u16);

impl Gap {
    pub(crate) const COMMA: u16 = 1;
    pub(crate) const SEMICOLON: u16 = 1 << 1;
    pub(crate) const COLON: u16 = 1 << 2;
    pub(crate) const PERIOD: u16 = 1 << 3;
    pub(crate) const QUESTION: u16 = 1 << 4;
    pub(crate) const EXCLAMATION: u16 = 1 << 5;
    pub(crate) const QUOTE: u16 = 1 << 6;
    pub(crate) const DASH: u16 = 1 << 7;
    pub(crate) const BRACKET: u16 = 1 << 8;
    const STOP: u16 = Self::PERIOD | Self::QUESTION | Self::EXCLAMATION;
    /// Ends the scope of a modality.
    const SCOPE_END: u16 =
        Self::COMMA | Self::SEMICOLON | Self::COLON | Self::STOP | Self::QUOTE | Self::DASH;

    /// The marks in the text of a gap.
    pub(crate) fn of(text: &str) -> Self {
        text.chars().fold(Self::default(), |gap, c| Self(gap.0 | Self::mark(c)))
    }

    /// The mark that `c` is, if any.
    pub(crate) const fn mark(c: char) -> u16 {
        match c {
            ',' => Self::COMMA,
            ';' => Self::SEMICOLON,
            ':' => Self::COLON,
            '.' | '…' => Self::PERIOD,
            '?' => Self::QUESTION,
            '!' => Self::EXCLAMATION,
            '"' | '“' | '”' | '„' | '«' | '»' => Self::QUOTE,
            '–' | '—' => Self::DASH,
            '(' | ')' | '[' | ']' => Self::BRACKET,
            _ => 0,
        }
    }

    /// [`Gap::mark`] of every ASCII character.
    pub(crate) const ASCII: [u16; 128] = {
        let mut marks = [0; 128];
        let mut byte = 0_u8;
        while byte < 128 {
            marks[byte as usize] = Self::mark(byte as char);
            byte += 1;
        }
        marks
    };

    fn any(self, marks: u16) -> bool {
        self.0 & marks != 0
    }
}

/// All that [`compose`] needs to know of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordView {
    pub(crate) roles: Roles,
    /// What stands before the word.
    pub(crate) before: Gap,
    /// Three answers in a byte: the scorer remembers a view of every word form.
    flags: u8,
}

impl WordView {
    const CAPITAL: u8 = 1;
    const UPPER: u8 = 1 << 1;
    const NUMBER: u8 = 1 << 2;

    pub(crate) fn new(roles: Roles, before: Gap, case: Case, number: bool) -> Self {
        let case = match case {
            Case::Lower => 0,
            Case::Capitalised => Self::CAPITAL,
            Case::Upper => Self::CAPITAL | Self::UPPER,
        };
        Self { roles, before, flags: case | if number { Self::NUMBER } else { 0 } }
    }

    /// The same word behind `before`.
    #[inline]
    pub(crate) fn behind(self, before: Gap) -> Self {
        Self { before, ..self }
    }

    fn capital(self) -> bool {
        self.flags & Self::CAPITAL != 0
    }

    fn upper_or_number(self) -> bool {
        self.flags & (Self::UPPER | Self::NUMBER) != 0
    }

    fn number(self) -> bool {
        self.flags & Self::NUMBER != 0
    }
}

/// Where a stem stands or what governs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    First,
    Last,
    Main,
    Scope(Modality),
}

impl Context {
    /// Number of contexts, and the bound of [`Context::index`].
    pub(crate) const COUNT: usize = 3 + Modality::ALL.len();

    pub(crate) fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Last => 1,
            Self::Main => 2,
            Self::Scope(modality) => 2 + modality as usize,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Main => "main",
            Self::Scope(modality) => modality.name(),
        }
    }

    /// All contexts in the order of their indices.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [Self::First, Self::Last, Self::Main]
            .into_iter()
            .chain(Modality::ALL.into_iter().map(Self::Scope))
    }
}

/// Names of the shape features, in the order of their numbers.
pub(crate) const SHAPES: [&str; 28] = [
    "length0",
    "length1",
    "length2",
    "length3",
    "length4",
    "length5",
    "length6",
    "capitals0",
    "capitals1",
    "capitals2",
    "capitals3",
    "capitals4",
    "capitals5",
    "commas1",
    "commas2",
    "commas3",
    "opens-quote",
    "closes-quote",
    "quote-stays-open",
    "quote",
    "no-stop",
    "question",
    "exclamation",
    "all-capitals",
    "headline",
    "bracket",
    "number",
    "colon",
];

/// Where features go as they are found.
pub(crate) trait Sink {
    /// Word `i` for itself: surface, stem, affix pattern, cue class, character n-grams.
    fn word(&mut self, i: usize);
    /// Words `i` and `i + 1` as a bigram.
    fn bigram(&mut self, i: usize);
    /// Words `i < j` as a skip-bigram.
    fn skip_bigram(&mut self, i: usize, j: usize);
    /// Word `i` in a context.
    fn context(&mut self, context: Context, i: usize);
    /// A shape feature, an index into [`SHAPES`].
    fn shape(&mut self, shape: usize);
}

/// Words at either end that count as first and last.
const POSITIONS: usize = 3;
/// Words that a modality reaches.
const SCOPE: usize = 4;
/// Words in which "bahwa" or a reporting verb still opens the sentence.
const OPENING: usize = 14;

/// Tells `sink` every feature of the sentence of `words`, followed by `end`.
#[inline]
pub(crate) fn compose(
    config: &FeaturizerConfig,
    words: &[WordView],
    end: Gap,
    sink: &mut impl Sink,
) {
    // One loop for each group of features: no word is asked what is the same for all its neighbours.
    for i in 0..words.len() {
        sink.word(i);
    }
    if config.surface_ngrams == 2 || config.stem_ngrams == 2 {
        for (i, word) in words.iter().enumerate().skip(1) {
            if !word.before.any(Gap::STOP | Gap::SEMICOLON) {
                sink.bigram(i - 1);
            }
        }
    }
    if config.skip_bigrams {
        let mut content = (0..words.len()).filter(|&i| !words[i].roles.has(Roles::FUNCTION));
        if let Some(mut previous) = content.next() {
            for i in content {
                sink.skip_bigram(previous, i);
                previous = i;
            }
        }
    }
    if config.positions {
        for i in 0..words.len().min(POSITIONS) {
            sink.context(Context::First, i);
        }
        for i in words.len().saturating_sub(POSITIONS)..words.len() {
            sink.context(Context::Last, i);
        }
    }
    if config.main_clause {
        for i in main_clause(words) {
            sink.context(Context::Main, i);
        }
    }
    if config.modality {
        scopes(words, |modality, i| sink.context(Context::Scope(modality), i));
    }
    if config.shape {
        shape(words, end, |index| sink.shape(index));
    }
}

/// Tells `each` the words in the scope of a modality: up to [`SCOPE`] words after the one that opens it, to the end of
/// the clause or the next modality.
#[inline]
fn scopes(words: &[WordView], mut each: impl FnMut(Modality, usize)) {
    // The scope that is open, and the first word beyond it.
    let (mut open, mut end) = (None, 0);
    for (opener, word) in words.iter().enumerate() {
        let Some(modality) = word.roles.modality() else { continue };
        // "tidak boleh" is a ban; "tidak akan" no pledge.
        let negated =
            opener < end && open == Some(Modality::Negation) && word.roles.has(Roles::NEGATABLE);
        let modality = match modality {
            Modality::Possibility if negated => Modality::Ban,
            _ if negated => Modality::Negation,
            _ => modality,
        };
        open = Some(modality);
        end = opener + 1;
        for word in words[end..].iter().take(SCOPE) {
            if word.before.any(Gap::SCOPE_END) {
                break;
            }
            each(modality, end);
            end += 1;
            if word.roles.modality().is_some() {
                break;
            }
        }
    }
}

/// The words of the main clause: after "... bahwa" or an opening reporting verb and an opening subordinate clause, up to
/// the next subordinator.
fn main_clause(words: &[WordView]) -> Range<usize> {
    let opening = &words[..words.len().min(OPENING)];
    let after = |role| opening.iter().position(|w| w.roles.has(role)).map(|i| i + 1);
    let mut start = after(Roles::THAT).or_else(|| after(Roles::REPORTING)).unwrap_or(0);
    if start >= words.len() {
        start = 0;
    }
    let subordinate = |w: &WordView| w.roles.has(Roles::SUBORDINATOR);
    if words.get(start).is_some_and(subordinate)
        && let Some(comma) = words[start + 1..].iter().position(|w| w.before.any(Gap::COMMA))
    {
        start += 1 + comma;
    }
    let rest = words.get(start + 1..).unwrap_or_default();
    start..rest.iter().position(subordinate).map_or(words.len(), |i| start + 1 + i)
}

/// Tells the numbers of the shape features.
fn shape(words: &[WordView], end: Gap, mut emit: impl FnMut(usize)) {
    let Some((first, others)) = words.split_first() else {
        return;
    };
    let above = |bounds: &[f64], value: f64| bounds.iter().filter(|&&b| value > b).count();
    let (mut capitals, mut commas) = (0_u32, 0_usize);
    let mut marks = first.before.0 | end.0;
    let (mut shouted, mut number) = (first.upper_or_number(), first.number());
    for word in others {
        capitals += u32::from(word.capital());
        commas += usize::from(word.before.any(Gap::COMMA));
        marks |= word.before.0;
        shouted &= word.upper_or_number();
        number |= word.number();
    }
    let capitals = f64::from(capitals) / others.len().max(1) as f64;
    let opens = first.before.any(Gap::QUOTE);
    let closes = end.any(Gap::QUOTE);
    let stopped = end.any(Gap::STOP);
    emit(above(&[4.0, 8.0, 12.0, 17.0, 23.0, 30.0], words.len() as f64));
    emit(7 + above(&[0.05, 0.15, 0.3, 0.5, 0.7], capitals));
    if commas > 0 {
        emit(12 + commas.min(3));
    }
    let flags = [
        opens,
        closes,
        opens && !closes,
        marks & Gap::QUOTE != 0,
        !stopped,
        end.any(Gap::QUESTION),
        end.any(Gap::EXCLAMATION),
        shouted,
        capitals > 0.6 && !stopped,
        marks & Gap::BRACKET != 0,
        number,
        marks & Gap::COLON != 0,
    ];
    for (index, flag) in flags.into_iter().enumerate() {
        if flag {
            emit(16 + index);
        }
    }
}
