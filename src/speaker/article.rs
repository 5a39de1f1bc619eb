//! An article from its first sentence to its last: who spoke before, and which quotation is still open.

use super::known::Known;
use super::phrase::{Kind, Phrase, Reader, Who};
use super::scan::{Scan, first_mark_closes, gap};
use super::words::class;
use super::{Attribution, Speech};
use crate::sentence::Span;

/// The most sentences that a quotation may run over.
const LONGEST_QUOTATION: usize = 12;

/// The most sentences between a name and "ujarnya".
const LONGEST_CARRY: usize = 20;

/// The most sentences that are searched for somebody who was introduced but did not speak.
const INTRODUCTION_REACH: usize = 3;

/// The same as long as nobody has spoken.
const FIRST_REACH: usize = 6;

/// The most words that are searched for an introduction in one of them.
const INTRODUCTION_WORDS: usize = 60;

/// The fewest quoted words that are somebody's words and not a name or an expression.
const QUOTATION_WORDS: usize = 4;

/// The most verbs of a sentence that are tried.
const MOST_TRIGGERS: usize = 24;

/// A headline is among the first sentences, and at most this long in bytes.
const HEADLINES: usize = 3;
const LONGEST_HEADLINE: usize = 200;

/// Somebody who was named.
#[derive(Debug, Clone, Copy)]
struct Named {
    speaker: Span,
    role: Option<Span>,
    /// Index of the sentence.
    sentence: usize,
}

/// A quotation that is open at the end of a sentence.
#[derive(Debug, Clone, Copy)]
struct Running {
    /// Index of its first sentence.
    first: usize,
    /// Index of the sentence that closes it.
    last: usize,
    /// Whether its speaker is named already.
    attributed: bool,
}

/// An article while it is read.
pub(super) struct Article<'a> {
    text: &'a str,
    sentences: &'a [Span],
    known: Known,
    /// The last person who spoke or was looked for.
    person: Option<Named>,
    /// The last organisation that spoke.
    body: Option<Named>,
    /// For sentences that are looked at again.
    aside: Scan,
    speeches: Vec<Speech>,
}

impl<'a> Article<'a> {
    pub(super) fn new(text: &'a str, sentences: &'a [Span]) -> Self {
        Self {
            text,
            sentences,
            known: Known::default(),
            person: None,
            body: None,
            aside: Scan::default(),
            speeches: Vec::with_capacity(sentences.len()),
        }
    }

