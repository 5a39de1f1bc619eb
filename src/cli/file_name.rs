//! Names of files for articles: ids of strangers go in, names come out that are safe on any system and apart from each
//! other, even where letter case does not count.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sha2::{Digest, Sha256};

/// Longest name before the ending and the number that tells equal names apart, in bytes.
const MAX_STEM: usize = 120;
/// Digits of the id's hash at the end of a name that was cut.
const HASH_DIGITS: usize = 12;

/// Gives names out, each once. They depend on the ids and their order alone.
#[derive(Debug)]
pub(super) struct FileNames {
    ending: &'static str,
    /// Hashes of the lowercase names that are taken, and the number that tells the next such name apart. Eight bytes
    /// a name whatever its length; two names of the same hash cost a number that was not needed, no more.
    taken: HashMap<u64, u64>,
}

impl FileNames {
    /// Names that end with a dot and `ending`, none of them among `reserved`.
    pub(super) fn new(ending: &'static str, reserved: &[&str]) -> Self {
        Self { ending, taken: reserved.iter().map(|name| (key(name), 2)).collect() }
    }

    /// The name of the next article, whose id is `id`.
    pub(super) fn next(&mut self, id: &str) -> String {
        let stem = stem(id);
        let mut name = format!("{stem}.{}", self.ending);
        let wanted = key(&name);
        let Some(mut number) = self.taken.insert(wanted, 2) else { return name };
        loop {
            name = format!("{stem}-{number}.{}", self.ending);
            number += 1;
            if let Entry::Vacant(entry) = self.taken.entry(key(&name)) {
                entry.insert(2);
                break;
            }
        }
        self.taken.insert(wanted, number);
        name
    }
}

fn key(name: &str) -> u64 {
    let hash = Sha256::digest(name.to_ascii_lowercase());
    hash.iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte))
}

/// `id` with `_` in place of every run of other characters than ASCII letters, digits, `-`, `.` and `_`; without dots
/// at its ends; cut when it is too long; not a name that Windows keeps for a device.
fn stem(id: &str) -> String {
    let mut stem = String::new();
    for c in id.chars() {
        let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if plain {
            stem.push(c);
        } else if !stem.ends_with('_') {
            stem.push('_');
        }
        if stem.len() > MAX_STEM + HASH_DIGITS + 1 {
            break;
        }
    }
    let mut stem = stem.trim_matches(['.', '_']).to_owned();
    if stem.len() > MAX_STEM {
        let hash = format!("{:x}", Sha256::digest(id));
        stem.truncate(MAX_STEM - HASH_DIGITS - 1);
        stem = format!("{stem}-{}", &hash[..HASH_DIGITS]);
    }
    let device = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|name| {
        device.strip_prefix(name).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    });
    if stem.is_empty() {
        "article".to_owned()
    } else if numbered || ["con", "prn", "aux", "nul"].contains(&device.as_str()) {
        format!("_{stem}")
    } else {
        stem
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(ids: &[&str]) -> Vec<String> {
        let mut names = FileNames::new("csv", &["manifest.csv"]);
        ids.iter().map(|id| names.next(id)).collect()
    }

    #[test]
    fn names_are_safe() {
        let ids = [
            "berita/01-netral.txt",
            "https://contoh.example/a?id=7&b=%2e",
            "../../etc/passwd",
            "C:\\Windows\\nul",
            "nul",
            "Com1.txt",
            ".tersembunyi",
            "",
            "...",
            "é漢",
            "manifest",
            "a\0b\n",
        ];
        assert_eq!(
            names(&ids),
            [
                "berita_01-netral.txt.csv",
                "https_contoh.example_a_id_7_b_2e.csv",
                "etc_passwd.csv",
                "C_Windows_nul.csv",
                "_nul.csv",
                "_Com1.txt.csv",
                "tersembunyi.csv",
                "article.csv",
                "article-2.csv",
                "article-3.csv",
                "manifest-2.csv",
                "a_b.csv",
            ]
        );
    }

    #[test]
    fn equal_names_are_numbered() {
        assert_eq!(
            names(&["a", "A", "a-2", "a", "a/"]),
            ["a.csv", "A-2.csv", "a-2-2.csv", "a-3.csv", "a-4.csv"]
        );
    }

    #[test]
    fn long_ids_stay_apart() {
        let long = |end: &str| format!("{}{end}", "x".repeat(5000));
        let names = names(&[&long("a"), &long("b"), &long("a")]);
        assert_ne!(names[0], names[1]);
        assert!(names[2].ends_with("-2.csv"), "{names:?}");
        assert!(names.iter().all(|name| name.len() <= 140));
    }

    proptest! {
        #[test]
        fn any_ids_have_names_apart(ids in proptest::collection::vec("(?s).{0,6}|[aA./]{0,3}", 0..40)) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let names = names(&ids);
            let lower: std::collections::HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(lower.len(), names.len());
            for name in &names {
                prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)));
                prop_assert!(!name.starts_with('.') && name.len() <= 140);
            }
        }
    }
}
