//! Text of strangers on a terminal: characters that could steer it go in, visible stand-ins come out; and lines broken
//! to a width.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Whether `c` could move the cursor, start an escape sequence, or turn the direction of the text around it. All such
/// characters lie below U+10000.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// `text` with a visible character in place of every one that [`is_unsafe`]: the control pictures of Unicode where
/// there is one (`␛` for escape), U+FFFD otherwise.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) {
        Cow::Owned(text.chars().map(stand_in).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// `text` made [`visible`] on one line: line breaks and tabs become spaces.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) {
        let space = |c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { stand_in(c) };
        Cow::Owned(text.chars().map(space).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn stand_in(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        _ if is_unsafe(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// Appends `text`, made [`visible`], broken into lines of at most `width` columns; every line but the first begins with
/// `indent` spaces, which are not part of `width`. White space becomes one space; words wider than a line are broken.
pub(crate) fn wrap(text: &str, indent: usize, width: usize, bytes: &mut Vec<u8>) {
    let width = width.max(2);
    let mut column = 0;
    for word in text.split_whitespace() {
        let word = visible(word);
        let wide = word.width();
        if column > 0 {
            if column + 1 + wide <= width {
                bytes.push(b' ');
                column += 1;
            } else {
                new_line(indent, bytes);
                column = 0;
            }
        }
        if wide <= width {
            bytes.extend_from_slice(word.as_bytes());
            column += wide;
            continue;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if column + wide > width {
                new_line(indent, bytes);
                column = 0;
            }
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            column += wide;
        }
    }
}

fn new_line(indent: usize, bytes: &mut Vec<u8>) {
    bytes.push(b'\n');
    bytes.resize(bytes.len() + indent, b' ');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, indent: usize, width: usize) -> String {
        let mut bytes = Vec::new();
        wrap(text, indent, width, &mut bytes);
        String::from_utf8(bytes).expect("valid")
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("ASN  harus\nnetral  ya", 2, 10), "ASN harus\n  netral ya");
        assert_eq!(wrapped("https://contoh.example", 0, 8), "https://\ncontoh.e\nxample");
        assert_eq!(wrapped("漢字漢字", 1, 5), "漢字\n 漢字");
        assert_eq!(wrapped(" ", 1, 5), "");
    }

    #[test]
    fn escapes_are_shown() {
        assert_eq!(visible("a\u{1b}[31mb\u{7f}\u{9b}\u{202e}"), "a␛[31mb␡��");
        assert!(matches!(visible("“netral”"), Cow::Borrowed(_)));
        assert_eq!(one_line("a\r\n\tb\u{1b}\u{2028}"), "a   b␛�");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_word_is_lost(text in any::<String>(), width in 2_usize..80) {
            let out = wrapped(&text, 3, width);
            prop_assert!(!out.replace('\n', "").chars().any(is_unsafe));
            let squeezed = |s: &str| s.split_whitespace().collect::<String>();
            prop_assert_eq!(squeezed(&out), squeezed(&text).chars().map(stand_in).collect::<String>());
            for (index, line) in out.split('\n').enumerate() {
                let line = if index == 0 { line } else { &line[3..] };
                let broken: usize = line.chars().map(|c| c.width().unwrap_or(0)).sum();
                prop_assert!(line.width().min(broken) <= width, "{:?}", line);
            }
        }
    }
}
