//! Who says it: the text of an article and the spans of its sentences go in, one [`Speech`] a sentence comes out.
//!
//! All spans are byte offsets into the UTF-8 text of the article. A speaker is written as in the article, without titles
//! and ranks in front or degrees behind; where a sentence names nobody ("ujarnya"), the span lies where the speaker was named.
//!
//! ```
//! use klaim::sentence::{Segmenter, Span};
//! use klaim::speaker::{Attribution, attribute};
//!
//! let text = "Kepala BKN, Dr. Rina Wati, meminta pegawai netral. \"Sanksinya sudah kami siapkan,\" ujarnya.";
//! let sentences: Vec<Span> = Segmenter::new().segment(text).collect();
//! let speeches = attribute(text, &sentences);
//! assert_eq!(speeches[0].attribution, Attribution::Indirect);
//! assert_eq!(speeches[0].role.map(|role| role.of(text)), Some("Kepala BKN"));
//! assert_eq!(speeches[1].attribution, Attribution::Direct);
//! assert_eq!(speeches[1].speaker.map(|speaker| speaker.of(text)), Some("Rina Wati"));
//! ```
//!
//! # How it goes
//!
//! `scan` cuts a sentence into words and follows its quotation marks; `words` says what a word can be; `rules` tries the words
//! that may be verbs of speech, and `subject` looks in front of them; `phrase` and `office` read the name and the office beside such a verb; `known` remembers who
//! was named; `article` carries speakers and open quotations from sentence to sentence. Rules, no model: `tests/speakers`
//! measures them on a table that was labelled by hand.
//!
//! # Time
//!
//! Each rule looks at a bounded number of words, a look back or ahead at a bounded number of sentences, and only the first
//! 4,096 bytes of a sentence are searched, so the time is linear whatever the text.

mod article;
mod known;
mod nouns;
mod office;
mod phrase;
mod places;
mod rules;
mod scan;
mod subject;
mod verbs;
mod words;

use crate::sentence::Span;

/// How a sentence passes on what somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attribution {
    /// In the reporter's own voice.
    #[default]
    None,
    /// A quotation, or a part of one.
    Direct,
    /// A paraphrase.
    Indirect,
}

impl Attribution {
    /// `"none"`, `"direct"` or `"indirect"`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Direct => "direct",
            Self::Indirect => "indirect",
        }
    }
}

/// Who is quoted or paraphrased in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Speech {
    /// Whether and how somebody's words are passed on.
    pub attribution: Attribution,
    /// The speaker as written: bytes of the article's text, without white space at the ends, in this sentence, in an earlier
    /// one, or in a later one that closes the quotation; `None` where nobody was named.
    pub speaker: Option<Span>,
    /// The speaker's office as written, such as `Ketua Bawaslu Kabupaten Sleman`; only with a speaker.
    pub role: Option<Span>,
}

/// The speech of each sentence: as many, and in the same order, as `sentences`.
///
/// `sentences` are spans of `text` in order, as [`crate::sentence::Segmenter`] yields them; one that is no span of `text` has
/// no speech.
#[must_use]
pub fn attribute(text: &str, sentences: &[Span]) -> Vec<Speech> {
    article::Article::new(text, sentences).read()
}
