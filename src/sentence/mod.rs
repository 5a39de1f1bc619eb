//! Sentences of Indonesian news: the text of an article goes in, byte spans come out.
//!
//! [`Segmenter::segment`] walks over the UTF-8 text once and yields a [`Span`] for every sentence, headline and list item,
//! in order. Offsets are bytes into the text as given; nothing is copied or normalised, so `&text[span.start..span.end]` is
//! the sentence as the article has it.
//!
//! ```
//! use klaim::sentence::Segmenter;
//!
//! let text = "Drs. H. Budi, M.Si. membantah tudingan itu. \"Siapa bilang?\" tanya dia.";
//! let segmenter = Segmenter::new();
//! let sentences: Vec<&str> = segmenter.segment(text).map(|span| span.of(text)).collect();
//! assert_eq!(
//!     sentences,
//!     ["Drs. H. Budi, M.Si. membantah tudingan itu.", "\"Siapa bilang?\" tanya dia."]
//! );
//! ```
//!
//! # Where a sentence ends
//!
//! Only full stops, question and exclamation marks, ellipses and line breaks can end one. What decides is the word in front
//! (abbreviation, initial, list marker), the character behind (a lowercase letter goes on) and the quote or bracket around:
//! - a quotation of at most [`WHOLE_QUOTE`] bytes stays in one piece with its attribution; in a longer one every sentence is
//!   a sentence, because each may be a claim of its own;
//! - a bracket of at most [`WHOLE_BRACKET`] bytes stays in one piece;
//! - a line break ends a sentence unless the text is plainly wrapped there (see `rules::line_goes_on`).
//!
//! # Time
//!
//! Every byte is passed once; looking back or ahead from a candidate is limited to a constant number of bytes, or to white
//! space that is then skipped. So the time is linear whatever the text, with quotes or brackets that never close as well.

mod abbreviations;
mod rules;
mod words;

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use abbreviations::{Abbreviations, Kind};
use rules::Follow;
use words::Word;

/// The longest quotation, in bytes between its marks, that is never cut inside.
pub const WHOLE_QUOTE: usize = 48;

/// The longest bracket, in bytes between its marks, that is never cut inside.
pub const WHOLE_BRACKET: usize = 120;

/// A sentence as byte offsets into the UTF-8 text of its article.
///
/// Both ends are on character boundaries, `start < end`, and the first and last characters are not white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The sentence within `text`, the text that was segmented.
    ///
    /// # Panics
    /// When `text` is another, shorter text or has no character boundary at an end of the span.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// The rules and the list of abbreviations. A clone shares the list.
#[derive(Debug, Clone)]
pub struct Segmenter {
    abbreviations: Arc<Abbreviations>,
}

impl Default for Segmenter {
    fn default() -> Self {
        Self::new()
    }
}

impl Segmenter {
    /// A segmenter with the built-in abbreviations of Indonesian news.
    #[must_use]
    pub fn new() -> Self {
        Self { abbreviations: Arc::new(Abbreviations::built_in()) }
    }

    /// Adds abbreviations whose full stop never ends a sentence, with or without that full stop.
    ///
    /// One that starts with a capital matches only so written ("Kol" but not "kol"); a lowercase one matches in any case.
    /// Blank ones, and those too long to be looked up, are ignored.
    #[must_use]
    pub fn with_abbreviations<'s>(mut self, words: impl Iterator<Item = &'s str>) -> Self {
        let own = Arc::make_mut(&mut self.abbreviations);
        words.for_each(|word| own.insert(word));
        self
    }

    /// Adds the abbreviations of a UTF-8 file: one a line, `#` starts a comment, blank lines are skipped.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) when the file cannot be read, [`Error::Input`](crate::Error::Input) with the line for
    /// text that is not UTF-8 and for an entry with white space inside, without a letter, or longer than 24 bytes.
    pub fn with_abbreviation_file(self, path: impl AsRef<Path>) -> Result<Self> {
        let words = abbreviations::read_file(path.as_ref())?;
        Ok(self.with_abbreviations(words.iter().map(String::as_str)))
    }

    /// The sentences of `text`, in order. Allocates nothing.
    #[must_use]
    pub fn segment<'a>(&'a self, text: &'a str) -> Sentences<'a> {
        Sentences {
            text,
            abbreviations: &self.abbreviations,
            start: text.len() - text.trim_start().len(),
            scan: 0,
            whole_until: 0,
            quote_open: false,
        }
    }
}

