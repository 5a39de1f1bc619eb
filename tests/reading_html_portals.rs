//! Web pages as Indonesian news sites build them, written for these tests: what surrounds the article is left out, and
//! date, author and site are found wherever they stand.
#![cfg(feature = "html")]

use std::io::Cursor;

use klaim::article::{Article, Articles, ReadOptions};

fn page(html: impl Into<Vec<u8>>) -> Article {
    let options = ReadOptions::default();
    let mut items: Vec<_> =
        Articles::from_reader(Cursor::new(html.into()), "a.html", &options).collect();
    assert_eq!(items.len(), 1);
    items.remove(0).expect("an article")
}

fn facts(article: &Article) -> [Option<&str>; 3] {
    ["author", "site", "date"].map(|name| article.get(name))
}

const LINKED_DATA: &str = r##"<!DOCTYPE html><html lang="id-ID"><head><meta charset="utf-8"><title>Camat Tegur Lurah yang Hadiri Deklarasi | Kabar Muara</title>
<meta property="og:site_name" content="Kabar Muara"><meta property="og:title" content="Camat Tegur Lurah yang Hadiri Deklarasi">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Camat Tegur Lurah yang Hadiri Deklarasi","datePublished":"2024-01-17T09:30:00+07:00","author":{"@type":"Person","name":"Dewi Anggraini"},"publisher":{"@type":"Organization","name":"Kabar Muara"}}</script>
</head><body><header class="site-header"><div class="logo">Kabar Muara</div><ul class="menu"><li><a href="/">Home</a></li><li><a href="/a">Nasional</a></li></ul></header>
<div class="breadcrumb__wrap"><a href="/">Beranda</a> / <a href="/p">Pemilu</a></div>
<article class="detail"><h1 class="detail__title">Camat Tegur Lurah yang Hadiri Deklarasi</h1>
<div class="detail__author">Dewi Anggraini - <span>Kabar Muara</span></div><div class="detail__date">Rabu, 17 Jan 2024 09:30 WIB</div>
<div class="detail__media"><figure><img src="a.jpg" alt="Lurah"><figcaption>Foto: Lurah di lokasi deklarasi (Dewi/Kabar Muara)</figcaption></figure></div>
<div class="share-box"><span>Bagikan</span><a href="#">Facebook</a><a href="#">X</a><a href="#">Salin Link</a></div>
<div class="detail__body-text"><strong>Muara</strong> - Camat Muara Tengah menegur lurah yang hadir dalam deklarasi dukungan di lapangan kelurahan pada Minggu siang. Teguran itu disampaikan secara lisan setelah fotonya menyebar.
<p>"Lurah itu aparatur negara, jadi tidak boleh berada di panggung dukungan," kata camat di kantornya, Rabu.</p>
<table class="linksisip"><tr><td><div class="lihatjg"><strong>Baca juga: </strong><a href="/x">Panwas Kumpulkan Bukti Deklarasi Lapangan</a></div></td></tr></table>
<p>Menurut dia, pegawai yang kembali melanggar akan diusulkan mendapat hukuman disiplin sedang oleh bupati.</p>
<div class="parallaxindetail"><center>ADVERTISEMENT</center></div><p class="para_caption">SCROLL TO CONTINUE WITH CONTENT</p>
<p>Lurah yang bersangkutan mengaku hanya lewat dan tidak tahu acara tersebut merupakan deklarasi.</p>
<p>[Gambas:Video Muara]</p>
<p><strong>Simak Video: Suasana Deklarasi di Lapangan</strong></p>
<p><strong>(dwa/rst)</strong></p></div>
<div class="detail__body-tag"><a href="/t1">lurah</a><a href="/t2">netralitas asn</a></div>
</article>
<div class="box-komentar"><h3>Komentar Terbanyak</h3><p>Berita ini bagus sekali, semoga ditindak tegas ya pak camat dan jangan tebang pilih.</p></div>
<aside><h4>Berita Terpopuler</h4><a href="1">Harga cabai naik</a></aside><footer>Copyright 2024 Kabar Muara</footer></body></html>"##;

