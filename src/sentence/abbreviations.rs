//! Abbreviations: a word with a full stop goes in, what that full stop can mean comes out.
//!
//! Words are looked up without their last full stop; one written with a capital here matches only a capital, a lowercase one
//! any case. Sources: the Indonesian spelling rules (EYD V, chapters on abbreviations and titles), ranks of army and police,
//! and the usage of news agencies.

use std::fs;
use std::path::Path;

use hashbrown::HashMap;

use super::words::Word;
use crate::error::{Error, Result};

/// The longest abbreviation that is looked up, in bytes.
const LONGEST: usize = 24;

/// What the full stop of an abbreviation can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Stands before what it belongs to ("Dr.", "Jl."): never an end.
    Before,
    /// Stands before a number ("hal. 12", "31 Des. 2023"): no end when a digit follows.
    BeforeNumber,
    /// Stands behind what it belongs to ("dll.", "S.H.", "Tbk."): an end when a sentence can start behind it.
    Behind,
}

const BEFORE: &str = "
    dr drs dra dr.h drg Ir Hi Ns Apt prof hj h kh k.h r.a r.m r.ay tgh Tgk ust Ustd ustz hb bpk Sdr Sdri tn ny nn mr mrs ms yth ytc alm
    almh Moh Muh Muhd Mhd Mohd Moch Much Abd Abdl Ach Akhm Gst Ngr Wy Kt Sy St Dt Tb Rd Pdt Rm Br
    Jend Letjen Mayjen Brigjen Brigjend Marsda Marsdya Marsma Laksda Laksdya Laksma Kol Letkol May Kapt Lettu Letda Peltu
    Pelda Serma Serka Sertu Serda Kopka Koptu Kopda Praka Pratu Prada Irjen Kombes Kompol Ipda Iptu Aiptu Aipda Bripka
    Bripda Brigpol Briptu AKP AKBP Pol Purn Mar Inf Kav Art Arm Czi Cpl Cpm Laut Pnb Tek Kes Caj Chb
    jl jln jend gg kec kab kel kp dsn ds prov kav kpt blk gd gdg lt
    pt cv ud pd fa no nmr rp us usd idr
    a.n an.n u.b u.p d.a c.q q.q p.p s.d s/d d/a a/n u/p c/q up cq mis msl yg dg dgn utk spt cf vs sbb i.c
    sek sekr kep kepmen permen ps.al lamp lih bdk pjs plt plh pj wkl
";

const BEFORE_NUMBER: &str = "
    hal hlm halaman ps psl pasal ay ayat art bab bag par vol ed jil tab gbr fig cet th thn tgl pkl pk jam km tel telp tlp fax
    faks hp rt rw kodepos sk se perda pmk pp uu ca fol
    Jan Feb Peb Mar Apr Jun Jul Agu Agt Ags Agust Sep Sept Okt Oct Nov Nop Des Dec
";

const BEHIND: &str = "
    dll dsb dst dkk tsb tsbt ybs ttd etc al tbk ltd inc corp co llc persero
    S.H M.H S.E S.S S.T S.I.K S.I.P S.Sos S.Pd S.Pd.I S.Ag S.Kom S.Si S.TP S.P S.Kep S.Farm S.Psi S.Ked S.KM S.IP S.STP S.AP S.Hum
    S.Ak S.Th S.Fil S.Pt S.Hut S.Ik S.Sn S.H.I S.E.I M.Si M.Pd M.M M.A M.Hum M.Kn M.Kes M.T M.Kom M.Ag M.Sc M.Phil M.P M.S M.Ak M.IP
    M.AP M.Sos M.Psi M.I.Kom M.Ikom M.E M.Eng M.Th M.Fil M.Tr M.Sn M.Han M.D M.B.A M.P.A M.P.H M.H.I M.E.I M.Tr.Han
    A.Md A.Md.Keb A.Md.Kep A.P Ners Ph.D Psi D.Sc B.A B.Sc B.Eng LL.M LL.B Lc Sp.A Sp.B Sp.PD Sp.OG Sp.KJ Sp.JP Sp.P Sp.M
    Sp.An Sp.N Sp.THT Sp.F Sp.Rad SH MH SE MM MBA MSi MPd SPd SSos SIP SIK MKn SKM Md Jr Sr
    a.s s.a.w s.w.t r.a saw swt hlm.n
";

