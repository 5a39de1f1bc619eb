//! Words: bytes of a text go in, what a word is for the segmenter comes out.
//!
//! At most [`LONGEST_WORD`] bytes of a word are looked at, so every answer takes constant time.

/// The most bytes of a word that are looked at; no rule concerns a longer one.
const LONGEST_WORD: usize = 32;

/// A word in front of a terminator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    /// The word with its inner full stops, slashes and hyphens, without quotes and brackets; empty behind white space.
    pub(super) text: &'a [u8],
    /// Offset of its first byte.
    pub(super) start: usize,
}

impl Word<'_> {
    /// Whether it is written like a clipped word, without a vowel: "Drs", "Gd", "Bpk" (but not "DPR" or "B").
    pub(super) fn looks_clipped(&self) -> bool {
        let [first, rest @ ..] = self.text else { return false };
        first.is_ascii_uppercase()
            && (1..=3).contains(&rest.len())
            && rest.iter().all(u8::is_ascii_lowercase)
            && !self.text.iter().any(|byte| b"aiueoyAIUEOY".contains(byte))
    }

    /// Whether it consists of letters with full stops between, the first part of one or two letters: "A.S", "S.Farm".
    pub(super) fn is_dotted(&self) -> bool {
        let mut parts = self.text.split(|&byte| byte == b'.');
        let first = parts.next().unwrap_or_default();
        matches!(first, [one] | [one, _] if one.is_ascii_uppercase())
            && self.text.contains(&b'.')
            && parts.all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_alphabetic))
    }

    /// Whether it is initials only: "M", "A.S".
    pub(super) fn is_initials(&self) -> bool {
        self.text.len() % 2 == 1
            && self.text.iter().enumerate().all(|(index, byte)| {
                if index % 2 == 0 { byte.is_ascii_uppercase() } else { *byte == b'.' }
            })
    }

    /// Whether it is a number, a sum or a time: "2024", "12.000", "09.30".
    pub(super) fn is_number(&self) -> bool {
        self.text.iter().all(|&byte| byte.is_ascii_digit() || byte == b'.')
    }

    /// Whether it can number a list item: "1", "12", "2.1", "a", "B", "IV".
    pub(super) fn is_marker(&self) -> bool {
        let text = self.text;
        match text {
            [] => false,
            [one] if one.is_ascii_alphanumeric() => true,
            [first, ..] if first.is_ascii_digit() => {
                let mut numbers = text.split(|&byte| byte == b'.');
                text.len() <= 8
                    && numbers.all(|number| matches!(number.len(), 1 | 2) && all_digits(number))
            }
            _ => text.len() <= 5 && text.iter().all(|byte| b"IVX".contains(byte)),
        }
    }
}

fn all_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// The word that ends at byte `end` and does not reach before byte `first`.
pub(super) fn word_before(bytes: &[u8], first: usize, end: usize) -> Word<'_> {
    let floor = end.saturating_sub(LONGEST_WORD).max(first.min(end));
    let inner =
        |byte: &u8| byte.is_ascii_alphanumeric() || b".-/_&'@=".contains(byte) || !byte.is_ascii();
    let length = bytes[floor..end].iter().rev().take_while(|byte| inner(byte)).count();
    let mut start = end - length;
    // A curly quote or a dash of three bytes is no part of the word; nor is the tail of a character cut by the floor.
    while start < end && (bytes[start] == b'\'' || bytes[start] & 0xC0 == 0x80) {
        start += 1;
    }
    while bytes[start..end].starts_with(b"\xE2\x80") {
        start = (start + 3).min(end);
    }
    Word { text: &bytes[start..end], start }
}

/// The word in front of the one that starts at `start`, on the same line; empty when something else stands there.
pub(super) fn previous_word(bytes: &[u8], start: usize) -> &[u8] {
    match bytes[..start] {
        [.., b' '] => word_before(bytes, 0, start - 1).text,
        _ => b"",
    }
}

/// The word that starts at byte `at`, with the punctuation behind it, up to white space.
pub(super) fn word_at(bytes: &[u8], at: usize) -> &[u8] {
    let window = &bytes[at..bytes.len().min(at + LONGEST_WORD)];
    let length = window.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    &window[..length]
}

/// The letters that start at byte `at`.
pub(super) fn letters_at(bytes: &[u8], at: usize) -> &[u8] {
    let word = word_at(bytes, at);
    let length = word.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    &word[..length]
}

/// Verbs and particles of attribution, without "-nya" and "-lah".
const ATTRIBUTION: &[&str] = &[
    "balas", "beber", "cetus", "dalih", "demikian", "harap", "imbau", "imbuh", "ingat", "jawab",
    "jelas", "kata", "keluh", "kilah", "klaim", "kutip", "lanjut", "mohon", "papar", "pesan",
    "pinta", "pungkas", "sambung", "sebut", "seru", "singkat", "tambah", "tandas", "tanya",
    "tegas", "terang", "teriak", "tukas", "tulis", "tutup", "tutur", "ucap", "ujar", "ungkap",
    "urai",
];

