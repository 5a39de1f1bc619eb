//! Counts over many articles: [`CodedArticle`]s go in one by one, for each label, article, speaker or month the number of
//! sentences of every label comes out, with shares and their 95 % intervals.
//!
//! What is counted is sentences. A speaker is counted by name (see [`CodedArticle::speakers`]); a sentence without a speaker, and an article
//! without a date, is counted in a group without a key.

mod proportion;

use std::collections::BTreeMap;
use std::str::FromStr;

pub use proportion::Proportion;

use crate::coding::CodedArticle;
use crate::error::{Error, Result};
use crate::label::{Label, LabelSet, NONE};

/// What sentences are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// All sentences as one group.
    Label,
    /// The article that they are in.
    Article,
    /// Whoever is quoted or paraphrased.
    Speaker,
    /// The month in which their article appeared.
    Month,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Label, Self::Article, Self::Speaker, Self::Month];

    /// Its name, in small letters.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Article => "article",
            Self::Speaker => "speaker",
            Self::Month => "month",
        }
    }
}

impl FromStr for Dimension {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|d| d.name().eq_ignore_ascii_case(name.trim())).ok_or_else(
            || {
                let names = Self::ALL.map(Self::name).join(", ");
                Error::parameter("dimension", format!("{name:?}"), format!("use {names}"))
            },
        )
    }
}

/// Sentences by label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Articles with at least one of these sentences.
    pub articles: u64,
    /// Sentences of each label, in label order.
    pub labels: Vec<u64>,
}

impl Counts {
    fn new(labels: usize) -> Self {
        Self { articles: 0, labels: vec![0; labels] }
    }

    fn add(&mut self, label: Label) {
        self.labels[label.index()] += 1;
    }

    /// All sentences.
    #[must_use]
    pub fn sentences(&self) -> u64 {
        self.labels.iter().sum()
    }

    /// Those with `label` among all.
    #[must_use]
    pub fn proportion(&self, label: Label) -> Proportion {
        Proportion { count: self.labels[label.index()], of: self.sentences() }
    }

    /// Those with a label other than `none` among all.
    #[must_use]
    pub fn claims(&self, labels: &LabelSet) -> Proportion {
        let of = self.sentences();
        let none = labels.get(NONE).map_or(0, |none| self.labels[none.index()]);
        Proportion { count: of - none, of }
    }
}

/// Sentences that have something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common: id of the article, name of the speaker, month as `2024-02`; `None` for all
    /// sentences, for no speaker and for no date.
    pub key: Option<String>,
    /// Headline of the article, where it has one.
    pub title: Option<String>,
    /// How many there are.
    pub counts: Counts,
}

/// Counts of the dimensions asked for. Memory grows with the number of articles only when these are asked for, with that of
/// speakers and months likewise.
#[derive(Debug, Clone)]
pub struct Summary {
    labels: LabelSet,
    dimensions: Vec<Dimension>,
    total: Counts,
    articles: Vec<Group>,
    speakers: BTreeMap<Option<String>, Counts>,
    /// By the first seven characters of ISO 8601.
    months: BTreeMap<Option<String>, Counts>,
}

impl Summary {
    /// A summary of nothing yet, by `dimensions`, of sentences with these `labels`.
    #[must_use]
    pub fn new(labels: LabelSet, dimensions: &[Dimension]) -> Self {
        let total = Counts::new(labels.len());
        Self {
            labels,
            dimensions: dimensions.to_vec(),
            total,
            articles: Vec::new(),
            speakers: BTreeMap::new(),
            months: BTreeMap::new(),
        }
    }

    /// The labels.
    #[must_use]
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// All sentences.
    #[must_use]
    pub fn total(&self) -> &Counts {
        &self.total
    }

    /// Counts the sentences of `article`.
    ///
    /// # Panics
    /// When it is labelled with a larger set of labels.
    pub fn add(&mut self, article: &CodedArticle) {
        let mut own = Counts::new(self.labels.len());
        own.articles = 1;
        for sentence in &article.sentences {
            own.add(sentence.label);
        }
        add(&mut self.total, &own);
        if self.dimensions.contains(&Dimension::Speaker) {
            let mut speakers: BTreeMap<Option<String>, Counts> = BTreeMap::new();
            for (sentence, speaker) in article.sentences.iter().zip(article.speakers()) {
                let counts = speakers.entry(speaker);
                let counts = counts.or_insert_with(|| Counts::new(self.labels.len()));
                counts.articles = 1;
                counts.add(sentence.label);
            }
            for (speaker, counts) in speakers {
                let sum = self.speakers.entry(speaker);
                add(sum.or_insert_with(|| Counts::new(self.labels.len())), &counts);
            }
        }
        if self.dimensions.contains(&Dimension::Month) {
            let month = article.article.date().and_then(|date| date.get(..7).map(str::to_owned));
            let sum = self.months.entry(month);
            add(sum.or_insert_with(|| Counts::new(self.labels.len())), &own);
        }
        if self.dimensions.contains(&Dimension::Article) {
            let (key, title) = (Some(article.article.id.clone()), article.article.title.clone());
            self.articles.push(Group { key, title, counts: own });
        }
    }

    /// The groups of `dimension`: one of all sentences for [`Dimension::Label`]; articles in the order in which they were
    /// added; speakers by falling number of claims, then of sentences, then by name; months in order of time. The group
    /// without a key is last. None when the dimension was not asked for.
    #[must_use]
    pub fn groups(&self, dimension: Dimension) -> Vec<Group> {
        if !self.dimensions.contains(&dimension) {
            return Vec::new();
        }
        let group = |key: Option<String>, counts: &Counts| {
            let counts = counts.clone();
            Group { key, title: None, counts }
        };
        let mut groups: Vec<Group> = match dimension {
            Dimension::Label => return vec![group(None, &self.total)],
            Dimension::Article => return self.articles.clone(),
            Dimension::Speaker => self.speakers.iter().map(|(k, c)| group(k.clone(), c)).collect(),
            Dimension::Month => self.months.iter().map(|(k, c)| group(k.clone(), c)).collect(),
        };
        if dimension == Dimension::Speaker {
            // Stable, so equals stay in order of name.
            groups.sort_by_key(|group| {
                let claims = group.counts.claims(&self.labels);
                std::cmp::Reverse((claims.count, claims.of))
            });
        }
        groups.sort_by_key(|group| group.key.is_none());
        groups
    }
}

fn add(sum: &mut Counts, counts: &Counts) {
    sum.articles += counts.articles;
    for (sum, n) in sum.labels.iter_mut().zip(&counts.labels) {
        *sum += n;
    }
}

#[cfg(test)]
mod tests;
