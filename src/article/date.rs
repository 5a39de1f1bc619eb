//! Dates: what a page or a table writes goes in, year, month and day come out.
//!
//! Read are ISO 8601 and RFC 3339 (`2024-02-12`, `2024-02-12T08:00:00+07:00`, `20240212`), numbers in Indonesian order
//! (`12/02/2024`, `12-2-2024`, `12.02.24`), month names in Indonesian and English, written out or cut short, with or
//! without the weekday and the time (`Senin, 12 Februari 2024 08:15 WIB`, `Feb 12, 2024`, `Mon, 12 Feb 2024 08:00:00
//! GMT`). The day is the one that is written: no time zone is worked out.

/// The most bytes of a date; longer texts are prose.
const MAX_BYTES: usize = 120;

/// First three letters of the months in Indonesian and English, and the month.
const MONTHS: [(&str, u8); 17] = [
    ("jan", 1),
    ("feb", 2),
    ("peb", 2),
    ("mar", 3),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("agu", 8),
    ("agt", 8),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("des", 12),
];

/// Year, month and day of `text`.
pub(super) fn parse(text: &str) -> Option<(u16, u8, u8)> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let words = words(text);
    iso(&words).or_else(|| by_name(&words)).or_else(|| by_number(&words)).filter(|day| is_day(*day))
}

/// A run of digits or of letters, and the byte before it.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    before: u8,
}

impl Word<'_> {
    /// The number that is written with `digits` digits, in ASCII.
    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
        let all = self.text.bytes().all(|b| b.is_ascii_digit());
        (all && digits.contains(&self.text.len())).then(|| self.text.parse().ok())?
    }

    /// The month of that name.
    fn month(&self) -> Option<u8> {
        if !(3..=9).contains(&self.text.len()) {
            return None;
        }
        let lower = self.text.to_ascii_lowercase();
        let (_, month) =
            MONTHS.iter().chain(&[("dec", 12)]).find(|(start, _)| lower.starts_with(start))?;
        Some(*month)
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut last = (false, false);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let now = kind(c);
        if now != last {
            if let Some(from) = start.take() {
                let before = if from == 0 { 0 } else { text.as_bytes()[from - 1] };
                words.push(Word { text: &text[from..at], before });
            }
            if now.0 || now.1 {
                start = Some(at);
            }
            last = now;
        }
    }
    words
}

type Day = (u16, u8, u8);

fn small(number: Option<u16>) -> Option<u8> {
    u8::try_from(number?).ok()
}

/// `2024-02-12`, `2024/2/12` and `20240212`, at the beginning.
fn iso(words: &[Word<'_>]) -> Option<Day> {
    let first = words.first()?;
    if first.text.len() == 8 {
        let all = first.text.bytes().all(|b| b.is_ascii_digit());
        let number = |from: usize, to: usize| first.text.get(from..to)?.parse::<u16>().ok();
        return all.then_some((number(0, 4)?, small(number(4, 6))?, small(number(6, 8))?));
    }
    let [year, month, day, ..] = words else { return None };
    let joined = matches!(month.before, b'-' | b'/' | b'.') && month.before == day.before;
    if !joined {
        return None;
    }
    Some((year.number(4..=4)?, small(month.number(1..=2))?, small(day.number(1..=2))?))
}

/// `12 Februari 2024`, `12-Feb-24` and `February 12, 2024`, anywhere.
fn by_name(words: &[Word<'_>]) -> Option<Day> {
    words.windows(3).find_map(|three| {
        let [a, b, c] = three else { return None };
        let (day, month) = b.month().map_or_else(|| (b, a.month()), |month| (a, Some(month)));
        let day = small(day.number(1..=2))?;
        Some((year(c)?, month?, day))
    })
}

/// `12/02/2024`, anywhere; the day stands first, unless only the other order is a date.
fn by_number(words: &[Word<'_>]) -> Option<Day> {
    words.windows(3).find_map(|three| {
        let [a, b, c] = three else { return None };
        if !(matches!(b.before, b'-' | b'/' | b'.') && b.before == c.before) {
            return None;
        }
        let (first, second) = (small(a.number(1..=2))?, small(b.number(1..=2))?);
        let year = year(c)?;
        let (day, month) = if second > 12 { (second, first) } else { (first, second) };
        Some((year, month, day)).filter(|day| is_day(*day))
    })
}

fn year(word: &Word<'_>) -> Option<u16> {
    word.number(4..=4).or_else(|| word.number(2..=2).map(|short| 2000 + short))
}

fn is_day((year, month, day): Day) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1900..=2200).contains(&year) && (1..=12).contains(&month) && (1..=last).contains(&day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_forms_are_read() {
        for text in [
            "2024-02-12",
            "2024-02-12T08:15:00+07:00",
            "2024-02-12 08:15:00",
            "2024-02-12T01:15:00.000Z",
            "2024/2/12",
            "20240212",
            "20240212T081500",
            "Senin, 12 Februari 2024",
            "Senin, 12 Feb 2024 08:15 WIB",
            "Senin (12/2/2024)",
            "Jakarta, 12 Pebruari 2024",
            "12 februari 2024 | 08.15",
            "12/02/2024",
            "12-2-2024 08:15",
            "12.02.2024",
            "12-Feb-24",
            "12Feb2024",
            "Feb 12, 2024",
            "February 12, 2024 8:15 am",
            "Mon, 12 Feb 2024 08:15:00 +0700",
            "Dipublikasikan: Senin, 12 Februari 2024",
            " 12 Feb 2024 ",
        ] {
            assert_eq!(parse(text), Some((2024, 2, 12)), "{text}");
        }
        assert_eq!(parse("17 Agustus 1945"), Some((1945, 8, 17)));
        assert_eq!(parse("5 Des 2023"), Some((2023, 12, 5)));
        assert_eq!(parse("Dec 5, 2023"), Some((2023, 12, 5)));
        assert_eq!(parse("Jumat, 29 Mei 2020"), Some((2020, 5, 29)));
        assert_eq!(parse("02/28/2024"), Some((2024, 2, 28)));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "kemarin",
            "2 jam yang lalu",
            "30 Februari 2024",
            "2023-02-29",
            "2024-13-01",
            "1/2",
            "08:15:30",
            "UU 20/2023",
            "2024",
            "12 maret",
            "99/99/2024",
            "12 rapat 2024",
            "٣ مارس ٢٠٢٤",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_found_is_a_day(text in "(\\PC{0,20}|[0-9/. -]{0,14}|[0-9]{1,2} [A-Za-z]{3,9} [0-9]{1,5})") {
            if let Some(day) = parse(&text) {
                prop_assert!(is_day(day));
            }
        }

        #[test]
        fn written_days_come_back(year in 1900_u16..=2200, month in 1_u8..=12, day in 1_u8..=28) {
            prop_assert_eq!(parse(&format!("{year}-{month:02}-{day:02}")), Some((year, month, day)));
            prop_assert_eq!(parse(&format!("{day}/{month}/{year}")), Some((year, month, day)));
        }
    }
}
