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

    /// Words that the scan stops at.
    pub(in super::super) const TRIGGER: u32 =
        INVERTED | SUFFIXED | ACTIVE | CLAUSAL | HEADLINE | PASSIVE | ACCORDING | THUS;
}

/// Verbs that stand in front of their speaker, and with "-nya".
const INVERTED: &str = "kata ujar tutur ucap jelas terang tegas ungkap papar imbuh tambah sebut pungkas tandas lanjut sambung tukas cetus
    beber urai kilah keluh kenang harap pinta pesan tanya jawab sahut timpal bentak seru celetuk kelakar klaim dalih simpul tulis
    puji sesal sergah cerita bilang ajak himbau imbau usul saran sindir tegur tuding sanggah bantah elak gerutu bisik teriak tekan
    rinci kritik kecam janji duga yakin tutup paparkan jelaskan ungkapkan sampaikan kisah aku ketus canda pekik lontar gugat protes
    kutip ulang lapor peringat ingat pancing hardik gertak geram terus tambahkan seloroh ledek komentar perintah rayu gurau simpulkan
    doa nasihat akui yakini beberkan katakan ujarkan ucapkan tegaskan";

/// Words with the suffix whose bare form is no verb of speech here.
const SUFFIXED: &str = "menurutnya menurutku katanya ujarnya dikatakannya disampaikannya dijelaskannya ditegaskannya diungkapkannya
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
    menyadari menyambut mengingat-ingatkan menuturkan mengumpamakan menggambarkan membeber memberitahukan mengaku-ngaku merasa
    keberatan menyesali bersyukur berterima menegur prihatin setuju sepakat menyetujui memprotes menyanjung melarangnya
    mengumumkan mengungkap mengusul menghendaki menginginkan memerintahkan mempersilakan mempersilahkan membantahnya menggugat
    ngaku ngomong ngingetin mencurigai menyatakannya memprediksi memperkirakan menargetkan mengapresiasinya menyebutnya
    menjanjikan mengomentari mendalilkan mengklarifikasi";

/// Verbs behind their speaker that need a clause.
const CLAUSAL: &str = "mencatat mendorong melaporkan mendeklarasikan berikrar mengancam merekomendasikan menolak melanjutkan menambah
    menulis menyimpulkannya memutuskan menyepakati meluruskan membela mengabarkan menyuarakan melihat menemukan menjabarkan mengimbuhkan
    menetapkan menyerahkan berniat menawarkan yakin siap percaya ingin";

/// Verbs of headlines, without prefix, besides the inverted ones.
const HEADLINE: &str = "ingatkan tegaskan imbau minta sebut larang pastikan ajak nilai harap janji bantah ungkap tekankan akui klaim desak
    dorong usul usulkan jelaskan nyatakan ungkapkan himbau peringatkan sesalkan sayangkan tuntut jamin sarankan tuding kecam kritik
    benarkan bilang ngaku beberkan beber sampaikan soroti singgung wajibkan serukan instruksikan perintahkan duga anggap jawab
    katakan paparkan komitmen berharap mengaku tegas janjikan pesan wanti khawatir mohon tanggapi";

/// Passives in front of their speaker.
const PASSIVE: &str = "disampaikan dikatakan diungkapkan dipaparkan ditegaskan dijelaskan diterangkan dituturkan disebutkan diucapkan
    diutarakan dikemukakan ditambahkan dilontarkan diungkap diakui diingatkan dibenarkan ditekankan dibeberkan diserukan dikeluhkan
    diceritakan dikisahkan";

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
const OFFICE: &str = "kasatpol politisi kapuspen ketua wakil kepala sekretaris sekda sekdaprov sekdakab sekdako bupati wabup walikota wali wawali gubernur wagub camat lurah kades
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
const BODY: &str = "bawaslu panwaslu panwaslih panwascam panwas kpu kpud ppk pps kpps kip kasn bkn bkd bkpsdm bkpp bkppd bkpsdmd bpsdm kemenpan
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
const RANK: &str = "kombes komisaris akbp akp kompol iptu ipda aiptu aipda bripka brigadir brigpol briptu bripda bharada brigjen irjen komjen
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
const SOURCE: &str = "catatan data keterangan pengakuan penuturan penjelasan kesaksian pandangan pendapat penilaian pantauan laporan rilis
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
const BRANCH: &str = "hukum data informasi dan sumber daya manusia masyarakat umum negara daerah sipil aparatur reformasi birokrasi dalam luar
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

/// A word packed into sixteen bytes, lowercase; `None` for the empty and the long.
fn pack(word: &[u8]) -> Option<u128> {
    if word.is_empty() || word.len() > LONGEST_WORD {
        return None;
    }
    let mut bytes = [0; LONGEST_WORD];
    for (byte, letter) in bytes.iter_mut().zip(word) {
        *byte = letter.to_ascii_lowercase();
    }
    Some(u128::from_le_bytes(bytes))
}

/// Open addressing over packed words; at most half full.
struct Table {
    slots: Vec<(u128, u32)>,
}

const TABLE_BITS: u32 = 13;

impl Table {
    fn new() -> Self {
        let mut table = Self { slots: vec![(0, 0); 1 << TABLE_BITS] };
        for word in INVERTED.split_ascii_whitespace() {
            table.insert(word, class::INVERTED);
            table.insert(&format!("{word}nya"), class::SUFFIXED);
        }
        let lists = [
            (SUFFIXED, class::SUFFIXED),
            (ACTIVE, class::ACTIVE),
            (CLAUSAL, class::CLAUSAL),
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

    /// The slot of a word: its own or the empty one where it would go.
    fn slot(&self, key: u128) -> usize {
        let low = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
        let mut slot = (low.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - TABLE_BITS)) as usize;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }

    /// Words too long to be looked up are left out.
    fn insert(&mut self, word: &str, class: u32) {
        if let Some(key) = pack(word.as_bytes()) {
            let slot = self.slot(key);
            self.slots[slot].0 = key;
            self.slots[slot].1 |= class;
        }
    }
}

/// All words, and which shapes of a word can be a trigger.
pub(super) struct Words {
    table: Table,
    /// By [`shape`]: whether some trigger has it. Spares nearly all look-ups.
    trigger_shapes: Vec<bool>,
}

const SHAPES: usize = 32 * 32 * LONGEST_WORD;

/// First and last letter (without case) and length of a word of 1 to 16 bytes.
fn shape(word: &[u8]) -> usize {
    let first = usize::from(word[0] & 31);
    let last = usize::from(word[word.len() - 1] & 31);
    (first * 32 + last) * LONGEST_WORD + (word.len() - 1)
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table = Table::new();
    let mut trigger_shapes = vec![false; SHAPES];
    for &(key, class) in &table.slots {
        if class & class::TRIGGER != 0 {
            let bytes = key.to_le_bytes();
            let length = bytes.iter().position(|&byte| byte == 0).unwrap_or(LONGEST_WORD);
            trigger_shapes[shape(&bytes[..length])] = true;
        }
    }
    Words { table, trigger_shapes }
});

/// The built-in words.
pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    /// The classes of a word, whatever its case; 0 for a word that no rule knows.
    pub(super) fn classes(&self, word: &[u8]) -> u32 {
        pack(word).map_or(0, |key| self.table.slots[self.table.slot(key)].1)
    }

    /// Whether a word can be a trigger: false is certain.
    pub(super) fn may_trigger(&self, word: &[u8]) -> bool {
        (3..=LONGEST_WORD).contains(&word.len()) && self.trigger_shapes[shape(word)]
    }
}
