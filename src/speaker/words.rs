//! What a word can be for the rules: bytes of a word go in, a set of [`class`]es comes out.
//!
//! A word of more than [`LONGEST_WORD`] bytes is in no class, so that a look-up takes constant time.

use std::sync::LazyLock;

use super::places::{GIVEN, PLACES};

/// The most bytes of a word that are looked up: a word packs into one `u128`.
const LONGEST_WORD: usize = 16;

/// Classes of words, one bit each.
pub(super) mod class {
    /// Verb in front of its speaker: "kata", "ujar".
    pub(in super::super) const INVERTED: u32 = 1;
    /// Verb with the speaker as a suffix: "katanya", "ujarnya".
    pub(in super::super) const SUFFIXED: u32 = 1 << 1;
    /// Verb behind its speaker that nearly always tells speech: "mengatakan".
    pub(in super::super) const ACTIVE: u32 = 1 << 2;
    /// Verb behind its speaker that tells speech only with a clause behind it: "mencatat ada ...".
    pub(in super::super) const CLAUSAL: u32 = 1 << 3;
    /// Verb of headlines and talk, without its prefix: "Ingatkan".
    pub(in super::super) const HEADLINE: u32 = 1 << 4;
    /// Passive in front of its speaker: "disampaikan".
    pub(in super::super) const PASSIVE: u32 = 1 << 5;
    /// "menurut".
    pub(in super::super) const ACCORDING: u32 = 1 << 6;
    /// "demikian", which closes a report.
    pub(in super::super) const THUS: u32 = 1 << 7;
    /// "ia", "dia", "beliau".
    pub(in super::super) const PRONOUN: u32 = 1 << 8;
    /// "tidak", "belum": nothing was said.
    pub(in super::super) const NEGATION: u32 = 1 << 9;
    /// Word between a speaker and the verb: "juga", "kemudian".
    pub(in super::super) const ADVERB: u32 = 1 << 10;
    /// Word that ends a noun phrase and opens a phrase of time, place or manner: "kepada", "saat".
    pub(in super::super) const PREPOSITION: u32 = 1 << 11;
    /// "dan", "serta", "lalu".
    pub(in super::super) const CONJUNCTION: u32 = 1 << 12;
    /// Head of an office or of what people are: "ketua", "warga".
    pub(in super::super) const OFFICE: u32 = 1 << 13;
    /// Head or name of a body that speaks: "bawaslu", "dinas".
    pub(in super::super) const BODY: u32 = 1 << 14;
    /// Military and police ranks.
    pub(in super::super) const RANK: u32 = 1 << 15;
    /// Titles in front of a name, not part of it: "drs", "haji".
    pub(in super::super) const TITLE: u32 = 1 << 16;
    /// "seorang", "para".
    pub(in super::super) const DETERMINER: u32 = 1 << 17;
    /// What is written or happens and does not speak: "pasal", "surat".
    pub(in super::super) const THING: u32 = 1 << 18;
    /// Word of a region's name.
    pub(in super::super) const PLACE: u32 = 1 << 19;
    /// Word of the name of an office or a body: "penanganan", "hukum".
    pub(in super::super) const BRANCH: u32 = 1 << 20;
    /// First word of a person's name.
    pub(in super::super) const GIVEN: u32 = 1 << 21;
    /// Days, months, time zones.
    pub(in super::super) const TIME: u32 = 1 << 22;
    /// What a source hands out: "catatan", "keterangan".
    pub(in super::super) const SOURCE: u32 = 1 << 23;
    /// Kind of region in front of its name: "kabupaten".
    pub(in super::super) const TERRITORY: u32 = 1 << 24;
    /// What a clause behind a verb of speech begins with or contains early: "bahwa", "agar", "akan".
    pub(in super::super) const CLAUSE: u32 = 1 << 25;
    /// Degrees behind a name that are written without full stops: "SH".
    pub(in super::super) const DEGREE: u32 = 1 << 26;
    /// "yang".
    pub(in super::super) const WHICH: u32 = 1 << 27;
    /// "itu", "tersebut", "ini": what was named before.
    pub(in super::super) const THAT: u32 = 1 << 28;

