//! Words of a sentence: found in the raw text, then normalised one by one.
//!
//! In: a sentence (any UTF-8). Out: [`Token`]s, each with its byte span in that very sentence and its normalised text.
//! Finding words before normalising keeps the spans exact, and lets a word of ASCII letters skip Unicode altogether.
//!
//! - A word is a maximal run of Unicode letters, digits and combining marks. Hyphens, apostrophes and underscores end
//!   it, so `undang-undang` is two words.
//! - A run that begins with a digit goes on over one of `. , : /` when a digit follows: `12.000,50`, `6/2/2024` and
//!   `09.30` are one token each. Tokens of nothing but such digits are folded to [`YEAR`] or [`NUMBER`].
//! - Everything else is NFKC-normalised and lower-cased, and characters that nobody sees (soft hyphen, zero-width
//!   space and joiners, byte order mark) are dropped from it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands for every token of digits that is not a [`YEAR`].
pub const NUMBER: &str = "<num>";
/// Stands for `19xx` and `20xx`.
pub const YEAR: &str = "<year>";

/// Whether a normalised word is [`NUMBER`] or [`YEAR`]; no other normalised word begins like these.
#[must_use]
pub fn is_placeholder(word: &str) -> bool {
    word.starts_with('<')
}

/// One word of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// Normalised text, never empty: NFKC, lower case, or one of the placeholders.
    pub text: Cow<'a, str>,
    /// First byte of the word in the sentence.
    pub start: usize,
    /// One past the last byte of the word in the sentence.
    pub end: usize,
    /// How the word is written.
    pub case: Case,
}

/// How a word is written, judged by its ASCII letters and its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Begins with anything but a capital letter.
    Lower,
    /// Begins with a capital and has a character that is not one.
    Capitalised,
    /// Two characters or more, all of them capitals.
    Upper,
}

/// The words of `sentence` in order. Linear time; allocates only for words that normalising changes.
///
/// ```
/// let words: Vec<_> = klaim::token::tokenize("Rp1,5 juta (2024), se\u{ad}gera!").map(|t| t.text).collect();
/// assert_eq!(words, ["rp1", "<num>", "juta", "<year>", "segera"]);
/// ```
#[must_use]
pub fn tokenize(sentence: &str) -> Tokens<'_> {
    Tokens { sentence, at: 0 }
}

/// Iterator of [`tokenize`].
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    sentence: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.sentence[self.at..];
            let start = self.at + rest.find(is_word)?;
            let end = word_end(self.sentence, start);
            self.at = end;
            let raw = &self.sentence[start..end];
            let text = normalize(raw);
            // A lone combining or invisible character leaves nothing to look up.
            if !text.is_empty() {
                return Some(Token { text, start, end, case: case_of(raw) });
            }
        }
    }
}

/// Whether `c` belongs to a word.
#[must_use]
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || is_invisible(c) || is_combining_mark(c)
    }
}

/// Characters that text from the web carries inside words without anybody seeing them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// End of the word that begins at `start`.
fn word_end(sentence: &str, start: usize) -> usize {
    let bytes = sentence.as_bytes();
    let numeric = bytes[start].is_ascii_digit();
    let mut end = start;
    loop {
        let rest = &sentence[end..];
        end += rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let joins = numeric
            && matches!(bytes.get(end), Some(b'.' | b',' | b':' | b'/'))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !joins {
            return end;
        }
        end += 1;
    }
}

/// The normalised form of a raw word; empty when nothing visible is in it.
#[must_use]
pub fn normalize(raw: &str) -> Cow<'_, str> {
    if !raw.is_ascii() {
        let visible = raw.chars().filter(|&c| !is_invisible(c));
        // A few ligatures decompose into several words; one word stays one word.
        let folded = visible.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace());
        let folded: String = folded.collect();
        return match fold_digits(&folded) {
            Some(placeholder) => Cow::Borrowed(placeholder),
            None => Cow::Owned(folded),
        };
    }
    if let Some(placeholder) = fold_digits(raw) {
        return Cow::Borrowed(placeholder);
    }
    if raw.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(raw.to_ascii_lowercase())
    } else {
        Cow::Borrowed(raw)
    }
}

/// The placeholder for a word of nothing but digits and the signs that join them.
fn fold_digits(word: &str) -> Option<&'static str> {
    let bytes = word.as_bytes();
    if !bytes.first()?.is_ascii_digit()
        || !bytes.iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b',' | b':' | b'/'))
    {
        return None;
    }
    let year = bytes.len() == 4
        && (bytes.starts_with(b"19") || bytes.starts_with(b"20"))
        && bytes.iter().all(u8::is_ascii_digit);
    Some(if year { YEAR } else { NUMBER })
}

pub(crate) fn case_of(raw: &str) -> Case {
    let mut chars = raw.chars();
    if !chars.next().is_some_and(char::is_uppercase) {
        Case::Lower
    } else if chars.clone().next().is_some() && chars.all(char::is_uppercase) {
        Case::Upper
    } else {
        Case::Capitalised
    }
}

/// `text` with every run of white space, line ends among it, as one space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(sentence: &str) -> Vec<String> {
        tokenize(sentence).map(|t| t.text.into_owned()).collect()
    }

    #[test]
    fn words_end_at_hyphens_and_apostrophes() {
        assert_eq!(
            words("Undang-undang Ma'ruf's a_b"),
            ["undang", "undang", "ma", "ruf", "s", "a", "b"]
        );
    }

    #[test]
    fn placeholders_are_told_from_words() {
        let words: Vec<_> = tokenize("pasal 280").map(|token| token.text).collect();
        assert_eq!(
            words.iter().map(|word| is_placeholder(word)).collect::<Vec<_>>(),
            [false, true]
        );
    }

    #[test]
    fn numbers_are_one_token() {
        assert_eq!(
            words("Rp 12.000.000,00, pukul 09.30, 6/2/2024."),
            ["rp", NUMBER, "pukul", NUMBER, NUMBER]
        );
        assert_eq!(words("pasal 280 tahun 2017, 1899"), ["pasal", NUMBER, "tahun", YEAR, NUMBER]);
        assert_eq!(words("5G 2024lah x2"), ["5g", "2024lah", "x2"]);
        assert_eq!(words("１９９９ ①"), [YEAR, NUMBER]);
    }

    #[test]
    fn look_alikes_are_folded_and_invisible_characters_dropped() {
        assert_eq!(
            words("ＮＥＴＲＡＬ ﬁnal ne\u{200b}tral cafe\u{301}"),
            ["netral", "final", "netral", "café"]
        );
        assert_eq!(words("\u{200b} \u{ad}\u{feff} !"), Vec::<String>::new());
    }

    #[test]
    fn case_is_kept_apart() {
        use Case::{Capitalised, Lower, Upper};
        let cases: Vec<_> = tokenize("KPU Bawaslu asn A 5 É").map(|t| t.case).collect();
        assert_eq!(cases, [Upper, Capitalised, Lower, Capitalised, Lower, Capitalised]);
    }

    proptest::proptest! {
        #[test]
        fn spans_are_ordered_and_inside(sentence in "\\PC*") {
            let mut last = 0;
            for token in tokenize(&sentence) {
                assert!(last <= token.start && token.start < token.end && token.end <= sentence.len());
                assert!(sentence.is_char_boundary(token.start) && sentence.is_char_boundary(token.end));
                assert!(!token.text.is_empty());
                assert_eq!(token.text, normalize(&sentence[token.start..token.end]));
                last = token.end;
            }
        }
    }
}
