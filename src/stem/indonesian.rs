//! The Indonesian stemmer: affixes come off only when a root is left.
//!
//! A table holds some 4,000 roots (`roots.txt`) and the exceptions (`overrides.tsv`). A word is looked up, then its
//! endings come off from the outside in (particle -lah -kah -pun, possessive -nya -ku -mu, suffix -an -kan -i), then up
//! to three prefixes; the first form that the table knows is the stem. The order follows the way words are built (a
//! suffix before a prefix, except that a bare root beats both), so "berikan" is "beri" and not ber- + "ikan". Prefixes
//! follow the assimilation of nasals: me- before "tulis" gives "menulis", so what follows men- may have lost a "t".
//!
//! A word whose root is not in the table loses clitics and, if it has both a verbal prefix and a suffix, what the
//! Snowball algorithm takes off; otherwise it stays whole, because most such words are names.

use std::borrow::Cow;
use std::sync::LazyLock;

use hashbrown::HashMap;
use snowball_stemmers_rs::{Algorithm, Stemmer as Snowball};

use super::MAX_WORD_BYTES;

/// Form -> stem. A root is its own stem.
static TABLE: LazyLock<HashMap<&'static [u8], &'static str>> = LazyLock::new(|| {
    let roots = lines(include_str!("roots.txt")).map(|root| (root.as_bytes(), root));
    // After the roots, so that an override wins.
    let overrides = lines(include_str!("overrides.tsv"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(form, stem)| (form.as_bytes(), stem));
    let mut table = HashMap::with_capacity(4500);
    table.extend(roots.chain(overrides));
    table
});

/// Makes the table of roots, if that has not been done: the first stem need not wait for it then.
pub(super) fn prepare() {
    LazyLock::force(&TABLE);
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// No root that affixes attach to is shorter than this many bytes.
const MIN_ROOT_BYTES: usize = 3;

/// As in "diperlakukan": di-, per-, and one to spare.
const MAX_PREFIXES: usize = 3;

/// The stem of `word`, of at most [`MAX_WORD_BYTES`] bytes.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    // All affixes and roots are ASCII, and a word with a digit has neither.
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    let mut form = Form::new(word);
    let mut known = None;
    for end in form.ends_without_clitics() {
        known = known.or_else(|| form.root(end));
    }
    known.map_or_else(|| guess(word), Cow::Borrowed)
}

/// A word that loses affixes: the bytes before a start have been taken off, and so have those after an end.
struct Form {
    /// The word; while a restored first letter of a root is tried, that letter stands in the place of the prefix's last.
    bytes: [u8; MAX_WORD_BYTES],
    len: usize,
}

impl Form {
    fn new(word: &str) -> Self {
        let mut bytes = [0; MAX_WORD_BYTES];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        Self { bytes, len: word.len() }
    }

    /// Ends of the word with and without its particle and possessive, the longest first.
    fn ends_without_clitics(&self) -> impl Iterator<Item = usize> + use<> {
        let cut = |end: Option<usize>, endings: &[&str]| {
            let text = &self.bytes[..end?];
            let ending = endings.iter().find(|ending| text.ends_with(ending.as_bytes()))?;
            Some(text.len() - ending.len()).filter(|&end| end >= MIN_ROOT_BYTES)
        };
        let particle = cut(Some(self.len), &["lah", "kah", "pun", "tah"]);
        let possessive = cut(particle.or(Some(self.len)), &["nya", "ku", "mu"]);
        [Some(self.len), particle, possessive].into_iter().flatten()
    }

    /// The stem of the word up to `end`, if a root is in it.
    fn root(&mut self, end: usize) -> Option<&'static str> {
        let mut ends = [end; 4];
        let mut count = 1;
        for suffix in ["an", "kan", "i"] {
            if end >= MIN_ROOT_BYTES + suffix.len()
                && self.bytes[..end].ends_with(suffix.as_bytes())
            {
                ends[count] = end - suffix.len();
                count += 1;
            }
        }
        let ends = &ends[..count];
        let bare = ends.iter().find_map(|&end| self.look_up(0, end));
        // Without a suffix last: "pengawasan" is peng- + "awas" + -an, not peng- + "kawasan".
        let mut prefixed = ends[1..].iter().chain(&ends[..1]);
        bare.or_else(|| prefixed.find_map(|&end| self.without_prefix(0, end, MAX_PREFIXES)))
    }

    fn look_up(&self, start: usize, end: usize) -> Option<&'static str> {
        TABLE.get(&self.bytes[start..end]).copied()
    }

    /// The stem of what is left of `start..end` after one to `prefixes` prefixes.
    fn without_prefix(
        &mut self,
        start: usize,
        end: usize,
        prefixes: usize,
    ) -> Option<&'static str> {
        for prefix in prefixes_with(self.bytes[start]) {
            let rest = start + prefix.text.len();
            if rest >= end
                || !self.bytes[start..rest].ends_with(prefix.text.as_bytes())
                || !prefix.fits(&self.bytes[rest..end])
            {
                continue;
            }
            let found = match prefix.lost {
                Some(letter) => {
                    let last = std::mem::replace(&mut self.bytes[rest - 1], letter);
                    let found = self.rooted(rest - 1, end, prefixes - 1);
                    self.bytes[rest - 1] = last;
                    found
                }
                None => self.rooted(rest, end, prefixes - 1),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn rooted(&mut self, start: usize, end: usize, prefixes: usize) -> Option<&'static str> {
        if end - start < MIN_ROOT_BYTES {
            return None;
        }
        let bare = self.look_up(start, end);
        if prefixes == 0 {
            bare
        } else {
            bare.or_else(|| self.without_prefix(start, end, prefixes))
        }
    }
}