    /// Verb behind its speaker that tells speech only right in front of a clause: "melaporkan bahwa".
    pub(in super::super) const STRICT: u32 = 1 << 29;
    /// Verb of denying, with which "tidak" says as much as it takes back: "tidak menampik".
    pub(in super::super) const DENIAL: u32 = 1 << 30;

    /// Words that the scan stops at.
    pub(in super::super) const TRIGGER: u32 =
        INVERTED | SUFFIXED | ACTIVE | CLAUSAL | STRICT | HEADLINE | PASSIVE | ACCORDING | THUS;
}

/// Verbs that stand in front of their speaker, and with "-nya".
const INVERTED: &str = "kata ujar tutur ucap jelas terang tegas ungkap papar imbuh tambah sebut pungkas tandas lanjut sambung tukas cetus
    beber urai kilah keluh kenang harap pinta pesan tanya jawab sahut timpal bentak seru celetuk kelakar klaim dalih simpul tulis
    puji sesal sergah cerita bilang ajak himbau imbau usul saran sindir tegur tuding sanggah bantah elak gerutu bisik teriak tekan
    rinci kritik kecam janji duga yakin tutup paparkan jelaskan ungkapkan sampaikan kisah aku ketus canda pekik lontar gugat protes
    kutip ulang lapor peringat ingat pancing hardik gertak geram terus tambahkan seloroh ledek komentar perintah rayu gurau simpulkan
    doa nasihat akui yakini beberkan katakan ujarkan ucapkan tegaskan";

/// Words with the suffix whose bare form is no verb of speech here.
const SUFFIXED: &str = "baginya menurutnya menurutku katanya ujarnya dikatakannya disampaikannya dijelaskannya ditegaskannya diungkapkannya
    ditambahkannya dipaparkannya diterangkannya dituturkannya disebutkannya dimintanya diingatkannya diucapkannya diakuinya
    dikemukakannya ditekankannya ditandaskannya bebernya nilainya paparnya tuturnya akunya";

/// Verbs behind their speaker.
const ACTIVE: &str = "mengatakan menyatakan menegaskan menjelaskan menerangkan mengungkapkan memaparkan menuturkan menyebut menyebutkan
    menilai meminta mengimbau menghimbau mengingatkan memperingatkan mengaku mengakui membenarkan membantah menampik menyayangkan
    menyesalkan mengklaim menekankan menggarisbawahi mencontohkan memastikan menjamin berjanji berharap mengharapkan mengharap
    berpesan berpendapat berpandangan beranggapan menganggap menyarankan mengusulkan mendesak menuntut mengajak menyerukan berseru
    menginstruksikan menyimpulkan menduga meyakini khawatir mengkhawatirkan mengeluhkan mengeluh menceritakan bercerita berkata
    berujar bertutur bertanya menjawab mempertanyakan merinci memerinci membeberkan menguraikan mengutarakan mengemukakan
    menyinggung menyoroti mengkritik mengecam mengapresiasi menuding menuduh menyindir sependapat menandaskan menukas
    mencetuskan berdalih berkilah berkelakar memohon mewanti mengisahkan mengenang menasihati mengonfirmasi mengkonfirmasi
    mengibaratkan menyanggupi bersikeras bersumpah memuji menginformasikan menyangkal memandang bilang berterus
    optimistis optimis berucap menyampaikan menambahkan melontarkan menimpali menepis mewajibkan melarang mengeklaim berkomitmen
    menyambut mengingat-ingatkan menuturkan mengumpamakan menggambarkan membeber memberitahukan mengaku-ngaku merasa
    keberatan menyesali bersyukur berterima menegur prihatin setuju sepakat menyetujui memprotes menyanjung melarangnya
    mengumumkan mengungkap mengusul menghendaki menginginkan memerintahkan mempersilakan mempersilahkan membantahnya menggugat
    ngaku ngomong ngingetin mencurigai menyatakannya memprediksi memperkirakan menargetkan mengapresiasinya menyebutnya
    menjanjikan memungkiri menanyakan mengomentari mendalilkan mengklarifikasi";

