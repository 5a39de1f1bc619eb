//! Labelled sentences: a JSON Lines or CSV file for training or evaluation goes in, [`LabelledSentence`]s come out.
//!
//! ```text
//! {"id":"p1-03-07","text":"...","label":"sanction","also":null}
//! ```
//!
//! CSV and TSV have the same columns. `id`, `also` and `weight` may be missing; other fields are ignored. The reader is
//! strict, because an error in training data costs more than the time to mend it: the first bad record ends it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::article::{
    Delimited, Format, LineBlocks, MAX_ARTICLE_BYTES, Opened, ReadOptions, Row, Source,
    check_width, json_error,
};
use crate::error::{Error, Result};

/// One sentence with its gold label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledSentence {
    /// Unique in its file, never empty; `line:N` where the file gives none.
    pub id: String,
    /// Never blank.
    pub text: String,
    /// The gold label's name; never blank. Whether a model knows it is for the caller to check.
    pub label: String,
    /// A second label that an annotator would accept; never blank, never the same as `label`.
    pub also: Option<String>,
    /// How much the sentence counts in training: finite, at least 0; 1 where the file gives none.
    pub weight: f64,
    /// The line of the file, from 1.
    pub line: usize,
}

impl LabelledSentence {
    /// The article that the sentence is from: the id without its last `-` part, or the whole id if it has none.
    #[must_use]
    pub fn article(&self) -> &str {
        self.id.rsplit_once('-').map_or(&self.id, |(article, _)| article)
    }

    /// All sentences of the file at `path`, in its order: JSON Lines, or CSV or TSV by the extension.
    ///
    /// # Errors
    /// [`Error::Input`] with the line for a record that does not parse, lacks `text` or `label` or has them blank, has
    /// a weight that is negative or not finite, an `also` equal to its label, or the id of an earlier record; for a
    /// file without records. [`Error::Io`] when the file cannot be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Vec<Self>> {
        let options = ReadOptions::default();
        let opened = Opened::new(&Source::file(path)?, &options)?;
        let path = Arc::clone(&opened.path);
        let sentences = match opened.format {
            Format::Csv => read_rows(
                Delimited::sniffing(opened.reader, Arc::clone(&path), MAX_ARTICLE_BYTES)?,
                &path,
            )?,
            Format::Tsv => read_rows(
                Delimited::new(opened.reader, Arc::clone(&path), b'\t', MAX_ARTICLE_BYTES),
                &path,
            )?,
            Format::Parquet | Format::Xlsx => {
                let remedy = "save them as CSV or JSON Lines";
                return Err(Error::input(
                    &*path,
                    0,
                    "labelled sentences are not read from this format",
                    remedy,
                ));
            }
            _ => read_lines(
                LineBlocks::new(opened.reader, Arc::clone(&path), MAX_ARTICLE_BYTES),
                &path,
            )?,
        };
        if sentences.is_empty() {
            return Err(Error::input(
                &*path,
                0,
                "holds no labelled sentence",
                "give one JSON object with text and label a line, or CSV with these columns",
            ));
        }
        check_ids(&sentences, &path)?;
        Ok(sentences)
    }
}

/// A record as it stands in JSON.
#[derive(Deserialize)]
struct Raw {
    id: Option<Id>,
    text: Option<String>,
    label: Option<String>,
    also: Option<String>,
    weight: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

impl Raw {
    fn check(self, line: usize, path: &Path) -> Result<LabelledSentence> {
        let bad = |problem: String, remedy: &str| Error::input(path, line, problem, remedy);
        let given = |field: &str, value: Option<String>| match value {
            None => Err(bad(format!("has no field {field}"), "give every record text and label")),
            Some(value) if value.trim().is_empty() => {
                Err(bad(format!("the field {field} is empty"), "give every record text and label"))
            }
            Some(value) => Ok(value),
        };
        let id = match self.id {
            Some(Id::Text(id)) if !id.trim().is_empty() => id,
            Some(Id::Number(id)) => id.to_string(),
            _ => format!("line:{line}"),
        };
        let text = given("text", self.text)?;
        let label = given("label", self.label)?;
        let also = self.also.filter(|also| !also.trim().is_empty());
        if also.as_ref() == Some(&label) {
            return Err(bad(
                format!("the second label also is {label:?} like the label"),
                "leave also empty where there is no second label",
            ));
        }
        let weight = self.weight.unwrap_or(1.0);
        if !weight.is_finite() || weight < 0.0 {
            return Err(bad(
                format!("the weight is {weight}"),
                "give a number of at least 0, or leave it out",
            ));
        }
        Ok(LabelledSentence { id, text, label, also, weight, line })
    }
}

fn read_lines(
    blocks: LineBlocks<impl std::io::BufRead>,
    path: &Path,
) -> Result<Vec<LabelledSentence>> {
    let mut sentences = Vec::new();
    for block in blocks {
        let block = block?;
        for line in block.lines().filter(|line| !line.is_blank()) {
            let raw: Raw = serde_json::from_str(line.text)
                .map_err(|error| json_error(path, &error, line.number, REMEDY))?;
            sentences.push(raw.check(line.number, path)?);
        }
    }
    Ok(sentences)
}

const REMEDY: &str = "mend the line";

fn read_rows(
    mut rows: Delimited<impl std::io::BufRead>,
    path: &Path,
) -> Result<Vec<LabelledSentence>> {
    let Some(header) = rows.next().transpose()? else { return Ok(Vec::new()) };
    let names: Vec<String> = header.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
    let column = |name: &str| names.iter().position(|n| n == name);
    for name in ["text", "label"] {
        if column(name).is_none() {
            return Err(Error::input(
                path,
                header.line,
                format!("has no column {name}; its columns are {}", names.join(", ")),
                "name the columns text and label in the first row",
            ));
        }
    }
    let columns = ["id", "text", "label", "also", "weight"].map(column);
    let mut sentences = Vec::new();
    for row in rows {
        let row = row?;
        check_width(
            path,
            &row,
            names.len(),
            "put fields with commas or quotes between quotes (\")",
        )?;
        sentences.push(raw_row(&row, columns, path)?.check(row.line, path)?);
    }
    Ok(sentences)
}

fn raw_row(row: &Row, columns: [Option<usize>; 5], path: &Path) -> Result<Raw> {
    let [id, text, label, also, weight] =
        columns.map(|column| column.and_then(|at| row.get(at)).map(str::to_owned));
    let weight = match weight.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(weight) => Some(weight.parse().map_err(|_| {
            Error::input(
                path,
                row.line,
                format!("the weight {weight:?} is not a number"),
                "give a number of at least 0, or leave it out",
            )
        })?),
    };
    Ok(Raw { id: id.map(Id::Text), text, label, also, weight })
}

fn check_ids(sentences: &[LabelledSentence], path: &Path) -> Result<()> {
    let mut lines: HashMap<&str, usize> = HashMap::with_capacity(sentences.len());
    for sentence in sentences {
        if let Some(first) = lines.insert(&sentence.id, sentence.line) {
            return Err(Error::input(
                path,
                sentence.line,
                format!("the id {:?} stands on line {first} already", sentence.id),
                "give every sentence an id of its own, or none",
            ));
        }
    }
    Ok(())
}
