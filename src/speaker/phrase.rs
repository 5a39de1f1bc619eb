//! The noun phrase of a speaker: words of a sentence and a place in them go in, name and office come out.
//!
//! ```text
//! Kepala BKPSDM Sumbawa, Drs. Iskandar Dinata,      office, title, name
//! Anggota Bawaslu Sikka Yoseph Kornelis Parera      office, name: where it begins is read off words and places
//! Silvester Lejap, Ketua Bawaslu Lembata,           name, office
//! kepala dinas kesehatan setempat                   an office alone is the speaker, and so is a body
//! ia / pria itu                                     whoever spoke before
//! ```
//!
//! A phrase has at most [`LONGEST_PHRASE`] words, so reading one takes constant time.

use super::known::Known;
use super::scan::{Scan, Token, gap};
use super::words::class;

/// The most words of a phrase with its appositions.
pub(super) const LONGEST_PHRASE: usize = 40;

/// The most words of a person's name.
const LONGEST_NAME: usize = 7;

/// Who is meant; ranges are indices of words, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A pronoun or "pria itu": the speaker before.
    Carried,
    /// "Lembaga itu": the body that spoke before.
    CarriedBody,
    /// Somebody whom nothing before names: "mereka".
    Nobody,
    /// A name, or an office or body without one.
    Named {
        /// Words of the speaker.
        speaker: (usize, usize),
        /// Words of the office.
        role: Option<(usize, usize)>,
        /// What the words are.
        kind: Kind,
    },
}

/// What a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A person with a name.
    Person,
    /// Somebody without a name: "seorang warga", "Kapolda".
    Office,
    /// An organisation.
    Body,
    /// A capital word that nothing is known about.
    Unknown,
}

/// A phrase that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    /// Who is meant.
    pub(super) who: Who,
    /// Index of the word behind the phrase with its appositions.
    pub(super) next: usize,
}

/// Reads phrases of one sentence.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    /// The sentence's words, classified.
    pub(super) scan: &'a Scan,
    /// The sentence.
    pub(super) sentence: &'a str,
    /// Who spoke earlier in the article.
    pub(super) known: &'a Known,
    /// The sentence is a headline, where verbs may have capitals.
    pub(super) headline: bool,
}

/// What no phrase goes over.
pub(super) const HARD: u16 =
    gap::QUOTE_OPEN | gap::QUOTE_CLOSE | gap::COLON | gap::DASH | gap::BREAK | gap::END;

