//! Words that are no verbs of speech: what can be a part of a speaker and what ends or forbids one.
//!
//! Lowercase, white space between words, at most sixteen bytes each.

/// Words of negation.
pub(super) const NEGATION: &str = "
    tidak tak belum enggan bukan jangan ogah emoh menolak tanpa nggak gak enggak kagak urung
    batal jarang
";

/// Words between speaker and verb.
pub(super) const ADVERB: &str = "
    juga pun kemudian lalu turut kembali sempat sudah telah langsung hanya pernah sendiri lantas
    akhirnya terus ikut justru malah bahkan sekaligus tetap masih selalu kerap sering berulang
    kali beberapa lagi secara tegas terbuka singkat tertulis terpisah pula antara lain mulanya
    awalnya sebelumnya memang cuma sekadar baru kini jelas lebih terang-terangan dengan nada
    kudu bakal akan khusus pribadi terlebih dahulu dulu berkali-kali spontan sontak buru-buru
    sama-sama bersama-sama tegas-tegas serentak kompak
";

/// Words that end a noun phrase.
pub(super) const PREPOSITION: &str = "
    kepada saat ketika di dalam usai pada melalui lewat seraya sambil sembari dengan soal
    tentang menanggapi sebelum setelah seusai selepas sesudah terkait mengenai oleh dari untuk
    ke sebagai seperti sebagaimana sejak hingga sampai karena sebab agar supaya bahwa jika kalau
    apabila bila sehingga namun tetapi tapi sedangkan sementara padahal meski meskipun walau
    walaupun menjawab merujuk mengutip menyikapi selain mengakhiri menutup mengawali membuka
    demi guna atas adapun begitu kala tatkala terhadap sekitar selama menjelang dikutip dilansir
    dihubungi ditemui didampingi disela sela hadapan di-sela akibat berdasarkan bersama maka
    jadi waktu tadi kemarin hari semalam pagi siang sore malam besok nanti bertempat bertindak
    selaku via melansir mewakili berkaitan sehubungan menyusul apalagi apakah bagaimana kenapa
    mengapa siapa apa biar asal tiap setiap sesuai mengingat meminjam menyitir senada berbeda
    lain sebaliknya sambungnya selanjutnya ihwal perihal seputar per untung hal itulah setibanya
    sekembalinya sebelumnya sesaat berikut terpisah dihadapan seakan seolah mengacu berbicara
    memberi berada dimintai saban sepanjang disinggung ditanya ditanyai tak tidak belum
";

/// Words that join.
pub(super) const CONJUNCTION: &str = "
    dan serta atau maupun sekaligus
";

/// Heads of offices, and nouns of people.
pub(super) const OFFICE: &str = "
    pengadu teradu penggugat tergugat pemohon termohon terpidana pegiat kanit kalapas karutan
    kasatlantas kasubbid kabagops kapos kasub bhabinkamtibmas babinsa pendengar penonton
    pengunjung penumpang pemilih kasatpol politisi kapuspen ketua wakil kepala sekretaris sekda
    sekdaprov sekdakab sekdako bupati wabup walikota wali wawali gubernur wagub camat lurah
    kades menteri wamen mendagri menpan menpanrb menko panglima kapolri kapolda kapolres
    kapolresta kapolrestabes kapolsek wakapolres wakapolda wakapolri kasat kasi kabag kabid
    kadis kadispora kadisdik kadinkes kasubag kasubbag kasubdit kasatgas kabareskrim kadiv
    kadivhumas karo kasie kasatreskrim kabidhumas dirjen direktur dirreskrimum dirut sekjen
    komisioner anggota koordinator koordiv komandan dandim danrem danramil danlanud danlanal
    pangdam kasdam kasad kasau kasal kapendam kapenrem wadan danyon danpuspom danpom dansat
    pangkoopsud pangkostrad juru jubir humas staf asisten penjabat pj plt plh pjs pejabat
    pengamat peneliti pakar ahli akademisi dosen guru rektor dekan profesor analis praktisi
    aktivis advokat pengacara kuasa hakim jaksa kajari kajati auditor inspektur irban irbansus
    penyidik pegawai warga pedagang petani nelayan ibu bapak tokoh imam pendeta ustaz kiai kyai
    ulama pastor uskup presiden wapres caleg cagub cabup cawabup calon kandidat ketum waketum
    bendahara pengurus pimpinan perwakilan narasumber moderator peserta panelis pemateri saksi
    pelapor terlapor korban tersangka terdakwa sopir mahasiswa siswa pelajar orang pria
    perempuan wanita lelaki pemuda kader relawan simpatisan perwira prajurit bintara polisi
    tentara petugas penyuluh bidan dokter perawat tenaga pendamping operator admin pelatih
    legislator senator politikus deputi kabiro karopenmas manajer manager ceo direksi komisaris
    pendiri founder pembina penasihat tuan nyonya saudara sesepuh penghulu kakanwil kakan
    kakanmenag kakankemenag kanwil kacab kakorlantas kapuskesmas kepsek kasek pengawas pemerhati
    wartawan jurnalis redaktur budayawan sejarawan sosiolog psikolog ekonom pengusaha karyawan
    buruh suami istri anak ayah kakak adik tetangga komjak pangkalan sekcam sekdes keuchik
    perbekel hukumtua kadus dukuh sekwan paslon petahana rombongan direskrimum kapusdatin
    kapuspenkum kasipenkum kasintel kasubsi pelaksana pak bu paman para sejumlah juri bunda raja
    sultan pangeran datuk penghubung pemimpin perantau mantan eks
