//! Records: the text of one JSON object, or one row of a table, goes in, an [`Article`] comes out.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::Article;
use super::delimited::{RawRow, Row};
use super::fields::{Columns, Fields, Names, Places, Wanted, keeps};
use super::json;
use super::options::{Keep, ReadOptions};
use crate::error::{Error, Result};

const SKIP_REMEDY: &str = "mend it, or leave bad records out by --skip-bad";
const WIDTH_REMEDY: &str = "put fields with commas, quotes or line ends between quotes (\"), or leave bad records out by --skip-bad";

/// Turns records into articles, by the field names of [`ReadOptions`]. Shared between threads.
#[derive(Debug, Clone)]
pub struct RecordParser {
    path: Arc<Path>,
    wanted: Wanted,
    keep: Keep,
    prepend_title: bool,
}

impl RecordParser {
    /// A parser for the records of the file that messages call `path`.
    #[must_use]
    pub fn new(path: Arc<Path>, options: &ReadOptions) -> Self {
        Self {
            path,
            wanted: Wanted::new(options),
            keep: options.keep.clone(),
            prepend_title: options.prepend_title,
        }
    }

    /// The article of the JSON object `text`, which starts on `line` of the file.
    ///
    /// # Errors
    /// [`Error::Input`] with line and column when `text` is not one JSON object; with the fields it has when it lacks
    /// the text field; when the text is blank or not a string.
    pub fn json(&self, text: &str, line: usize) -> Result<Article> {
        let mut parser = serde_json::Deserializer::from_str(text);
        let fields = FieldsOf(self)
            .deserialize(&mut parser)
            .and_then(|fields| parser.end().map(|()| fields))
            .map_err(|error| self.bad_json(&error, line))?;
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        let places = self
            .wanted
            .find(&names)
            .map_err(|wanted| self.lacks(wanted, &json_keys(text), line))?;
        let mut article = self.empty_article(line);
        for (at, (name, value)) in fields.into_iter().enumerate() {
            if keeps(&self.keep, &name, places.takes(at))
                && let Some(value) = plain(&value)
            {
                article.metadata.push((name.clone(), value));
            }
            if Some(at) == places.date {
                article.published = plain(&value).filter(|date| !date.trim().is_empty());
            }
            if at == places.text {
                article.text = match value {
                    Value::String(text) => text,
                    other => return Err(self.wrong_kind(&name, &other, "a string", line)),
                };
            } else if Some(at) == places.id {
                article.id = match value {
                    Value::String(id) => id,
                    Value::Null => String::new(),
                    Value::Array(_) | Value::Object(_) => {
                        return Err(self.wrong_kind(&name, &value, "a string or a number", line));
                    }
                    other => other.to_string(),
                };
            } else if Some(at) == places.title {
                article.title = match value {
                    Value::String(title) => Some(title),
                    Value::Null => None,
                    other => return Err(self.wrong_kind(&name, &other, "a string", line)),
                };
            }
        }
        self.finish(article)
    }

    /// The article of a value cut out of a JSON file.
    pub(super) fn value(&self, value: &json::Value) -> Result<Article> {
        self.json(value.text(&self.path)?, value.line)
    }

    /// The article of a row cut out of a table.
    pub(super) fn raw_row(&self, columns: &Columns, row: RawRow) -> Result<Article> {
        self.row(columns, &row.checked(&self.path)?)
    }

    /// Which fields [`RecordParser::value`] takes of `value`; none when it cannot be read.
    pub(super) fn fields_of(&self, value: &json::Value) -> Option<Fields> {
        self.fields(value.text(&self.path).ok()?)
    }

