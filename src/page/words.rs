//! What the page says, in Indonesian and English.

use super::Language;

/// Key, Indonesian, English. Keys that end in `_1` are for one; `{0}`, `{1}`, `{2}` are filled in by the script.
const WORDS: &[(&str, &str, &str)] = &[
    ("title", "Klaim dalam berita", "Claims in the news"),
    ("skip", "Langsung ke isi", "Skip to content"),
    ("dark", "Gelap", "Dark"),
    ("print", "Cetak", "Print"),
    ("views", "Bagian", "Sections"),
    ("overview", "Ikhtisar", "Overview"),
    ("articles_view", "Artikel", "Articles"),
    ("claims_view", "Klaim", "Claims"),
    ("about", "Tentang", "About"),
    ("filters", "Saringan", "Filters"),
    ("label", "Label", "Label"),
    ("least", "Probabilitas minimum", "Minimum probability"),
    ("speaker", "Penutur", "Speaker"),
    ("all_speakers", "Semua", "All"),
    ("no_speaker", "Tanpa penutur", "No speaker"),
    ("query", "Cari teks", "Search text"),
    ("reset", "Atur ulang", "Reset"),
    ("found", "{0} dalam {1}", "{0} in {1}"),
    ("claims", "{0} klaim", "{0} claims"),
    ("claims_1", "{0} klaim", "{0} claim"),
    ("sentences", "{0} kalimat", "{0} sentences"),
    ("sentences_1", "{0} kalimat", "{0} sentence"),
    ("articles", "{0} artikel", "{0} articles"),
    ("articles_1", "{0} artikel", "{0} article"),
    ("no_claim", "tidak ada klaim", "no claim"),
    ("nothing", "Tidak ada yang cocok dengan saringan.", "Nothing passes the filters."),
    ("tile_articles", "artikel", "articles"),
    ("tile_with", "{0} dengan klaim", "{0} with claims"),
    ("tile_sentences", "kalimat", "sentences"),
    ("tile_mean", "{0} per artikel", "{0} an article"),
    ("tile_claims", "klaim", "claims"),
    ("tile_chosen", "kalimat terpilih", "chosen sentences"),
    ("tile_share", "{0} dari semuanya", "{0} of all"),
    ("tile_quoted", "dengan penutur", "with a speaker"),
    ("by_label", "Menurut label", "By label"),
    ("by_month", "Menurut bulan terbit", "By month of publication"),
    ("by_article", "Artikel dengan klaim terbanyak", "Articles with most claims"),
    ("by_speaker", "Penutur dengan klaim terbanyak", "Speakers with most claims"),
    ("interval", "({0} s.d. {1})", "({0} to {1})"),
    (
        "shares_of",
        "Bagian dari {0} kalimat, dengan selang Wilson 95%.",
        "Shares of {0} sentences, with Wilson intervals of 95%.",
    ),
    ("more_rows", "dan {0} lainnya", "and {0} more"),
    (
        "undated",
        "{0} dari artikel tanpa tanggal tidak tampak di sini.",
        "{0} of articles without a date not shown here.",
    ),
    ("no_speakers", "Tidak ada penutur pada kalimat ini.", "These sentences have no speaker."),
    ("filter_by_speaker", "Saring menurut penutur ini", "Filter by this speaker"),
    ("sort", "Urutkan", "Sort"),
    ("sort_order", "urutan masukan", "order of input"),
    ("sort_claims", "klaim terbanyak", "most claims"),
    ("sort_date", "terbaru", "newest"),
    ("sort_title", "judul", "title"),
    ("previous", "Sebelumnya", "Previous"),
    ("next", "Berikutnya", "Next"),
    ("previous_article", "← Sebelumnya", "← Previous"),
    ("next_article", "Berikutnya →", "Next →"),
    ("range", "{0}–{1} dari {2}", "{0}–{1} of {2}"),
    ("back", "↑ Daftar artikel", "↑ List of articles"),
    ("choose_article", "Pilih artikel dari daftar.", "Choose an article from the list."),
    ("source", "sumber", "source"),
    ("more_text", "Tampilkan selanjutnya ({0} kalimat lagi)", "Show more ({0} sentences left)"),
    ("detail", "Rincian kalimat", "About the sentence"),
    ("close", "Tutup", "Close"),
    ("words_for", "Kata yang mendukung label", "Words that speak for the label"),
    ("direct", "kutipan langsung", "direct quotation"),
    ("indirect", "kutipan tidak langsung", "indirect quotation"),
    ("unnamed", "tidak disebut", "not named"),
    ("probability", "Probabilitas", "Probability"),
    ("sentence", "Kalimat", "Sentence"),
    ("article", "Artikel", "Article"),
    ("date", "Tanggal", "Date"),
    ("table", "Klaim yang lolos saringan", "Claims that pass the filters"),
    ("copy", "Salin tabel", "Copy table"),
    ("copied", "Tabel disalin.", "Table copied."),
    (
        "not_copied",
        "Tabel tidak dapat disalin; simpan sebagai CSV.",
        "The table could not be copied; save it as CSV.",
    ),
    ("save", "Simpan CSV", "Save CSV"),
    ("saved", "Berkas CSV disimpan.", "CSV file saved."),
    ("not_printed", "{0} baris lagi tidak dicetak.", "{0} more rows are not printed."),
    (
        "noscript",
        "Grafik, artikel, dan tabel memerlukan JavaScript; halaman ini tidak memuat apa pun dari jaringan.",
        "Charts, articles and the table need JavaScript; this page loads nothing from the network.",
    ),
    ("meaning", "Arti label", "What the labels mean"),
    ("making", "Cara laporan ini dibuat", "How this report was made"),
    (
        "making_text",
        "Setiap kalimat diberi label oleh model statistik, bukan oleh manusia. Label dapat keliru, terutama yang probabilitasnya rendah: baca kalimatnya sebelum mengutip. Penutur ditemukan dengan aturan dan ditulis seperti dalam teks.",
        "A statistical model, not a person, gave each sentence its label. Labels can be wrong, above all those of low probability: read the sentence before you cite it. Speakers are found by rules and are named as the text has them.",
    ),
    ("program", "Program", "Program"),
    ("model", "Model", "Model"),
    ("of", "dari", "of"),
    ("trained_on", "Dilatih dengan", "Trained on"),
    ("training_size", "kalimat dari", "sentences of"),
    ("training_articles", "artikel", "articles"),
    ("test_scores", "Pada data uji", "On test data"),
    ("accuracy", "akurasi", "accuracy"),
    (
        "cited",
        "Label, probabilitas, dan kata yang ditandai adalah keluaran model ini.",
        "Labels, probabilities and marked words are this model's output.",
    ),
    ("priors", "Bagian label yang diandaikan", "Label shares expected"),
];