/// Iterator over the [`Span`]s of a text: ordered, disjoint, none empty, no visible character left out.
#[derive(Debug, Clone)]
pub struct Sentences<'a> {
    text: &'a str,
    abbreviations: &'a Abbreviations,
    /// First byte of the sentence being read; white space in front of it is skipped.
    start: usize,
    /// Everything before this byte has been looked at; never decreases.
    scan: usize,
    /// Before this byte lies a short quotation or bracket, which is not cut.
    whole_until: usize,
    /// Whether the last straight double quote opened a quotation.
    quote_open: bool,
}

/// What was found at a candidate: go on reading from an offset, or end the sentence there.
enum Step {
    Read(usize),
    Cut(usize),
}

/// Bytes at which something can happen: everything else is passed over unseen.
static CANDIDATE: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"\n\r.!?\"(:@\xE2";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

impl Iterator for Sentences<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        while let Some(rest) = bytes.get(self.scan..).filter(|rest| !rest.is_empty()) {
            let Some(ahead) = rest.iter().position(|&byte| CANDIDATE[usize::from(byte)]) else {
                self.scan = bytes.len();
                break;
            };
            match self.look(self.scan + ahead) {
                Step::Read(at) => self.scan = at,
                Step::Cut(at) => {
                    self.scan = at;
                    if let Some(span) = self.cut(at) {
                        return Some(span);
                    }
                }
            }
        }
        self.cut(bytes.len())
    }
}

impl std::iter::FusedIterator for Sentences<'_> {}