/// Verbs behind their speaker that need a clause.
const CLAUSAL: &str = "mencatat mendorong mendeklarasikan berikrar mengancam merekomendasikan menyimpulkannya menyepakati
    menjabarkan mengimbuhkan menawarkan";

/// Verbs behind their speaker that tell speech only right in front of "bahwa", "agar" or a comma.
const STRICT: &str = "melanjutkan melaporkan menulis meluruskan mengabarkan menyuarakan yakin percaya menolak memutuskan menemukan membela melihat
    membacakan menambah menyadari menetapkan";

/// Verbs of headlines, without prefix, besides the inverted ones.
const HEADLINE: &str = "ingatkan tegaskan imbau minta sebut larang pastikan ajak nilai harap janji bantah ungkap tekankan akui klaim desak
    dorong usul usulkan jelaskan nyatakan ungkapkan himbau peringatkan sesalkan sayangkan tuntut jamin sarankan tuding kecam kritik
    benarkan bilang ngaku beberkan beber sampaikan soroti singgung wajibkan serukan instruksikan perintahkan duga anggap jawab
    katakan paparkan komitmen berharap mengaku tegas janjikan pesan wanti khawatir mohon tanggapi";

/// Passives in front of their speaker.
const PASSIVE: &str = "disampaikan dikatakan diungkapkan dipaparkan ditegaskan dijelaskan diterangkan dituturkan disebutkan diucapkan
    diutarakan dikemukakan ditambahkan dilontarkan diungkap diakui diingatkan dibenarkan ditekankan dibeberkan diserukan dikeluhkan
    diceritakan dikisahkan dijawab";

/// The lists of [`class::TRIGGER`].
const TRIGGERS: [&str; 7] =
    [INVERTED, SUFFIXED, ACTIVE, CLAUSAL, HEADLINE, PASSIVE, "menurut demikian"];

/// Verbs of denying.
const DENIAL: &str = "menampik membantah menyangkal memungkiri menepis mengelak";

/// Words of negation.
const NEGATION: &str = "tidak tak belum enggan bukan jangan ogah emoh menolak tanpa nggak gak enggak kagak urung batal jarang";

/// Words between speaker and verb.
const ADVERB: &str = "juga pun kemudian lalu turut kembali sempat sudah telah langsung hanya pernah sendiri lantas akhirnya terus ikut
    justru malah bahkan sekaligus tetap masih selalu kerap sering berulang kali beberapa lagi secara tegas terbuka singkat tertulis terpisah
    pula antara lain mulanya awalnya sebelumnya memang cuma sekadar baru kini jelas lebih terang-terangan dengan nada kudu bakal akan
    khusus pribadi terlebih dahulu dulu berkali-kali spontan sontak buru-buru sama-sama bersama-sama tegas-tegas serentak kompak";

