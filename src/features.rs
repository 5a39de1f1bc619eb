//! Features of a sentence: which there are, and how they are named.
//!
//! In: a sentence. Out: names of features, each with the words that it came from. This module is the definition: the
//! trainer learns a vocabulary from these names, `explain` shows them, and the compiled scorer must agree with
//! them to the last bit of the label.
//!
//! A name is its kind, `=`, and one or two words (`stem=netral`, `stem=tidak boleh`, `ban=kampanye`, `shape=headline`).
//! [`compose`] decides which words make which features from nothing but each word's [`WordView`], and tells a
//! [`Sink`]; a sink that formats names and one that looks numbers up therefore cannot disagree on it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::lexicon::{Lexicon, Modality, Roles, fold_variant};
use crate::stem::{Language, Stemmer};
use crate::token::{self, Case};

/// Which features there are and how they are weighted. Travels in the model file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a feature group that can be switched off"
)]
pub struct FeaturizerConfig {
    /// Language of the stemmer.
    pub language: Language,
    /// Longest n-gram of surface forms: 0, 1 or 2 words.
    pub surface_ngrams: u8,
    /// Longest n-gram of stems: 0, 1 or 2 words.
    pub stem_ngrams: u8,
    /// Pairs of stems with nothing but grammatical words between them.
    pub skip_bigrams: bool,
    /// Stems of the first and last three words.
    pub positions: bool,
    /// Pattern of prefix and suffix of each inflected word (`di-kan`).
    pub affixes: bool,
    /// Length, quotes, final stop, capitals and the like.
    pub shape: bool,
    /// Stems of the main clause: up to the first "agar", "karena", ..., after "... mengatakan bahwa".
    pub main_clause: bool,
    /// Stems within four words after a negation, ban, duty, pledge, purpose, ...
    pub modality: bool,
    /// Classes of cue words (penalties, duties, effects, ...).
    pub cues: bool,
    /// Character n-grams inside words, of this length; 0 for none, else 3 to 6.
    pub char_ngrams: u8,
    /// Spelling variants and acronyms folded together before they count as stems.
    pub variants: bool,
    /// How often a feature occurs in the sentence: how that counts.
    pub term_frequency: TermFrequency,
    /// What a feature is worth, whatever the sentence.
    pub term_weight: TermWeight,
    /// Features in fewer sentences than this are left out; at least 1.
    pub min_df: u32,
    /// Keep at most so many features, the most frequent; 0 for no limit.
    pub max_features: u32,
}

/// How the count of a feature in one sentence enters its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermFrequency {
    /// 1 when it occurs at all.
    Binary,
    /// 1 + ln(count).
    Sublinear,
    /// The count.
    Count,
}

impl TermFrequency {
    /// The value for a count of at least 1.
    #[must_use]
    pub fn value(self, count: u32) -> f64 {
        match self {
            Self::Binary => 1.0,
            Self::Sublinear => 1.0 + libm::log(f64::from(count)),
            Self::Count => f64::from(count),
        }
    }
}

/// What a feature is worth, learned from the training sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermWeight {
    /// 1 for every feature.
    None,
    /// `ln((1 + n) / (1 + df)) + 1`, as scikit-learn.
    Idf,
    /// The largest absolute log-odds ratio over the labels: naive-Bayes weighting after Wang and Manning (2012).
    LogOdds,
}

impl Default for FeaturizerConfig {
    fn default() -> Self {
        Self {
            language: Language::Indonesian,
            surface_ngrams: 1,
            stem_ngrams: 2,
            skip_bigrams: false,
            positions: true,
            affixes: true,
            shape: true,
            main_clause: true,
            modality: true,
            cues: true,
            char_ngrams: 0,
            variants: true,
            term_frequency: TermFrequency::Binary,
            term_weight: TermWeight::LogOdds,
            min_df: 2,
            max_features: 0,
        }
    }
}