/// A prefix in one of its shapes.
struct Prefix {
    text: &'static str,
    /// The first letter of the root, when the nasal of the prefix has replaced it.
    lost: Option<u8>,
    /// What must follow the prefix.
    before: Before,
}

#[derive(Clone, Copy)]
enum Before {
    Anything,
    /// One of these letters.
    Letters(&'static str),
    /// This very word.
    Word(&'static str),
    /// A root of one syllable, as in "mengecek".
    Syllable,
}

impl Prefix {
    fn fits(&self, rest: &[u8]) -> bool {
        match self.before {
            Before::Anything => true,
            Before::Letters(letters) => {
                rest.first().is_some_and(|l| letters.as_bytes().contains(l))
            }
            Before::Word(word) => rest == word.as_bytes(),
            Before::Syllable => rest.len() <= 4,
        }
    }
}

const fn prefix(text: &'static str, lost: Option<u8>, before: Before) -> Prefix {
    Prefix { text, lost, before }
}

const VOWEL: Before = Before::Letters("aeiou");
const R: Before = Before::Letters("r");

/// The shapes of the prefixes that begin with `letter`, in the order of trial: a whole root before one that has lost a
/// letter, and "be-" + "rasa" before "ber-" + "asa".
fn prefixes_with(letter: u8) -> &'static [Prefix] {
    const B: &[Prefix] = &[
        prefix("be", None, R),
        prefix("ber", None, Before::Anything),
        prefix("be", None, Before::Word("kerja")),
        prefix("be", None, Before::Word("serta")),
        prefix("bel", None, Before::Word("ajar")),
    ];
    const D: &[Prefix] = &[prefix("di", None, Before::Anything)];
    const K: &[Prefix] =
        &[prefix("ke", None, Before::Anything), prefix("ketidak", None, Before::Anything)];
    const M: &[Prefix] = &[
        prefix("me", None, Before::Letters("lrwymn")),
        prefix("mem", None, Before::Letters("bfpv")),
        prefix("mem", Some(b'p'), Before::Letters("aeiour")),
        prefix("men", None, Before::Letters("cdjstyz")),
        prefix("men", Some(b't'), VOWEL),
        prefix("meng", None, Before::Letters("aeioughkq")),
        prefix("meng", Some(b'k'), VOWEL),
        prefix("menge", None, Before::Syllable),
        prefix("meny", Some(b's'), VOWEL),
    ];
    const P: &[Prefix] = &[
        prefix("pe", None, Before::Anything),
        prefix("per", None, Before::Anything),
        prefix("pem", None, Before::Letters("bfpv")),
        prefix("pem", Some(b'p'), Before::Letters("aeiour")),
        prefix("pen", None, Before::Letters("cdjstyz")),
        prefix("pen", Some(b't'), VOWEL),
        prefix("peng", None, Before::Letters("aeioughkq")),
        prefix("peng", Some(b'k'), VOWEL),
        prefix("penge", None, Before::Syllable),
        prefix("peny", Some(b's'), VOWEL),
        prefix("pel", None, Before::Word("ajar")),
    ];
    const S: &[Prefix] = &[prefix("se", None, Before::Anything)];
    const T: &[Prefix] = &[
        prefix("te", None, R),
        prefix("ter", None, Before::Anything),
        prefix("te", None, Before::Word("percaya")),
    ];
    match letter {
        b'b' => B,
        b'd' => D,
        b'k' => K,
        b'm' => M,
        b'p' => P,
        b's' => S,
        b't' => T,
        _ => &[],
    }
}

/// A stem for a word without a known root.
fn guess(word: &str) -> Cow<'_, str> {
    const PREFIXES: [&str; 9] = ["memb", "men", "meny", "meng", "di", "ber", "ter", "pen", "ke"];
    let base = word.strip_suffix("nya").filter(|base| base.len() >= 4).unwrap_or(word);
    let prefixed = PREFIXES.iter().any(|prefix| base.starts_with(prefix));
    if prefixed && base.ends_with("an") && base.len() >= 9 {
        return Snowball::create(Algorithm::Indonesian).stem(base);
    }
    Cow::Borrowed(base)
}
