//! Word in, stem out: the base form that inflected and derived forms of a word share.
//!
//! In goes one word, NFKC-normalised and in lower case, without hyphens; out comes its stem, borrowed wherever it is a
//! part of the word or an entry of a table. No input panics; words that no rule knows come back as they are. The same
//! word always has the same stem.
//!
//! English and the other [`Language`]s use the Snowball algorithms of `rust-stemmers`. Indonesian has its own stemmer
//! in `stem/indonesian.rs`, because taking affixes off without a list of roots goes wrong too often (pegawai -> gawa).

mod indonesian;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_stemmers::Algorithm;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Words longer than this many bytes are never stemmed: they are no words, and this bounds the time for one.
pub const MAX_WORD_BYTES: usize = 64;

macro_rules! languages {
    ($($snowball:ident $name:literal,)*) => {
        /// A language that a [`Stemmer`] knows.
        ///
        /// Its name, in lower case, is the same on the command line and in a model file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        #[allow(missing_docs, reason = "the names of languages say what they are")]
        pub enum Language {
            #[default]
            Indonesian,
            $($snowball,)*
            /// No stemming: every word is its own stem.
            None,
        }

        impl Language {
            const ALL: &[Self] = &[Self::Indonesian, $(Self::$snowball,)* Self::None];

            /// The name in lower case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    Self::Indonesian => "indonesian",
                    $(Self::$snowball => $name,)*
                    Self::None => "none",
                }
            }

            fn snowball(self) -> Option<Algorithm> {
                match self {
                    Self::Indonesian | Self::None => Option::None,
                    $(Self::$snowball => Some(Algorithm::$snowball),)*
                }
            }
        }
    };
}

languages! {
    Arabic "arabic",
    Danish "danish",
    Dutch "dutch",
    English "english",
    Finnish "finnish",
    French "french",
    German "german",
    Greek "greek",
    Hungarian "hungarian",
    Italian "italian",
    Norwegian "norwegian",
    Portuguese "portuguese",
    Romanian "romanian",
    Russian "russian",
    Spanish "spanish",
    Swedish "swedish",
    Tamil "tamil",
    Turkish "turkish",
}

impl Language {
    /// All languages: Indonesian first, then by name, [`Language::None`] last.
    #[must_use]
    pub fn all() -> &'static [Self] {
        Self::ALL
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Language {
    type Err = Error;

    /// The language called `name`, in lower case.
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|language| language.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|language| language.name()).collect();
            Error::parameter("language", format!("{name:?}"), format!("use {}", names.join(", ")))
        })
    }
}

/// Takes words of one language to their stems. Small to copy, and safe to share between threads.
///
/// ```
/// use klaim::stem::{Language, Stemmer};
///
/// let stemmer = Stemmer::new(Language::Indonesian);
/// assert_eq!(stemmer.stem("pelanggaran"), "langgar");
/// assert_eq!(stemmer.stem("memilihnya"), "pilih");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stemmer {
    language: Language,
}

impl Stemmer {
    /// The stemmer of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language of the words.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Makes what the first stem would have to wait for, a millisecond's work; good for another thread.
    pub fn prepare(&self) {
        if self.language == Language::Indonesian {
            indonesian::prepare();
        }
    }

    /// The stem of `word`, which must be NFKC-normalised, in lower case and without hyphens to be recognised.
    ///
    /// Never empty unless `word` is. Words longer than [`MAX_WORD_BYTES`] are their own stem.
    #[must_use]
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        if word.len() > MAX_WORD_BYTES {
            return Cow::Borrowed(word);
        }
        match self.language.snowball() {
            Some(algorithm) => {
                let stem = rust_stemmers::Stemmer::create(algorithm).stem(word);
                if stem.is_empty() { Cow::Borrowed(word) } else { stem }
            }
            Option::None if self.language == Language::Indonesian => indonesian::stem(word),
            Option::None => Cow::Borrowed(word),
        }
    }
}
