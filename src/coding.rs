//! Coding, as content analysis calls it: an [`Article`] goes in, a [`CodedArticle`] comes out, which has the label, the
//! probabilities and the speech of every sentence.
//!
//! Spans are byte offsets into the UTF-8 text of the article.
//!
//! ```
//! use std::path::Path;
//!
//! use klaim::Classifier;
//! use klaim::article::{Articles, ReadOptions};
//! use klaim::coding::Coder;
//! use klaim::sentence::Segmenter;
//!
//! let (classifier, segmenter) = (Classifier::bundled()?, Segmenter::new());
//! let coder = Coder::new(&classifier, &segmenter);
//! let line = "{\"isi\":\"ASN dilarang ikut kampanye. Acara dimulai pukul sembilan.\"}";
//! let articles = Articles::from_reader(line.as_bytes(), "a.jsonl", &ReadOptions::default());
//! let coded = coder.code_all(articles.collect::<Result<_, _>>()?);
//! let labels: Vec<&str> =
//!     coded[0].sentences.iter().map(|s| classifier.labels().name(s.label)).collect();
//! assert_eq!(labels, ["prohibition", "none"]);
//! # Ok::<(), klaim::Error>(())
//! ```

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::article::Article;
use crate::label::Label;
use crate::model::{Classifier, Scratch};
use crate::sentence::{Segmenter, Span};
use crate::speaker::{self, Speech};
use crate::token::one_line;

/// An article with what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedArticle {
    /// As it was read.
    pub article: Article,
    /// Its sentences in order, disjoint; at least one.
    pub sentences: Vec<CodedSentence>,
}

/// A sentence of an article with what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedSentence {
    /// Its bytes in the article's text.
    pub span: Span,
    /// The most probable label.
    pub label: Label,
    /// Probability of every label, in label order; they add up to 1.
    pub probabilities: Box<[f64]>,
    /// Who is quoted or paraphrased in it.
    pub speech: Speech,
}

impl CodedArticle {
    /// The text of `sentence`, one of this article's.
    ///
    /// # Panics
    /// When `sentence` is of another article and its span does not fit.
    #[must_use]
    pub fn text(&self, sentence: &CodedSentence) -> &str {
        sentence.span.of(&self.article.text)
    }

    /// The speaker of each sentence, by the fullest name that the article has: one written `Budi` is `Budi Santoso` where
    /// that is the only longer name of a speaker in which the words stand side by side. Every run of white space is
    /// one space. Linear in the number of speakers.
    #[must_use]
    pub fn speakers(&self) -> Vec<Option<String>> {
        let text = &self.article.text;
        let as_written = |s: &CodedSentence| s.speech.speaker.map(|span| one_line(span.of(text)));
        let mut speakers: Vec<Option<String>> = self.sentences.iter().map(as_written).collect();
        let full = full_names(&speakers);
        for name in speakers.iter_mut().flatten() {
            if let Some(longer) = full.get(name) {
                name.clone_from(longer);
            }
        }
        speakers
    }

    /// The speaker's office in `sentence`, as written, with every run of white space as one space.
    #[must_use]
    pub fn role(&self, sentence: &CodedSentence) -> Option<String> {
        sentence.speech.role.map(|span| one_line(span.of(&self.article.text)))
    }
}

impl CodedSentence {
    /// Probability of its label.
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.probabilities[self.label.index()]
    }
}

/// Longer names have no shorter forms that anybody would write.
const MAX_NAME_WORDS: usize = 8;

/// For each name that is a part of exactly one longer name, that name.
fn full_names(names: &[Option<String>]) -> BTreeMap<String, String> {
    let mut distinct: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let words = |name: &str| name.bytes().filter(|&byte| byte == b' ').count() + 1;
    distinct.retain(|name| words(name) <= MAX_NAME_WORDS);
    // Longer names first; stable, so equals stay in order.
    distinct.sort_by_key(|name| std::cmp::Reverse(words(name)));
    // What is a part of which name; `None` where it is one of several.
    let mut parts: BTreeMap<String, Option<&str>> = BTreeMap::new();
    let mut full = BTreeMap::new();
    for name in distinct {
        if let Some(owner) = parts.get(name) {
            // Its own parts are parts of the longer name as well.
            full.extend(owner.map(|longer| (name.to_owned(), longer.to_owned())));
            continue;
        }
        let words: Vec<&str> = name.split(' ').collect();
        for start in 0..words.len() {
            for end in start + 1..=words.len() {
                if end - start < words.len() {
                    let owner = parts.entry(words[start..end].join(" ")).or_insert(Some(name));
                    if *owner != Some(name) {
                        *owner = None;
                    }
                }
            }
        }
    }
    full
}

