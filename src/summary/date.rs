//! When an article appeared: what a page or a record says about it goes in, a [`Date`] comes out.

use std::fmt;

use crate::article::Article;

/// Names of the fields that say when an article appeared, most wanted first; letter case does not matter.
pub const DATE_FIELDS: [&str; 10] = [
    "date",
    "tanggal",
    "published",
    "published_at",
    "published_date",
    "publish_date",
    "pubdate",
    "datetime",
    "waktu",
    "timestamp",
];

/// A month, perhaps a day in it, of the Gregorian calendar. In order of time; a month without a day comes before its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 1900 to 2199.
    year: u16,
    /// 1 to 12.
    month: u8,
    /// 1 to the month's last, or 0 when it is not known.
    day: u8,
}

impl Date {
    /// The date of `article`, by the first of [`DATE_FIELDS`] in its metadata that tells one.
    #[must_use]
    pub fn of(article: &Article) -> Option<Self> {
        DATE_FIELDS.iter().find_map(|name| article.get(name).and_then(Self::parse))
    }

    /// Reads `2024-02-12`, `2024-02-12T08:00:00+07:00` (RFC 3339), `2024/02/12`, `2024-02`, `20240212`, `12/02/2024`
    /// (day first), `12 Februari 2024`, `Senin, 12 Feb 2024 08:00 WIB`, `February 12, 2024`. The day is the one written,
    /// whatever the time zone. Only the first 200 bytes are looked at.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let words = words(text);
        numeric(&words).or_else(|| with_month_name(&words))
    }

    fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let last = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1900..2200).contains(&year) && day <= last).then_some(Self { year, month, day })
    }

    /// The month alone.
    #[must_use]
    pub fn month(self) -> Self {
        Self { day: 0, ..self }
    }
}

/// ISO 8601: `2024-02-12`, or `2024-02` without a day.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        if self.day > 0 { write!(f, "-{:02}", self.day) } else { Ok(()) }
    }
}

/// A run of digits or of letters, and the mark right behind it.
struct Word<'a> {
    text: &'a str,
    behind: Option<char>,
}

impl Word<'_> {
    /// Its number, if it is one of at least 1 and at most `digits` digits.
    fn number(&self, digits: usize) -> Option<u16> {
        (self.text.len() <= digits).then(|| self.text.parse().ok()).flatten()
    }

    fn year(&self) -> Option<u16> {
        (self.text.len() == 4).then(|| self.number(4)).flatten()
    }

    fn day(&self) -> Option<u8> {
        self.number(2).and_then(|n| u8::try_from(n).ok()).filter(|n| *n > 0)
    }

    /// The month whose Indonesian or English name, whole or cut after at least three letters, it is.
    fn month(&self) -> Option<u8> {
        const NAMES: [[&str; 2]; 12] = [
            ["januari", "january"],
            ["februari", "february"],
            ["maret", "march"],
            ["april", "april"],
            ["mei", "may"],
            ["juni", "june"],
            ["juli", "july"],
            ["agustus", "august"],
            ["september", "september"],
            ["oktober", "october"],
            ["november", "november"],
            ["desember", "december"],
        ];
        let name = self.text.to_lowercase();
        let name = match name.as_str() {
            "agt" | "ags" | "agst" => "agustus",
            "pebruari" | "peb" => "februari",
            "nopember" | "nop" => "november",
            "sept" => "september",
            other => other,
        };
        if name.len() < 3 {
            return None;
        }
        let at = NAMES.iter().position(|names| names.iter().any(|full| full.starts_with(name)))?;
        u8::try_from(at + 1).ok()
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut end = text.len().min(200);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        rest = &rest[start..];
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest
            .find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digits)
            .unwrap_or(rest.len());
        words.push(Word { text: &rest[..end], behind: rest[end..].chars().next() });
        rest = &rest[end..];
    }
    words
}

/// Year, month and day as numbers that belong together, wherever they stand.
fn numeric(words: &[Word<'_>]) -> Option<Date> {
    let joined = |word: &Word<'_>| matches!(word.behind, Some('-' | '/' | '.'));
    let small = |word: Option<&Word<'_>>| word.and_then(Word::day);
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1);
        if let (Some(year), true) = (word.year(), joined(word))
            && let Some(month) = small(next)
        {
            let day = next.filter(|w| joined(w)).and_then(|_| small(words.get(at + 2)));
            return Date::new(year, month, day.unwrap_or(0));
        }
        if let (Some(day), true) = (word.day(), joined(word))
            && let Some(month) = small(next.filter(|w| joined(w)))
            && let Some(year) = words.get(at + 2).and_then(Word::year)
        {
            return Date::new(year, month, day);
        }
        if word.text.len() == 8 && word.text.is_ascii() {
            let part = |range: std::ops::Range<usize>| word.text[range].parse::<u16>().ok();
            let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
            return Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        }
    }
    None
}

/// `12 Februari 2024`, `February 12, 2024`, `Februari 2024`.
fn with_month_name(words: &[Word<'_>]) -> Option<Date> {
    words.iter().enumerate().find_map(|(at, word)| {
        let month = word.month()?;
        let next = words.get(at + 1)?;
        if let Some(year) = next.year() {
            let day = at.checked_sub(1).and_then(|before| words[before].day());
            return Date::new(year, month, day.unwrap_or(0));
        }
        Date::new(words.get(at + 2)?.year()?, month, next.day()?)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_forms() {
        for (text, date) in [
            ("2024-02-12", "2024-02-12"),
            ("2024-02-12T23:59:00+07:00", "2024-02-12"),
            ("2024-02-12 08:00:00", "2024-02-12"),
            ("2024/2/9", "2024-02-09"),
            ("2024-02", "2024-02"),
            ("20240212", "2024-02-12"),
            ("12/02/2024", "2024-02-12"),
            ("12-02-2024 10:11", "2024-02-12"),
            ("12 Februari 2024", "2024-02-12"),
            ("Senin, 12 Feb 2024", "2024-02-12"),
            ("Senin, 12 Feb 2024 08:00 WIB", "2024-02-12"),
            ("Jumat (3/11/2023)", "2023-11-03"),
            ("Kamis, 5 Mei 2022 | 14:20", "2022-05-05"),
            ("1 Agt 2023", "2023-08-01"),
            ("Mon, 12 Feb 2024 08:00:00 GMT", "2024-02-12"),
            ("February 12, 2024", "2024-02-12"),
            ("Oktober 2023", "2023-10"),
            ("29 Februari 2024", "2024-02-29"),
        ] {
            assert_eq!(Date::parse(text).map(|d| d.to_string()).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "kemarin",
            "12",
            "2024",
            "2024-13-01",
            "2023-02-29",
            "31 April 2024",
            "0000-01-01",
            "99999999",
            "Feb",
            "1707696000",
            "12:30",
            "Mei",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            if let Some(date) = Date::parse(&text) {
                prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
            }
        }
    }
}
