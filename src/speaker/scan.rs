//! Tokens of a sentence: a sentence goes in, its words with what stands in front of them, its quotations and the words that
//! may be verbs of speech come out.
//!
//! One pass over the bytes; the buffers of [`Scan`] are used again for every sentence, and hold at most [`LONGEST_SCAN`]
//! bytes' worth of words.

use super::words::words;

/// The most bytes of a sentence whose words are looked at. Quotation marks are followed further.
pub(super) const LONGEST_SCAN: usize = 4096;

/// The most letters that are looked at to call a word capitals.
const LONGEST_CAPITALS: usize = 32;

/// What stands between a word and the one before it, one bit each.
pub(super) mod gap {
    /// A comma.
    pub(in super::super) const COMMA: u16 = 1;
    /// A full stop, question or exclamation mark, or ellipsis.
    pub(in super::super) const STOP: u16 = 1 << 1;
    /// A colon.
    pub(in super::super) const COLON: u16 = 1 << 2;
    /// An opening bracket.
    pub(in super::super) const OPEN: u16 = 1 << 3;
    /// A closing bracket.
    pub(in super::super) const CLOSE: u16 = 1 << 4;
    /// An opening quotation mark.
    pub(in super::super) const QUOTE_OPEN: u16 = 1 << 5;
    /// A closing quotation mark.
    pub(in super::super) const QUOTE_CLOSE: u16 = 1 << 6;
    /// A dash between spaces or a long dash.
    pub(in super::super) const DASH: u16 = 1 << 7;
    /// A semicolon, vertical bar or anything else that no phrase goes over.
    pub(in super::super) const BREAK: u16 = 1 << 8;
    /// The end of the sentence (only asked behind the last word).
    pub(in super::super) const END: u16 = 1 << 9;
}

/// A word of a sentence.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself, none excludes another")]
pub(super) struct Token {
    /// Offset of its first byte in the sentence.
    pub(super) start: u32,
    /// Offset behind its last byte.
    pub(super) end: u32,
    /// What stands in front of it, see [`gap`].
    pub(super) gap: u16,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// Contains a digit.
    pub(super) digit: bool,
    /// At least two letters, all of them capitals.
    pub(super) upper: bool,
    /// Stands inside a quotation.
    pub(super) quoted: bool,
    /// Its [`class`](super::words::class)es; filled in by [`Scan::classify`].
    pub(super) classes: u32,
}

/// A sentence's words and quotations.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The words in order.
    pub(super) tokens: Vec<Token>,
    /// Indices of words outside quotations that may be verbs of speech.
    pub(super) triggers: Vec<usize>,
    /// What stands behind the last word.
    pub(super) last_gap: u16,
    /// Words inside quotations.
    pub(super) quoted_words: usize,
    /// Bytes inside quotations.
    pub(super) quoted_bytes: usize,
    /// A quotation is open at the end of the sentence.
    pub(super) open: bool,
    classified: bool,
}

/// What a byte is for the scan, one bit each.
mod byte {
    /// ASCII letters, digits, and bytes of other letters.
    pub(super) const WORD: u8 = 1;
    /// A digit; also a word.
    pub(super) const DIGIT: u8 = 1 << 1;
    /// A small or foreign letter; also a word.
    pub(super) const LOWER: u8 = 1 << 2;
    /// Space and what ends a word without meaning.
    pub(super) const SPACE: u8 = 1 << 3;
    /// May stand inside a word.
    pub(super) const INNER: u8 = 1 << 4;
    /// First byte of punctuation beyond ASCII (C2, E2).
    pub(super) const WIDE: u8 = 1 << 5;
}

static BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut index: usize = 0;
    while index < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let value = index as u8;
        table[index] = match value {
            b'0'..=b'9' => byte::WORD | byte::DIGIT,
            b'A'..=b'Z' => byte::WORD,
            0xC2 | 0xE2 => byte::WIDE,
            b'a'..=b'z' | 0x80.. => byte::WORD | byte::LOWER,
            0..=b' ' | 0x7F => byte::SPACE,
            b'.' | b'-' | b'/' | b'\'' | b'@' | b'_' => byte::INNER,
            _ => 0,
        };
        index += 1;
    }
    table
};

