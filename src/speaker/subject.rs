//! The subject of a verb: a place in a sentence goes in, the speaker in front of it comes out.
//!
//! A subject stands right in front of its verb, adverbs apart ("Rina kembali mengatakan"), or further off with a clause or an
//! apposition between ("Rina yang hadir sebagai saksi mengatakan").

use super::phrase::{Kind, Phrase, Reader, Who};
use super::scan::gap;
use super::words::class;

/// The most words between the beginning of a clause and its verb.
const LONGEST_CLAUSE: usize = 48;

/// The most places where a speaker is looked for in front of a verb.
const MOST_STARTS: usize = 12;

/// The most words and commas between a subject and its verb.
const LONGEST_ASIDE: usize = 24;
const ASIDE_COMMAS: usize = 3;

/// Passives whose subject is told to do what the next verb says.
const TOLD: [&str; 12] = [
    "diminta",
    "dilarang",
    "diimbau",
    "dihimbau",
    "dipersilakan",
    "diharapkan",
    "diwajibkan",
    "dianjurkan",
    "didorong",
    "disarankan",
    "diingatkan",
    "diperbolehkan",
];

/// What stands in front of the colon of a byline.
const PRESS: [&str; 8] =
    ["Wartawan", "Jurnalis", "Redaktur", "Redaksi", "Reporter", "Tim", "Editor", "Penulis"];

/// Words right in front of a verb that say that nothing was said, or not by the subject.
const MODALS: [&str; 28] = [
    "akan", "harus", "dapat", "bisa", "perlu", "wajib", "boleh", "untuk", "agar", "supaya",
    "hendak", "ingin", "mau", "dengan", "mesti", "bakal", "yang", "tanpa", "diminta", "berani",
    "segera", "saling", "usai", "setelah", "cara", "guna", "berhak", "jangan",
];

impl Reader<'_> {
    /// "X mengatakan ...": the subject of the verb at `at`.
    pub(super) fn active(&self, at: usize, headline: bool) -> Option<Who> {
        if at == 0 {
            return None;
        }
        let behind = self.scan.gap_behind(at);
        if behind & (gap::STOP | gap::END) != 0 && behind & gap::QUOTE_OPEN == 0 {
            return None;
        }
        let previous = self.text(at - 1);
        let modal = MODALS.iter().any(|modal| previous.eq_ignore_ascii_case(modal));
        let denied = self.is(at - 1, class::NEGATION)
            || at > 1 && self.is(at - 2, class::NEGATION) && self.is(at - 1, class::ADVERB);
        let denied = denied && !self.is(at, class::DENIAL);
        let inner = at > 1 && self.is(at - 2, class::WHICH) && previous.ends_with("nya");
        if modal || denied || inner || self.gap(at) & (gap::COLON | gap::QUOTE_OPEN) != 0 {
            return None;
        }
        // A phrase that reaches the verb, adverbs apart, is the subject; the leftmost holds all of its appositions.
        let mut nearest = None;
        let mut loose = None;
        let mut first = true;
        for (start, phrase) in self.subjects(at) {
            if !self.speaks(start, &phrase) {
                continue;
            }
            let adverbs = (phrase.next..at).all(|index| {
                self.is(index, class::ADVERB) && (index == phrase.next || self.gap(index) == 0)
            });
            if adverbs && !headline {
                return Some(phrase.who);
            }
            if adverbs {
                nearest = Some(phrase.who);
            }
            // A lowercase phrase behind a comma is more often one of a list.
            let head = self.token(start).is_some_and(|token| token.capital)
                || self.is(start, class::PRONOUN);
            if loose.is_none() && (first || head) && self.may_go_on(&phrase, at) {
                loose = Some(phrase.who);
            }
            first = false;
        }
        if headline { nearest } else { loose }
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
            .filter(|&(start, _)| {
                self.is(start, class::OFFICE | class::BODY | class::GIVEN)
                    || self.known.has(self.text(start))
            })
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
        let told = (next..at).any(|index| TOLD.contains(&self.text(index)));
        !told
            && at - next <= LONGEST_ASIDE
            && commas <= ASIDE_COMMAS
            && lower
            && !self.is(next, class::THING)
    }
}
