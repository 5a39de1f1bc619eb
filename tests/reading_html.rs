//! Reading web pages.
#![cfg(feature = "html")]

use std::io::Cursor;
use std::time::{Duration, Instant};

use klaim::Result;
use klaim::article::{Article, Articles, ReadOptions, encoding};
use proptest::prelude::*;

const PAGE: &str = r#"<!DOCTYPE html><html lang="id"><head><meta charset="utf-8">
<title>Bupati Ingatkan ASN Jaga Netralitas - Warta Sungai</title>
<meta property="og:site_name" content="Warta Sungai"><meta name="author" content="Rina Lestari">
<meta property="article:published_time" content="2024-01-15T08:00:00+07:00">
<script>var a = "<p>bukan teks</p>"; if (1 < 2) {}</script><style>p { color: red }</style></head>
<body class="no-share"><nav><a href="/">Beranda</a> <a href="/politik">Politik</a></nav>
<article><h1>Bupati Ingatkan ASN Jaga Netralitas</h1>
<div class="share-buttons"><a href="x">Facebook</a><a href="y">WhatsApp</a></div>
<p>SUNGAI &ndash; Bupati mengingatkan   seluruh <b>aparatur sipil negara</b> agar menjaga netralitas, baik di kantor,
di rumah, maupun di media sosial selama masa kampanye berlangsung.</p>
<p><strong>Baca juga: <a href="z">Sekda Kumpulkan Camat</a></strong></p>
<p>&ldquo;Pegawai yang terbukti melanggar akan dijatuhi sanksi disiplin, mulai dari teguran sampai pemberhentian,&rdquo;
ujarnya, Senin pagi, di hadapan ratusan pegawai yang mengikuti apel.</p>
<p>Ia menambahkan, pengawasan akan diperketat sampai hari pemungutan suara, termasuk terhadap unggahan di media sosial,
grup percakapan, dan kegiatan di luar jam kerja.</p>
<p>Artikel ini telah tayang di Warta Sungai.</p></article>
<aside><h3>Terpopuler</h3><ul><li>Berita lain</li></ul></aside>
<div id="comments"><p>Komentar pembaca yang tidak ada hubungannya.</p></div>
<footer>Hak cipta Warta Sungai</footer></body></html>"#;

fn page(html: impl Into<Vec<u8>>, options: &ReadOptions) -> Result<Article> {
    let mut items: Vec<_> =
        Articles::from_reader(Cursor::new(html.into()), "a.html", options).collect();
    assert_eq!(items.len(), 1);
    items.remove(0)
}

fn plain(html: impl Into<Vec<u8>>) -> Result<Article> {
    page(html, &ReadOptions::default())
}

#[test]
fn the_article_is_taken_without_what_surrounds_it() {
    let article = plain(PAGE).unwrap();
    assert_eq!(
        article.text,
        "Bupati Ingatkan ASN Jaga Netralitas\n\n\
         SUNGAI – Bupati mengingatkan seluruh aparatur sipil negara agar menjaga netralitas, baik di kantor, di rumah, \
         maupun di media sosial selama masa kampanye berlangsung.\n\n\
         “Pegawai yang terbukti melanggar akan dijatuhi sanksi disiplin, mulai dari teguran sampai pemberhentian,” \
         ujarnya, Senin pagi, di hadapan ratusan pegawai yang mengikuti apel.\n\n\
         Ia menambahkan, pengawasan akan diperketat sampai hari pemungutan suara, termasuk terhadap unggahan di media \
         sosial, grup percakapan, dan kegiatan di luar jam kerja."
    );
    assert_eq!(article.title.as_deref(), Some("Bupati Ingatkan ASN Jaga Netralitas"));
    assert_eq!(article.get("author"), Some("Rina Lestari"));
    assert_eq!(article.get("date"), Some("2024-01-15T08:00:00+07:00"));
    assert_eq!(article.get("site"), Some("Warta Sungai"));
    assert_eq!((article.id.as_str(), article.line), ("a.html", 0));
}

