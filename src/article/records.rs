//! Records: the text of one JSON object, or one row of a table, goes in, an [`Article`] comes out.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::Article;
use super::delimited::Row;
use super::options::{Keep, ReadOptions};
use crate::error::{Error, Result};

const SKIP_REMEDY: &str = "mend it, or leave bad records out by --skip-bad";
const WIDTH_REMEDY: &str = "put fields with commas, quotes or line ends between quotes (\"), or leave bad records out by --skip-bad";

/// Turns records into articles, by the field names of [`ReadOptions`]. Shared between threads.
#[derive(Debug, Clone)]
pub struct RecordParser {
    path: Arc<Path>,
    text: Names,
    id: Names,
    title: Names,
    keep: Keep,
    prepend_title: bool,
}

/// The names by which a field may go, most wanted first.
#[derive(Debug, Clone)]
struct Names {
    wanted: Vec<String>,
    /// Named by the caller, so it must be there.
    required: bool,
    option: &'static str,
}

impl Names {
    fn new(chosen: Option<&String>, usual: &[&str], option: &'static str) -> Self {
        match chosen {
            Some(name) => Self { wanted: vec![name.clone()], required: true, option },
            None => Self {
                wanted: usual.iter().map(|name| (*name).to_owned()).collect(),
                required: false,
                option,
            },
        }
    }

    fn rank(&self, field: &str) -> Option<usize> {
        self.wanted.iter().position(|name| name.eq_ignore_ascii_case(field))
    }

    /// The index of the most wanted of `fields`; of equals, the last one, as JSON parsers have it.
    fn find<'a>(&self, fields: impl Iterator<Item = &'a str>) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (index, field) in fields.enumerate() {
            if let Some(rank) = self.rank(field)
                && best.is_none_or(|(best_rank, _)| rank <= best_rank)
            {
                best = Some((rank, index));
            }
        }
        best.map(|(_, index)| index)
    }
}

/// Which column of a table is what.
#[derive(Debug, Clone)]
pub struct Columns {
    names: Vec<String>,
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
}

impl RecordParser {
    /// A parser for the records of the file that messages call `path`.
    #[must_use]
    pub fn new(path: Arc<Path>, options: &ReadOptions) -> Self {
        Self {
            path,
            text: Names::new(
                options.text_field.as_ref(),
                &ReadOptions::TEXT_FIELDS,
                "--text-field",
            ),
            id: Names::new(options.id_field.as_ref(), &ReadOptions::ID_FIELDS, "--id-field"),
            title: Names::new(
                options.title_field.as_ref(),
                &ReadOptions::TITLE_FIELDS,
                "--title-field",
            ),
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
        let find = |names: &Names| names.find(fields.iter().map(|(name, _)| name.as_str()));
        let Some(text_at) = find(&self.text) else {
            return Err(self.lacks(&self.text, &json_keys(text), line));
        };
        let id_at = find(&self.id);
        if id_at.is_none() && self.id.required {
            return Err(self.lacks(&self.id, &json_keys(text), line));
        }
        let title_at = find(&self.title).filter(|at| *at != text_at);
        let mut article = self.empty_article(line);
        for (at, (name, value)) in fields.into_iter().enumerate() {
            if self.keeps(&name, Some(at) == id_at || at == text_at || Some(at) == title_at)
                && let Some(value) = plain(&value)
            {
                article.metadata.push((name.clone(), value));
            }
            if at == text_at {
                article.text = match value {
                    Value::String(text) => text,
                    other => return Err(self.wrong_kind(&name, &other, "a string", line)),
                };
            } else if Some(at) == id_at {
                article.id = match value {
                    Value::String(id) => id,
                    Value::Null => String::new(),
                    Value::Array(_) | Value::Object(_) => {
                        return Err(self.wrong_kind(&name, &value, "a string or a number", line));
                    }
                    other => other.to_string(),
                };
            } else if Some(at) == title_at {
                article.title = match value {
                    Value::String(title) => Some(title),
                    Value::Null => None,
                    other => return Err(self.wrong_kind(&name, &other, "a string", line)),
                };
            }
        }
        self.finish(article)
    }

    /// Finds the columns in the header of a table.
    ///
    /// # Errors
    /// [`Error::Input`] with the columns there are, when one that is needed or named is not among them.
    pub fn columns(&self, header: &Row) -> Result<Columns> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let find = |wanted: &Names| {
            // The first of equals: `find` takes the last.
            let n = names.len();
            wanted.find(names.iter().rev().map(String::as_str)).map(|at| n - 1 - at)
        };
        let text = find(&self.text).ok_or_else(|| self.lacks(&self.text, &names, header.line))?;
        let (id, title) = (find(&self.id), find(&self.title));
        for (wanted, found) in [(&self.id, id), (&self.title, title)] {
            if wanted.required && found.is_none() {
                return Err(self.lacks(wanted, &names, header.line));
            }
        }
        Ok(Columns { text, id, title: title.filter(|at| *at != text), names })
    }

    /// The article of one row under the header's `columns`.
    ///
    /// # Errors
    /// [`Error::Input`] for a row that is wider or narrower than the header, and for a blank text.
    pub fn row(&self, columns: &Columns, row: &Row) -> Result<Article> {
        check_width(&self.path, row, columns.names.len(), WIDTH_REMEDY)?;
        let mut article = self.empty_article(row.line);
        for (at, (name, value)) in columns.names.iter().zip(row.iter()).enumerate() {
            let (is_text, is_id) = (at == columns.text, Some(at) == columns.id);
            let is_title = Some(at) == columns.title;
            if self.keeps(name, is_text || is_id || is_title) {
                article.metadata.push((name.clone(), value.to_owned()));
            }
            if is_text {
                value.clone_into(&mut article.text);
            } else if is_id {
                value.trim().clone_into(&mut article.id);
            } else if is_title && !value.trim().is_empty() {
                article.title = Some(value.to_owned());
            }
        }
        self.finish(article)
    }

    /// A field that is text, id or title is metadata only when asked for by name.
    fn keeps(&self, name: &str, has_a_place: bool) -> bool {
        self.keep.keeps(name) && !(has_a_place && self.keep == Keep::All)
    }

    fn empty_article(&self, line: usize) -> Article {
        Article {
            id: String::new(),
            title: None,
            text: String::new(),
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
        let remedy = if wanted.required {
            format!("check the name given by {}", wanted.option)
        } else {
            format!("name the field by {}", wanted.option)
        };
        let wanted = wanted.wanted.join(", ");
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
fn listed(fields: &[String]) -> String {
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
        let wanted = parser.keep.keeps(key)
            || [&parser.text, &parser.id, &parser.title].iter().any(|n| n.rank(key).is_some());
        Ok(wanted.then(|| key.to_owned()))
    }
}
