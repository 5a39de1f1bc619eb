//! The page of `klaim report`: coded articles go in, one HTML file that needs nothing else comes out.
//!
//! The file holds a skeleton (`skeleton.rs`), a style sheet, a script, and the articles as JSON in a block that is not
//! executed. Its content security policy allows that style and that script, by their hashes, and nothing else: no request,
//! no other script. Text of strangers is only ever inserted as text. The same input gives the same bytes.

mod data;
mod palette;
mod skeleton;
mod words;

use clap::ValueEnum;
use klaim::Classifier;
use klaim::summary::Counts;

pub(crate) use data::{Entry, encode};

/// Language of the interface; articles and labels in data stay what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Indonesian
    Id,
    /// English
    En,
}

impl Language {
    /// English where the environment asks for it, else Indonesian.
    pub(crate) fn of_environment() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let wanted = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        if wanted.is_some_and(|value| value.starts_with("en")) { Self::En } else { Self::Id }
    }

    /// As HTML names it.
    fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }
}

/// What stands above the page's content and about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heading<'a> {
    pub(crate) language: Language,
    pub(crate) title: Option<&'a str>,
    pub(crate) note: Option<&'a str>,
    /// What the user calls the model.
    pub(crate) model: &'a str,
}

/// A page that is being filled: articles as JSON, joined by commas, and their counts.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    classifier: &'a Classifier,
    articles: String,
    counts: Counts,
}

impl<'a> Page<'a> {
    pub(crate) fn new(classifier: &'a Classifier) -> Self {
        let counts = Counts { articles: 0, labels: vec![0; classifier.labels().len()] };
        Self { classifier, articles: String::new(), counts }
    }

    /// Adds the next article.
    pub(crate) fn add(&mut self, entry: &Entry) {
        if !self.articles.is_empty() {
            self.articles.push_str(",\n");
        }
        self.articles.push_str(&entry.json);
        self.counts.articles += 1;
        for (sum, n) in self.counts.labels.iter_mut().zip(&entry.labels) {
            *sum += n;
        }
    }

    /// The whole page.
    pub(crate) fn finish(&self, heading: &Heading<'_>) -> String {
        skeleton::page(self, heading)
    }
}

#[cfg(test)]
mod tests;
