//! Settings of the featurizer.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::stem::Language;

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
    /// [`LogOdds`](Self::LogOdds) times the square root of [`Idf`](Self::Idf): rare cues count for more than frequent
    /// ones of equal odds.
    LogOddsIdf,
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
            term_weight: TermWeight::LogOddsIdf,
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