/// Words that end a noun phrase.
const PREPOSITION: &str = "kepada saat ketika di dalam usai pada melalui lewat seraya sambil sembari dengan soal tentang menanggapi sebelum
    setelah seusai selepas sesudah terkait mengenai oleh dari untuk ke sebagai seperti sebagaimana sejak hingga sampai karena sebab
    agar supaya bahwa jika kalau apabila bila sehingga namun tetapi tapi sedangkan sementara padahal meski meskipun walau walaupun
    menjawab merujuk mengutip menyikapi selain mengakhiri menutup mengawali membuka demi guna atas adapun begitu kala tatkala
    terhadap sekitar selama menjelang dikutip dilansir dihubungi ditemui didampingi disela sela hadapan di-sela akibat berdasarkan
    bersama maka jadi waktu tadi kemarin hari semalam pagi siang sore malam besok nanti bertempat bertindak selaku via melansir
    mewakili berkaitan sehubungan dalam menyusul apalagi apakah bagaimana kenapa mengapa siapa apa biar asal tiap setiap sesuai
    mengingat meminjam menyitir senada berbeda lain sebaliknya sambungnya selanjutnya ihwal perihal seputar per untung hal itulah
    setibanya sekembalinya sebelumnya sesaat berikut terpisah dihadapan seakan seolah mengacu berbicara memberi berada dimintai
    saban sepanjang disinggung ditanya ditanyai tak tidak belum";

/// Words that join.
const CONJUNCTION: &str = "dan serta atau maupun sekaligus";

/// Heads of offices, and nouns of people.
const OFFICE: &str = "pengadu teradu penggugat tergugat pemohon termohon terpidana pegiat kanit kalapas karutan kasatlantas kasubbid kabagops kapos kasub bhabinkamtibmas babinsa pendengar penonton pengunjung penumpang pemilih kasatpol politisi kapuspen ketua wakil kepala sekretaris sekda sekdaprov sekdakab sekdako bupati wabup walikota wali wawali gubernur wagub camat lurah kades
    menteri wamen mendagri menpan menpanrb menko panglima kapolri kapolda kapolres kapolresta kapolrestabes kapolsek wakapolres wakapolda wakapolri
    kasat kasi kabag kabid kadis kadispora kadisdik kadinkes kasubag kasubbag kasubdit kasatgas kabareskrim kadiv kadivhumas karo kasie kapuspen
    kasatreskrim kabidhumas dirjen direktur dirreskrimum dirut irjen-kemen sekjen sekretaris-jenderal komisioner anggota koordinator koordiv komandan dandim danrem
    danramil danlanud danlanal pangdam kasdam kasad kasau kasal kapendam kapenrem wadan danyon danpuspom danpom dansat komandan pangkoopsud pangkostrad
    juru jubir humas staf asisten penjabat pj plt plh pjs pejabat pengamat peneliti pakar ahli akademisi dosen guru rektor dekan profesor
    analis praktisi aktivis advokat pengacara kuasa hakim jaksa kajari kajati auditor inspektur irban irbansus penyidik pegawai
    warga pedagang petani nelayan ibu bapak tokoh imam pendeta ustaz kiai kyai ulama pastor uskup presiden wapres caleg cagub cabup cawabup calon kandidat
    tim-ses ketum waketum bendahara pengurus pimpinan perwakilan juru-bicara jenderal-besar narasumber moderator peserta panelis pemateri
    saksi pelapor terlapor korban tersangka terdakwa sopir mahasiswa siswa pelajar orang pria perempuan wanita lelaki pemuda kader relawan
    simpatisan perwira prajurit bintara polisi tentara petugas penyuluh bidan dokter perawat tenaga pendamping operator admin pelatih
    legislator senator politikus politisi deputi kabiro karopenmas kepala-biro manajer manager ceo direksi komisaris pendiri founder pembina
    penasihat tuan nyonya saudara sesepuh penghulu kakanwil kakan kakanmenag kakankemenag kanwil kacab kakorlantas kapuskesmas kepsek kasek pengawas
    pemerhati wartawan jurnalis redaktur budayawan sejarawan sosiolog psikolog ekonom pengusaha karyawan buruh suami istri anak ayah kakak adik tetangga
    komjak pangkalan lurahnya sekcam sekdes keuchik wali-nagari perbekel hukumtua kadus dukuh sekwan pejabat-pembina paslon petahana rombongan
    direskrimum kapusdatin kapuspenkum kasipenkum kasi-intel kasintel kasubsi ketuanya pelaksana pak bu paman lurah perwakilannya para sejumlah juri
    bunda raja sultan pangeran datuk penghubung penanggung-jawab pemimpin komandannya plt-nya perantau mantan eks";