    fn sentence(&self, index: usize) -> &'a str {
        self.sentences.get(index).and_then(|span| self.text.get(span.start..span.end)).unwrap_or("")
    }

    /// The speech of every sentence.
    pub(super) fn read(mut self) -> Vec<Speech> {
        let mut scan = Scan::default();
        let mut running: Option<Running> = None;
        for index in 0..self.sentences.len() {
            let sentence = self.sentence(index);
            scan.read(sentence, running.is_some());
            let speech = self.speech(index, sentence, &mut scan, running);
            self.speeches.push(speech);
            if let Some(quotation) =
                running.filter(|quotation| !quotation.attributed && quotation.last == index)
            {
                for earlier in &mut self.speeches[quotation.first..index] {
                    *earlier = Speech { attribution: Attribution::Direct, ..speech };
                }
            }
            running = match running {
                Some(quotation) if quotation.last > index => Some(quotation),
                _ if scan.open => self.closing_sentence(index).map(|last| Running {
                    first: index,
                    last,
                    attributed: speech.speaker.is_some(),
                }),
                _ => None,
            };
        }
        self.speeches
    }

    /// The sentence that closes the quotation which is open at the end of the one at `index`, if one near does.
    fn closing_sentence(&self, index: usize) -> Option<usize> {
        (index + 1..=index + LONGEST_QUOTATION)
            .take_while(|&next| next < self.sentences.len())
            .find_map(|next| first_mark_closes(self.sentence(next)).map(|closes| (next, closes)))
            .and_then(|(next, closes)| closes.then_some(next))
    }

    /// The speech of the sentence at `index`.
    fn speech(
        &mut self,
        index: usize,
        sentence: &str,
        scan: &mut Scan,
        running: Option<Running>,
    ) -> Speech {
        let quoted_words = scan.quoted_words;
        let begins_quoted = scan.tokens.first().is_some_and(|token| token.quoted);
        let mostly_quoted = begins_quoted && scan.quoted_bytes * 2 > sentence.len();
        let quotation = running.is_some() || quoted_words >= QUOTATION_WORDS || mostly_quoted;
        let headline = index < HEADLINES
            && scan.last_gap & gap::STOP == 0
            && sentence.len() <= LONGEST_HEADLINE;
        if scan.triggers.is_empty() && !quotation && !headline {
            return Speech::default();
        }
        scan.classify(sentence);
        if let Some((who, said)) = self.spoken(sentence, scan, quotation || begins_quoted, headline)
        {
            let attribution =
                if quotation || said { Attribution::Direct } else { Attribution::Indirect };
            return self.resolve(index, scan, who, attribution);
        }
        if running.is_some_and(|quotation| quotation.last > index && !quotation.attributed) {
            return Speech { attribution: Attribution::Direct, ..Speech::default() };
        }
        if running.is_some() || mostly_quoted {
            if running.is_none() && scan.open && self.closing_sentence(index).is_some() {
                return Speech { attribution: Attribution::Direct, ..Speech::default() };
            }
            let who = self.beside_quotation(sentence, scan).unwrap_or(Who::Carried);
            return self.resolve(index, scan, who, Attribution::Direct);
        }
        if quotation && let Some(who) = self.before_quotation(sentence, scan) {
            return self.resolve(index, scan, who, Attribution::Direct);
        }
        Speech::default()
    }

    /// Who speaks by the sentence's verbs, and whether a quotation ends at the verb.
    fn spoken(
        &self,
        sentence: &str,
        scan: &Scan,
        quotation: bool,
        headline: bool,
    ) -> Option<(Who, bool)> {
        let reader = Reader { scan, sentence, known: &self.known, headline };
        let after_quotation = |trigger: usize| reader.gap(trigger) & gap::QUOTE_CLOSE != 0;
        let triggers = || scan.triggers.iter().copied().take(MOST_TRIGGERS);
        // A mark that closes nothing belongs to a quotation whose beginning was lost.
        for trigger in triggers().filter(|&trigger| after_quotation(trigger)) {
            if let Some(who) = reader.speaker(trigger) {
                return Some((who, true));
            }
        }
        for trigger in triggers() {
            if let Some(who) = reader.speaker(trigger) {
                return Some((who, false));
            }
        }
        if headline && !quotation {
            return reader.headline_speaker().map(|who| (who, false));
        }
        None
    }

    /// Somebody right behind a quotation, with a verb that no list holds: `"...," Budi menimpali.`
    fn beside_quotation(&self, sentence: &str, scan: &Scan) -> Option<Who> {
        let reader = Reader { scan, sentence, known: &self.known, headline: false };
        let behind =
            (0..scan.tokens.len()).find(|&index| reader.gap(index) & gap::QUOTE_CLOSE != 0)?;
        reader.phrase(behind).filter(certain).map(|phrase| phrase.who)
    }

    /// The subject in front of a quotation that a comma or a colon introduces.
    fn before_quotation(&self, sentence: &str, scan: &Scan) -> Option<Who> {
        let reader = Reader { scan, sentence, known: &self.known, headline: false };
        let quoted = scan.tokens.iter().position(|token| token.quoted)?;
        if scan.tokens[quoted].gap & (gap::COMMA | gap::COLON) == 0 {
            return None;
        }
        reader.subjects(quoted).find(|(_, phrase)| certain(phrase)).map(|(_, phrase)| phrase.who)
    }

    /// Turns words into spans of the article and remembers the speaker.
    fn resolve(&mut self, index: usize, scan: &Scan, who: Who, attribution: Attribution) -> Speech {
        let named = match who {
            Who::Nobody => None,
            Who::CarriedBody => self.body.filter(|body| index - body.sentence <= LONGEST_CARRY),
            Who::Carried => self.carried(index),
            Who::Named { speaker, role, kind } => {
                let named = self.named(index, scan, speaker, role, kind);
                if kind == Kind::Body {
                    self.body = Some(named);
                } else {
                    self.person = Some(named);
                }
                Some(named)
            }
        };
        Speech {
            attribution,
            speaker: named.map(|named| named.speaker),
            role: named.and_then(|named| named.role),
        }
    }

    /// A speaker and an office as spans; the office of someone known is looked up.
    fn named(
        &mut self,
        index: usize,
        scan: &Scan,
        speaker: (usize, usize),
        role: Option<(usize, usize)>,
        kind: Kind,
    ) -> Named {
        let base = self.sentences[index].start;
        let place = |(from, to): (usize, usize)| Span {
            start: base + scan.tokens[from].start as usize,
            end: base + scan.tokens[to - 1].end as usize,
        };
        let speaker = place(speaker);
        let name = &self.text[speaker.start..speaker.end];
        let mut role = role.map(place);
        if matches!(kind, Kind::Person | Kind::Unknown) {
            role = role.or_else(|| self.known.role(name));
            self.known.insert(name, role);
        }
        Named { speaker, role, sentence: index }
    }

    /// Who is meant by "ia" or "ujarnya" in the sentence at `index`.
    fn carried(&mut self, index: usize) -> Option<Named> {
        let from = match self.person {
            Some(person) => (person.sentence + 1).max(index.saturating_sub(INTRODUCTION_REACH)),
            None => index.saturating_sub(FIRST_REACH),
        };
        for earlier in (from..index).rev() {
            if self.speeches[earlier].attribution == Attribution::None
                && let Some(named) = self.introduced(earlier)
            {
                self.person = Some(named);
                return Some(named);
            }
        }
        let near = |named: &Named| index - named.sentence <= LONGEST_CARRY;
        let named = self.person.filter(near).or(self.body.filter(near))?;
        Some(named)
    }

    /// The first person whom a sentence without speech introduces by office or title, or names again.
    fn introduced(&mut self, index: usize) -> Option<Named> {
        let sentence = self.sentence(index);
        let mut aside = std::mem::take(&mut self.aside);
        aside.read(sentence, false);
        aside.classify(sentence);
        // Every word of a headline has a capital.
        let words =
            if index == 0 && aside.last_gap & gap::STOP == 0 { 0 } else { INTRODUCTION_WORDS };
        let reader = Reader { scan: &aside, sentence, known: &self.known, headline: false };
        // Among speakers only a new subject takes over: "Hadir pula Ketua KPU Budi" does not.
        let follows =
            self.person.is_some_and(|person| index - person.sentence <= INTRODUCTION_REACH);
        let mut at = 0;
        let mut found = None;
        while at < aside.tokens.len().min(words) && found.is_none() {
            let head = reader.is(at, class::OFFICE | class::RANK | class::TITLE);
            let again = reader.token(at).is_some_and(|token| token.capital)
                && self.known.has(reader.text(at));
            let subject = at == 0 || reader.gap(at) & (gap::COMMA | gap::DASH) != 0;
            if (head || again) && (subject || !follows) {
                found = reader.phrase(at).and_then(|phrase| match phrase.who {
                    Who::Named { speaker, role, kind: Kind::Person } => Some((speaker, role)),
                    _ => None,
                });
            }
            at += 1;
        }
        let named =
            found.map(|(speaker, role)| self.named(index, &aside, speaker, role, Kind::Person));
        self.aside = aside;
        named
    }
}

/// Whether a phrase is surely somebody.
fn certain(phrase: &Phrase) -> bool {
    !matches!(phrase.who, Who::Named { kind: Kind::Unknown | Kind::Body, .. })
}