/// Segmenter, classifier and rules for speakers as one. Shared by all threads.
#[derive(Debug, Clone, Copy)]
pub struct Coder<'a> {
    classifier: &'a Classifier,
    segmenter: &'a Segmenter,
}

impl<'a> Coder<'a> {
    /// A coder of these parts.
    #[must_use]
    pub fn new(classifier: &'a Classifier, segmenter: &'a Segmenter) -> Self {
        Self { classifier, segmenter }
    }

    /// The classifier that it labels by.
    #[must_use]
    pub fn classifier(&self) -> &'a Classifier {
        self.classifier
    }

    /// What [`code`](Self::code) needs; one a thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        self.classifier.scorer().scratch()
    }

    /// Codes one article.
    pub fn code(&self, article: Article, scratch: &mut Scratch) -> CodedArticle {
        let spans: Vec<Span> = self.segmenter.segment(&article.text).collect();
        let speeches = speaker::attribute(&article.text, &spans);
        let sentences = spans
            .into_iter()
            .zip(speeches)
            .map(|(span, speech)| {
                let (label, probabilities) =
                    self.classifier.label_and_probabilities(span.of(&article.text), scratch);
                CodedSentence { span, label, probabilities: probabilities.into(), speech }
            })
            .collect();
        CodedArticle { article, sentences }
    }

    /// Codes `articles` on all threads of the current rayon pool; the result is in their order and the same for any number
    /// of threads.
    #[must_use]
    pub fn code_all(&self, articles: Vec<Article>) -> Vec<CodedArticle> {
        articles
            .into_par_iter()
            .map_init(|| self.scratch(), |scratch, article| self.code(article, scratch))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;

    fn article(number: usize) -> Article {
        let text = format!(
            "ASN nomor {number} dilarang ikut kampanye.\n\nPelanggar dijatuhi sanksi berat. Acara dimulai pukul {number}."
        );
        Article {
            id: number.to_string(),
            title: None,
            text,
            published: None,
            metadata: Vec::new(),
            path: Arc::from(Path::new("a.jsonl")),
            line: number,
        }
    }

    #[test]
    fn short_names_are_those_of_the_fullest() {
        let names =
            ["Budi", "Budi Santoso", "Drs Budi Santoso", "Ani", "Ani Sari", "Ani Wati", "Sari"];
        let full = full_names(&names.map(|name| Some(name.to_owned())));
        let full: Vec<(&str, &str)> = full.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        // Which Ani it is cannot be told.
        let budi = "Drs Budi Santoso";
        assert_eq!(full, [("Budi", budi), ("Budi Santoso", budi), ("Sari", "Ani Sari")]);
    }

    #[test]
    fn order_and_result_do_not_depend_on_threads() {
        let (classifier, segmenter) = (Classifier::bundled().expect("bundled"), Segmenter::new());
        let coder = Coder::new(&classifier, &segmenter);
        let articles: Vec<Article> = (1..40).map(article).collect();
        let with_threads = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| coder.code_all(articles.clone()))
        };
        let (one, many) = (with_threads(1), with_threads(4));
        assert_eq!(one, many);
        assert_eq!(
            one.iter().map(|c| &c.article).collect::<Vec<_>>(),
            articles.iter().collect::<Vec<_>>()
        );
        for article in &one {
            assert_eq!(article.sentences.len(), 3);
            for sentence in &article.sentences {
                assert!((sentence.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                let (label, probability) = classifier.classify(article.text(sentence));
                assert_eq!(sentence.label, label);
                assert!((sentence.probability() - probability).abs() < 1e-3);
            }
        }
    }
}