/// The list of a segmenter. Only ever looked up, never iterated, so its order cannot matter.
#[derive(Debug, Clone)]
pub(super) struct Abbreviations {
    /// Lowercase word without its last full stop -> what it means, and whether it asks for a capital.
    words: HashMap<Box<[u8]>, Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Meaning of the word as first written in capitals, if listed so.
    capital: Option<Kind>,
    /// Meaning of the word in any case, if listed so.
    any: Option<Kind>,
}

impl Abbreviations {
    pub(super) fn built_in() -> Self {
        let mut list = Self { words: HashMap::new() };
        let kinds =
            [(BEHIND, Kind::Behind), (BEFORE_NUMBER, Kind::BeforeNumber), (BEFORE, Kind::Before)];
        for (words, kind) in kinds {
            words.split_whitespace().for_each(|word| list.add(word, kind));
        }
        list
    }

    /// Adds a word whose full stop is never an end; blank and overlong ones can match nothing and are left out.
    pub(super) fn insert(&mut self, word: &str) {
        self.add(word, Kind::Before);
    }

    fn add(&mut self, word: &str, kind: Kind) {
        let word = word.trim();
        let word = word.strip_suffix('.').unwrap_or(word);
        if word.is_empty() || word.len() > LONGEST {
            return;
        }
        let key = word.as_bytes().to_ascii_lowercase().into_boxed_slice();
        let entry = self.words.entry(key).or_insert(Entry { capital: None, any: None });
        if word.starts_with(|first: char| first.is_ascii_uppercase()) {
            entry.capital = Some(kind);
        } else {
            entry.any = Some(kind);
        }
    }

    /// What the full stop behind `word` can mean; `None` for a word that is not listed.
    pub(super) fn kind(&self, word: &[u8]) -> Option<Kind> {
        if word.is_empty() || word.len() > LONGEST {
            return None;
        }
        let mut key = [0; LONGEST];
        let key = &mut key[..word.len()];
        key.copy_from_slice(word);
        key.make_ascii_lowercase();
        let entry = self.words.get(&*key)?;
        entry.capital.filter(|_| word[0].is_ascii_uppercase()).or(entry.any)
    }

    /// Whether `word` is an ordinary word or number: its full stop, glued to the next word, can end a sentence.
    pub(super) fn is_plain(&self, word: &Word<'_>) -> bool {
        let single_letter = word.text.len() == 1 && word.text[0].is_ascii_alphabetic();
        let dotted = word.text.contains(&b'.') && !word.is_number();
        let lowercase = word.text.first().is_some_and(u8::is_ascii_lowercase);
        !single_letter
            && !dotted
            && !word.looks_clipped()
            && match self.kind(word.text) {
                None | Some(Kind::BeforeNumber) => true,
                Some(Kind::Behind) => lowercase,
                Some(Kind::Before) => false,
            }
    }

    /// Whether `word`, up to its last full stop or comma, is a degree: "M.Pd.", "MH,", "Ph.D".
    pub(super) fn is_degree(&self, word: &[u8]) -> bool {
        let word = word.strip_suffix(b",").unwrap_or(word);
        let word = word.strip_suffix(b".").unwrap_or(word);
        word.first().is_some_and(u8::is_ascii_uppercase)
            && (self.kind(word) == Some(Kind::Behind) || Word { text: word, start: 0 }.is_dotted())
    }
}

/// Reads a list of abbreviations; see [`super::Segmenter::with_abbreviation_file`].
pub(super) fn read_file(path: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(path).map_err(Error::io(path))?;
    let mut words = Vec::new();
    for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let refuse = |problem: String, remedy: &str| Error::input(path, index + 1, problem, remedy);
        let line = std::str::from_utf8(line).map_err(|error| {
            let at = error.valid_up_to() + 1;
            refuse(format!("byte {at} of the line is not UTF-8"), "save the file as UTF-8")
        })?;
        let line = if index == 0 { line.trim_start_matches('\u{feff}') } else { line };
        let word = line.split('#').next().unwrap_or_default().trim();
        if word.is_empty() {
            continue;
        }
        if word.contains(char::is_whitespace) {
            return Err(refuse(
                format!("{word:?} contains white space"),
                "write one abbreviation on each line",
            ));
        }
        if !word.contains(char::is_alphabetic) {
            return Err(refuse(
                format!("{word:?} contains no letter"),
                "write the abbreviation, or start a comment with #",
            ));
        }
        if word.strip_suffix('.').unwrap_or(word).len() > LONGEST {
            return Err(refuse(
                format!("{word:?} is {} bytes long", word.len()),
                "use at most 24 bytes without the full stop",
            ));
        }
        words.push(word.to_owned());
    }
    Ok(words)
}