/// Bodies.
const BODY: &str = "satreskrim satlantas satintelkam satresnarkoba ditreskrimum ditreskrimsus ditlantas pn pa ptun pt lapas rutan imigrasi
    bawaslu panwaslu panwaslih panwascam panwas kpu kpud ppk pps kpps kip kasn bkn bkd bkpsdm bkpp bkppd bkpsdmd bpsdm kemenpan
    kemenpanrb kemendagri kemenag kemenkes kemendikbud kemendikbudristek kemenkeu kemenkumham kemlu kemhan kominfo kemenkominfo kemkominfo
    komdigi kementerian pemerintah pemda pemkab pemkot pemprov pemdes pemko polri polda polres polresta polrestabes polsek tni kodim korem koramil kodam
    lanud lanal propam divpropam mabes brimob satpol dprd dpr dpd mpr mk ma kpk dkpp ombudsman bpk bpkp ppatk lpsk inspektorat dinas badan
    komisi lembaga kejaksaan kejari kejati kejagung pengadilan mahkamah kepolisian diskominfo disdik dispora dinkes disdukcapil
    dishub satgas tim panitia majelis dewan partai pdip pdi golkar gerindra pkb pks pan ppp nasdem demokrat hanura perindo psi
    perludem icw jppr kipp netfid lsm ngo yayasan asosiasi ikatan persatuan himpunan perhimpunan forum aliansi koalisi organisasi
    komunitas serikat federasi korpri pgri kadin mui nu pbnu muhammadiyah universitas institut fakultas unair ugm ui unpad undip unhas itb
    sekretariat biro bagian bidang seksi subbagian divisi sentra gakkumdu kantor kanwil istana sekolah puskesmas rsud perusahaan
    bank bumn bumd pln pertamina telkom kai garuda baznas bps bnpb bpbd bnn bnnp bssn bin bpjs apdesi papdesi abpednas apkasi apeksi
    jaringan pusat pokja kpai wwf walhi kontras ylbhi lbh ylki lipi brin csis lsi indikator smrc mapilu pwi aji ijti
    keluarga cabang pengurus-besar kelompok direktorat itjen ditjen setjen setda kwarcab kwarda banser ansor fatayat aisyiyah
    brigade kesatuan batalyon yonif resimen skuadron armada mapolres mapolda pangkalan jajaran pihak kubu rakyat redaksi";

/// Ranks.
const RANK: &str = "kombes akbp akp kompol iptu ipda aiptu aipda bripka brigadir brigpol briptu bripda bharada brigjen irjen komjen
    jenderal kolonel letkol mayor kapten lettu letda peltu pelda serma serka sertu serda kopka koptu kopda praka pratu prada laksamana
    laksda laksma marsekal marsda marsma letjen mayjen inf pol pnb sus arh kav czi cba laut purn tek adm arm cpm ckm caj cku cpl kal mar
    purnawirawan ajun inspektur-satu bripda kelasi";

/// Titles in front of a name.
const TITLE: &str = "dr drg drs dra h hj ir kh prof haji hajjah hajah ust ustadz tgk teungku pdt rd apt ns st let r bapak ibu pak bu saudara bung
    mas mbak kyai kiai ustaz ustazah habib gus tuan tgh romo rp bang cak kang mgr ajengan abah drh adv br ny tn";

/// Words in front of a person who is not named.
const DETERMINER: &str = "seorang salah satu para sejumlah mantan eks beberapa sebagian kedua ketiga sang si calon bakal salah-seorang
    masing masing-masing seluruh";

