//! Labels: names on the outside, small indices inside.
//!
//! A [`LabelSet`] is sorted by name, and a [`Label`] is an index into it; so the order of labels never depends on the
//! order of the data, and class order agrees with linfa-logistic, which sorts its classes.

use crate::error::{Error, Result};

/// Index of a label in its [`LabelSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u8);

impl Label {
    /// The index as a subscript.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The label that stands for "no claim"; tables dim it and priors usually name it.
pub const NONE: &str = "none";

/// The labels of a model or a gold file: sorted by name, unique, 1 to [`LabelSet::MAX`] of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct LabelSet {
    names: Vec<String>,
}

impl LabelSet {
    /// The largest number of labels: enough for any codebook, small enough that a stranger's model cannot ask for
    /// gigabytes of weights.
    pub const MAX: usize = 64;

    /// The longest name, in bytes: every sentence's record has all of them.
    pub const MAX_NAME_BYTES: usize = 256;

    /// The set of the distinct `names`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for no name at all, an empty name, one with a control character or of more than
    /// [`LabelSet::MAX_NAME_BYTES`], or more than [`LabelSet::MAX`] distinct names.
    pub fn new<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Result<Self> {
        let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
        names.sort_unstable();
        names.dedup();
        if let Some(long) = names.iter().find(|name| name.len() > Self::MAX_NAME_BYTES) {
            return Err(Error::parameter(
                "label",
                format!("a name of {} bytes", long.len()),
                format!("give labels names of at most {} bytes", Self::MAX_NAME_BYTES),
            ));
        }
        if let Some(bad) =
            names.iter().find(|name| name.trim().is_empty() || name.chars().any(char::is_control))
        {
            return Err(Error::parameter(
                "label",
                format!("{bad:?}"),
                "give every label a name of visible characters",
            ));
        }
        if names.is_empty() || names.len() > Self::MAX {
            return Err(Error::parameter(
                "number of labels",
                names.len(),
                format!("use 1 to {} different labels", Self::MAX),
            ));
        }
        Ok(Self { names })
    }

    /// Number of labels, at least 1.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The label called `name`, if it is in the set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Label> {
        let index = self.names.binary_search_by(|n| n.as_str().cmp(name)).ok()?;
        u8::try_from(index).ok().map(Label)
    }

    /// The name of `label`.
    ///
    /// # Panics
    /// When `label` belongs to a larger set.
    #[must_use]
    pub fn name(&self, label: Label) -> &str {
        &self.names[label.index()]
    }

    /// All labels in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Label> + use<> {
        (0..u8::try_from(self.names.len()).unwrap_or(u8::MAX)).map(Label)
    }

    /// All names in label order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl TryFrom<Vec<String>> for LabelSet {
    type Error = Error;
    fn try_from(names: Vec<String>) -> Result<Self> {
        let set = Self::new(names.iter().cloned())?;
        if set.names == names {
            Ok(set)
        } else {
            Err(Error::parameter(
                "labels",
                format!("{names:?}"),
                "labels of a model must be sorted and unique",
            ))
        }
    }
}

impl From<LabelSet> for Vec<String> {
    fn from(set: LabelSet) -> Self {
        set.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_depend_on_the_input() {
        let a = LabelSet::new(["b", "a", "b"]).expect("valid");
        assert_eq!(a.names(), ["a", "b"]);
        assert_eq!(a.get("b"), Some(Label(1)));
        assert_eq!(a.get("c"), None);
        assert_eq!(a.iter().map(|l| a.name(l)).collect::<String>(), "ab");
    }

    #[test]
    fn unusable_names_are_refused() {
        assert!(LabelSet::new(Vec::<String>::new()).is_err());
        assert!(LabelSet::new([" "]).is_err());
        assert!(LabelSet::new(["a\u{1b}[31m"]).is_err());
        assert!(LabelSet::new(["a".repeat(256)]).is_ok());
        let long = LabelSet::new(["b".to_owned(), "a".repeat(1 << 20)]).expect_err("too long");
        assert_eq!(
            long.to_string(),
            "label is a name of 1048576 bytes: give labels names of at most 256 bytes"
        );
        assert!(LabelSet::new((0..65).map(|i| i.to_string())).is_err());
    }

    #[test]
    fn a_stored_set_must_be_in_order() {
        assert!(serde_json::from_str::<LabelSet>(r#"["a","b"]"#).is_ok());
        assert!(serde_json::from_str::<LabelSet>(r#"["b","a"]"#).is_err());
    }
}
