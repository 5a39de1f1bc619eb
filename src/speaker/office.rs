//! The words of an office or a body: a place in a sentence goes in, where the words end and where the name of the holder
//! begins among them comes out.
//!
//! ```text
//! Anggota Bawaslu Sikka | Yoseph Kornelis Parera         Sikka is a place, Yoseph a word of names
//! Kepala Dinas Pendidikan, Kepemudaan, dan Olahraga Sikka | Benediktus Lering
//! Kombes Pol. | Dedy Sarwono                              behind a rank there is a name
//! kepala dinas kesehatan setempat                         no name
//! ```

use super::phrase::{HARD, LONGEST_PHRASE, Reader};
use super::scan::gap;
use super::words::class;

/// The most lowercase words in a run.
const LONGEST_DESCRIPTION: usize = 9;

/// Words of offices that are names of people as well.
const NAME_LIKE: [&str; 9] =
    ["Pratama", "Utama", "Bintang", "Bangsa", "Karya", "Bina", "Cipta", "Muda", "Perjuangan"];

/// How a run of words for an office ended.
pub(super) struct Run {
    /// Index behind its last word.
    pub(super) end: usize,
    /// Where the office ends and where a name begins among the run's words, titles skipped.
    pub(super) name: Option<(usize, usize)>,
    /// The name begins at a title, a rank or a word of names.
    pub(super) sure: bool,
}

/// What a word is within a run.
enum Part {
    Office,
    Name(Run),
    Neither,
}