impl Sentences<'_> {
    /// Ends the sentence at byte `end`; `None` when there is nothing but white space.
    fn cut(&mut self, end: usize) -> Option<Span> {
        let rest = &self.text[end..];
        let body = self.text.get(self.start..end).unwrap_or_default().trim_end();
        let span = Span { start: self.start, end: self.start + body.len() };
        self.start = self.start.max(end + (rest.len() - rest.trim_start().len()));
        (!body.is_empty()).then_some(span)
    }

    /// Looks at the candidate byte `at`.
    fn look(&mut self, at: usize) -> Step {
        let bytes = self.text.as_bytes();
        match bytes[at] {
            b'\n' | b'\r' => self.line_break(at),
            b'.' | b'!' | b'?' => self.terminator(at),
            b'"' => {
                self.straight_quote(at);
                Step::Read(at + 1)
            }
            b'(' => {
                self.keep_whole(rules::find_within(bytes, at + 1, b")", WHOLE_BRACKET));
                Step::Read(at + 1)
            }
            b':' if bytes[at..].starts_with(b"://") => Step::Read(rules::url_end(bytes, at + 3)),
            b'@' => Step::Read(rules::address_end(bytes, at + 1)),
            0xE2 => match &bytes[at + 1..at + 3] {
                b"\x80\xA6" => self.terminator(at),
                b"\x80\x9C" => {
                    self.keep_whole(rules::find_within(bytes, at + 3, "”".as_bytes(), WHOLE_QUOTE));
                    Step::Read(at + 3)
                }
                _ => Step::Read(at + 3),
            },
            _ => Step::Read(at + 1),
        }
    }

    fn keep_whole(&mut self, close: Option<usize>) {
        self.whole_until = self.whole_until.max(close.unwrap_or(0));
    }

    /// Notes whether the straight quote at `at` opens or closes. Where the neighbours do not tell, it closes what is open.
    fn straight_quote(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        self.quote_open = match (rules::opens_after(bytes, at), rules::closes_before(bytes, at + 1))
        {
            (true, false) => true,
            (false, true) => false,
            _ => !self.quote_open,
        };
        if self.quote_open {
            self.keep_whole(rules::find_within(bytes, at + 1, b"\"", WHOLE_QUOTE));
        }
    }

    /// The line break at `at`, with the white space behind it. A terminator in front of it has been dealt with before.
    fn line_break(&mut self, at: usize) -> Step {
        let gap = rules::gap(self.text, at);
        if gap.lines == 1 && rules::line_goes_on(self.text, self.start, at, gap.end) {
            return Step::Read(gap.end);
        }
        self.quote_open = false;
        self.whole_until = 0;
        Step::Cut(gap.end)
    }

    /// The full stop, question mark, exclamation mark or ellipsis at `at`.
    fn terminator(&mut self, at: usize) -> Step {
        let bytes = self.text.as_bytes();
        let run = rules::terminator_run(bytes, at);
        if at == self.start {
            return Step::Read(run);
        }
        let dot = bytes[at] == b'.' && run == at + 1;
        let (mut end, mut quoted) = self.closers(run);
        if end < self.whole_until {
            return Step::Read(end);
        }
        let mut gap = rules::gap(self.text, end);
        if self.quote_open && gap.lines == 0 && rules::stray_closing_quote(bytes, gap.end) {
            // `... kejelasan. " ujarnya`: a closing quote set apart by a space.
            end = gap.end + 1;
            (self.quote_open, quoted) = (false, true);
            gap = rules::gap(self.text, end);
        }
        if let Some(close) = rules::byline_end(self.text, gap.end).filter(|_| gap.lines == 0) {
            return Step::Cut(close);
        }
        if gap.end == bytes.len() || gap.lines > 1 {
            return Step::Cut(end);
        }
        if quoted && words::attribution(bytes, gap.end) {
            return Step::Read(gap.end);
        }
        let word = words::word_before(bytes, self.start, at);
        if gap.end == end {
            return self.glued(&word, dot, end, end == run || quoted);
        }
        let follow = rules::follow(self.text, gap.end);
        if dot && end == run && self.goes_on(&word, gap.end, follow) {
            return Step::Read(gap.end);
        }
        // The end of a line ends the sentence whatever follows; within the line it must look like the start of another.
        let ends = gap.lines == 1 || !matches!(follow, Follow::Lower | Follow::Stop);
        if ends { Step::Cut(end) } else { Step::Read(end) }
    }

    /// Passes over the quotes and brackets that close behind a terminator, from `at` on; whether a quote was among them.
    fn closers(&mut self, mut at: usize) -> (usize, bool) {
        let bytes = self.text.as_bytes();
        let mut quoted = false;
        loop {
            let length = match bytes.get(at) {
                Some(b')' | b']') => 1,
                Some(b'"') if self.quote_open || rules::closes_before(bytes, at + 1) => {
                    (self.quote_open, quoted) = (false, true);
                    1
                }
                Some(b'\'') if !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) => {
                    quoted = true;
                    1
                }
                Some(0xC2) if bytes[at + 1] == 0xBB => 2,
                Some(0xE2) => match &bytes[at + 1..at + 3] {
                    b"\x80\x9D" | b"\x80\x99" => 3,
                    b"\x80\x9C" if rules::closes_before(bytes, at + 3) => 3,
                    _ => return (at, quoted),
                },
                _ => return (at, quoted),
            };
            quoted |= length > 1;
            at += length;
        }
    }

    /// A terminator that ends at `end` with no white space behind it; `open` when no bracket closed in between.
    fn glued(&self, word: &Word<'_>, dot: bool, end: usize, open: bool) -> Step {
        let bytes = self.text.as_bytes();
        if dot && word.text == b"www" {
            return Step::Read(rules::url_end(bytes, end));
        }
        if dot && !self.abbreviations.is_plain(word) {
            return Step::Read(end);
        }
        if let Some(after) = rules::lost_link(bytes, end) {
            return Step::Cut(after);
        }
        let follow = rules::follow(self.text, end);
        let cut = open && rules::glued_sentence(bytes, word, dot, end, follow);
        if cut { Step::Cut(end) } else { Step::Read(end) }
    }

    /// Whether the sentence goes on behind `word` and its full stop, with `follow` at byte `next` behind white space.
    fn goes_on(&self, word: &Word<'_>, next: usize, follow: Follow) -> bool {
        let bytes = self.text.as_bytes();
        let degree_next = || self.abbreviations.is_degree(words::word_at(bytes, next));
        match self.abbreviations.kind(word.text) {
            Some(Kind::Before) => return true,
            Some(Kind::BeforeNumber) if follow == Follow::Digit => return true,
            Some(Kind::Behind) => return follow == Follow::Bracket || degree_next(),
            _ => {}
        }
        if word.is_marker() && self.starts_item(word.start) {
            return true;
        }
        if word.is_initials() {
            let completes = words::takes_letter(words::previous_word(bytes, word.start));
            return follow == Follow::Upper && !completes && !words::is_starter(bytes, next);
        }
        word.is_dotted() && degree_next() || word.looks_clipped()
    }

    /// Whether a list item can start at byte `at`: at the start of the sentence, or behind a colon or semicolon.
    fn starts_item(&self, at: usize) -> bool {
        let before = &self.text.as_bytes()[at.saturating_sub(4)..at];
        at == self.start || matches!(before.trim_ascii_end().last(), Some(b':' | b';'))
    }
}