/// Nouns of what does not speak.
const THING: &str = "statuta piagam surah hadis pasal ayat uu undang undang-undang pp perppu perpres perpol perbawaslu peraturan aturan ketentuan skb se surat edaran keputusan putusan
    kebijakan data survei hasil laporan kajian riset penelitian temuan berita dokumen naskah catatan poin butir isi langkah kasus peristiwa
    kejadian kegiatan acara pernyataan tindakan sikap video unggahan foto baliho spanduk gambar rekaman larangan pelanggaran sanksi
    program rencana anggaran informasi isu kabar rumor angka jumlah jadwal tahapan pemilu pilkada pemilihan kampanye upaya
    instruksi imbauan perintah pesan materi modul buku hukum konstitusi logika kalender regulasi nomor huruf bab lampiran kriteria
    standar prosedur mekanisme sistem aplikasi situs akun postingan konten artikel tulisan pengumuman maklumat deklarasi
    ikrar pakta tradisi budaya agama sejarah pengalaman teori prinsip asas akal situasi kondisi keadaan sidang rapat pertemuan amar
    dakwaan gugatan nota perjanjian kesepakatan kode etik norma statistik indeks skor estimasi perhitungan hitungan versi rumusan
    semua banyak hal ini itu pantauan pemantauan pengamatan penelusuran baca lihat tonton simak pemeriksaan klarifikasi kejadian
    perbuatan perkara masalah persoalan kerugian tuntutan proses tempat waktu uang harga cuaca hujan suara kotak jika bila kalau";

/// Days, months and what dates are made of.
const TIME: &str = "senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret april mei juni juli agustus september oktober
    november desember wib wita wit";

/// What a source hands out.
const SOURCE: &str = "pertimbangan kesimpulan seruan peringatan catatan data keterangan pengakuan penuturan penjelasan kesaksian pandangan pendapat penilaian pantauan laporan rilis
    siaran kajian survei hasil riset cerita pernyataan analisis versi pengamatan temuan informasi";

/// Kinds of region.
const TERRITORY: &str = "kabupaten kota kecamatan desa kelurahan provinsi kab kec prov nagari gampong distrik dusun kampung pulau kotamadya wilayah
    daerah perwakilan rt rw distrik";

/// Words of a clause.
const CLAUSE: &str = "bahwa agar supaya akan harus tidak tak jangan wajib siap dapat bisa sudah telah belum ada masih mesti perlu boleh adalah
    merupakan bila jika kalau kesiapan kesanggupan diri untuk dilarang sebanyak sedikitnya sekitar baru menjadi";

/// Degrees without full stops.
const DEGREE: &str = "sh mh se mm st mt sip msi mpd spd sos stp ap mkes skm sked mhum phd mba ma sag magi map spsi mpsi shi llm msc bsc sp mp cn
    spt sstp akt ak ca";

/// Words of the names of offices and bodies that no ending gives away.
const BRANCH: &str = "subseksi subbidang subbagian subdit subdirektorat administrasi internal eksternal penyelenggara pemeriksa pemantau pengarah pelaksana penilai penuntut penyuluh pengadilan
    hukum data informasi dan sumber daya manusia masyarakat umum negara daerah sipil aparatur reformasi birokrasi dalam luar
    negeri agama sosial politik tata usaha ekonomi energi mineral hutan laut kota desa anak pemuda olahraga wisata budaya
    rakyat staf ahli bidang divisi komite seksi bagian tinggi muda madya utama pratama eksekutif nasional regional jenderal umum
    pelayanan humas protokol intelijen reskrim sdm teknis litbang operasional operasi logistik lalu-lintas samapta binmas intelkam
    antikorupsi korupsi anti transparansi hak asasi demokrasi pemilu pilkada sengketa partisipasi etik partai presiden wakil ketua kepala
    sekretaris staf kantor wilayah cabang unit satuan polisi pamong praja perempuan ketenagakerjaan transmigrasi koperasi usaha kecil menengah
    tenaga kerja inspektorat khusus pidana perdata militer publik bangsa indonesia pengawas pemilihan umum panitia kecamatan
    kabupaten provinsi keuangan aset kas pajak pangan ternak tani nelayan tanah ruang lingkungan hidup air bersih jalan cipta karya
    bina marga tanaman statistik persandian arsip pustaka dokumentasi bencana sentra gakkumdu penegakan terpadu advokasi kampanye
    media komunikasi digital informatika teknologi riset inovasi strategi kajian studi konstitusi ilmu fakultas universitas institut
    sekolah tinggi negeri swasta islam kristen katolik syariah tarbiyah pusat lembaga survei opini fraksi komisi i ii iii iv v vi vii viii ix x xi
    sma smp sd smk madrasah masjid gereja pondok pesantren takmir jemaah pers redaksi bulan bintang karya perjuangan sejahtera
    kebangkitan keadilan amanat rsud puskesmas rumah sakit rt rw bawaslu mabes tni ad al au polri corps kotamadya kpu divisi";

