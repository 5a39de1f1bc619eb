//! The vocabulary: names of features in a fixed order.
//!
//! Names are sorted by their bytes, so a feature's number never depends on the order of the training sentences, and
//! a name is found by binary search, with no table to build when a model is loaded.

use std::borrow::Cow;
use std::cmp::Ordering;

/// Sorted, unique names of features; the position of a name is its feature's number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// All names, one after the other.
    text: Cow<'static, str>,
    /// End of each name in `text`: ascending, on character boundaries, the last one its length.
    ends: Cow<'static, [u32]>,
}

impl Vocabulary {
    /// The vocabulary of `names`, in any order; double names count once.
    ///
    /// # Panics
    /// When the names come to 4 GiB or more.
    #[must_use]
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        let (mut text, mut ends) = (String::new(), Vec::new());
        for name in names {
            text.push_str(name);
            ends.push(u32::try_from(text.len()).expect("names below 4 GiB"));
        }
        Self { text: text.into(), ends: ends.into() }
    }

    /// Puts a stored vocabulary together again; says what is wrong with one that breaks the invariants.
    pub(crate) fn from_parts(
        text: Cow<'static, str>,
        ends: Cow<'static, [u32]>,
    ) -> Result<Self, &'static str> {
        let mut start = 0;
        let mut previous: Option<&str> = None;
        for &end in &*ends {
            let end = end as usize;
            let name = text.get(start..end).ok_or("its vocabulary's offsets are not in order")?;
            if previous.is_some_and(|previous| previous.cmp(name) != Ordering::Less) {
                return Err("its vocabulary is not sorted");
            }
            previous = Some(name);
            start = end;
        }
        if start != text.len() {
            return Err("its vocabulary's offsets do not cover the text");
        }
        Ok(Self { text, ends })
    }

    /// Number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name of feature `index`.
    ///
    /// # Panics
    /// When `index` is not below [`len`](Self::len).
    #[must_use]
    pub fn name(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[index] as usize]
    }

    /// The number of the feature called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.name(middle).cmp(name) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }

    /// All names in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|index| self.name(index))
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn ends(&self) -> &[u32] {
        &self.ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        let vocabulary = Vocabulary::new(["b", "a=ü", "b", ""]);
        assert_eq!(vocabulary.iter().collect::<Vec<_>>(), ["", "a=ü", "b"]);
        for (index, name) in vocabulary.iter().enumerate() {
            assert_eq!(vocabulary.get(name), u32::try_from(index).ok());
        }
        assert_eq!(vocabulary.get("a"), None);
        assert_eq!(Vocabulary::default().get("a"), None);
    }

    #[test]
    fn broken_parts_are_refused() {
        let parts = |text: &str, ends: &[u32]| {
            Vocabulary::from_parts(text.to_owned().into(), ends.to_vec().into())
        };
        assert!(parts("ab", &[1, 2]).is_ok());
        assert!(parts("ab", &[2, 1]).is_err());
        assert!(parts("ba", &[1, 2]).is_err());
        assert!(parts("aa", &[1, 2]).is_err());
        assert!(parts("ab", &[1]).is_err());
        assert!(parts("ab", &[3]).is_err());
        assert!(parts("ü", &[1, 2]).is_err());
    }
}