/// What the byte at `at` is; a space behind the end.
fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).map_or(byte::SPACE, |value| BYTES[usize::from(*value)])
}

/// Direction that a mark has by its form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Straight,
    Opening,
    Closing,
}

impl Scan {
    /// Reads `sentence`; `open` says whether a quotation was open before it.
    pub(super) fn read(&mut self, sentence: &str, open: bool) {
        let bytes = sentence.as_bytes();
        let words = words();
        self.tokens.clear();
        self.triggers.clear();
        self.quoted_bytes = 0;
        self.quoted_words = 0;
        self.classified = false;
        let mut open = open;
        let mut opened_at = 0;
        let mut gap = 0;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let kind = BYTES[usize::from(byte)];
            if kind & byte::SPACE != 0 || at >= LONGEST_SCAN && kind & byte::WORD != 0 {
                at += 1;
            } else if kind & byte::WORD != 0 {
                let (token, end) = word(bytes, at, gap, open);
                self.quoted_words += usize::from(open);
                if !open && words.may_trigger(&bytes[at..end]) {
                    self.triggers.push(self.tokens.len());
                }
                at = end;
                self.tokens.push(token);
                gap = 0;
            } else {
                let (mark, length) = mark(bytes, at, kind);
                if let Some(form) = mark.quote {
                    let closes = closes(bytes, at, length, form, open);
                    if closes && open {
                        self.quoted_bytes += at - opened_at;
                    } else if !closes && !open {
                        opened_at = at + length;
                    }
                    open = !closes;
                    gap |= if closes { gap::QUOTE_CLOSE } else { gap::QUOTE_OPEN };
                } else {
                    gap |= mark.gap;
                }
                at += length;
            }
        }
        if open {
            self.quoted_bytes += bytes.len().saturating_sub(opened_at);
        }
        self.open = open;
        self.last_gap = gap | gap::END;
    }

    /// Looks the words up, once a sentence; nothing to do for most sentences.
    pub(super) fn classify(&mut self, sentence: &str) {
        if self.classified {
            return;
        }
        self.classified = true;
        let words = words();
        // Nobody is looked for inside quotations.
        for token in self.tokens.iter_mut().filter(|token| !token.quoted) {
            token.classes =
                words.classes(sentence.as_bytes(), token.start as usize, token.end as usize);
        }
    }

    /// What stands behind the word at `index`.
    pub(super) fn gap_behind(&self, index: usize) -> u16 {
        self.tokens.get(index + 1).map_or(self.last_gap, |token| token.gap)
    }
}

/// Whether the first quotation mark of a sentence closes the quotation that is open before it; `None` without a mark.
pub(super) fn first_mark_closes(sentence: &str) -> Option<bool> {
    let bytes = sentence.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let kind = BYTES[usize::from(byte)];
        if kind & (byte::SPACE | byte::WORD) != 0 {
            at += 1;
            continue;
        }
        let (mark, length) = mark(bytes, at, kind);
        if let Some(form) = mark.quote {
            return Some(closes(bytes, at, length, form, true));
        }
        at += length;
    }
    None
}

/// The word that begins at `start`, with its inner full stops, hyphens, slashes and apostrophes, and its end.
fn word(bytes: &[u8], start: usize, gap: u16, quoted: bool) -> (Token, usize) {
    let mut seen = 0;
    let mut end = start;
    loop {
        end += letters(bytes, end);
        let kind = byte_at(bytes, end);
        if kind & byte::WORD == 0
            && !(kind & byte::INNER != 0 && byte_at(bytes, end + 1) & byte::WORD != 0)
        {
            break;
        }
        seen |= kind;
        end += 1;
    }
    let first = bytes[start];
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let token = Token {
        start: offset(start),
        end: offset(end),
        gap,
        capital: first.is_ascii_uppercase()
            || first == 0xC3 && bytes.get(start + 1).is_some_and(|next| *next < 0x9F),
        digit: seen & byte::DIGIT != 0,
        upper: end - start >= 2
            && bytes[start..end]
                .iter()
                .take(LONGEST_CAPITALS)
                .all(|&value| BYTES[usize::from(value)] & byte::LOWER == 0)
            && first.is_ascii_uppercase(),
        quoted,
        classes: 0,
    };
    (token, end)
}