const SMALL_PRINT: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>Sekda Larang ASN Sukai Unggahan Calon - Suara Lereng</title></head>
<body><div id="header"><a href="/">Suara Lereng</a><ul><li>News</li><li>Olahraga</li><li>Indeks</li></ul></div>
<div class="read"><h1 class="read__title">Sekda Larang ASN Sukai Unggahan Calon</h1>
<div class="read__credit"><div class="read__time">Suara Lereng - 12/02/2024, 08:15 WIB</div><div class="credit-title-name"><h6>Bagus Pratama, Rini Wulandari</h6><p>Tim Redaksi</p></div></div>
<div class="sharing"><a>Kirim</a></div>
<div class="read__content"><div class="clearfix"><p><strong>LERENG, SUARA LERENG</strong> - Sekretaris daerah melarang seluruh pegawai menyukai atau membagikan unggahan calon bupati di media sosial selama masa kampanye.</p>
<p>Larangan itu tertulis dalam surat edaran yang dikirim ke semua dinas, Senin (12/2/2024).</p>
<p><strong>Baca juga: <a href="/1">Dua Guru Dipanggil karena Unggahan Dukungan</a></strong></p>
<p>"Satu tanda suka saja sudah dapat dinilai sebagai keberpihakan," ujar sekda.</p>
<p>Pegawai yang melanggar akan dipanggil inspektorat dan dapat dikenai penurunan pangkat selama satu tahun.</p>
<p><em>Simak breaking news dan berita pilihan kami langsung di ponselmu. Pilih saluran andalanmu akses berita Suara Lereng WhatsApp Channel: https://www.whatsapp.com/channel/abc. Pastikan kamu sudah install aplikasi WhatsApp ya.</em></p>
<p>Dapatkan update berita pilihan dan breaking news setiap hari dari Suara Lereng. Mari bergabung di Grup Telegram "Suara Lereng News Update", caranya klik link berikut.</p></div></div>
<div class="tag"><h4>Tag</h4><ul class="tag__article__wrap"><li><a href="t">asn</a></li><li><a href="t">netralitas</a></li></ul></div></div>
<div class="comment__box"><h3>Komentar</h3><p>Tulis komentar dengan menyertakan tagar, laporkan komentar yang melanggar kepada kami lewat tombol yang ada.</p></div>
<div class="related"><h3>Terkini Lainnya</h3><p>Petani lereng menunggu pupuk bersubsidi yang tak kunjung datang hingga musim tanam kedua.</p></div>
<div id="footer">Hak cipta dilindungi</div></body></html>"#;

const BLOG: &str = r#"<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>Panwas Kecamatan Periksa Kepala Puskesmas – Warta Pesisir</title><meta name="generator" content="WordPress"></head>
<body class="single"><div class="site"><header><nav class="main-navigation"><ul><li><a href="/">Beranda</a></li></ul></nav></header>
<main><article id="post-1" class="post"><header class="entry-header"><h1 class="entry-title">Panwas Kecamatan Periksa Kepala Puskesmas</h1>
<div class="entry-meta"><span class="posted-on">Diterbitkan <time class="entry-date published" datetime="2023-12-05T14:02:11+08:00">5 Desember 2023</time></span><span class="byline">oleh <span class="author vcard"><a class="url fn n" href="/author/yani">Yani Kasim</a></span></span></div></header>
<div class="entry-content"><p>PESISIR &#8211; Panitia pengawas kecamatan memeriksa kepala puskesmas yang diduga membagikan kalender bergambar calon anggota dewan kepada pasien.</p>
<p>Pemeriksaan berlangsung dua jam. Kepala puskesmas berjanji tidak akan mengulangi perbuatannya dan siap menerima sanksi.</p>
<div class="wp-block-group baca-juga"><p>Baca Juga : <a href="2">Kalender Caleg Ditemukan di Ruang Tunggu</a></p></div>
<p>&#8220;Kalau terbukti, hasilnya kami teruskan kepada komisi yang membidangi aparatur,&#8221; kata ketua panwas.</p>
<p>Akibat kejadian itu, warga mengaku ragu berobat karena takut diarahkan memilih calon tertentu.</p>
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a>Click to share on Facebook (Opens in new window)</a></li></ul></div>
<div class="sharedaddy"><h3>Like this:</h3><span>Like</span> <span class="loading">Loading...</span></div>
<div id="jp-relatedposts"><h3><em>Related</em></h3></div></div>
<footer class="entry-footer"><span>Kategori: Pemilu</span></footer></article>
<nav class="post-navigation"><a href="p">Sebelumnya</a><a href="n">Berikutnya</a></nav>
<div id="comments" class="comments-area"><h2>2 Komentar</h2><ol><li><p>Terima kasih infonya min, semoga cepat diproses oleh panwas setempat.</p></li></ol><div id="respond"><h3>Tinggalkan Balasan</h3><form><p>Alamat email Anda tidak akan dipublikasikan.</p></form></div></div></main></div></body></html>"#;