impl Reader<'_> {
    /// The words of an office or a body from `at`; `names` says whether a name may follow without a comma.
    pub(super) fn run(&self, at: usize, names: bool) -> Run {
        let (mut end, mut next) = (at, at);
        let (mut ranked, mut bracketed) = (false, false);
        let mut lower_words = 0;
        while next < at + LONGEST_PHRASE {
            let Some(token) = self.token(next) else { break };
            if next > at {
                if let Some(behind) = self.behind_inner_bracket(next).filter(|_| !bracketed) {
                    next = behind;
                    bracketed = true;
                    continue;
                }
                if !self.run_crosses(next, bracketed) || self.headline_verb(next) {
                    break;
                }
                match self.part(end, next, ranked, names) {
                    Part::Office => {}
                    Part::Name(run) => return run,
                    Part::Neither => break,
                }
            }
            // "Jenderal" is a rank in front of a name, and a word of "Inspektorat Jenderal Kementerian Keuangan".
            let rank = token.classes & class::RANK != 0 && (token.capital || next == at);
            if rank && (next == at || token.classes & class::BRANCH == 0) {
                ranked = true;
            } else if !token.capital && !token.digit && next > at {
                lower_words += 1;
                if !self.goes_on(next) || lower_words > LONGEST_DESCRIPTION {
                    break;
                }
            } else if token.classes & class::TIME != 0 && next > at {
                break;
            }
            bracketed = false;
            next += 1;
            end = next;
            if token.classes & class::THAT != 0 {
                break;
            }
        }
        Run { end, name: None, sure: false }
    }

    /// Index behind a bracket in front of the word at `index`: "Universitas Indonesia (UI) Laksmi".
    fn behind_inner_bracket(&self, index: usize) -> Option<usize> {
        let before = self.gap(index);
        let behind =
            (before & gap::OPEN != 0 && before & HARD == 0).then(|| self.after_bracket(index));
        behind.filter(|&behind| behind > index)
    }

    /// Whether a run goes over what stands in front of the word at `index`.
    fn run_crosses(&self, index: usize, bracketed: bool) -> bool {
        let before = if bracketed { self.gap(index) & !gap::CLOSE } else { self.gap(index) };
        let previous = self.text(index - 1);
        let abbreviation = class::RANK | class::TERRITORY | class::TITLE;
        let clipped = previous.len() <= 6 && self.is(index - 1, abbreviation)
            || previous.len() <= 3 && self.capital(index - 1);
        let closed = HARD | gap::OPEN | gap::CLOSE;
        before & closed == 0
            && (before & gap::STOP == 0 || clipped)
            && (before & gap::COMMA == 0 || self.enumerates(index))
    }

    /// What the word at `index` is in a run whose words end at `end`.
    fn part(&self, end: usize, index: usize, ranked: bool, names: bool) -> Part {
        let titled = self.after_titles(index);
        if titled > index && self.begins_name(titled) && !self.is(titled, class::OFFICE) {
            return Part::Name(Run { end: index, name: Some((end, titled)), sure: true });
        }
        let Some(token) = self
            .token(index)
            .filter(|token| token.capital && !token.digit && token.classes & class::RANK == 0)
        else {
            return Part::Office;
        };
        let has = |class: u32| token.classes & class != 0;
        let place = has(class::PLACE)
            && self.is(index - 1, class::TERRITORY | class::BODY | class::PLACE)
            && !self.is(index + 1, class::GIVEN);
        let office = has(class::OFFICE | class::BODY);
        let given = has(class::GIVEN) && !place && !self.territory(index - 1);
        let sure = names && (given || self.known.begins(self.text(index))) || ranked && !office;
        if sure && self.begins_name(index) {
            return Part::Name(Run { end: index, name: Some((end, index)), sure: true });
        }
        let part =
            has(class::OFFICE | class::BODY | class::BRANCH | class::PLACE | class::TERRITORY)
                || token.upper
                || branch_like(self.text(index))
                || self.local(index - 1)
                || !names
                || self.part_of_place(index);
        if part {
            return Part::Office;
        }
        if !self.begins_name(index) {
            return Part::Neither;
        }
        // "Rektor UIN Suska Prof Akhmad", "Bhabin Loktuan Aipda Dwi": a title or a rank inside what looks like a name.
        let name_end = self.name_end(index);
        // "Kepala Bagian Kepatuhan Mutu Itjen Kemenkeu Sekar": a body behind an unknown word takes it in.
        let taken_in = (index + 1..name_end).any(|inner| {
            let branch = self.is(inner, class::BRANCH) && !NAME_LIKE.contains(&self.text(inner));
            (branch || self.is(inner, class::BODY | class::TERRITORY))
                && !self.is(inner, class::GIVEN | class::DEGREE)
        });
        // "Kalapas Sampit": one unknown word is the seat of the office.
        let seat = name_end - index == 1 && self.has_seat(index - 1);
        if taken_in || seat {
            return Part::Office;
        }
        let inner = (index + 1..name_end)
            .find(|&inner| self.is(inner, class::RANK) || self.after_titles(inner) > inner);
        if let Some(inner) = inner {
            let rank_end =
                (inner..name_end).find(|&rank| !self.is(rank, class::RANK)).unwrap_or(name_end);
            let name = self.after_titles(rank_end);
            if name < name_end && self.begins_name(name) {
                return Part::Name(Run { end: inner, name: Some((rank_end, name)), sure: true });
            }
        }
        Part::Name(Run { end: name_end, name: Some((end, index)), sure: false })
    }

    /// Whether an unknown word begins the name of a place: "Suska Riau Budi".
    fn part_of_place(&self, index: usize) -> bool {
        let plain = |index: usize| self.gap(index) == 0 && self.capital(index);
        plain(index + 1)
            && self.is(index + 1, class::PLACE)
            && !self.is(index + 1, class::GIVEN)
            && plain(index + 2)
    }

    fn territory(&self, index: usize) -> bool {
        self.is(index, class::TERRITORY) && !matches!(self.text(index), "RT" | "RW")
    }

    /// Whether the word at `index` is followed by the name of a village or district, which no list holds.
    fn local(&self, index: usize) -> bool {
        const LOCAL: [&str; 19] = [
            "camat",
            "lurah",
            "kades",
            "kapolsek",
            "sekcam",
            "danramil",
            "panwascam",
            "polsek",
            "koramil",
            "keuchik",
            "masjid",
            "universitas",
            "gereja",
            "pondok",
            "pesantren",
            "partai",
            "ppk",
            "pps",
            "dkm",
        ];
        let text = self.text(index);
        self.territory(index)
            || text.contains('/')
            || LOCAL.iter().any(|word| text.eq_ignore_ascii_case(word))
    }

    /// Whether the word at `index` is an office or a body with the name of a place behind it.
    fn has_seat(&self, index: usize) -> bool {
        const SEATED: [&str; 22] = [
            "bupati",
            "wabup",
            "gubernur",
            "wagub",
            "sekda",
            "kapolres",
            "wakapolres",
            "kapolresta",
            "kajari",
            "dandim",
            "danrem",
            "kalapas",
            "karutan",
            "lapas",
            "rutan",
            "kejari",
            "polres",
            "kodim",
            "lanal",
            "lanud",
            "imigrasi",
            "pn",
        ];
        let text = self.text(index);
        SEATED.iter().any(|word| text.eq_ignore_ascii_case(word))
    }

    /// Whether a comma in front of the word at `index` is one of a list in a name: "Pendidikan, Kepemudaan, dan Olahraga".
    fn enumerates(&self, index: usize) -> bool {
        let part = |index: usize| {
            self.capital(index)
                && (self.is(index, class::BRANCH) || branch_like(self.text(index)))
                && !self.is(index, class::OFFICE | class::GIVEN | class::TITLE)
        };
        part(index) || self.is(index, class::CONJUNCTION) && part(index + 1)
    }

    /// Whether a lowercase word goes on with an office: "kepala dinas kesehatan setempat".
    pub(super) fn goes_on(&self, index: usize) -> bool {
        let Some(token) = self.token(index) else { return false };
        let text = self.text(index);
        let has = |class: u32| token.classes & class != 0;
        if has(class::CONJUNCTION) {
            return self.capital(index + 1)
                && (self.is(index + 1, class::BRANCH | class::BODY)
                    || branch_like(self.text(index + 1)));
        }
        if text == "di" || text == "pada" {
            let seat = class::BODY | class::OFFICE | class::TERRITORY | class::BRANCH;
            let place = self.is(index + 1, seat)
                || text == "di" && self.capital(index + 1)
                || self.text(index + 1) == "lingkungan";
            return place
                && self.gap(index + 1) == 0
                && !self.is(index + 1, class::PREPOSITION | class::TIME);
        }
        if text == "dari" || text == "asal" {
            return self.gap(index + 1) == 0
                && self.capital(index + 1)
                && self.is(index + 1, class::BODY | class::PLACE | class::TERRITORY);
        }
        let kin = has(class::OFFICE | class::BODY | class::TERRITORY | class::BRANCH);
        let ends =
            class::ADVERB | class::PREPOSITION | class::NEGATION | class::WHICH | class::PRONOUN;
        if has(class::TRIGGER | ends) {
            return kin && !has(class::ACTIVE | class::PREPOSITION | class::WHICH | class::ADVERB);
        }
        let verb = text.len() > 6 && (text.starts_with("me") || text.starts_with("di"));
        kin || !verb && !has(class::CLAUSE)
    }
}

/// Whether a word looks like a part of an office's name: "Penanganan", "Kepegawaian".
fn branch_like(word: &str) -> bool {
    word.len() >= 7 && word.ends_with("an") && (word.starts_with("Pe") || word.starts_with("Ke"))
}
