//! Features of a sentence: which there are, and how they are named.
//!
//! In: a sentence. Out: names of features, each with the words that it came from. This module is the definition: the
//! trainer learns a vocabulary from these names, `explain` shows them, and the compiled scorer must give every
//! sentence the same features.
//!
//! A name is its kind, `=`, and one or two words (`stem=netral`, `stem=tidak boleh`, `ban=kampanye`, `shape=headline`).
//! `compose` decides which words make which features from nothing but each word's `WordView`, and tells a `Sink`; a
//! sink that formats names and one that looks numbers up therefore cannot disagree on it.

mod compose;
mod config;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

pub(crate) use compose::{Context, Gap, SHAPES, Sink, WordView, compose};
pub use config::{FeaturizerConfig, TermFrequency, TermWeight};

use crate::error::Result;
use crate::lexicon::{Lexicon, Roles, fold_variant};
use crate::stem::Stemmer;
use crate::token;

const SUFFIXES: [&str; 10] =
    ["kannya", "annya", "inya", "kan", "nya", "lah", "kah", "pun", "an", "i"];
/// As written, and as named: variants of one prefix share a name.
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
/// No more patterns than these can [`affix_pattern`] return.
pub(crate) const MAX_AFFIX_PATTERNS: usize = (PREFIXES.len() + 1) * (SUFFIXES.len() + 1);

/// The pattern of prefix and suffix that sets `word` apart from its `stem`, as in `di-kan`; `None` when they are equal
/// or nothing known was added.
pub(crate) fn affix_pattern(word: &str, stem: &str) -> Option<String> {
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

/// Words of a sentence that count; what follows them is not looked at. No sentence of the 60,000 that this was measured on has
/// a tenth as many, and text from strangers that does costs bounded memory.
pub const MAX_WORDS: usize = 4096;

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
    /// [`Error::Parameter`](crate::Error::Parameter) for a setting outside its range.
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

    /// Makes what the first word would have to wait for; good for another thread.
    pub(crate) fn prepare(&self) {
        self.stemmer.prepare();
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
        for token in token::tokenize(sentence).take(MAX_WORDS) {
            let before = Gap::of(&sentence[at..token.start]);
            let number = token::is_placeholder(&token.text);
            views.push(WordView::new(self.roles(&token.text), before, token.case, number));
            spans.push(token.start..token.end);
            at = token.end;
            words.push(Word { stem: self.stem(&token.text), text: token.text });
        }
        // Marks only stand for an end where the words end.
        let end = if words.len() < MAX_WORDS { Gap::of(&sentence[at..]) } else { Gap::default() };
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