/// How many ASCII letters begin the eight bytes at `at`; 0 near the end of the text. Whole words in one step.
fn letters(bytes: &[u8], at: usize) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let Some(chunk) = bytes.get(at..at + 8) else { return 0 };
    let word = u64::from_le_bytes(chunk.try_into().expect("a slice of eight bytes"));
    // In every byte: add so that the high bit says "not below a", and "above z"; seven bits never carry into the next.
    let small = (word | (0x20 * EACH)) & !HIGH;
    let from_a = small + (0x80 - u64::from(b'a')) * EACH;
    let above_z = small + (0x80 - u64::from(b'z') - 1) * EACH;
    let others = !(from_a & !above_z & !word) & HIGH;
    (others.trailing_zeros() / 8) as usize
}

/// A mark: a quotation mark of some form, or a bit of [`gap`].
struct Mark {
    quote: Option<Form>,
    gap: u16,
}

/// The mark at `at` and its length in bytes.
fn mark(bytes: &[u8], at: usize, kind: u8) -> (Mark, usize) {
    let quote = |form| Mark { quote: Some(form), gap: 0 };
    let plain = |gap| Mark { quote: None, gap };
    let next = |offset: usize| bytes.get(at + offset).copied().unwrap_or(0);
    if kind & byte::WIDE != 0 {
        return match (bytes[at], next(1), next(2)) {
            (0xC2, 0xAB, _) => (quote(Form::Opening), 2),
            (0xC2, 0xBB, _) => (quote(Form::Closing), 2),
            (0xC2, ..) => (plain(0), 2),
            (_, 0x80, 0x9C | 0x9E | 0x9F) => (quote(Form::Opening), 3),
            (_, 0x80, 0x9D) => (quote(Form::Closing), 3),
            (_, 0x80, 0x93..=0x95) => (plain(gap::DASH), 3),
            (_, 0x80, 0xA6) => (plain(gap::STOP), 3),
            (_, 0x80, 0xA2) => (plain(gap::BREAK), 3),
            _ => (plain(0), 3),
        };
    }
    match bytes[at] {
        b'"' => (quote(Form::Straight), 1),
        b'\'' if next(1) == b'\'' => (quote(Form::Straight), 2),
        b',' => (plain(gap::COMMA), 1),
        b'.' | b'!' | b'?' => (plain(gap::STOP), 1),
        b':' => (plain(gap::COLON), 1),
        b'(' | b'[' => (plain(gap::OPEN), 1),
        b')' | b']' => (plain(gap::CLOSE), 1),
        b'-' => (plain(gap::DASH), 1),
        b'\'' | b'`' => (plain(0), 1),
        _ => (plain(gap::BREAK), 1),
    }
}

/// Whether the quotation mark at `at` closes: by the characters around it, then by its form, then by what is open.
fn closes(bytes: &[u8], at: usize, length: usize, form: Form, open: bool) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
    let behind = bytes.get(at + length).copied().unwrap_or(b' ');
    let blank = |byte: u8| byte.is_ascii_whitespace();
    let may_close = !blank(before) && !matches!(before, b'(' | b'[');
    let may_open = behind.is_ascii_alphanumeric()
        || matches!(behind, b'(' | b'[' | b'.' | b'\'') && !may_close;
    match (may_open, may_close) {
        (true, false) => false,
        (false, true) => true,
        _ => match form {
            Form::Straight => open,
            Form::Opening => false,
            Form::Closing => true,
        },
    }
}
