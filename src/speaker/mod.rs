//! Who says it: the text of an article and the spans of its sentences go in, one [`Speech`] a sentence comes out.
//!
//! All spans are byte offsets into the UTF-8 text of the article.

mod article;
mod known;
mod phrase;
mod places;
mod rules;
mod scan;
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
    /// The speaker as written: bytes of the article's text, in this sentence or an earlier one; never white space at an end.
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
