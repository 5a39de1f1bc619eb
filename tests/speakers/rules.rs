//! What each rule finds, on texts made for it: `attribution | speaker | role` for every sentence.

use klaim::sentence::{Segmenter, Span};
use klaim::speaker::attribute;

/// The speech of each sentence of a text as lines.
fn read(text: &str) -> Vec<String> {
    let spans: Vec<Span> = Segmenter::new().segment(text).collect();
    let words = |span: Option<Span>| span.map_or("-", |span| span.of(text));
    attribute(text, &spans)
        .into_iter()
        .map(|speech| {
            format!(
                "{} | {} | {}",
                speech.attribution.name(),
                words(speech.speaker),
                words(speech.role)
            )
        })
        .collect()
}

/// Each text has one sentence.
fn check(cases: &[(&str, &str)]) {
    for (text, wanted) in cases {
        assert_eq!(read(text), [*wanted], "{text}");
    }
}

#[test]
fn verbs_before_after_and_between() {
    check(&[
        ("\"Kami netral dan akan tetap netral,\" kata Rina.", "direct | Rina | -"),
        (
            "“Kami netral dan akan tetap netral,” ujar Rina Wati di kantornya.",
            "direct | Rina Wati | -",
        ),
        ("Rina Wati mengatakan pegawai harus netral.", "indirect | Rina Wati | -"),
        ("Rina berkata, \"Kami netral dan akan tetap netral.\"", "direct | Rina | -"),
        ("Pegawai, kata Rina, harus netral.", "indirect | Rina | -"),
        ("\"Kami netral,\" kata Rina, \"dan akan tetap begitu.\"", "direct | Rina | -"),
        ("Menurut Rina, pegawai harus netral.", "indirect | Rina | -"),
        ("Pegawai, menurut Rina, harus netral.", "indirect | Rina | -"),
        ("Hal itu disampaikan Rina Wati saat apel.", "indirect | Rina Wati | -"),
        ("Hal itu disampaikan oleh Rina Wati saat apel.", "indirect | Rina Wati | -"),
        ("Layanan lumpuh dua hari, demikian catatan Ombudsman.", "indirect | Ombudsman | -"),
    ]);
}

#[test]
fn headlines_without_a_full_stop() {
    check(&[
        ("Sekda Sleman: Pegawai Jangan Ikut Kampanye", "indirect | Sekda Sleman | -"),
        ("Baliho Dicopot, Polisi: Itu Tanpa Izin", "indirect | Polisi | -"),
        ("Bawaslu Ingatkan Pegawai Tetap Netral", "indirect | Bawaslu | -"),
        ("Apel Pagi, Bupati Sleman Minta Pegawai Netral", "indirect | Bupati Sleman | -"),
        ("Tim: Budi Santoso", "none | - | -"),
        ("Foto: Suasana Apel di Sleman", "none | - | -"),
    ]);
}

#[test]
fn offices_before_and_behind_the_name() {
    check(&[
        (
            "\"Kami catat semua laporan,\" kata Ketua Bawaslu Kabupaten Sleman, Rina Wati, Senin (2/9).",
            "direct | Rina Wati | Ketua Bawaslu Kabupaten Sleman",
        ),
        (
            "Ketua Bawaslu Sleman Rina Wati menilai hal itu wajar.",
            "indirect | Rina Wati | Ketua Bawaslu Sleman",
        ),
        ("Rina Wati, Kepala BKN, menyebut hal itu wajar.", "indirect | Rina Wati | Kepala BKN"),
        (
            "Kepala Dinas Pendidikan, Kepemudaan, dan Olahraga Sikka Yoseph Lering mengaku baru tahu.",
            "indirect | Yoseph Lering | Kepala Dinas Pendidikan, Kepemudaan, dan Olahraga Sikka",
        ),
        (
            "Kabid Propam Polda Bali Kombes Pol. Dedy Sarwono menegaskan hal itu dilarang.",
            "indirect | Dedy Sarwono | Kabid Propam Polda Bali Kombes Pol",
        ),
        (
            "Pengamat birokrasi Universitas Indonesia (UI) Laksmi Widya sependapat dengan hal itu.",
            "indirect | Laksmi Widya | Pengamat birokrasi Universitas Indonesia",
        ),
        (
            "Kepala dinas kesehatan setempat menyatakan hal itu benar.",
            "indirect | Kepala dinas kesehatan setempat | -",
        ),
        ("Bawaslu mengatakan hal itu melanggar aturan.", "indirect | Bawaslu | -"),
        (
            "Komisi Aparatur Sipil Negara (KASN) menyebut hal itu wajar.",
            "indirect | Komisi Aparatur Sipil Negara | -",
        ),
        ("\"Saya kira begitu saja,\" kata seorang warga.", "direct | seorang warga | -"),
        (
            "\"Saya kira begitu saja,\" kata Rina Wati (39), warga Depok.",
            "direct | Rina Wati | warga Depok",
        ),
    ]);
}