const OFFICE: &str = r#"<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><title>Pemerintah Kabupaten Sukamaju</title></head>
<body><table width="100%"><tr><td colspan="2"><a href="/">Beranda</a> | <a href="/profil">Profil</a> | <a href="/berita">Berita</a></td></tr>
<tr><td width="200"><b>Menu</b><br><a href="1">Visi Misi</a><br><a href="2">Struktur</a></td><td><h2>Apel Netralitas Digelar di Alun-alun</h2>
<small>Ditulis oleh Humas, Senin, 12 Februari 2024 | Dibaca 120 kali</small>
<p>Bupati memimpin apel netralitas yang diikuti ribuan pegawai. “Pegawai wajib menjaga jarak dari semua peserta pemilu,” katanya.</p>
<p>Ikrar dibacakan bersama – semua kepala dinas menandatangani pakta integritas di depan kejaksaan.</p>
<p>Bupati menegaskan, pegawai yang tidak netral akan diberhentikan sementara dari jabatannya.</p></td></tr>
<tr><td colspan="2">© 2024 Pemkab Sukamaju</td></tr></table></body></html>"#;

const CREDITS: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>Kades Diperiksa Usai Ajak Warga Pilih Anaknya - Harian Selat</title>
<meta name="author" content="Harian Selat"><meta name="date" content="2024-02-01"><meta property="og:site_name" content="Harian Selat"></head><body>
<h1 id="arttitle">Kades Diperiksa Usai Ajak Warga Pilih Anaknya</h1><div id="article"><div class="mt10"><time class="grey2"><span>Tayang:</span> Kamis, 1 Februari 2024 10:24 WIB</time></div><div id="penulis">Penulis: <a rel="author" href="z">Fikri Hamdani</a></div> <div id="editor">Editor: <a href="z">Nia</a></div>
<div class="side-article txt-article"><p><strong>Laporan Wartawan Harian Selat, Fikri Hamdani</strong></p><p><strong>HARIANSELAT.ID, SELAT</strong> - Seorang kepala desa diperiksa setelah videonya mengajak warga memilih anaknya beredar di grup percakapan.</p>
<p class="baca"><a href="q">Baca juga: Kades Minta Maaf di Hadapan Warga</a></p>
<p>Pengawas menyebut kepala desa dilarang membuat keputusan yang menguntungkan salah satu peserta pemilu.</p>
<p>Ancaman hukumannya penjara paling lama satu tahun dan denda paling banyak dua belas juta rupiah.</p>
<p>Halaman selanjutnya</p><p>Baca berita lainnya di Google News</p><p>Ikuti saluran Harian Selat di WhatsApp</p>
<p>(hs/fikri hamdani)</p><p>*** </p><p>Artikel ini telah tayang di harianselat.id dengan judul Kades Diperiksa</p><p>Penulis: Fikri Hamdani | Editor: Nia</p></div></div></body></html>"#;

#[test]
fn linked_data_tell_date_author_and_site() {
    let article = page(LINKED_DATA);
    assert_eq!(
        article.text,
        "Camat Tegur Lurah yang Hadiri Deklarasi\n\n\
         Muara - Camat Muara Tengah menegur lurah yang hadir dalam deklarasi dukungan di lapangan kelurahan pada Minggu \
         siang. Teguran itu disampaikan secara lisan setelah fotonya menyebar.\n\n\
         \"Lurah itu aparatur negara, jadi tidak boleh berada di panggung dukungan,\" kata camat di kantornya, Rabu.\n\n\
         Menurut dia, pegawai yang kembali melanggar akan diusulkan mendapat hukuman disiplin sedang oleh bupati.\n\n\
         Lurah yang bersangkutan mengaku hanya lewat dan tidak tahu acara tersebut merupakan deklarasi."
    );
    assert_eq!(
        facts(&article),
        [Some("Dewi Anggraini"), Some("Kabar Muara"), Some("2024-01-17T09:30:00+07:00")]
    );
    assert_eq!(article.date().as_deref(), Some("2024-01-17"));
}