impl FeaturizerConfig {
    /// Plain surface n-grams of up to `n` words and nothing else, weighted by sublinear tf-idf: what other tools call their
    /// default.
    #[must_use]
    pub fn words(n: u8) -> Self {
        Self {
            surface_ngrams: n,
            stem_ngrams: 0,
            positions: false,
            affixes: false,
            shape: false,
            main_clause: false,
            modality: false,
            cues: false,
            term_frequency: TermFrequency::Sublinear,
            term_weight: TermWeight::Idf,
            ..Self::default()
        }
    }

    /// Whether every setting is in its range and any feature is on.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the setting.
    pub fn check(&self) -> Result<()> {
        for (name, ngrams) in
            [("surface-ngrams", self.surface_ngrams), ("stem-ngrams", self.stem_ngrams)]
        {
            if ngrams > 2 {
                return Err(Error::parameter(name, ngrams, "use 0, 1 or 2"));
            }
        }
        if !matches!(self.char_ngrams, 0 | 3..=6) {
            return Err(Error::parameter("char-ngrams", self.char_ngrams, "use 0 or 3 to 6"));
        }
        if self.min_df == 0 {
            return Err(Error::parameter("min-df", self.min_df, "use 1 or more"));
        }
        let any = self.surface_ngrams > 0
            || self.stem_ngrams > 0
            || self.char_ngrams > 0
            || self.skip_bigrams
            || self.positions
            || self.affixes
            || self.shape
            || self.main_clause
            || self.modality
            || self.cues;
        if any {
            Ok(())
        } else {
            Err(Error::parameter("features", "none", "switch at least one kind of feature on"))
        }
    }
}

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
    pub(crate) fn mark(c: char) -> u16 {
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
    pub(crate) capital: bool,
    pub(crate) upper: bool,
    pub(crate) number: bool,
}

