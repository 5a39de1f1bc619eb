//! What stands around a byte of a text: white space, quotes, addresses, line ends. Offsets in, offsets and answers out.
//!
//! Nothing here keeps state. Every function looks at a constant number of bytes, except [`gap`], [`follow`] behind a dash,
//! [`terminator_run`] and the two that skip an address: those pass over what the caller does not look at again.

use memchr::memmem;

use super::words::{Word, ends_host, leaves_unfinished, letters_at, word_at, word_before};

/// White space behind an offset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// Offset of the first character that is not white space.
    pub(super) end: usize,
    /// Line breaks in it; CRLF counts once.
    pub(super) lines: usize,
}

/// The white space from byte `at` on.
pub(super) fn gap(text: &str, at: usize) -> Gap {
    let bytes = text.as_bytes();
    let mut gap = Gap { end: at, lines: 0 };
    while let Some(&byte) = bytes.get(gap.end) {
        let length = match byte {
            b'\n' => {
                gap.lines += 1;
                1
            }
            b'\r' => {
                gap.lines += usize::from(bytes.get(gap.end + 1) != Some(&b'\n'));
                1
            }
            b' ' | b'\t' => 1,
            _ => match text[gap.end..].chars().next() {
                Some(char) if char.is_whitespace() => char.len_utf8(),
                _ => break,
            },
        };
        gap.end += length;
    }
    gap
}

/// What stands at the place where a sentence might start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// A lowercase letter, or a dash with a lowercase word.
    Lower,
    /// A capital, or a letter of a script without case.
    Upper,
    Digit,
    /// Punctuation that belongs to what stands in front of it.
    Stop,
    /// An opening quote.
    Quote,
    /// An opening bracket.
    Bracket,
    /// The start of an address of the web.
    Url,
    Other,
}

/// What stands at byte `at`.
pub(super) fn follow(text: &str, at: usize) -> Follow {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else { return Follow::Other };
    match first {
        'h' | 'w' if is_url(rest.as_bytes()) => Follow::Url,
        '0'..='9' => Follow::Digit,
        '"' | '\'' | '“' | '‘' | '”' | '«' | '„' => Follow::Quote,
        '(' | '[' | '{' => Follow::Bracket,
        ',' | ';' | ':' | '.' | '!' | '?' | '…' | ')' | ']' | '}' | '%' | '’' | '»' | '/' => {
            Follow::Stop
        }
        '-' | '–' | '—' => {
            let behind = rest[first.len_utf8()..].trim_start_matches(['-', '–', '—', ' ']);
            if behind.starts_with(char::is_lowercase) { Follow::Lower } else { Follow::Other }
        }
        _ if first.is_lowercase() => Follow::Lower,
        _ if first.is_alphabetic() => Follow::Upper,
        _ => Follow::Other,
    }
}

fn is_url(bytes: &[u8]) -> bool {
    [&b"http://"[..], b"https://", b"www."].iter().any(|start| bytes.starts_with(start))
}

/// Offset behind the full stops, question marks, exclamation marks and ellipses from byte `at` on.
pub(super) fn terminator_run(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'.' | b'!' | b'?') => at += 1,
            Some(0xE2) if bytes[at..].starts_with("…".as_bytes()) => at += 3,
            _ => return at,
        }
    }
}

/// Where `mark` is within `limit` bytes from `from` on, on the same line.
pub(super) fn find_within(bytes: &[u8], from: usize, mark: &[u8], limit: usize) -> Option<usize> {
    let window = &bytes[from.min(bytes.len())..bytes.len().min(from + limit + mark.len())];
    let close = memmem::find(window, mark)?;
    memchr::memchr2(b'\n', b'\r', &window[..close]).is_none().then_some(from + close)
}

/// Whether a straight quote at `at` has in front of it what an opening one has.
pub(super) fn opens_after(bytes: &[u8], at: usize) -> bool {
    bytes[..at].last().is_none_or(|byte| byte.is_ascii_whitespace() || b"([{-/".contains(byte))
}

/// Whether what starts at `at` follows a closing quote rather than an opening one.
pub(super) fn closes_before(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| byte.is_ascii_whitespace() || b".,;:!?)]}".contains(byte))
}

/// Whether a straight closing quote stands alone at `at`, with white space behind it.
pub(super) fn stray_closing_quote(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b'"') && closes_before(bytes, at + 1)
}

/// End of the web address of which the bytes before `from` are part, without the punctuation of the sentence around it.
pub(super) fn url_end(bytes: &[u8], from: usize) -> usize {
    let tail = &bytes[from..];
    let stop = |byte: &u8| byte.is_ascii_whitespace() || b"\"<>".contains(byte);
    let length = tail.iter().position(stop).unwrap_or(tail.len());
    let length = memmem::find(&tail[..length], "”".as_bytes()).unwrap_or(length);
    let trailing = tail[..length].iter().rev().take_while(|byte| b".,;:!?)]'".contains(byte));
    from + length - trailing.count()
}

/// End of the domain of a mail address, or of a user name, that starts at `from`.
pub(super) fn address_end(bytes: &[u8], from: usize) -> usize {
    let part = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    let length = bytes[from..].iter().take_while(part).count();
    let address = &bytes[from..from + length];
    from + length - address.iter().rev().take_while(|byte| b".-_".contains(byte)).count()
}

/// The longest credit in brackets at the end of a line, in bytes.
const LONGEST_CREDIT: usize = 48;

