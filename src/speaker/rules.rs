//! Verbs of speech: a word that may be one goes in, who speaks comes out, or nothing when it tells no speech there.
//!
//! Each rule looks at a bounded number of words around the verb.

use super::phrase::{Kind, Reader, Who};
use super::scan::gap;
use super::words::class;

/// How far behind a verb a clause must begin.
const CLAUSE_REACH: usize = 12;

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
        if self.by_pronoun(at, behind) {
            return Some(Who::Carried);
        }
        if has(class::INVERTED)
            && let Some(who) = self.inverted(at, before, quoted_before)
        {
            return Some(who);
        }
        if has(class::PASSIVE)
            && let Some(who) = self.passive(at, quoted_before)
        {
            return Some(who);
        }
        let tells = has(class::ACTIVE) && !self.hands_over(at)
            || has(class::CLAUSAL) && self.clause_behind(at)
            || has(class::STRICT) && self.clause_right_behind(at);
        if tells {
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

    /// "Permintaan itu ia sampaikan ...", "... juga ia larang."
    fn by_pronoun(&self, at: usize, behind: u16) -> bool {
        let near = at.saturating_sub(4)..at;
        at > 1
            && self.is(at, class::INVERTED | class::HEADLINE)
            && self.is(at - 1, class::PRONOUN)
            && !near.clone().any(|index| self.is(index, class::WHICH))
            && (self.text(at).ends_with("kan")
                && near.clone().any(|index| self.is(index, class::THAT))
                || behind & (gap::STOP | gap::END | gap::COMMA) != 0)
            && self.gap(at) == 0
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
            || self.is(phrase.next, class::PREPOSITION | class::WHICH)
            || self.is(phrase.next, class::ACTIVE | class::STRICT)
                && self.scan.gap_behind(phrase.next) & EDGE != 0;
        // "..., pesan WhatsApp, ..." is no speech.
        let plain = matches!(
            self.text(at),
            "kata"
                | "ujar"
                | "tutur"
                | "ucap"
                | "jelas"
                | "tegas"
                | "ungkap"
                | "papar"
                | "imbuh"
                | "tambah"
                | "sebut"
                | "sambung"
                | "lanjut"
                | "terang"
                | "tulis"
                | "kenang"
                | "beber"
        );
        if let Who::Named { kind: Kind::Unknown, .. } = phrase.who
            && !(plain || opens)
        {
            return None;
        }
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
        let anaphor = (near..at).any(|index| {
            self.is(index, class::THAT | class::THUS)
                || matches!(self.text(index), "Hal" | "hal" | "senada" | "serupa")
        }) && at < 16;
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

    /// "menyampaikan laporan": something is handed over, not said.
    fn hands_over(&self, at: usize) -> bool {
        const GOODS: [&str; 14] = [
            "hasilnya",
            "orasi",
            "materi",
            "sambutan",
            "arahan",
            "paparan",
            "berkas",
            "saran",
            "rekomendasi",
            "aspirasi",
            "sejumlah",
            "perkembangan",
            "laporannya",
            "perbaikan",
        ];
        let next = self.text(at + 1);
        self.text(at).eq_ignore_ascii_case("menyampaikan")
            && self.gap(at + 1) == 0
            && (GOODS.contains(&next)
                || next != "hal" && next != "pesan" && self.is(at + 1, class::THING))
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

    /// Whether a clause begins right behind the verb at `at`.
    fn clause_right_behind(&self, at: usize) -> bool {
        self.gap(at + 1) & (gap::COMMA | gap::COLON | gap::QUOTE_OPEN) != 0
            || matches!(self.text(at + 1), "bahwa" | "agar" | "supaya" | "jika" | "kalau")
    }
}
