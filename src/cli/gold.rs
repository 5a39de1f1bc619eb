//! Labelled sentences of one or more files, and a model's probabilities for them.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use klaim::evaluate::Evaluation;
use klaim::model::TestScores;
use klaim::{Classifier, Error, Label, LabelSet, LabelledSentence, Result};
use rayon::prelude::*;

/// The sentences of several files, in their order.
#[derive(Debug)]
pub(super) struct Gold {
    pub(super) sentences: Vec<LabelledSentence>,
    files: Vec<PathBuf>,
    /// Number of the file of each sentence.
    file_of: Vec<usize>,
}

impl Gold {
    /// Reads `files`. Ids must be unique over all of them; sentences that came without one get the number of their file before
    /// their line (`2:line:7`), from the second file on.
    pub(super) fn read(files: &[PathBuf]) -> Result<Self> {
        let mut gold = Self { sentences: Vec::new(), files: files.to_vec(), file_of: Vec::new() };
        let mut places: HashMap<String, usize> = HashMap::new();
        for (number, path) in files.iter().enumerate() {
            for mut sentence in LabelledSentence::read(path)? {
                if number > 0 && sentence.id == format!("line:{}", sentence.line) {
                    sentence.id = format!("{}:{}", number + 1, sentence.id);
                }
                if let Some(earlier) = places.insert(sentence.id.clone(), gold.sentences.len()) {
                    let (other, line) = (gold.file(earlier), gold.sentences[earlier].line);
                    return Err(Error::input(
                        path,
                        sentence.line,
                        format!(
                            "the id {:?} stands in {}:{line} already",
                            sentence.id,
                            other.display()
                        ),
                        "give every sentence an id of its own, or leave one of the files out",
                    ));
                }
                gold.sentences.push(sentence);
                gold.file_of.push(number);
            }
        }
        Ok(gold)
    }

    pub(super) fn file(&self, sentence: usize) -> &PathBuf {
        &self.files[self.file_of[sentence]]
    }

    /// Refuses a label that occurs once, by its place.
    ///
    /// # Errors
    /// [`Error::Input`] for such a label.
    pub(super) fn check_labels(&self) -> Result<()> {
        let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (index, sentence) in self.sentences.iter().enumerate() {
            places.entry(&sentence.label).or_insert((index, 0)).1 += 1;
        }
        let once = places.into_iter().find(|(_, (_, count))| *count == 1);
        match once {
            None => Ok(()),
            Some((label, (index, _))) => Err(Error::input(
                self.file(index),
                self.sentences[index].line,
                format!("the label {label:?} occurs only here"),
                "label more sentences with it, or mend its spelling",
            )),
        }
    }

    /// The articles of the sentences.
    pub(super) fn articles(&self) -> Vec<&str> {
        self.sentences.iter().map(LabelledSentence::article).collect()
    }

    /// Gold and second labels, as `labels` has them.
    ///
    /// # Errors
    /// [`Error::Input`] for a label that is not in the set.
    pub(super) fn labels(&self, labels: &LabelSet) -> Result<(Vec<Label>, Vec<Option<Label>>)> {
        let find = |index: usize, name: &str| {
            labels.get(name).ok_or_else(|| {
                Error::input(
                    self.file(index),
                    self.sentences[index].line,
                    format!("the model does not know the label {name:?}"),
                    format!(
                        "its labels are {}; mend the label or take another model",
                        labels.names().join(", ")
                    ),
                )
            })
        };
        let mut gold = Vec::with_capacity(self.sentences.len());
        let mut also = Vec::with_capacity(self.sentences.len());
        for (index, sentence) in self.sentences.iter().enumerate() {
            gold.push(find(index, &sentence.label)?);
            also.push(sentence.also.as_deref().map(|second| find(index, second)).transpose()?);
        }
        Ok((gold, also))
    }

    /// Probabilities of all sentences, row-major.
    pub(super) fn probabilities(&self, classifier: &Classifier) -> Vec<f64> {
        let rows: Vec<Vec<f64>> =
            self.sentences.par_iter().map(|s| classifier.probabilities(&s.text)).collect();
        rows.concat()
    }

    /// All scores of `classifier`, for its record.
    pub(super) fn test_scores(&self, classifier: &Classifier) -> Result<TestScores> {
        let (gold, also) = self.labels(classifier.labels())?;
        let probabilities = self.probabilities(classifier);
        let scores = Evaluation::new(classifier.labels(), &gold, &also, &probabilities)?;
        Ok(TestScores {
            sentences: scores.sentences,
            accuracy: scores.accuracy,
            macro_f1: scores.macro_f1,
            log_loss: scores.log_loss,
            ece: scores.ece,
        })
    }
}