#[test]
fn titles_and_degrees_are_no_part_of_a_name() {
    check(&[
        (
            "Sekda Sleman, Dr. H. Ujang Kusnandar, M.Pd., meminta pegawai netral.",
            "indirect | Ujang Kusnandar | Sekda Sleman",
        ),
        (
            "Koordinator Divisi Hukum, Lalu Gunawan, S.H., mengatakan hal itu benar.",
            "indirect | Lalu Gunawan | Koordinator Divisi Hukum",
        ),
        ("\"Kami datang semua,\" kata Haji Endang Rukmana.", "direct | Endang Rukmana | -"),
    ]);
}

#[test]
fn what_tells_no_speech() {
    check(&[
        ("Pasal 9 menyebutkan pegawai harus netral.", "none | - | -"),
        ("Surat edaran itu melarang pegawai berkampanye.", "none | - | -"),
        ("Menurut Undang-Undang Nomor 20, pegawai harus netral.", "none | - | -"),
        ("Rina tidak menyebut nama pegawai itu.", "none | - | -"),
        ("Bawaslu akan meminta keterangan para pegawai.", "none | - | -"),
        ("Pegawai diimbau tidak berkampanye.", "none | - | -"),
        ("Warga yang mengaku melihat kejadian itu dipanggil.", "none | - | -"),
        ("Di dinding tertulis kalimat \"Bersama menjaga Lembata\".", "none | - | -"),
        ("Warga mengirim surat, pesan WhatsApp, dan foto.", "none | - | -"),
        ("Rina melaporkan temuan itu ke polisi.", "none | - | -"),
    ]);
    check(&[("Rina melaporkan bahwa temuan itu benar.", "indirect | Rina | -")]);
    // Denying a denial says something.
    check(&[("Rina tidak membantah kabar itu benar.", "indirect | Rina | -")]);
}

#[test]
fn a_verb_inside_a_quotation_is_not_the_sentence_s() {
    assert_eq!(
        read("Rina hadir. \"Budi mengatakan kami harus pergi sekarang juga,\" kata Tono Wijaya."),
        ["none | - | -", "direct | Tono Wijaya | -"]
    );
}

#[test]
fn pronouns_carry_the_speaker_before() {
    assert_eq!(
        read(
            "Kepala BKN, Rina Wati, meminta pegawai netral. Ia menyebut sanksi menanti. \"Jangan coba-coba ikut kampanye,\" \
             ujarnya. Sanksinya, kata dia, berat. Menurutnya, itu adil. Cuaca cerah."
        ),
        [
            "indirect | Rina Wati | Kepala BKN",
            "indirect | Rina Wati | Kepala BKN",
            "direct | Rina Wati | Kepala BKN",
            "indirect | Rina Wati | Kepala BKN",
            "indirect | Rina Wati | Kepala BKN",
            "none | - | -",
        ]
    );
    // Introduced without a word, then quoted; named by one word, the office is remembered.
    assert_eq!(
        read(
            "Kabid Propam Kombes Pol. Dedy Sarwono menayangkan gambar. \"Hapus semua foto itu,\" bentaknya. \"Segera dan semuanya sekarang,\" kata Dedy."
        ),
        [
            "none | - | -",
            "direct | Dedy Sarwono | Kabid Propam Kombes Pol",
            "direct | Dedy | Kabid Propam Kombes Pol",
        ]
    );
    assert_eq!(read("Ia mengatakan hal itu benar."), ["indirect | - | -"]);
    assert_eq!(
        read("Rina mengaku salah. \"Saya menyesal dan minta maaf,\" tutur mantan guru itu."),
        ["indirect | Rina | -", "direct | Rina | -"]
    );
}

#[test]
fn a_quotation_over_several_sentences_has_one_speaker() {
    let quotation = "\"Semua baliho harus bersih sebelum hari Minggu tiba. Akun resmi juga harus ditutup tanpa kecuali. Jangan ada lagi \
                     yang berkumpul malam hari,\" tegas Rina.";
    assert_eq!(read(quotation), ["direct | Rina | -"; 3]);
    let curly = quotation.replacen('"', "“", 1).replacen('"', "”", 1);
    assert_eq!(read(&curly), ["direct | Rina | -"; 3]);
    // Attributed in its first sentence.
    let first = "Rina berkata, \"Semua baliho harus bersih sebelum hari Minggu tiba. Akun resmi juga harus ditutup tanpa kecuali.\" \
                 Apel selesai siang itu.";
    assert_eq!(read(first), ["direct | Rina | -", "direct | Rina | -", "none | - | -"]);
    // A mark that nothing closes reaches no further than its sentence.
    let lost = "\"Semua baliho harus bersih sebelum hari Minggu tiba. Apel selesai siang itu. Warga pulang ke rumah.";
    assert_eq!(read(lost)[1..], ["none | - | -", "none | - | -"]);
}