#[test]
fn short_and_broken_pages_give_their_text() {
    assert_eq!(plain("<p>Hanya satu baris").unwrap().text, "Hanya satu baris");
    assert_eq!(plain("teks tanpa tag").unwrap().text, "teks tanpa tag");
    let two = plain("<title>Judul</title><div>Satu<br>dua</div><div>tiga</div>").unwrap().text;
    assert_eq!(two, "Judul\n\nSatu\ndua\n\ntiga");
}

#[test]
fn pages_without_text_are_told() {
    for html in ["<html></html>", "<script>x</script>", "<nav>Beranda</nav>"] {
        let message = plain(html).unwrap_err().to_string();
        assert!(message.starts_with("a.html: the page holds no text"), "{message}");
    }
    assert!(plain(" ").unwrap_err().to_string().contains("the file is empty"));
}

#[test]
fn the_encoding_is_declared_named_or_utf_8() {
    let body = b"<p>caf\xe9</p>";
    for head in [
        "<meta charset=windows-1252>",
        "<meta http-equiv=content-type content=\"text/html; charset=ISO-8859-1\">",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>",
    ] {
        assert_eq!(plain([head.as_bytes(), body].concat()).unwrap().text, "café");
    }
    assert!(plain(body).unwrap_err().to_string().contains("--encoding windows-1252"));
    let options =
        ReadOptions { encoding: Some(encoding("latin1").unwrap()), ..ReadOptions::default() };
    let misdeclared = [b"<meta charset=utf-8>", &body[..]].concat();
    assert_eq!(page(misdeclared, &options).unwrap().text, "café");
    assert_eq!(page("\u{feff}<p>café</p>", &options).unwrap().text, "café");
}

#[test]
fn hostile_pages_end_soon() {
    let deep_data = format!(
        "<script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"a\":{}</script><p>Teks.",
        "[".repeat(200_000)
    );
    let pages = [
        ("deep", "<div>".repeat(100_000)),
        ("closed", format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000))),
        ("formatting", "<p><b><i><u>x</p>".repeat(50_000)),
        ("entities", "&amp;".repeat(500_000)),
        ("paragraphs", "<p>Isi, berita, ini.</p>".repeat(60_000)),
        ("unclosed tags", "<a ".repeat(300_000)),
        ("unclosed quotes", "<a \"".repeat(300_000)),
        ("data", deep_data),
    ];
    for (name, html) in pages {
        let start = Instant::now();
        let outcome = plain(html);
        // Generous, for a debug build on a busy machine; what this guards against takes minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{name}");
        if name == "deep" {
            let message = outcome.unwrap_err().to_string();
            assert!(message.contains("elements are nested more than 256 deep"), "{message}");
        }
    }
    let huge = plain(vec![b'x'; (16 << 20) + 1]).unwrap_err().to_string();
    assert!(huge.contains("limit of 16777216 bytes"), "{huge}");
}

fn soup() -> impl Strategy<Value = String> {
    let pieces = vec![
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<ul>",
        "<li>",
        "<body>",
        "</body>",
        "<html class=x>",
        "<head>",
        "<title>",
        "</title>",
        "<template>",
        "</template>",
        "<svg>",
        "<math>",
        "<h1>",
        "</h1>",
        "<br>",
        "<select>",
        "<option>",
        "<form>",
        "<frameset>",
        "<script>",
        "</script>",
        "<noscript>",
        "<article>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&amp;",
        "<img src='data:,x'>",
        "<font>",
        "<pre>",
        "\n",
        "ASN wajib netral, kata bupati, hari ini, di kantor. ",
        "<div class='share comment'>",
        "<span style='display:none'>",
        "<p class=byline>Oleh Rina",
        "<main>",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn tag_soup_gives_text_or_an_error(html in soup()) {
        if let Ok(article) = plain(html) {
            prop_assert!(!article.text.trim().is_empty());
            prop_assert_eq!(article.text.trim(), article.text.as_str());
        }
    }
}
