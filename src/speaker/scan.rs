//! Tokens of a sentence: a sentence goes in, its words with what stands in front of them, its quotations and the words that
//! may be verbs of speech come out.
//!
//! One pass over the bytes; the buffers of [`Scan`] are used again for every sentence, and hold at most [`LONGEST_SCAN`]
//! bytes' worth of words.

use super::words::words;

/// The most bytes of a sentence whose words are looked at. Quotation marks are followed further.
pub(super) const LONGEST_SCAN: usize = 4096;

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
pub(super) struct Token {
    /// Offset of its first byte in the sentence.
    pub(super) start: usize,
    /// Offset behind its last byte.
    pub(super) end: usize,
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

/// What a byte is for the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// Space and what ends a word without meaning.
    Space,
    /// ASCII letters, digits, and bytes of other letters.
    Word,
    /// ASCII punctuation.
    Mark,
    /// First byte of punctuation beyond ASCII (C2, E2).
    Wide,
}

static BYTES: [Byte; 256] = {
    let mut table = [Byte::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        let value = byte as u8;
        if value.is_ascii_alphanumeric() || value >= 0x80 {
            table[byte] = Byte::Word;
        } else if value.is_ascii_whitespace() || value < 0x20 {
            table[byte] = Byte::Space;
        }
        byte += 1;
    }
    table[0xC2] = Byte::Wide;
    table[0xE2] = Byte::Wide;
    table
};

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
            match BYTES[usize::from(byte)] {
                Byte::Space => at += 1,
                Byte::Word if at >= LONGEST_SCAN => at += 1,
                Byte::Word => {
                    let token = word(bytes, at, gap, open);
                    self.quoted_words += usize::from(open);
                    if !open && words.may_trigger(&bytes[token.start..token.end]) {
                        self.triggers.push(self.tokens.len());
                    }
                    at = token.end;
                    self.tokens.push(token);
                    gap = 0;
                }
                kind => {
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
        for token in &mut self.tokens {
            token.classes = words.classes(&sentence.as_bytes()[token.start..token.end]);
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
        if matches!(kind, Byte::Space | Byte::Word) {
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

/// The word that begins at `start`, with its inner full stops, hyphens, slashes and apostrophes.
fn word(bytes: &[u8], start: usize, gap: u16, quoted: bool) -> Token {
    let mut digit = false;
    let mut lower = false;
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        match BYTES[usize::from(byte)] {
            Byte::Word => {
                digit |= byte.is_ascii_digit();
                lower |= byte.is_ascii_lowercase() || byte >= 0x80;
                end += 1;
            }
            Byte::Mark
                if matches!(byte, b'.' | b'-' | b'/' | b'\'' | b'@' | b'_')
                    && bytes
                        .get(end + 1)
                        .is_some_and(|next| BYTES[usize::from(*next)] == Byte::Word) =>
            {
                end += 1;
            }
            _ => break,
        }
    }
    let first = bytes[start];
    Token {
        start,
        end,
        gap,
        capital: first.is_ascii_uppercase()
            || first == 0xC3 && bytes.get(start + 1).is_some_and(|next| *next < 0x9F),
        digit,
        upper: !lower && end - start >= 2 && first.is_ascii_uppercase(),
        quoted,
        classes: 0,
    }
}

/// A mark: a quotation mark of some form, or a bit of [`gap`].
struct Mark {
    quote: Option<Form>,
    gap: u16,
}

/// The mark at `at` and its length in bytes.
fn mark(bytes: &[u8], at: usize, kind: Byte) -> (Mark, usize) {
    let quote = |form| Mark { quote: Some(form), gap: 0 };
    let plain = |gap| Mark { quote: None, gap };
    let next = |offset: usize| bytes.get(at + offset).copied().unwrap_or(0);
    if kind == Byte::Wide {
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