impl<'a> Reader<'a> {
    pub(super) fn token(&self, index: usize) -> Option<&'a Token> {
        self.scan.tokens.get(index).filter(|token| !token.quoted)
    }

    pub(super) fn is(&self, index: usize, classes: u32) -> bool {
        self.token(index).is_some_and(|token| token.classes & classes != 0)
    }

    pub(super) fn text(&self, index: usize) -> &'a str {
        self.token(index)
            .and_then(|token| self.sentence.get(token.start as usize..token.end as usize))
            .unwrap_or("")
    }

    /// Whether the word at `index` is a verb with the capital of a headline.
    pub(super) fn headline_verb(&self, index: usize) -> bool {
        self.headline
            && self.is(index, class::HEADLINE | class::ACTIVE)
            && !self.is(index, class::GIVEN | class::OFFICE)
    }

    pub(super) fn capital(&self, index: usize) -> bool {
        self.token(index).is_some_and(|token| token.capital)
    }

    /// What stands in front of the word at `index`, or of the end.
    pub(super) fn gap(&self, index: usize) -> u16 {
        self.scan.tokens.get(index).map_or(self.scan.last_gap, |token| token.gap)
    }

    /// The phrase that begins with the word at `at`.
    pub(super) fn phrase(&self, at: usize) -> Option<Phrase> {
        let token = self.token(at)?;
        if token.classes & class::PRONOUN != 0 {
            let many = self.text(at).eq_ignore_ascii_case("mereka");
            return Some(Phrase {
                who: if many { Who::Nobody } else { Who::Carried },
                next: at + 1,
            });
        }
        if token.classes & class::WHICH != 0 {
            let same = self.text(at + 1).eq_ignore_ascii_case("bersangkutan");
            return same.then_some(Phrase { who: Who::Carried, next: at + 2 });
        }
        let honorific = self.after_titles(at);
        if honorific > at && self.begins_name(honorific) && !self.is(honorific, class::OFFICE) {
            return self.named(at, honorific, None);
        }
        if honorific > at
            && self.is(honorific, class::OFFICE)
            && matches!(self.text(at), "Pak" | "Bu" | "Bapak" | "Ibu" | "pak" | "bu")
        {
            return self.office(at, honorific);
        }
        let given =
            token.capital && (token.classes & class::GIVEN != 0 || self.known.has(self.text(at)));
        if given && token.classes & (class::OFFICE | class::BODY) == 0 && self.begins_name(at) {
            return self.named(at, at, None);
        }
        if token.classes & (class::OFFICE | class::RANK | class::DETERMINER) != 0 {
            return self.office(at, at);
        }
        if token.classes & class::BODY != 0 {
            return self.body(at);
        }
        if token.capital && self.begins_name(at) {
            return self.named(at, at, None);
        }
        (token.upper
            && !token.digit
            && token.classes & (class::THING | class::TIME | class::PLACE) == 0)
            .then(|| self.body(at))
            .flatten()
    }

    /// Lowercase words behind "kata": whoever they are, they speak.
    pub(super) fn whoever(&self, at: usize) -> Option<Who> {
        if self.capital(at) || !self.is(at, class::DETERMINER) && !self.goes_on(at) {
            return None;
        }
        let run = self.run(at, true);
        let that = self.is(run.end.checked_sub(1)?, class::THAT);
        let named = Who::Named { speaker: (at, run.end), role: None, kind: Kind::Office };
        (run.end > at).then_some(if that { Who::Carried } else { named })
    }

    /// Index behind titles ("Drs. H.") at `at`.
    pub(super) fn after_titles(&self, at: usize) -> usize {
        let mut next = at;
        while next < at + 6
            && self.is(next, class::TITLE)
            && (next == at || self.gap(next) & !gap::STOP == 0)
        {
            // "R. Budi" has a title, "I R" has not: a single letter counts only with its full stop.
            let letter = self.text(next).len() == 1 && self.gap(next + 1) & gap::STOP == 0;
            if letter || self.gap(next + 1) & !gap::STOP != 0 {
                break;
            }
            next += 1;
        }
        next
    }

    /// Whether a name can begin with the word at `at`.
    pub(super) fn begins_name(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| {
            token.capital
                && !token.digit
                && !self.text(at).contains('/')
                && (token.classes
                    & (class::THING
                        | class::TIME
                        | class::DETERMINER
                        | class::TERRITORY
                        | class::PREPOSITION)
                    == 0
                    || token.classes & class::GIVEN != 0
                    || self.known.has(self.text(at)))
        })
    }

    /// Index behind the name that begins at `at`.
    pub(super) fn name_end(&self, at: usize) -> usize {
        let mut end = at;
        while end < at + LONGEST_NAME {
            let Some(token) = self.token(end) else { break };
            if end > at {
                let short = self.text(end - 1).len() <= 4 && self.capital(end - 1);
                if token.gap & !gap::STOP != 0 || token.gap & gap::STOP != 0 && !short {
                    break;
                }
                let joins = matches!(self.text(end), "bin" | "binti" | "van" | "al" | "el" | "de");
                let over = token.classes & (class::TIME | class::DEGREE) != 0
                    && token.classes & class::GIVEN == 0
                    || token.classes & class::PRONOUN != 0
                    || self.headline_verb(end);
                if !(token.capital || joins) || token.digit || over {
                    break;
                }
            }
            end += 1;
        }
        end
    }

    /// A name at `at`, behind an office or not; then degrees, age and, without an office, an office behind.
    fn named(&self, head: usize, at: usize, role: Option<(usize, usize)>) -> Option<Phrase> {
        let end = self.name_end(at);
        // "Bhabin Loktuan Aipda Dwi Hartanto": a rank inside shows that the words before it are an office.
        let rank = (at + 1..end)
            .find(|&index| role.is_none() && head == at && self.is(index, class::RANK));
        if let Some(rank) = rank {
            let name = (rank..end).find(|&index| !self.is(index, class::RANK)).unwrap_or(end);
            if name < end && self.begins_name(name) {
                return self.named(head, name, Some((head, name)));
            }
        }
        let all_places =
            (at..end).all(|index| self.is(index, class::PLACE) && !self.is(index, class::GIVEN));
        if end == at || all_places && role.is_none() && !self.known.has(self.text(at)) && head == at
        {
            return None;
        }
        let mut next = self.after_bracket(end);
        next = self.after_degrees(next);
        next = self.after_age(next);
        let ranked = self.is(next, class::RANK) && !self.is(next, class::BRANCH);
        if role.is_none()
            && head == at
            && ranked
            && self.gap(next) & (gap::COMMA | HARD) == gap::COMMA
        {
            // "Kanit Reskrim, Iptu Darwis Manullang": no name after all.
            if let Some(name) = self.apposed_name(next) {
                return self.named(head, name, Some((head, end)));
            }
        }
        let mut role = role;
        if role.is_none()
            && self.gap(next) & gap::COMMA != 0
            && self.gap(next) & HARD == 0
            && let Some(end) = self.apposed_office(next)
        {
            role = Some((next, end));
            next = end;
        }
        let sure = head < at
            || role.is_some()
            || end - at > 1
            || self.token(at).is_some_and(|token| token.upper && self.text(at).len() <= 3)
            || self.is(at, class::GIVEN)
            || self.known.has(self.text(at));
        let kind = if sure { Kind::Person } else { Kind::Unknown };
        Some(Phrase { who: Who::Named { speaker: (at, end), role, kind }, next })
    }

    /// Index behind a bracket of a few words at `at`.
    pub(super) fn after_bracket(&self, at: usize) -> usize {
        if self.gap(at) & gap::OPEN == 0 || self.gap(at) & (HARD & !gap::END) != 0 {
            return at;
        }
        (at + 1..at + 8)
            .take_while(|&index| index <= self.scan.tokens.len())
            .find(|&index| self.gap(index) & gap::CLOSE != 0)
            .unwrap_or(at)
    }

    /// Index behind degrees (", S.H., M.Si.") at `at`.
    fn after_degrees(&self, at: usize) -> usize {
        let mut next = at;
        while next < at + 8
            && self.gap(next) & (gap::COMMA | gap::STOP) != 0
            && self.gap(next) & HARD == 0
        {
            let text = self.text(next).as_bytes();
            let dotted =
                text.contains(&b'.') || text.len() <= 2 && self.gap(next + 1) & gap::STOP != 0;
            let degree =
                self.capital(next) && (self.is(next, class::DEGREE) || dotted && text.len() <= 10);
            if !degree {
                break;
            }
            next += 1;
        }
        next
    }

    /// Index behind an age (", 39 tahun") at `at`.
    fn after_age(&self, at: usize) -> usize {
        let age = self.gap(at) & gap::COMMA != 0 && self.token(at).is_some_and(|token| token.digit);
        if age && self.text(at + 1) == "tahun" {
            at + 2
        } else if age
            && self.text(at).len() <= 2
            && self.gap(at + 1) & (gap::COMMA | gap::STOP) != 0
        {
            at + 1
        } else {
            at
        }
    }

    /// The end of an office behind a name and a comma.
    fn apposed_office(&self, at: usize) -> Option<usize> {
        if !self.is(at, class::OFFICE | class::DETERMINER) || self.is(at, class::PRONOUN) {
            return None;
        }
        let run = self.run(at, true);
        let end = self.gap(run.end);
        let closed = end & (gap::COMMA | gap::STOP | gap::END | gap::CLOSE | gap::QUOTE_OPEN) != 0
            || self.capital(at) && self.is(run.end, class::PREPOSITION);
        // A list of speakers ("Budi, Ketua KPU Ani, dan ...") gives the second one a name of its own.
        (closed && (run.name.is_none() || !run.sure)).then_some(run.end)
    }

    /// Somebody by office: with a name inside the run, behind a comma, or without one.
    fn office(&self, head: usize, at: usize) -> Option<Phrase> {
        let run = self.run(at, true);
        if run.end == at {
            return None;
        }
        if let Some((role_end, name)) = run.name.filter(|_| run.sure) {
            return self.named(head, name, (role_end > head).then_some((head, role_end)));
        }
        let behind = self.after_bracket(run.end);
        let degreed = self.after_degrees(behind) > behind && run.name.is_some();
        if !degreed
            && self.gap(behind) & gap::COMMA != 0
            && self.gap(behind) & HARD == 0
            && let Some(name) = self.apposed_name(behind)
        {
            return self.named(head, name, Some((head, run.end)));
        }
        if let Some((role_end, name)) = run.name {
            return self.named(head, name, (role_end > head).then_some((head, role_end)));
        }
        let lone_determiner = (at..run.end)
            .all(|index| self.is(index, class::DETERMINER) && !self.is(index, class::OFFICE));
        let thing = self.is(at + 1, class::THING) && self.is(at, class::DETERMINER);
        if lone_determiner || thing && !self.is(at + 1, class::OFFICE) {
            return None;
        }
        // "pria itu", "mantan guru itu": named before.
        let who = if self.is(run.end - 1, class::THAT) && (at == 0 || !self.capital(at)) {
            Who::Carried
        } else {
            Who::Named { speaker: (head, run.end), role: None, kind: Kind::Office }
        };
        Some(Phrase { who, next: behind })
    }

    /// The first word of a name that stands behind an office and a comma, and is followed by what ends a name.
    fn apposed_name(&self, at: usize) -> Option<usize> {
        let ranks = (at..at + 4).find(|&index| {
            !self.is(index, class::RANK) || index > at && self.gap(index) & !gap::STOP != 0
        });
        let name = self.after_titles(ranks.unwrap_or(at));
        let stranger = class::OFFICE | class::BODY | class::TERRITORY | class::BRANCH;
        if !self.begins_name(name)
            || name == at && self.is(name, stranger) && !self.is(name, class::GIVEN)
        {
            return None;
        }
        let end = self.name_end(name);
        let places =
            (name..end).all(|index| self.is(index, class::PLACE) && !self.is(index, class::GIVEN));
        (!places).then_some(name)
    }

    /// A body, whose name is all capital words behind it.
    fn body(&self, at: usize) -> Option<Phrase> {
        let run = self.run(at, false);
        if run.end == at {
            return None;
        }
        if let Some((role_end, name)) = run.name {
            return self.named(at, name, (role_end > at).then_some((at, role_end)));
        }
        let next = self.after_bracket(run.end);
        if self.is(run.end - 1, class::THAT) {
            return Some(Phrase { who: Who::CarriedBody, next });
        }
        let described = matches!(
            self.text(at),
            "organisasi" | "lembaga" | "komunitas" | "lsm" | "kelompok" | "yayasan" | "perusahaan"
        );
        let name = (at..run.end).find(|&index| described && self.capital(index));
        let (speaker, role) =
            name.map_or(((at, run.end), None), |name| ((name, run.end), Some((at, name))));
        Some(Phrase { who: Who::Named { speaker, role, kind: Kind::Body }, next })
    }
}
