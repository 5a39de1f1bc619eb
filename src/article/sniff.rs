//! What a file is, told by its content: the first bytes go in, a [`Format`] or the name of something foreign comes out.

use super::options::{Format, ReadOptions};

impl Format {
    /// The format of which only the first bytes of a file can be: Parquet and workbooks, which are no text.
    #[must_use]
    pub fn of_bytes(head: &[u8]) -> Option<Self> {
        match head {
            // The first page of a Parquet file, or its closing part, opens with a byte that no text has.
            [b'P', b'A', b'R', b'1', 0..=8 | 0x0E..=0x1F, ..] => Some(Self::Parquet),
            [b'P', b'K', 3, 4, ..] => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The format that the first bytes of a file without a known extension look like: Parquet, a workbook, HTML, JSON,
    /// CSV or TSV with a header that has a usual name for the text, or else text.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Self {
        Self::sniff_with(head, None)
    }

    /// The like, where `text_field` names the text in a header.
    pub(super) fn sniff_with(head: &[u8], text_field: Option<&str>) -> Self {
        if let Some(format) = Self::of_bytes(head) {
            return format;
        }
        let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let opens =
            |with: &[u8]| start.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with));
        if opens(b"<!doctype html") || opens(b"<html") {
            Self::Html
        } else if start.first() == Some(&b'[')
            && start[1..].trim_ascii_start().first() == Some(&b'{')
        {
            Self::Json
        } else if start.first() == Some(&b'{')
            && start[1..].trim_ascii_start().first() == Some(&b'"')
        {
            // An object spread over several lines opens with a bare brace.
            if start[1..].starts_with(b"\n") || start[1..].starts_with(b"\r") {
                Self::Json
            } else {
                Self::JsonLines
            }
        } else {
            table(start, text_field).unwrap_or(Self::Text)
        }
    }
}

/// CSV or TSV, where `head` opens with what can only be a header: two names of columns or more, all different, one of
/// them the text's, and a row behind it that is as wide.
fn table(head: &[u8], text_field: Option<&str>) -> Option<Format> {
    let end = memchr::memchr2(b'\n', b'\r', head)?;
    let header = std::str::from_utf8(&head[..end]).ok()?;
    let delimiter = [b'\t', b';', b','].into_iter().find(|d| header.as_bytes().contains(d))?;
    // "Satu, dua" is prose.
    if header.split(char::from(delimiter)).skip(1).any(|field| field.starts_with(' ')) {
        return None;
    }
    let names: Vec<&str> = header.split(char::from(delimiter)).map(column).collect();
    let is_text = |name: &&str| {
        let is = |wanted: &str| wanted.eq_ignore_ascii_case(name);
        text_field.map_or_else(|| ReadOptions::TEXT_FIELDS.iter().any(|w| is(w)), is)
    };
    let distinct = names.iter().enumerate().all(|(at, name)| !names[..at].contains(name));
    if names.len() > 100 || !names.iter().all(|name| is_name(name)) || !distinct {
        return None;
    }
    if !names.iter().any(is_text) || !is_as_wide(&head[end..], delimiter, names.len()) {
        return None;
    }
    Some(if delimiter == b'\t' { Format::Tsv } else { Format::Csv })
}

/// A field of a header without the quotes around it.
fn column(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|f| f.strip_suffix('"')).unwrap_or(field)
}

/// Whether `name` reads like the name of a column: a word or two of letters, digits and what joins them.
fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '/' | '(' | ')');
    (1..=40).contains(&name.len())
        && name.chars().all(is_part)
        && name.starts_with(char::is_alphabetic)
        && name.split(' ').count() <= 3
}

/// Whether the first row of `rest` has `width` fields, or may have them behind the end of what is known.
fn is_as_wide(rest: &[u8], delimiter: u8, width: usize) -> bool {
    let rest = rest.trim_ascii_start();
    let (mut fields, mut quoted) = (1, false);
    for &byte in rest {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => return fields == width,
            _ if byte == delimiter && !quoted => fields += 1,
            _ => {}
        }
    }
    // The head may end within the row.
    fields == width || (fields < width && rest.len() > 2000)
}

/// The name of what `head` is, where it is no text and nothing that holds articles, and what to do about it.
pub(super) fn foreign(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const UNPACK: &str = "unpack it, or pack it by gzip or zstd";
    Some(match head {
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => ("is packed by xz", UNPACK),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, ..] => ("is packed by bzip2", UNPACK),
        [b'7', b'z', 0xBC, 0xAF, ..] => ("is a 7z archive", UNPACK),
        [b'R', b'a', b'r', b'!', 0x1A, ..] => ("is a RAR archive", UNPACK),
        [b'%', b'P', b'D', b'F', b'-', ..] => {
            ("is a PDF file", "save its text, such as by pdftotext")
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => (
            "is an old Office file (.xls or .doc), or protected by a password",
            "save it without a password as .xlsx or CSV",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_makes_a_table() {
        for (head, format) in [
            ("id,text\n1,Rapat digelar.\n", Format::Csv),
            ("id;isi;tanggal\r\n1;Rapat;2024\r\n", Format::Csv),
            ("judul\tisi\nA\tB\n", Format::Tsv),
            ("\u{feff}\"No\",\"Isi\"\n1,\"Satu, dua.\nTiga, empat\"\n", Format::Csv),
            ("URL,Body,Tanggal Terbit\nu,v,w", Format::Csv),
        ] {
            assert_eq!(Format::sniff(head.as_bytes()), format, "{head}");
        }
        let long = format!("id,text,tanggal\n1,\"{}", "Rapat, lalu. ".repeat(300));
        assert_eq!(Format::sniff(long.as_bytes()), Format::Csv);
    }

    #[test]
    fn prose_is_text() {
        for head in [
            "",
            "text",
            "text\nRapat digelar.\n",
            "isi, body",
            "Isi, tanggal\nRapat digelar, lalu ditutup.\n",
            "Isi,tanggal\nRapat digelar di aula.\n",
            "Isi pidato, menurut dia, jelas.\nYang lain, tidak, begitu.\n",
            "Rapat digelar, lalu ditutup\nHujan turun, lalu reda\n",
            "Judul, penulis\nSatu, dua\n",
            "isi,isi\na,b\n",
            "isi,\na,b\n",
            "PAR1 adalah nama ruang rapat.",
            "PK bukan nama orang.",
        ] {
            assert_eq!(Format::sniff(head.as_bytes()), Format::Text, "{head}");
        }
    }

    #[test]
    fn a_named_column_counts() {
        let head = b"kode,naskah\n1,Rapat\n";
        assert_eq!(Format::sniff_with(head, Some("naskah")), Format::Csv);
        assert_eq!(Format::sniff_with(head, Some("uraian")), Format::Text);
        assert_eq!(Format::sniff_with(head, None), Format::Text);
    }
}