    /// Finds the columns in the header of a table.
    ///
    /// # Errors
    /// [`Error::Input`] with the columns there are, when one that is needed or named is not among them.
    pub fn columns(&self, header: &Row) -> Result<Columns> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        // The first of equals: `find` takes the last.
        let reversed: Vec<&str> = names.iter().rev().map(String::as_str).collect();
        let last = names.len().saturating_sub(1);
        let places = self
            .wanted
            .find(&reversed)
            .map_err(|wanted| self.lacks(wanted, &names, header.line))?;
        let places = Places {
            text: last - places.text,
            id: places.id.map(|at| last - at),
            title: places.title.map(|at| last - at),
            date: places.date.map(|at| last - at),
        };
        Ok(Columns { names, places })
    }

    /// Which fields [`RecordParser::json`] takes of the JSON object `text`; none when it cannot be read.
    #[must_use]
    pub fn fields(&self, text: &str) -> Option<Fields> {
        let names = json_keys(text);
        let fields: Vec<&str> = names.iter().map(String::as_str).collect();
        let places = self.wanted.find(&fields).ok()?;
        Some(Fields::new(&places, |at| names[at].clone()))
    }

    /// Whether one of `names` may be the text's.
    #[cfg(feature = "xlsx")]
    pub(super) fn names_text<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        names.any(|name| self.wanted.text.rank(name.trim()).is_some())
    }

    /// The names by which the text may go, and what to do when none is there.
    #[cfg(feature = "xlsx")]
    pub(super) fn text_names(&self) -> (String, String) {
        asked(&self.wanted.text)
    }

    /// What is kept of other fields.
    #[cfg(any(feature = "parquet", feature = "xlsx"))]
    pub(super) fn keep(&self) -> &Keep {
        &self.keep
    }

    /// The article of one row under the header's `columns`.
    ///
    /// # Errors
    /// [`Error::Input`] for a row that is wider or narrower than the header, and for a blank text.
    pub fn row(&self, columns: &Columns, row: &Row) -> Result<Article> {
        check_width(&self.path, row, columns.names.len(), WIDTH_REMEDY)?;
        let mut article = self.empty_article(row.line);
        let places = &columns.places;
        for (at, (name, value)) in columns.names.iter().zip(row.iter()).enumerate() {
            let none = row.is_null(at) || (name.is_empty() && value.is_empty());
            if keeps(&self.keep, name, places.takes(at)) && !none {
                article.metadata.push((name.clone(), value.to_owned()));
            }
            let filled = || Some(value.to_owned()).filter(|value| !value.trim().is_empty());
            if at == places.text {
                value.clone_into(&mut article.text);
            } else if Some(at) == places.id {
                value.trim().clone_into(&mut article.id);
            } else if Some(at) == places.title {
                article.title = filled();
            }
            if Some(at) == places.date {
                article.published = filled();
            }
        }
        self.finish(article)
    }

    fn empty_article(&self, line: usize) -> Article {
        Article {
            id: String::new(),
            title: None,
            text: String::new(),
            published: None,
            metadata: Vec::new(),
            path: Arc::clone(&self.path),
            line,
        }
    }

    fn finish(&self, mut article: Article) -> Result<Article> {
        if article.id.trim().is_empty() {
            article.id = format!("{}:{}", self.path.display(), article.line);
        }
        if article.text.trim_start().is_empty() {
            return Err(self.bad(article.line, "the record's text is empty", SKIP_REMEDY));
        }
        if self.prepend_title
            && let Some(title) = &article.title
        {
            article.text = format!("{title}\n\n{}", article.text);
        }
        Ok(article)
    }

    fn bad(&self, line: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::input(&*self.path, line, problem, remedy)
    }

    fn bad_json(&self, error: &serde_json::Error, line: usize) -> Error {
        json_error(&self.path, error, line, SKIP_REMEDY)
    }

    fn lacks(&self, wanted: &Names, fields: &[String], line: usize) -> Error {
        let (wanted, remedy) = asked(wanted);
        self.bad(line, format!("has no field {wanted}; its fields are {}", listed(fields)), remedy)
    }

    fn wrong_kind(&self, name: &str, value: &Value, wanted: &str, line: usize) -> Error {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.bad(line, format!("the field {name:?} is {kind}, not {wanted}"), SKIP_REMEDY)
    }
}

/// The names that were looked for, and what to do when none is there.
fn asked(names: &Names) -> (String, String) {
    let remedy = if names.required {
        format!("check the name given by {}", names.option)
    } else {
        format!("name the field by {}", names.option)
    };
    (names.wanted.join(", "), remedy)
}

/// The error for a row of `path` that has not `width` fields.
pub(crate) fn check_width(path: &Path, row: &Row, width: usize, remedy: &str) -> Result<()> {
    if row.len() == width {
        return Ok(());
    }
    let fields = if row.len() == 1 { "field" } else { "fields" };
    Err(Error::input(
        path,
        row.line,
        format!("the row has {} {fields} where the header has {width}", row.len()),
        remedy,
    ))
}

/// The error for JSON that starts on `line` of `path` and does not parse.
pub(crate) fn json_error(
    path: &Path,
    error: &serde_json::Error,
    line: usize,
    remedy: &str,
) -> Error {
    let message = error.to_string();
    let message = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
    // serde_json counts columns from 1 and says 0 where it looked at none.
    let column = match error.column() {
        0 => String::new(),
        column => format!(" at column {column}"),
    };
    Error::input(
        path,
        line + error.line().saturating_sub(1),
        format!("not a JSON record{column}: {message}"),
        remedy,
    )
}

/// A few of `fields` for a message.
pub(super) fn listed(fields: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut shown: Vec<String> = fields
        .iter()
        .take(SHOWN)
        .map(|name| name.chars().take(40).map(|c| if c.is_control() { '?' } else { c }).collect())
        .collect();
    if fields.len() > SHOWN {
        shown.push(format!("and {} more", fields.len() - SHOWN));
    }
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}

/// A metadata value as text; null is no value.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The keys of the JSON object `text`, parsed once more for a message.
fn json_keys(text: &str) -> Vec<String> {
    serde_json::from_str::<Keys>(text).map(|keys| keys.0).unwrap_or_default()
}

struct Keys(Vec<String>);

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Keys;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(KeyVisitor)
    }
}

/// Takes the fields that may be text, id or title or are kept, in order, and passes over the values of all others.
struct FieldsOf<'p>(&'p RecordParser);

impl<'de> DeserializeSeed<'de> for FieldsOf<'_> {
    type Value = Vec<(String, Value)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldsOf<'_> {
    type Value = Vec<(String, Value)>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key_seed(KeyOf(self.0))? {
            match name {
                Some(name) => fields.push((name, map.next_value()?)),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

/// A key, if its value is wanted.
struct KeyOf<'p>(&'p RecordParser);

impl<'de> DeserializeSeed<'de> for KeyOf<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyOf<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let parser = self.0;
        let wanted = parser.keep.keeps(key) || parser.wanted.has(key);
        Ok(wanted.then(|| key.to_owned()))
    }
}