";

/// Bodies.
pub(super) const BODY: &str = "
    satreskrim satlantas satintelkam satresnarkoba ditreskrimum ditreskrimsus ditlantas pn pa
    ptun pt lapas rutan imigrasi bawaslu panwaslu panwaslih panwascam panwas kpu kpud ppk pps
    kpps kip kasn bkn bkd bkpsdm bkpp bkppd bkpsdmd bpsdm kemenpan kemenpanrb kemendagri kemenag
    kemenkes kemendikbud kemenkeu kemenkumham kemlu kemhan kominfo kemenkominfo kemkominfo
    komdigi kementerian pemerintah pemda pemkab pemkot pemprov pemdes pemko polri polda polres
    polresta polrestabes polsek tni kodim korem koramil kodam lanud lanal propam divpropam mabes
    brimob satpol dprd dpr dpd mpr mk ma kpk dkpp ombudsman bpk bpkp ppatk lpsk inspektorat
    dinas badan komisi lembaga kejaksaan kejari kejati kejagung pengadilan mahkamah kepolisian
    diskominfo disdik dispora dinkes disdukcapil dishub satgas tim panitia majelis dewan partai
    pdip pdi golkar gerindra pkb pks pan ppp nasdem demokrat hanura perindo psi perludem icw
    jppr kipp netfid lsm ngo yayasan asosiasi ikatan persatuan himpunan perhimpunan forum
    aliansi koalisi organisasi komunitas serikat federasi korpri pgri kadin mui nu pbnu
    muhammadiyah universitas institut fakultas unair ugm ui unpad undip unhas itb sekretariat
    biro bagian bidang seksi subbagian divisi sentra gakkumdu kantor kanwil istana sekolah
    puskesmas rsud perusahaan bank bumn bumd pln pertamina telkom kai garuda baznas bps bnpb
    bpbd bnn bnnp bssn bin bpjs apdesi papdesi abpednas apkasi apeksi jaringan pusat pokja kpai
    wwf walhi kontras ylbhi lbh ylki lipi brin csis lsi indikator smrc mapilu pwi aji ijti
    keluarga cabang kelompok direktorat itjen ditjen setjen setda kwarcab kwarda banser ansor
    fatayat aisyiyah brigade kesatuan batalyon yonif resimen skuadron armada mapolres mapolda
    pangkalan jajaran pihak kubu rakyat redaksi
";

/// Ranks.
pub(super) const RANK: &str = "
    kombes akbp akp kompol iptu ipda aiptu aipda bripka brigadir brigpol briptu bripda bharada
    brigjen irjen komjen jenderal kolonel letkol mayor kapten lettu letda peltu pelda serma
    serka sertu serda kopka koptu kopda praka pratu prada laksamana laksda laksma marsekal
    marsda marsma letjen mayjen inf pol pnb sus arh kav czi cba laut purn tek adm arm cpm ckm
    caj cku cpl kal mar purnawirawan ajun kelasi
";

/// Titles in front of a name.
pub(super) const TITLE: &str = "
    dr drg drs dra h hj ir kh prof haji hajjah hajah ust ustadz tgk teungku pdt rd apt ns st let
    r bapak ibu pak bu saudara bung mas mbak kyai kiai ustaz ustazah habib gus tuan tgh romo rp
    bang cak kang mgr ajengan abah drh adv br ny tn
";

/// Words in front of a person who is not named.
pub(super) const DETERMINER: &str = "
    seorang salah satu para sejumlah mantan eks beberapa sebagian kedua ketiga sang si calon
    bakal masing masing-masing seluruh
";