#[test]
fn a_page_in_utf_16_is_told_by_its_mark() {
    let bytes: Vec<u8> =
        format!("\u{feff}{LINKED_DATA}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(page(bytes), page(LINKED_DATA));
}

#[test]
fn small_print_tells_the_date_and_the_title_the_site() {
    let article = page(SMALL_PRINT);
    assert!(
        article
            .text
            .starts_with("Sekda Larang ASN Sukai Unggahan Calon\n\nLERENG, SUARA LERENG - ")
    );
    assert!(
        article.text.ends_with("dapat dikenai penurunan pangkat selama satu tahun."),
        "{}",
        article.text
    );
    for word in ["Baca juga", "breaking news", "Telegram", "Komentar", "pupuk"] {
        assert!(!article.text.contains(word), "{word}");
    }
    assert_eq!(article.date().as_deref(), Some("2024-02-12"));
    assert_eq!(article.get("site"), Some("Suara Lereng"));
}

#[test]
fn a_blog_tells_by_its_elements() {
    let article = page(BLOG);
    assert!(article.text.starts_with("Panwas Kecamatan Periksa Kepala Puskesmas\n\nPESISIR – "));
    assert!(article.text.ends_with("diarahkan memilih calon tertentu."), "{}", article.text);
    assert!(!article.text.contains("Kalender Caleg"));
    assert_eq!(
        facts(&article),
        [Some("Yani Kasim"), Some("Warta Pesisir"), Some("2023-12-05T14:02:11+08:00")]
    );
    assert_eq!(article.date().as_deref(), Some("2023-12-05"));
}

#[test]
fn an_office_page_tells_in_a_line_of_text() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(OFFICE);
    let article = page(bytes.into_owned());
    assert!(
        article.text.contains("“Pegawai wajib menjaga jarak dari semua peserta pemilu,” katanya.")
    );
    assert!(article.text.contains("bersama – semua"));
    for word in ["Ditulis oleh", "Visi Misi", "Profil", "© 2024"] {
        assert!(!article.text.contains(word), "{word}");
    }
    assert_eq!(article.date().as_deref(), Some("2024-02-12"));
}

#[test]
fn the_name_beside_the_headline_is_better_than_the_site() {
    let article = page(CREDITS);
    assert_eq!(facts(&article), [Some("Fikri Hamdani"), Some("Harian Selat"), Some("2024-02-01")]);
    assert!(article.text.ends_with("dua belas juta rupiah."), "{}", article.text);
    assert!(article.text.contains("\n\nHARIANSELAT.ID, SELAT - Seorang kepala desa"));
    for word in ["Laporan Wartawan", "Baca juga", "WhatsApp", "hs/fikri", "Editor"] {
        assert!(!article.text.contains(word), "{word}");
    }
}

#[test]
fn the_day_of_the_visit_is_not_taken_for_the_day_of_the_article() {
    let html = "<body><div class=\"top-date\">Senin, 25 November 2024</div><div class=\"judul\"><h1>Rapat Digelar</h1></div>\
        <span class=\"tanggal\">12 Februari 2024</span><p>Rapat digelar di aula kantor bupati pada Senin pagi.</p>\
        <div class=\"related-date\">3 Maret 2024</div></body>";
    assert_eq!(page(html).date().as_deref(), Some("2024-02-12"));
    let before = html
        .replace("<span class=\"tanggal\">12 Februari 2024</span>", "")
        .replace("3 Maret 2024", "");
    assert_eq!(page(before).date().as_deref(), Some("2024-11-25"));
    assert_eq!(page("<h1>Rapat</h1><p>Rapat digelar 12 Februari 2024 di aula.</p>").date(), None);
}
