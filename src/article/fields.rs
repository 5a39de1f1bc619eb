//! Which field of a record is what: the names that were asked for and the fields there are go in, their places come out.

use std::fmt;

use super::options::{Keep, ReadOptions};

/// The names by which a field may go, most wanted first.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) wanted: Vec<String>,
    /// Named by the caller, so it must be there.
    pub(super) required: bool,
    pub(super) option: &'static str,
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

    pub(super) fn rank(&self, field: &str) -> Option<usize> {
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

/// The names of all fields that have a place in an article.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) text: Names,
    pub(super) id: Names,
    pub(super) title: Names,
    pub(super) date: Names,
}

impl Wanted {
    pub(super) fn new(options: &ReadOptions) -> Self {
        type O = ReadOptions;
        Self {
            text: Names::new(options.text_field.as_ref(), &O::TEXT_FIELDS, "--text-field"),
            id: Names::new(options.id_field.as_ref(), &O::ID_FIELDS, "--id-field"),
            title: Names::new(options.title_field.as_ref(), &O::TITLE_FIELDS, "--title-field"),
            date: Names::new(options.date_field.as_ref(), &O::DATE_FIELDS, "--date-field"),
        }
    }

    /// Whether `field` may have a place.
    pub(super) fn has(&self, field: &str) -> bool {
        [&self.text, &self.id, &self.title, &self.date].iter().any(|n| n.rank(field).is_some())
    }

    /// The places among `fields`.
    ///
    /// # Errors
    /// The names that must be there and are not.
    pub(super) fn find(&self, fields: &[&str]) -> Result<Places, &Names> {
        let find = |names: &Names| names.find(fields.iter().copied());
        let text = find(&self.text).ok_or(&self.text)?;
        for names in [&self.id, &self.title, &self.date] {
            if names.required && find(names).is_none() {
                return Err(names);
            }
        }
        let beside_text = |names| find(names).filter(|at| *at != text);
        Ok(Places {
            text,
            id: find(&self.id),
            title: beside_text(&self.title),
            date: beside_text(&self.date),
        })
    }
}

/// Where the fields of a record are, by index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    pub(super) text: usize,
    pub(super) id: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) date: Option<usize>,
}

impl Places {
    /// Whether the field at `index` is text, id or title, which metadata leave out.
    pub(super) fn takes(&self, index: usize) -> bool {
        index == self.text || Some(index) == self.id || Some(index) == self.title
    }
}

/// Which column of a table is what.
#[derive(Debug, Clone)]
pub struct Columns {
    pub(super) names: Vec<String>,
    pub(super) places: Places,
}

impl Columns {
    /// The columns that were taken.
    #[must_use]
    pub fn fields(&self) -> Fields {
        Fields::new(&self.places, |at| self.names[at].clone())
    }

    /// The columns of which an article has anything under `keep`, and where each of them is among all: a row is made of
    /// these alone, so that it takes no time for thousands of others.
    #[cfg(any(feature = "parquet", feature = "xlsx"))]
    pub(super) fn used(&self, keep: &Keep) -> (Self, Vec<usize>) {
        let used: Vec<usize> = (0..self.names.len())
            .filter(|at| {
                self.places.takes(*at)
                    || Some(*at) == self.places.date
                    || keep.keeps(&self.names[*at])
            })
            .collect();
        let place = |at| used.partition_point(|used| *used < at);
        let places = Places {
            text: place(self.places.text),
            id: self.places.id.map(place),
            title: self.places.title.map(place),
            date: self.places.date.map(place),
        };
        let names = used.iter().map(|at| self.names[*at].clone()).collect();
        (Self { names, places }, used)
    }
}

/// Which fields of a file's records were taken for what, under the names that they have there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fields {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What is classified.
    pub text: String,
    /// The id, where there is one.
    pub id: Option<String>,
    /// The headline, where there is one.
    pub title: Option<String>,
    /// The date, where there is one.
    pub date: Option<String>,
}

impl Fields {
    pub(super) fn new(places: &Places, name: impl Fn(usize) -> String) -> Self {
        Self {
            sheet: None,
            text: name(places.text),
            id: places.id.map(&name),
            title: places.title.map(&name),
            date: places.date.map(&name),
        }
    }
}

/// `text from "isi", id from "url"`.
impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            write!(f, "sheet {sheet:?}: ")?;
        }
        write!(f, "text from {:?}", self.text)?;
        for (what, name) in [("id", &self.id), ("title", &self.title), ("date", &self.date)] {
            if let Some(name) = name {
                write!(f, ", {what} from {name:?}")?;
            }
        }
        Ok(())
    }
}

/// Which of a record's fields are metadata.
pub(super) fn keeps(keep: &Keep, name: &str, has_a_place: bool) -> bool {
    // A field that is text, id or title is metadata only when asked for by name.
    keep.keeps(name) && !(has_a_place && *keep == Keep::All)
}

#[cfg(all(test, any(feature = "parquet", feature = "xlsx")))]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::article::delimited::Row;
    use crate::article::records::RecordParser;

    #[test]
    fn columns_that_are_not_used_have_no_place_in_a_row() {
        let names = ["lain", "judul", "x", "isi", "sumber", "url", "tanggal", "sumber"];
        for (keep, used) in [
            (Keep::All, &[0, 1, 2, 3, 4, 5, 6, 7][..]),
            (Keep::None, &[1, 3, 5, 6]),
            (Keep::Only(vec!["Sumber".into(), "isi".into()]), &[1, 3, 4, 5, 6, 7]),
        ] {
            let options = ReadOptions { keep, ..ReadOptions::default() };
            let parser = RecordParser::new(Path::new("a").into(), &options);
            let all = parser.columns(&Row::of(0, names.into_iter())).expect("columns");
            let (columns, places) = all.used(&options.keep);
            assert_eq!(places, used);
            assert_eq!(columns.fields(), all.fields());
            let of_those: Vec<&str> = used.iter().map(|at| names[*at]).collect();
            assert_eq!(columns.names, of_those);
        }
    }
}
