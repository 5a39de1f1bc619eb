//! Texts that would hurt a careless program, of any length.

/// A kind of text: its name, and how a text of about so many bytes is made.
pub(crate) type Shape = (&'static str, fn(usize) -> String);

/// All kinds.
pub(crate) const SHAPES: [Shape; 36] = [
    ("one word without a space", |n| "a".repeat(n)),
    ("one word of capitals", |n| "A".repeat(n)),
    ("one number", |n| "1".repeat(n)),
    ("words of news", |n| fill("ASN dilarang ikut kampanye agar pemilu adil. ", n)),
    ("straight quotes never closed", |n| fill(" \"", n)),
    ("quotes without a space", |n| "\"".repeat(n)),
    ("curly quotes never closed", |n| fill("“", n)),
    ("quotes opened before words", |n| fill("“kata dia. Ia ", n)),
    ("quotes with speakers", |n| fill("\"Tidak boleh,\" kata Rina. ", n)),
    ("names without an end", |n| fill("Rina Wati Sari ", n)),
    ("offices without an end", |n| fill("Ketua Bawaslu Kabupaten ", n)),
    ("colons", |n| fill("Rina: ", n)),
    ("verbs of speech", |n| fill("kata ", n)),
    ("open brackets", |n| "(".repeat(n)),
    ("open brackets and words", |n| fill("(pasal 3 ", n)),
    ("full stops", |n| ".".repeat(n)),
    ("full stops apart", |n| fill(". ", n)),
    ("initials", |n| fill("A. ", n)),
    ("initials without a space", |n| fill("A.", n)),
    ("abbreviations", |n| fill("Dr. H. Ir. ", n)),
    ("marks of question and exclamation", |n| fill("?!", n)),
    ("ellipses", |n| fill("… ", n)),
    ("an address without an end", |n| format!("https://contoh.id/{}", fill("a/b.c?d=", n))),
    ("decimals", |n| fill("1.000,5 ", n)),
    ("NUL", |n| "\0".repeat(n)),
    ("control bytes", |n| fill("\u{1}\u{8}\u{1b}[31m\u{7f}", n)),
    ("white space", |n| " ".repeat(n)),
    ("line ends", |n| fill("\r\n", n)),
    ("lines of lists", |n| fill("1. a\n- b\n", n)),
    ("zero-width joiners", |n| fill("\u{200d}", n)),
    ("letters joined by zero-width joiners", |n| fill("a\u{200d}", n)),
    ("marks on one letter", |n| format!("a{}", fill("\u{301}\u{327}", n))),
    ("bidi overrides", |n| fill("\u{202e}abc\u{202c} ", n)),
    ("hyphens", |n| fill("undang-", n)),
    ("ligatures that grow when normalised", |n| fill("\u{fdfa}", n)),
    ("every block of Unicode", blocks),
];

/// `piece` repeated up to about `n` bytes.
fn fill(piece: &str, n: usize) -> String {
    piece.repeat(n / piece.len() + 1)
}

/// A few characters of each stretch of 128, which is how finely Unicode's blocks begin, over and over.
fn blocks(n: usize) -> String {
    let all: String = (0..=0x10_ffff_u32)
        .step_by(128)
        .flat_map(|block| [0, 1, 65, 127].map(|offset| block + offset))
        .filter_map(char::from_u32)
        .collect();
    let mut text: String = all.repeat(n / all.len() + 1);
    text.truncate(text.floor_char_boundary(n));
    text
}