/// Names of the codebook's labels and what they mean: name in data, Indonesian, English, each name and meaning.
const LABELS: &[(&str, [&str; 2], [&str; 2])] = &[
    (
        "commitment",
        ["komitmen", "siapa yang berjanji atau berikrar melakukan apa"],
        ["commitment", "who pledges what"],
    ),
    (
        "impact",
        ["dampak", "apa akibat dari pelanggaran atau dari aturan"],
        ["impact", "what follows from a breach or from the rule"],
    ),
    ("none", ["bukan klaim", "tidak satu pun dari yang lain"], ["no claim", "none of the others"]),
    (
        "prohibition",
        ["larangan", "apa yang dilarang atau diwajibkan"],
        ["prohibition", "what is forbidden or required"],
    ),
    ("rationale", ["alasan", "mengapa aturannya ada"], ["rationale", "why the rule exists"]),
    (
        "sanction",
        ["sanksi", "apa yang menimpa pelanggar"],
        ["sanction", "what happens to those who break it"],
    ),
];

/// What stands under `key`.
///
/// # Panics
/// When there is no such key, which a test of this module would have found.
pub(super) fn word(language: Language, key: &str) -> &'static str {
    let found = WORDS.iter().find(|(name, ..)| *name == key);
    let (_, id, en) = found.expect("every key that is used is in the table");
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

/// All keys with what stands under them, in order.
pub(super) fn all(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.iter().map(move |(key, id, en)| match language {
        Language::Id => (*key, *id),
        Language::En => (*key, *en),
    })
}

/// The name of `label` in the language, and what it means, where the codebook has it.
pub(super) fn label(language: Language, label: &str) -> Option<[&'static str; 2]> {
    let (_, id, en) = LABELS.iter().find(|(name, ..)| *name == label)?;
    Some(match language {
        Language::Id => *id,
        Language::En => *en,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_is_there_once_and_its_places_agree() {
        let mut keys = BTreeSet::new();
        for (key, id, en) in WORDS {
            assert!(keys.insert(key), "{key}");
            for place in ["{0}", "{1}", "{2}"] {
                assert_eq!(id.contains(place), en.contains(place), "{key}");
            }
        }
    }

    #[test]
    fn what_the_script_says_is_there() {
        let script = super::super::skeleton::SCRIPT;
        let keys: BTreeSet<&str> = WORDS.iter().map(|(key, ..)| *key).collect();
        for used in script.split("W.").skip(1).chain(script.split("say('").skip(1)) {
            let end = used.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let key = &used[..end.unwrap_or(used.len())];
            assert!(keys.contains(key), "{key}");
        }
    }
}
