//! Lines of a page: the title and the text that was found go in, the lines that belong to the article come out.

use super::date;
use crate::token::one_line;

/// How a line begins that points elsewhere or speaks about the page.
const POINTERS: [&str; 34] = [
    "baca juga",
    "baca:",
    "baca selengkapnya",
    "baca berita",
    "simak juga",
    "simak video",
    "simak breaking news",
    "lihat juga",
    "lihat video",
    "tonton juga",
    "tonton video",
    "saksikan video",
    "artikel terkait",
    "berita terkait",
    "artikel ini telah tayang",
    "artikel ini sudah tayang",
    "scroll to continue",
    "dapatkan update",
    "dapatkan berita",
    "ikuti saluran",
    "ikuti kami",
    "ikuti berita",
    "ikuti terus berita",
    "halaman selanjutnya",
    "halaman berikutnya",
    "share this",
    "like this",
    "laporan wartawan",
    "penulis:",
    "editor:",
    "reporter:",
    "pewarta:",
    "copyright",
    "hak cipta ©",
];
/// Whole lines that are buttons or advertisements.
const BUTTONS: [&str; 17] = [
    "advertisement",
    "iklan",
    "bagikan",
    "bagikan:",
    "bagikan artikel ini",
    "share",
    "share:",
    "salin tautan",
    "salin link",
    "copy link",
    "komentar",
    "tinggalkan komentar",
    "tinggalkan balasan",
    "cetak",
    "related",
    "loading...",
    "tag:",
];
/// Words with which a line opens that says when the article appeared.
const DATELINES: [&str; 9] = [
    "ditulis",
    "diterbitkan",
    "dipublikasikan",
    "diposting",
    "diunggah",
    "tayang",
    "terbit",
    "posted",
    "published",
];
/// Lines at the beginning among which the date may stand.
const TOP_LINES: usize = 5;

/// The article's text.
pub(super) struct Joined {
    pub(super) text: String,
    /// A line, not part of the text, that says when the article appeared.
    pub(super) dateline: Option<String>,
}

/// The title and the lines of `body` that belong to the article.
pub(super) fn join(title: Option<&str>, body: &str) -> Joined {
    let mut text = title.unwrap_or_default().to_owned();
    let mut dateline = None;
    let mut apart = true;
    let mut lines = 0;
    for line in body.lines() {
        let line = one_line(line);
        if line.is_empty() {
            apart = true;
            continue;
        }
        if is_furniture(&line)
            || (lines == 0
                && title.is_some_and(|title| title.to_lowercase() == line.to_lowercase()))
        {
            continue;
        }
        lines += 1;
        if lines <= TOP_LINES && is_dateline(&line) {
            dateline.get_or_insert(line);
            continue;
        }
        if !text.is_empty() {
            text.push_str(if apart { "\n\n" } else { "\n" });
        }
        text.push_str(&line);
        apart = false;
    }
    Joined { text, dateline }
}

fn is_furniture(line: &str) -> bool {
    let start = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    start.is_empty()
        || POINTERS.iter().any(|pointer| starts_with(start, pointer))
        || BUTTONS.iter().any(|button| line.eq_ignore_ascii_case(button))
        || is_mark(line)
}

/// The initials of who wrote, `(abc/def)`, or the place of a film or picture, `[Gambas:Video]`.
fn is_mark(line: &str) -> bool {
    let between = |open: char, close: char| line.strip_prefix(open)?.strip_suffix(close);
    let is_short = line.len() <= 60;
    let initials = between('(', ')').is_some_and(|inner| {
        inner.contains('/')
            && inner.chars().all(|c| c.is_alphabetic() || matches!(c, '/' | ' ' | '.' | '-'))
    });
    let place = between('[', ']').is_some_and(|inner| inner.contains(':') && !inner.contains(". "));
    is_short && (initials || place)
}

/// A short line with a date that is not prose.
fn is_dateline(line: &str) -> bool {
    const ZONES: [&str; 3] = [" wib", " wita", " wit"];
    if line.len() > 100 || date::parse(line).is_none() {
        return false;
    }
    let lower = line.to_lowercase();
    let is_prose = line.ends_with(['.', '!', '?', '"', '”']);
    let says_when = DATELINES.iter().any(|word| lower.starts_with(word))
        || ZONES.iter().any(|zone| lower.ends_with(zone) || lower.contains(&format!("{zone} ")));
    !is_prose && (says_when || line.split_whitespace().count() <= 5)
}

/// Whether `text` begins with `start`, without regard to the case of ASCII letters.
pub(super) fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_from_prose() {
        for line in [
            "Baca juga: Sekda Kumpulkan Camat",
            "» BACA JUGA : Sekda",
            "(abc/def)",
            "(hs/fikri hamdani)",
            "[Gambas:Video Muara]",
            "***",
            "Salin link",
            "Penulis: Fikri | Editor: Nia",
            "Simak Video: Suasana Deklarasi",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "Bacalah edaran itu, kata sekda.",
            "(Ketua panwas tidak menjawab pesan.)",
            "[Rapat] ditutup.",
            "Komentar bupati singkat saja.",
            "Tag pengenal wajib dipakai.",
            "Editor koran itu dipanggil.",
            "(PNS)",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn datelines_are_told_from_prose() {
        for line in [
            "Rabu, 17 Jan 2024 09:30 WIB",
            "Diterbitkan 5 Desember 2023",
            "Ditulis oleh Humas, Senin, 12 Februari 2024 | Dibaca 120 kali",
            "Suara Lereng - 12/02/2024, 08:15 WIB",
            "12 Februari 2024",
        ] {
            assert!(is_dateline(line), "{line}");
        }
        for line in [
            "Pemungutan suara digelar 14 Februari 2024.",
            "Pegawai dipanggil pada 12 Februari 2024 oleh inspektorat daerah",
            "Rabu pagi",
        ] {
            assert!(!is_dateline(line), "{line}");
        }
    }
}