/// Nouns of what does not speak.
pub(super) const THING: &str = "
    statuta piagam surah hadis pasal ayat uu undang undang-undang pp perppu perpres perpol
    perbawaslu peraturan aturan ketentuan skb se surat edaran keputusan putusan kebijakan data
    survei hasil laporan kajian riset penelitian temuan berita dokumen naskah catatan poin butir
    isi langkah kasus peristiwa kejadian kegiatan acara pernyataan tindakan sikap video unggahan
    foto baliho spanduk gambar rekaman larangan pelanggaran sanksi program rencana anggaran
    informasi isu kabar rumor angka jumlah jadwal tahapan pemilu pilkada pemilihan kampanye
    upaya instruksi imbauan perintah pesan materi modul buku hukum konstitusi logika kalender
    regulasi nomor huruf bab lampiran kriteria standar prosedur mekanisme sistem aplikasi situs
    akun postingan konten artikel tulisan pengumuman maklumat deklarasi ikrar pakta tradisi
    budaya agama sejarah pengalaman teori prinsip asas akal situasi kondisi keadaan sidang rapat
    pertemuan amar dakwaan gugatan nota perjanjian kesepakatan kode etik norma statistik indeks
    skor estimasi perhitungan hitungan versi rumusan semua banyak hal ini itu pantauan
    pemantauan pengamatan penelusuran baca lihat tonton simak pemeriksaan klarifikasi perbuatan
    perkara masalah persoalan kerugian tuntutan proses tempat waktu uang harga cuaca hujan suara
    kotak jika bila kalau
";

/// Days, months and what dates are made of.
pub(super) const TIME: &str = "
    senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret april mei juni
    juli agustus september oktober november desember wib wita wit
";

/// What a source hands out.
pub(super) const SOURCE: &str = "
    pertimbangan kesimpulan seruan peringatan catatan data keterangan pengakuan penuturan
    penjelasan kesaksian pandangan pendapat penilaian pantauan laporan rilis siaran kajian
    survei hasil riset cerita pernyataan analisis versi pengamatan temuan informasi
";

/// Kinds of region.
pub(super) const TERRITORY: &str = "
    kabupaten kota kecamatan desa kelurahan provinsi kab kec prov nagari gampong distrik dusun
    kampung pulau kotamadya wilayah daerah perwakilan rt rw
";

/// Words of a clause.
pub(super) const CLAUSE: &str = "
    bahwa agar supaya akan harus tidak tak jangan wajib siap dapat bisa sudah telah belum ada
    masih mesti perlu boleh adalah merupakan bila jika kalau kesiapan kesanggupan diri untuk
    dilarang sebanyak sedikitnya sekitar baru menjadi
";

/// Degrees without full stops.
pub(super) const DEGREE: &str = "
    sh mh se mm st mt sip msi mpd spd sos stp ap mkes skm sked mhum phd mba ma sag magi map spsi
    mpsi shi llm msc bsc sp mp cn spt sstp akt ak ca
";

/// Words of the names of offices and bodies that no ending gives away.
pub(super) const BRANCH: &str = "
    subseksi subbidang subbagian subdit subdirektorat administrasi internal eksternal
    penyelenggara pemeriksa pemantau pengarah pelaksana penilai penuntut penyuluh pengadilan
    hukum data informasi dan sumber daya manusia masyarakat umum negara daerah sipil aparatur
    reformasi birokrasi dalam luar negeri agama sosial politik tata usaha ekonomi energi mineral
    hutan laut kota desa anak pemuda olahraga wisata budaya rakyat staf ahli bidang divisi
    komite seksi bagian tinggi muda madya utama pratama eksekutif nasional regional jenderal
    pelayanan humas protokol intelijen reskrim sdm teknis litbang operasional operasi logistik
    samapta binmas intelkam antikorupsi korupsi anti transparansi hak asasi demokrasi pemilu
    pilkada sengketa partisipasi etik partai presiden wakil ketua kepala sekretaris kantor
    wilayah cabang unit satuan polisi pamong praja perempuan ketenagakerjaan transmigrasi
    koperasi kecil menengah tenaga kerja inspektorat khusus pidana perdata militer publik bangsa
    indonesia pengawas pemilihan panitia kecamatan kabupaten provinsi keuangan aset kas pajak
    pangan ternak tani nelayan tanah ruang lingkungan hidup air bersih jalan cipta karya bina
    marga tanaman statistik persandian arsip pustaka dokumentasi bencana sentra gakkumdu
    penegakan terpadu advokasi kampanye media komunikasi digital informatika teknologi riset
    inovasi strategi kajian studi konstitusi ilmu fakultas universitas institut sekolah swasta
    islam kristen katolik syariah tarbiyah pusat lembaga survei opini fraksi komisi i ii iii iv
    v vi vii viii ix x xi sma smp sd smk madrasah masjid gereja pondok pesantren takmir jemaah
    pers redaksi bulan bintang perjuangan sejahtera kebangkitan keadilan amanat rsud puskesmas
    rumah sakit rt rw bawaslu mabes tni ad al au polri corps kotamadya kpu
";