impl WordView {
    pub(crate) fn new(roles: Roles, before: Gap, case: Case, number: bool) -> Self {
        Self { roles, before, capital: case != Case::Lower, upper: case == Case::Upper, number }
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
const SCOPE: u8 = 4;
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
    let main = if config.main_clause { main_clause(words) } else { 0..0 };
    let bigrams = config.surface_ngrams == 2 || config.stem_ngrams == 2;
    let last = words.len().saturating_sub(POSITIONS);
    let mut scope: Option<Modality> = None;
    let mut reach = 0;
    let mut content: Option<usize> = None;
    for (i, word) in words.iter().enumerate() {
        sink.word(i);
        if bigrams && i > 0 && !word.before.any(Gap::STOP | Gap::SEMICOLON) {
            sink.bigram(i - 1);
        }
        if config.skip_bigrams && !word.roles.has(Roles::FUNCTION) {
            if let Some(previous) = content {
                sink.skip_bigram(previous, i);
            }
            content = Some(i);
        }
        if config.positions {
            if i < POSITIONS {
                sink.context(Context::First, i);
            }
            if i >= last {
                sink.context(Context::Last, i);
            }
        }
        if main.contains(&i) {
            sink.context(Context::Main, i);
        }
        if config.modality {
            if reach == 0 || word.before.any(Gap::SCOPE_END) {
                scope = None;
            }
            if let Some(modality) = scope {
                sink.context(Context::Scope(modality), i);
                reach -= 1;
            }
            if let Some(modality) = word.roles.modality() {
                // "tidak boleh" is a ban; "tidak akan" no pledge.
                let negated = scope == Some(Modality::Negation) && word.roles.has(Roles::NEGATABLE);
                scope = Some(match modality {
                    Modality::Possibility if negated => Modality::Ban,
                    _ if negated => Modality::Negation,
                    _ => modality,
                });
                reach = SCOPE;
            }
        }
    }
    if config.shape {
        shape(words, end, |index| sink.shape(index));
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
    let capitals = others.iter().filter(|w| w.capital).count() as f64 / others.len().max(1) as f64;
    let inside = others.iter().map(|w| w.before).chain([end]);
    let commas = others.iter().filter(|w| w.before.any(Gap::COMMA)).count();
    let marks = inside.fold(first.before.0, |marks, gap| marks | gap.0);
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
        words.iter().all(|w| w.upper || w.number),
        capitals > 0.6 && !stopped,
        marks & Gap::BRACKET != 0,
        words.iter().any(|w| w.number),
        marks & Gap::COLON != 0,
    ];
    for (index, flag) in flags.into_iter().enumerate() {
        if flag {
            emit(16 + index);
        }
    }
}

/// The pattern of prefix and suffix that sets `word` apart from its `stem`, as in `di-kan`; `None` when they are equal
/// or nothing known was added.
pub(crate) fn affix_pattern(word: &str, stem: &str) -> Option<String> {
    const SUFFIXES: [&str; 10] =
        ["kannya", "annya", "inya", "kan", "nya", "lah", "kah", "pun", "an", "i"];
    const PREFIXES: [(&str, &str); 20] = [
        ("memper", "memper"),
        ("diper", "diper"),
        ("menge", "me"),
        ("meng", "me"),
        ("meny", "me"),
        ("peng", "pe"),
        ("peny", "pe"),
        ("mem", "me"),
        ("men", "me"),
        ("pem", "pe"),
        ("pen", "pe"),
        ("ber", "ber"),
        ("ter", "ter"),
        ("per", "per"),
        ("pel", "pe"),
        ("bel", "ber"),
        ("me", "me"),
        ("di", "di"),
        ("ke", "ke"),
        ("pe", "pe"),
    ];
    /// Shortest rest that an affix may leave.
    const REST: usize = 3;
    if word == stem || token::is_placeholder(word) {
        return None;
    }
    let suffix = SUFFIXES
        .into_iter()
        .find(|suffix| word.len() >= suffix.len() + REST && word.ends_with(suffix))
        .unwrap_or("");
    let prefix = PREFIXES
        .into_iter()
        .find(|(prefix, _)| {
            word.len() >= prefix.len() + suffix.len() + REST && word.starts_with(prefix)
        })
        .map_or("", |(_, name)| name);
    if prefix.is_empty() && suffix.is_empty() { None } else { Some(format!("{prefix}-{suffix}")) }
}

/// The character n-grams of `n` characters of a word with its borders marked.
pub(crate) fn char_ngrams(word: &str, n: usize, mut emit: impl FnMut(&str)) {
    if n == 0 || token::is_placeholder(word) {
        return;
    }
    let marked = format!("^{word}$");
    let starts: Vec<usize> = marked.char_indices().map(|(i, _)| i).chain([marked.len()]).collect();
    for window in starts.windows(n + 1).take(MAX_CHAR_NGRAMS) {
        emit(&marked[window[0]..window[n]]);
    }
}

/// Most character n-grams taken from one word, so that a word of 50 MB stays cheap.
const MAX_CHAR_NGRAMS: usize = 64;

/// A word as the featurizer sees it.
#[derive(Debug, Clone)]
struct Word<'a> {
    text: Cow<'a, str>,
    stem: String,
}

/// Turns sentences into named features.
///
/// ```
/// use klaim::features::{Featurizer, FeaturizerConfig};
///
/// let featurizer = Featurizer::new(FeaturizerConfig::default())?;
/// let mut names = Vec::new();
/// featurizer.features("ASN dilarang berkampanye.", |name, _| names.push(name.to_owned()));
/// assert!(names.contains(&"surface=berkampanye".to_owned()));
/// assert!(names.contains(&"ban=kampanye".to_owned()));
/// # Ok::<(), klaim::Error>(())
/// ```
#[derive(Debug)]
pub struct Featurizer {
    config: FeaturizerConfig,
    stemmer: Stemmer,
    lexicon: Lexicon,
}

impl Featurizer {
    /// A featurizer of checked settings.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a setting outside its range.
    pub fn new(config: FeaturizerConfig) -> Result<Self> {
        config.check()?;
        let stemmer = Stemmer::new(config.language);
        Ok(Self { config, stemmer, lexicon: Lexicon::new() })
    }

    /// Its settings.
    #[must_use]
    pub fn config(&self) -> &FeaturizerConfig {
        &self.config
    }

    /// The roles of a normalised word.
    pub(crate) fn roles(&self, word: &str) -> Roles {
        self.lexicon.roles(word)
    }

