//! Verbs of speech: a word that may be one goes in, who speaks comes out, or nothing when it tells no speech there.
//!
//! Each rule looks at a bounded number of words around the verb.

use super::phrase::{Kind, Phrase, Reader, Who};
use super::scan::gap;
use super::words::class;

/// The most words between the beginning of a clause and its verb.
const LONGEST_CLAUSE: usize = 48;

/// The most places where a speaker is looked for in front of a verb.
const MOST_STARTS: usize = 12;

/// How far behind a verb a clause must begin.
const CLAUSE_REACH: usize = 12;

/// What stands in front of the colon of a byline.
const PRESS: [&str; 8] =
    ["Wartawan", "Jurnalis", "Redaktur", "Redaksi", "Reporter", "Tim", "Editor", "Penulis"];

/// Marks behind which something new begins.
const EDGE: u16 = gap::COMMA
    | gap::STOP
    | gap::COLON
    | gap::DASH
    | gap::BREAK
    | gap::OPEN
    | gap::CLOSE
    | gap::END
    | gap::QUOTE_CLOSE;

impl Reader<'_> {
    /// Who speaks by the verb at `at`.
    pub(super) fn speaker(&self, at: usize) -> Option<Who> {
        let classes = self.token(at)?.classes;
        let before = self.gap(at);
        let behind = self.scan.gap_behind(at);
        let quoted_before = before & gap::QUOTE_CLOSE != 0;
        let has = |class: u32| classes & class != 0;
        if has(class::SUFFIXED) && self.suffixed(at, before, behind) {
            return Some(Who::Carried);
        }
        if has(class::ACCORDING) {
            return self.according(at);
        }
        if has(class::THUS) && (quoted_before || before & gap::COMMA != 0) {
            return self.thus(at);
        }
        if has(class::INVERTED) {
            if let Some(who) = self.inverted(at, before, quoted_before) {
                return Some(who);
            }
        }
        if has(class::PASSIVE) {
            if let Some(who) = self.passive(at, quoted_before) {
                return Some(who);
            }
        }
        if has(class::ACTIVE | class::CLAUSAL) && (has(class::ACTIVE) || self.clause_behind(at)) {
            return self.active(at, false);
        }
        if has(class::HEADLINE) && self.headline && at > 0 && behind & EDGE == 0 {
            let next_capital = self.token(at + 1).is_some_and(|next| next.capital || next.digit);
            let title_case = self.token(at).is_some_and(|token| token.capital) && next_capital;
            let sentence_case = !self.token(at).is_some_and(|token| token.capital) && !next_capital;
            if title_case || sentence_case {
                return self.active(at, true);
            }
        }
        None
    }

    /// "..., ujarnya.", "Menurutnya, ...".
    fn suffixed(&self, at: usize, before: u16, behind: u16) -> bool {
        let text = self.text(at);
        if before & (gap::QUOTE_CLOSE | gap::QUOTE_OPEN) != 0
            || text.eq_ignore_ascii_case("menurutnya")
        {
            return true;
        }
        let ends = behind & (EDGE | gap::QUOTE_OPEN) != 0;
        let goes_on = self
            .is(at + 1, class::PREPOSITION | class::ACTIVE | class::CONJUNCTION | class::ADVERB);
        if at == 0 {
            return behind & (gap::COMMA | gap::COLON | gap::QUOTE_OPEN) != 0;
        }
        if before & (gap::COMMA | gap::STOP | gap::DASH) != 0 {
            return ends || goes_on;
        }
        // "Penegasan tersebut disampaikannya ketika ..."
        text.starts_with("di")
            && self.is(at - 1, class::THAT | class::THUS | class::ADVERB)
            && (ends || goes_on)
    }

    /// "menurut X", "menurut catatan X".
    fn according(&self, at: usize) -> Option<Who> {
        let mut next = at + 1;
        while next < at + 4
            && self.is(next, class::SOURCE | class::THING)
            && self.is(next, class::SOURCE)
        {
            next += 1;
        }
        if self.gap(next) & !gap::STOP != 0 {
            return None;
        }
        self.source(next, true)
    }

    /// "..., demikian X.", "demikian kata X", "demikian catatan X".
    fn thus(&self, at: usize) -> Option<Who> {
        let mut next = at + 1;
        while next < at + 5
            && self.is(next, class::SOURCE | class::INVERTED | class::PASSIVE | class::ADVERB)
            || self.text(next) == "oleh"
        {
            next += 1;
        }
        if self.is(next.saturating_sub(1), class::SUFFIXED) {
            return Some(Who::Carried);
        }
        self.source(next, true)
    }

    /// "kata X" behind a quotation or a comma, or at the beginning.
    fn inverted(&self, at: usize, before: u16, quoted_before: bool) -> Option<Who> {
        let mut next = at + 1;
        if self.gap(next) & !gap::COLON != 0 && !(quoted_before && self.gap(next) & gap::STOP != 0)
        {
            return None;
        }
        if quoted_before {
            while next < at + 3
                && self.is(next, class::ADVERB)
                && !self.token(next).is_some_and(|token| token.capital)
            {
                next += 1;
            }
            return self.source(next, false).or_else(|| self.whoever(next));
        }
        let opens = at == 0
            && matches!(
                self.text(at),
                "Kata" | "Ujar" | "Tutur" | "Ucap" | "Ungkap" | "Papar" | "Imbuh"
            );
        if before & (gap::COMMA | gap::DASH | gap::STOP) == 0 && !opens {
            return None;
        }
        let phrase = self.phrase(next)?;
        let end = self.gap(phrase.next);
        let closed = end & EDGE != 0
            || end & gap::QUOTE_OPEN != 0
            || self.is(phrase.next, class::PREPOSITION | class::WHICH);
        let noun = self.token(at).is_some_and(|token| token.capital) && at > 0;
        (closed && !noun).then_some(phrase.who)
    }

    /// "Hal itu disampaikan (oleh) X", "..., seperti dikatakan X".
    fn passive(&self, at: usize, quoted_before: bool) -> Option<Who> {
        let mut next = at + 1;
        let mut agent = false;
        while next < at + 4
            && self.gap(next) == 0
            && (self.is(next, class::ADVERB) || self.text(next) == "oleh")
        {
            agent |= self.text(next) == "oleh";
            next += 1;
        }
        if self.gap(next) != 0 {
            return None;
        }
        let near = at.saturating_sub(6);
        let anaphor = (near..at).any(|index| self.is(index, class::THAT | class::THUS)) && at < 16;
        let like = at > 0
            && matches!(
                self.text(at - 1),
                "seperti" | "sebagaimana" | "Seperti" | "Sebagaimana" | "yang"
            );
        if !(quoted_before
            || at == 0
            || anaphor
            || like && self.text(at - 1) != "yang"
            || like && agent)
        {
            return None;
        }
        if self.is(next, class::PREPOSITION) {
            return None;
        }
        let phrase = self.phrase(next)?;
        match phrase.who {
            Who::Named { kind: Kind::Unknown, .. } if !agent => None,
            who => Some(who),
        }
    }

    /// A speaker right behind a word that asks for one; `strict` leaves lowercase things out.
    fn source(&self, at: usize, strict: bool) -> Option<Who> {
        if strict
            && self.is(at, class::THING)
            && !self.is(at, class::OFFICE | class::BODY | class::PRONOUN)
        {
            return None;
        }
        if let Some(phrase) = self.phrase(at) {
            return Some(phrase.who);
        }
        None
    }

    /// Whether a clause or a quotation begins soon behind the verb at `at`.
    fn clause_behind(&self, at: usize) -> bool {
        if self.gap(at + 1) & (gap::COMMA | gap::COLON | gap::QUOTE_OPEN) != 0 {
            return true;
        }
        (at + 1..at + CLAUSE_REACH)
            .take_while(|&index| index == at + 1 || self.gap(index) & (gap::STOP | gap::BREAK) == 0)
            .any(|index| self.is(index, class::CLAUSE))
    }

    /// "X mengatakan ...": the subject of the verb at `at`.
    fn active(&self, at: usize, headline: bool) -> Option<Who> {
        if at == 0 {
            return None;
        }
        let behind = self.scan.gap_behind(at);
        if behind & (gap::STOP | gap::END) != 0 && behind & gap::QUOTE_OPEN == 0 {
            return None;
        }
        let previous = self.text(at - 1);
        let modal = matches!(
            previous,
            "akan"
                | "harus"
                | "dapat"
                | "bisa"
                | "perlu"
                | "wajib"
                | "boleh"
                | "untuk"
                | "agar"
                | "supaya"
                | "hendak"
                | "ingin"
                | "mau"
                | "dengan"
                | "mesti"
                | "bakal"
                | "yang"
                | "tanpa"
                | "diminta"
                | "berani"
                | "segera"
                | "saling"
                | "usai"
                | "setelah"
                | "cara"
                | "guna"
                | "berhak"
                | "Yang"
                | "Akan"
                | "Bakal"
                | "Untuk"
        );
        let denied = self.is(at - 1, class::NEGATION)
            || at > 1 && self.is(at - 2, class::NEGATION) && self.is(at - 1, class::ADVERB);
        if modal || denied || self.gap(at) & (gap::COLON | gap::QUOTE_OPEN) != 0 {
            return None;
        }
        // A phrase that reaches the verb, adverbs apart, is the subject; the leftmost holds all of its appositions.
        let mut loose = None;
        for (start, phrase) in self.subjects(at) {
            if !self.speaks(start, &phrase) {
                continue;
            }
            let adverbs = (phrase.next..at).all(|index| {
                self.is(index, class::ADVERB) && (index == phrase.next || self.gap(index) == 0)
            });
            if adverbs {
                return Some(phrase.who);
            }
            if loose.is_none() && self.may_go_on(&phrase, at) {
                loose = Some(phrase.who);
            }
        }
        if headline { None } else { loose }
    }

    /// The phrases that may be the subject of what stands at `at`, from the left, each with its first word.
    pub(super) fn subjects(&self, at: usize) -> impl Iterator<Item = (usize, Phrase)> {
        let phrase = move |start| self.phrase(start).map(|phrase| (start, phrase));
        self.starts(at)
            .into_iter()
            .flatten()
            .filter_map(phrase)
            .filter(move |(_, phrase)| phrase.next <= at)
    }

    /// "..., Polisi: Itu Tanpa Izin": whoever stands in front of the colon of a headline.
    pub(super) fn headline_speaker(&self) -> Option<Who> {
        let colon = (1..LONGEST_CLAUSE).find(|&index| self.gap(index) & gap::COLON != 0)?;
        self.token(colon)?;
        self.subjects(colon)
            .filter(|(start, phrase)| phrase.next == colon && !PRESS.contains(&self.text(*start)))
            .map(|(_, phrase)| phrase.who)
            .find(|who| !matches!(who, Who::Named { kind: Kind::Unknown, .. }))
    }

    /// Where the subject of the verb at `at` may begin, from the left.
    fn starts(&self, at: usize) -> [Option<usize>; MOST_STARTS] {
        let lowest = at.saturating_sub(LONGEST_CLAUSE);
        let edge = gap::QUOTE_CLOSE | gap::BREAK | gap::DASH | gap::COLON;
        let mut first = at;
        while first > lowest && self.token(first - 1).is_some() {
            first -= 1;
            if self.gap(first) & edge != 0 {
                break;
            }
        }
        let mut starts = [None; MOST_STARTS];
        let mut count = 0;
        let mut push = |index: usize| {
            if count < MOST_STARTS {
                starts[count] = Some(index);
                count += 1;
            }
        };
        let mut fresh = true;
        for index in first..at {
            let opens = index == first || self.gap(index) & gap::COMMA != 0;
            fresh = opens
                || fresh
                    && self.is(index - 1, class::PREPOSITION | class::ADVERB | class::CONJUNCTION);
            // "Dalam kunjungan itu Ujang mengimbau", "sedangkan Ujang mengimbau", "Namun, kata ..."
            let named = self.token(index).is_some_and(|token| token.capital)
                || self.is(index, class::PRONOUN);
            let turned = index > first
                && named
                && self.is(index - 1, class::THAT | class::CONJUNCTION | class::TIME);
            let led = index > first && fresh && !opens;
            let leader = self.is(index, class::PREPOSITION | class::CONJUNCTION | class::NEGATION)
                && !self.is(index, class::OFFICE);
            if (opens || led || turned) && !leader {
                push(index);
            }
        }
        starts
    }

    /// Whether a phrase can be a speaker where it stands.
    fn speaks(&self, start: usize, phrase: &Phrase) -> bool {
        let Who::Named { kind: Kind::Unknown, .. } = phrase.who else { return true };
        let text = self.text(start);
        // Any noun has a capital at the beginning of a sentence.
        start > 0 || !(text.ends_with("an") || text.ends_with("nya")) || phrase.next > start + 1
    }

    /// Whether words other than adverbs may stand between a phrase and its verb.
    fn may_go_on(&self, phrase: &Phrase, at: usize) -> bool {
        if let Who::Named { kind: Kind::Unknown, .. } = phrase.who {
            return false;
        }
        let next = phrase.next;
        let commas = (next..=at).filter(|&index| self.gap(index) & gap::COMMA != 0).count();
        let lower = self.token(next).is_some_and(|token| !token.capital);
        at - next <= 24 && commas <= 3 && lower && !self.is(next, class::THING)
    }
}