/// Whether the words at `at` attribute the quotation in front of them: "tanya Camat", "Ujarnya", "Demikian kata Bupati".
pub(super) fn attribution(bytes: &[u8], at: usize) -> bool {
    let word = letters_at(bytes, at);
    if word.eq_ignore_ascii_case(b"demikian") {
        let next = at + word.len() + 1;
        let next = letters_at(bytes, next.min(bytes.len()));
        return is_attribution(next) || next.starts_with(b"di");
    }
    is_attribution(word)
}

fn is_attribution(word: &[u8]) -> bool {
    let stem = word.strip_suffix(b"nya").or(word.strip_suffix(b"lah")).unwrap_or(word);
    contains(ATTRIBUTION, word) || contains(ATTRIBUTION, stem)
}

/// Words that start a sentence rather than follow an initial.
const STARTERS: &[&str] = &[
    "acara",
    "ada",
    "adapun",
    "akan",
    "akhirnya",
    "akibatnya",
    "apabila",
    "apakah",
    "atas",
    "bahkan",
    "begitu",
    "berdasarkan",
    "berikut",
    "bila",
    "dalam",
    "dari",
    "demikian",
    "dengan",
    "di",
    "dia",
    "hal",
    "hingga",
    "ia",
    "ini",
    "itu",
    "jika",
    "juga",
    "kami",
    "karena",
    "kasus",
    "kata",
    "kemudian",
    "ketika",
    "keduanya",
    "kini",
    "kita",
    "lalu",
    "mereka",
    "menurut",
    "meski",
    "meskipun",
    "namun",
    "nantinya",
    "oleh",
    "pada",
    "padahal",
    "para",
    "pelaku",
    "pihak",
    "pihaknya",
    "polisi",
    "saat",
    "sanksi",
    "saya",
    "sebab",
    "sebagai",
    "sebanyak",
    "sebelum",
    "sebelumnya",
    "sebuah",
    "sedangkan",
    "sehingga",
    "sejak",
    "sejumlah",
    "selain",
    "selama",
    "selanjutnya",
    "seluruh",
    "sementara",
    "semua",
    "seorang",
    "seperti",
    "setelah",
    "setiap",
    "surat",
    "tapi",
    "tetapi",
    "terkait",
    "tidak",
    "untuk",
    "usai",
    "walau",
    "yang",
];

/// Whether the word at `at` starts a sentence rather than follow an initial.
pub(super) fn is_starter(bytes: &[u8], at: usize) -> bool {
    contains(STARTERS, letters_at(bytes, at))
}

/// Nouns that a single capital completes: "Gedung A", "Blok C", "inisial A.S".
const LETTERED: &[&str] = &[
    "bagian",
    "berinisial",
    "blok",
    "gedung",
    "gerbang",
    "golongan",
    "grade",
    "grup",
    "hall",
    "hepatitis",
    "huruf",
    "inisial",
    "kategori",
    "kelas",
    "kelompok",
    "kode",
    "komisi",
    "lampiran",
    "nilai",
    "opsi",
    "paket",
    "peringkat",
    "pintu",
    "plan",
    "rencana",
    "ruang",
    "ruangan",
    "seksi",
    "seri",
    "skema",
    "sektor",
    "tim",
    "tipe",
    "tribun",
    "vitamin",
    "zona",
];

/// Whether a single capital completes `noun`.
pub(super) fn takes_letter(noun: &[u8]) -> bool {
    contains(LETTERED, noun)
}

/// Words that leave a line unfinished.
const UNFINISHED: &[&str] = &[
    "adalah", "agar", "akan", "antara", "atau", "bagi", "bahwa", "belum", "dalam", "dan", "dari",
    "dengan", "di", "hingga", "jika", "karena", "ke", "kepada", "menurut", "oleh", "pada", "para",
    "saat", "sebagai", "sejak", "serta", "telah", "tentang", "terhadap", "tidak", "untuk", "yakni",
    "yaitu", "yang",
];

/// Whether `word` leaves a line unfinished when it is the last one.
pub(super) fn leaves_unfinished(word: &[u8]) -> bool {
    contains(UNFINISHED, word)
}

/// Whether `word` can be the last label of a host name.
pub(super) fn ends_host(word: &[u8]) -> bool {
    contains(HOSTS, word)
}

/// Whether `words` has `word`, in any case.
fn contains(words: &[&str], word: &[u8]) -> bool {
    words.iter().any(|entry| entry.as_bytes().eq_ignore_ascii_case(word))
}

/// Last labels of host names, which are no sentence when glued to a full stop: "Detik.Com".
const HOSTS: &[&str] =
    &["com", "co", "id", "go", "net", "org", "tv", "ac", "or", "info", "web", "my", "news"];
