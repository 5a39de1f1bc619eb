//! Labelled sentences (placeholder until reading lands).

/// A labelled sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledSentence {
    /// Id.
    pub id: String,
    /// Text.
    pub text: String,
    /// Label.
    pub label: String,
    /// Second label.
    pub also: Option<String>,
    /// Weight.
    pub weight: f64,
    /// Line.
    pub line: usize,
}

impl LabelledSentence {
    /// The id without its last part.
    #[must_use]
    pub fn article(&self) -> &str {
        self.id.rsplit_once('-').map_or(&self.id, |(article, _)| article)
    }
}