    /// The stem of a normalised word, spelling variants folded if the settings say so.
    pub(crate) fn stem(&self, word: &str) -> String {
        if token::is_placeholder(word) {
            return word.to_owned();
        }
        if !self.config.variants {
            return self.stemmer.stem(word).into_owned();
        }
        fold_variant(&self.stemmer.stem(fold_variant(word))).to_owned()
    }

    /// Calls `emit` with the name of each feature of `sentence`, as often as it occurs, and with the bytes of the
    /// sentence that it came from (for a shape feature, all of them). The name is only lent.
    ///
    /// Linear in the sentence's length; allocates, so batch scoring goes another, equal way.
    pub fn features(&self, sentence: &str, emit: impl FnMut(&str, Range<usize>)) {
        let mut words = Vec::new();
        let mut views = Vec::new();
        let mut spans = Vec::new();
        let mut at = 0;
        for token in token::tokenize(sentence) {
            let before = Gap::of(&sentence[at..token.start]);
            let number = token::is_placeholder(&token.text);
            views.push(WordView::new(self.roles(&token.text), before, token.case, number));
            spans.push(token.start..token.end);
            at = token.end;
            words.push(Word { stem: self.stem(&token.text), text: token.text });
        }
        let end = Gap::of(&sentence[at..]);
        let mut namer = Namer {
            config: &self.config,
            words: &words,
            views: &views,
            spans: &spans,
            whole: 0..sentence.len(),
            name: String::new(),
            emit,
        };
        compose(&self.config, &views, end, &mut namer);
    }
}

/// The sink that formats names.
struct Namer<'a, F> {
    config: &'a FeaturizerConfig,
    words: &'a [Word<'a>],
    views: &'a [WordView],
    spans: &'a [Range<usize>],
    whole: Range<usize>,
    name: String,
    emit: F,
}

impl<F: FnMut(&str, Range<usize>)> Namer<'_, F> {
    fn emit(&mut self, name: std::fmt::Arguments<'_>, span: Range<usize>) {
        self.name.clear();
        // Writing to a string cannot fail.
        let _ = self.name.write_fmt(name);
        (self.emit)(&self.name, span);
    }
}

impl<F: FnMut(&str, Range<usize>)> Sink for Namer<'_, F> {
    fn word(&mut self, i: usize) {
        let words = self.words;
        let (word, span) = (&words[i], self.spans[i].clone());
        if self.config.surface_ngrams > 0 {
            self.emit(format_args!("surface={}", word.text), span.clone());
        }
        if self.config.stem_ngrams > 0 {
            self.emit(format_args!("stem={}", word.stem), span.clone());
        }
        if self.config.affixes
            && let Some(pattern) = affix_pattern(&word.text, &word.stem)
        {
            self.emit(format_args!("affix={pattern}"), span.clone());
        }
        if self.config.cues
            && let Some(class) = self.views[i].roles.class()
        {
            self.emit(format_args!("cue={}", class.name()), span.clone());
        }
        let n = usize::from(self.config.char_ngrams);
        char_ngrams(&word.text, n, |gram| self.emit(format_args!("char={gram}"), span.clone()));
    }

    fn bigram(&mut self, i: usize) {
        let words = self.words;
        let (left, right) = (&words[i], &words[i + 1]);
        let span = self.spans[i].start..self.spans[i + 1].end;
        if self.config.surface_ngrams == 2 {
            self.emit(format_args!("surface={} {}", left.text, right.text), span.clone());
        }
        if self.config.stem_ngrams == 2 {
            self.emit(format_args!("stem={} {}", left.stem, right.stem), span);
        }
    }

    fn skip_bigram(&mut self, i: usize, j: usize) {
        let words = self.words;
        let span = self.spans[i].start..self.spans[j].end;
        self.emit(format_args!("skip={} {}", words[i].stem, words[j].stem), span);
    }

    fn context(&mut self, context: Context, i: usize) {
        let words = self.words;
        self.emit(format_args!("{}={}", context.name(), words[i].stem), self.spans[i].clone());
    }

    fn shape(&mut self, shape: usize) {
        self.emit(format_args!("shape={}", SHAPES[shape]), self.whole.clone());
    }
}