/// End of what belongs to the sentence that ends before `at`: "(*)", "(rls/fik)" and "***" behind it, and at the end of a
/// line any short bracket without a terminator of its own, such as "(Foto: Humas)".
pub(super) fn byline_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut word = false;
    let end = match bytes.get(at)? {
        open @ (b'(' | b'[') => {
            let mark = if *open == b'(' { b")" } else { b"]" };
            let close = find_within(bytes, at + 1, mark, LONGEST_CREDIT)?;
            let inner = &bytes[at + 1..close];
            // "(1)" and "(a)" number an item; "(Ia menolak.)" is a sentence.
            let number = inner.len() <= 2 && inner.iter().any(u8::is_ascii_alphanumeric);
            if number || inner.ends_with(b".") || inner.ends_with(b"!") || inner.ends_with(b"?") {
                return None;
            }
            word = inner.len() <= 16 && !inner.contains(&b' ');
            close + 1
        }
        b'*' => at + word_at(bytes, at).iter().take_while(|&&byte| byte == b'*').count(),
        _ => return None,
    };
    let gap = gap_within_line(text, end);
    let last = matches!(bytes.get(gap), None | Some(b'\n' | b'\r'));
    let another = word && matches!(follow(text, gap), Follow::Upper | Follow::Quote);
    let apart = gap > end || bytes[at..].starts_with(b"(*");
    (last || another && apart).then_some(end)
}

/// Offset behind at most 8 spaces from `at` on.
fn gap_within_line(text: &str, at: usize) -> usize {
    let spaces = text.as_bytes()[at..].iter().take(8).take_while(|&&byte| byte == b' ');
    at + spaces.count()
}

/// Where a sentence starts behind ".," or "., ,", the trace of links that a scraper has lost: `kopi.,Ancaman itu`.
pub(super) fn lost_link(bytes: &[u8], at: usize) -> Option<usize> {
    let window = &bytes[at..bytes.len().min(at + 8)];
    let length = window.iter().take_while(|byte| matches!(byte, b',' | b' ')).count();
    let start = at + length;
    let comma = length > 0 && bytes[start - 1] == b',';
    let sentence = match bytes.get(start) {
        Some(b'"') => !closes_before(bytes, start + 1),
        Some(0xE2) => bytes[start..].starts_with("“".as_bytes()),
        Some(byte) => byte.is_ascii_uppercase(),
        None => false,
    };
    (comma && sentence).then_some(start)
}

/// Whether a sentence goes on over the single line break at byte `at`, with the next line starting at `next`.
///
/// It does when the next line starts lowercase and is no list item, or when this line ends with a comma, a dash or a
/// function word. `start` is where the sentence started.
pub(super) fn line_goes_on(text: &str, start: usize, at: usize, next: usize) -> bool {
    let Some(line) = text.get(start..at).map(str::trim_end).filter(|line| !line.is_empty()) else {
        return true;
    };
    let follow = follow(text, next);
    if starts_item(text, next) || line.ends_with([':', ';']) || line.ends_with(['=', '*', '_']) {
        return false;
    }
    match follow {
        Follow::Lower => true,
        Follow::Stop => !line.ends_with(['.', '!', '?', '…']),
        Follow::Upper | Follow::Digit | Follow::Quote | Follow::Bracket => {
            let dash =
                line.strip_suffix(['-', '–', '—']).is_some_and(|rest| rest.ends_with([' ', '-']));
            let last = word_before(line.as_bytes(), 0, line.len());
            dash || line.ends_with(',') || leaves_unfinished(last.text)
        }
        Follow::Url | Follow::Other => false,
    }
}

/// Whether a list item starts at `at`: "- ", "• ", "a. ", "12) ", "(3) ".
fn starts_item(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match word_at(bytes, at) {
        [b'-' | b'*' | b'+'] => true,
        word if word == "•".as_bytes() || word == "–".as_bytes() || word == "—".as_bytes() => {
            true
        }
        [b'(', marker @ .., b')'] | [marker @ .., b'.' | b')'] => {
            Word { text: marker, start: at }.is_marker()
        }
        _ => text[at..].starts_with(['•', '·', '▪', '●', '■', '◦', '✓', '➢']),
    }
}

/// Whether a sentence starts at `at`, glued to the terminator behind `word`; `dot` when that is one full stop.
///
/// `word` is known not to be an abbreviation.
pub(super) fn glued_sentence(
    bytes: &[u8],
    word: &Word<'_>,
    dot: bool,
    at: usize,
    follow: Follow,
) -> bool {
    match follow {
        // A quote that closes has been passed over with the terminator.
        Follow::Url | Follow::Quote => return true,
        Follow::Upper => {}
        _ => return false,
    }
    let next = letters_at(bytes, at);
    let capitals = next.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    if next.len() < 2 || ends_host(next) {
        return false;
    }
    let ordinary = capitals == 1;
    if !dot {
        return ordinary;
    }
    let path = word.text.iter().any(|byte| b"@_=".contains(byte))
        || word.text.contains(&b'/') && word.text.iter().any(|byte| b".0123456789".contains(byte));
    let mail = word_at(bytes, at).contains(&b'@');
    let fits = match word.text.last().or(bytes[..at].iter().rev().nth(1)) {
        Some(byte) if byte.is_ascii_lowercase() || b")]%\"".contains(byte) => true,
        Some(byte) => ordinary && (byte.is_ascii_alphanumeric() || !byte.is_ascii()),
        None => false,
    };
    fits && !path && !mail
}