/// The letters of a word without their case, in one number; `None` for the empty and the long.
///
/// Setting one bit makes ASCII capitals small; what it does to other bytes never makes them equal to a letter of a list.
fn pack(text: &[u8], start: usize, end: usize) -> Option<u128> {
    let length = end - start;
    if length == 0 || length > LONGEST_WORD {
        return None;
    }
    let letters = match text.get(start..start + LONGEST_WORD) {
        Some(bytes) => u128::from_le_bytes(bytes.try_into().expect("a slice of sixteen bytes")),
        None => {
            let mut bytes = [0; LONGEST_WORD];
            bytes[..length].copy_from_slice(&text[start..end]);
            u128::from_le_bytes(bytes)
        }
    };
    let mask = u128::MAX >> (8 * (LONGEST_WORD - length));
    Some((letters | u128::from_le_bytes([0x20; LONGEST_WORD])) & mask)
}

/// A packed word in 64 bits. Two words of the lists that met here would share their classes; a test shows that none do.
fn fold(word: u128) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "the halves of the word")]
    let (low, high) = (word as u64, (word >> 64) as u64);
    (low ^ high.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32))
        .wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// Open addressing over folded words; at most half full.
struct Table {
    /// Folded words; 0 where a slot is free.
    keys: Vec<u64>,
    classes: Vec<u32>,
}

const TABLE_BITS: u32 = 13;

impl Table {
    fn new() -> Self {
        let mut table = Self { keys: vec![0; 1 << TABLE_BITS], classes: vec![0; 1 << TABLE_BITS] };
        for word in INVERTED.split_ascii_whitespace() {
            table.insert(word, class::INVERTED);
            table.insert(&format!("{word}nya"), class::SUFFIXED);
        }
        let lists = [
            (SUFFIXED, class::SUFFIXED),
            (ACTIVE, class::ACTIVE),
            (CLAUSAL, class::CLAUSAL),
            (STRICT, class::STRICT),
            (DENIAL, class::DENIAL),
            (HEADLINE, class::HEADLINE),
            (PASSIVE, class::PASSIVE),
            ("menurut", class::ACCORDING),
            ("demikian", class::THUS),
            ("ia dia beliau mereka", class::PRONOUN),
            (NEGATION, class::NEGATION),
            (ADVERB, class::ADVERB),
            (PREPOSITION, class::PREPOSITION),
            (CONJUNCTION, class::CONJUNCTION),
            (OFFICE, class::OFFICE),
            (BODY, class::BODY),
            (RANK, class::RANK),
            (TITLE, class::TITLE),
            (DETERMINER, class::DETERMINER),
            (THING, class::THING),
            (PLACES, class::PLACE),
            (BRANCH, class::BRANCH),
            (GIVEN, class::GIVEN),
            (TIME, class::TIME),
            (SOURCE, class::SOURCE),
            (TERRITORY, class::TERRITORY),
            (CLAUSE, class::CLAUSE),
            (DEGREE, class::DEGREE),
            ("yang", class::WHICH),
            ("itu tersebut ini tadi", class::THAT),
        ];
        for (words, class) in lists {
            for word in words.split_ascii_whitespace() {
                table.insert(word, class);
            }
        }
        table
    }

    /// The slot of a word: its own or the free one where it would go.
    fn slot(&self, key: u64) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "TABLE_BITS bits are left")]
        let mut slot = (key >> (64 - TABLE_BITS)) as usize;
        while self.keys[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) % self.keys.len();
        }
        slot
    }

    /// Words too long to be looked up are left out.
    fn insert(&mut self, word: &str, class: u32) {
        if let Some(word) = pack(word.as_bytes(), 0, word.len()) {
            let key = fold(word);
            let slot = self.slot(key);
            self.keys[slot] = key;
            self.classes[slot] |= class;
        }
    }
}

/// All words, and which shapes of a word can be a trigger.
pub(super) struct Words {
    table: Table,
    /// By first and last letter: a bit for every length that some trigger has. Spares nearly all look-ups.
    trigger_lengths: Vec<u32>,
}

/// First and last letter, whatever their case, of a word of at least one byte.
fn ends(word: &[u8]) -> usize {
    usize::from(word[0] & 31) * 32 + usize::from(word[word.len() - 1] & 31)
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table = Table::new();
    let mut trigger_lengths = vec![0; 32 * 32];
    for words in TRIGGERS {
        for word in words.split_ascii_whitespace() {
            for word in [word, &format!("{word}nya")] {
                trigger_lengths[ends(word.as_bytes())] |= 1 << word.len().min(31);
            }
        }
    }
    Words { table, trigger_lengths }
});

/// The built-in words.
pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    /// The classes of the word `text[start..end]`, whatever its case; 0 for a word that no rule knows.
    pub(super) fn classes(&self, text: &[u8], start: usize, end: usize) -> u32 {
        pack(text, start, end).map_or(0, |word| self.table.classes[self.table.slot(fold(word))])
    }

    /// Whether a word can be a trigger: false is certain.
    pub(super) fn may_trigger(&self, word: &[u8]) -> bool {
        word.len() <= LONGEST_WORD && self.trigger_lengths[ends(word)] >> word.len() & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_two_words_share_a_slot_and_none_is_long() {
        let mut seen: BTreeMap<u64, &str> = BTreeMap::new();
        let lists = [
            INVERTED,
            SUFFIXED,
            ACTIVE,
            CLAUSAL,
            STRICT,
            DENIAL,
            HEADLINE,
            PASSIVE,
            NEGATION,
            ADVERB,
            PREPOSITION,
            CONJUNCTION,
            OFFICE,
            BODY,
            RANK,
            TITLE,
            DETERMINER,
            THING,
            TIME,
            SOURCE,
            TERRITORY,
            CLAUSE,
            DEGREE,
            BRANCH,
            PLACES,
            GIVEN,
        ];
        for word in lists.iter().flat_map(|words| words.split_ascii_whitespace()) {
            assert!(word.bytes().all(|byte| !byte.is_ascii_uppercase()), "{word}");
            let packed = pack(word.as_bytes(), 0, word.len());
            let key = fold(packed.unwrap_or_else(|| panic!("{word} is too long")));
            assert_eq!(*seen.entry(key).or_insert(word), word);
        }
    }

    #[test]
    fn a_word_is_found_in_any_case_and_anywhere() {
        for text in ["kata", "KATA", "Kata Budi kepada wartawan", "x kata"] {
            let start = text.len() - text.trim_start_matches("x ").len();
            assert_ne!(
                words().classes(text.as_bytes(), start, start + 4) & class::INVERTED,
                0,
                "{text}"
            );
        }
        assert_eq!(words().classes("kät".as_bytes(), 0, 4), 0);
        assert!(words().may_trigger(b"Menurut") && !words().may_trigger(b"zzz"));
    }
}
