//! Names of Indonesian regencies, cities and provinces, word by word, and common first words of people's names: what tells
//! where an office ends and the name of its holder begins ("Ketua Bawaslu Belitung Timur | Novi Anggraini").
//!
//! Lowercase, one white space between words; a word that is far more often a person's name is left out of [`PLACES`].

/// Words of region names.
pub(super) const PLACES: &str = "
    aceh sumatera sumatra utara selatan barat timur tengah tenggara laut daya hulu hilir jaya
    raya besar kecil baru lama riau jambi bengkulu lampung bangka belitung kepulauan kepri babel
    sumsel sumbar sumut dki jakarta jawa banten diy yogyakarta jogja jogjakarta jabar jateng
    jatim bali nusa ntb ntt kalimantan kalbar kalsel kaltim kalteng kaltara sulawesi sulut
    sulsel sulteng sultra sulbar gorontalo maluku malut papua pegunungan indonesia nasional ri
    republik nusantara pusat simeulue singkil tamiang bireuen gayo lues nagan pidie meureudu
    langsa lhokseumawe sabang subulussalam banda asahan batubara dairi serdang deli humbang
    hasundutan karo labuhanbatu labuhan batu langkat mandailing natal nias padang lawas pakpak
    bharat samosir simalungun tapanuli toba binjai gunungsitoli medan padangsidimpuan pematang
    pematangsiantar siantar sibolga tanjungbalai tebing tebingtinggi tinggi agam basung
    dharmasraya limapuluh kota mentawai pariaman pasaman pesisir sijunjung solok tanah datar
    bukittinggi padangpanjang payakumbuh sawahlunto bengkalis indragiri kampar kuantan singingi
    meranti pelalawan rokan siak dumai pekanbaru bintan karimun lingga natuna anambas batam
    tanjungpinang batanghari batang hari bungo kerinci merangin muaro sarolangun tanjung jabung
    tebo sungai penuh sungaipenuh banyuasin empat lawang lahat muara enim musi rawas muratara
    ogan ilir komering oki oku penukal abab lematang pali lubuklinggau lubuk linggau pagar alam
    pagaralam palembang prabumulih kaur kepahiang lebong mukomuko rejang seluma pringsewu mesuji
    pesawaran tanggamus tulang bawang tulangbawang way kanan bandar bandarlampung metro
    pangkalpinang belitong lebak pandeglang serang tangerang tangsel cilegon bandung bekasi
    bogor ciamis cianjur cirebon garut indramayu karawang kuningan majalengka pangandaran
    purwakarta subang sukabumi sumedang tasikmalaya banjar cimahi depok banjarnegara banyumas
    blora boyolali brebes cilacap demak grobogan jepara karanganyar kebumen kendal klaten kudus
    magelang pati pekalongan pemalang purbalingga purworejo rembang semarang sragen sukoharjo
    tegal temanggung wonogiri wonosobo salatiga surakarta solo bantul gunungkidul kulon
    kulonprogo progo sleman bangkalan banyuwangi blitar bojonegoro bondowoso gresik jember
    jombang kediri lamongan lumajang madiun magetan malang mojokerto nganjuk ngawi pacitan
    pamekasan pasuruan ponorogo probolinggo sampang sidoarjo situbondo sumenep trenggalek tuban
    tulungagung surabaya badung bangli buleleng gianyar jembrana karangasem klungkung tabanan
    denpasar bima dompu lombok sumbawa mataram klu ksb alor belu ende flores kupang lembata
    manggarai nagekeo ngada rote ndao sabu raijua sikka sumba malaka timor ttu tts mabar matim
    bengkayang kapuas kayong ketapang kubu landak melawi mempawah sambas sanggau sekadau sintang
    pontianak singkawang balangan barito kuala hulusungai hss hst hsu kotabaru tabalong bumbu
    tapin banjarbaru banjarmasin gunung mas katingan kotawaringin kobar kotim lamandau murung
    pulang pisau seruyan sukamara palangka palangkaraya berau kutai kartanegara kukar kutim
    paser penajam mahakam balikpapan bontang samarinda bulungan malinau nunukan tarakan tana
    tidung bolaang mongondow bolmong kotamobagu minahasa minut sangihe sitaro talaud bitung
    manado tomohon banggai buol donggala morowali parigi moutong poso sigi tojo una tolitoli
    toli palu bantaeng barru bone bulukumba enrekang gowa jeneponto luwu maros pangkep pinrang
    selayar sidrap sinjai soppeng takalar toraja wajo makassar palopo parepare pare bombana
    buton kolaka konawe muna wakatobi kendari baubau bau boalemo pohuwato majene mamasa mamuju
    pasangkayu polewali mandar polman buru seram aru kei malra tanimbar ambon tual halmahera
    morotai sula taliabu ternate tidore halsel halut haltim asmat biak numfor boven digoel
    deiyai dogiyai intan jayapura jayawijaya keerom lanny mamberamo mappi merauke mimika nabire
    nduga paniai puncak sarmi supiori tolikara waropen yahukimo yalimo yapen fakfak kaimana
    manokwari maybrat raja ampat sorong tambrauw bintuni wondama arfak arso ambarawa purwokerto
    cikarang maumere ruteng waingapu tambolaka soe kefamenanu atambua larantuka bajawa mbay
    labuan bajo manggar ranai sanana piru namlea masohi dobo saumlaki langgur tobelo jailolo
    labuha weda maba soasio senayan menteng cikini madura priangan sukarno tapal kuda walikota
    mabes australia malaysia singapura amerika serikat
";

/// Common first words of names.
pub(super) const GIVEN: &str = "
    abdul abdullah abdurrahman abdurrahim abu achmad adam ade adi aditya adnan afif agung agus
    agustina agustinus ahmad ainun ajeng akbar akhmad alamsyah albert albertus alex alexander
    alfian ali alim alya amalia amin amir amirudin amiruddin ana anak anang andi andika andre
    andreas andri anies anis anita anna annisa anton antonius anwar apriyani ardi arfan ari arie
    arief arif arifin aris armand arsyad arya asep asmara astri astuti asri atik aulia ayu aziz
    azhar azis bachtiar bagus bahar bahlil bahtiar bakri bambang basuki bayu beni benediktus
    benny bernadus bernardus betty boby bonifasius budi budiman burhan burhanuddin cahyo cahya
    candra catur cecep chairul christian cornelis cut dadan dadang dahlan damianus daniel
    darmawan dani darwin david deddy dede dedi dedy deni denny desi desy dewa dewi dian diana
    dicky dina dini dita djoko dodi dody dominikus doni donny dony dwi edi eddy edward edy
    efendi eka eko eli elisabeth elly ema emil endah endang endro enny erick erlina erna
    ernawati erwin eva evi fachri fadil fadli fahmi fahri faisal fajar farid faridah fatimah
    fauzan fauzi febri ferdinand ferdinandus feri ferry fery firdaus firman fitri fitriani frans
    fransiska fransiskus fredi gabriel galih ganjar gatot gede georgius gerardus gilang gunawan
    gusti guntur hadi haeruddin hamdan hamid hamka hamzah handoko hani haris harianto hariyanto
    harry hartono haryanto hasan hasanuddin hasbi hasna hasnah hasto hasyim helmi hendra hendri
    hendro henny heri herman hermanto hermansyah hermawan heru herry hidayat hilda hilman husain
    husein husni ibnu ibrahim ichsan ida idham idris ihsan ikhsan ilham imam iman imelda imron
    inayah indah indra indri irfan irma irwan irwansyah isa iskandar ismail ita iwan jaka jamal
    jamaluddin januar jefri jenny jeffry joko johan johanes johannes john jon joni josef joseph
    juliana juliandi julius jumadi junaedi junaidi jusuf kadek kamaruddin karim karolus karsono
    kartika kartini khairul kiki kholil komang kornelis kristian kristianus krisna kurnia
    kurniawan laksmi lalu laode lasarus lestari lidya lili lilik lina linda lisa lukas lukman
    luh lusi lusia made mahfud mahmud mansur mansyur margaretha maria mariana marianus mario
    mariani markus marsel marselinus marten martha martin martinus maya mega melati meutya
    michael mikael mila mira mochamad mochammad moch moeldoko moh mohamad mohammad muchlis muh
    muhamad muhammad muhadjir muhaimin muhidin muhtar mukhlis mukhtar mulyadi mulyani mulyono
    munir murni musa mustafa mustakim musthofa mustofa mutia nabila nadia nana nanang nasir
    nasrullah nasrun nasution nelson neneng ni niken nining nita noor nova novi novianti novita
    nugroho nunung nur nurdin nurhadi nurhayati nurlaila nurul nyoman obed oktavia oscar otto
    paulus petrus prabowo pramono prasetyo pratikno pratiwi priyanto puan purnomo puspita putra
    putri putu rachmad rachmat raden rafael rahmad rahman rahmat rahmawati rahmatia rais raka
    ramadhan ramli rani ratih ratna reni reza rian ria ricky ridho ridwan rika rina rini rio
    risma rita riyanto rizal rizki rizky robert roby rochmat rohani romanus rosa rosdiana rosita
    roy rudi rudiantara rudy ruslan rusdi rusli rustam sabri safrizal said saiful saifullah
    saleh salim salma samsul samsuddin samuel sandi sandiaga santi santoso sari sarif satria
    satya saleha sekar septi septian seto setia setiawan setyo shinta sigit silvester silvia
    simon sinta siti slamet soedarmo soleh soni stefanus stephanus subekti subhan sudarsono
    sudirman sugeng sugiarto sugiono sugianto suharso suharti suharto suhartono sujana sukarno
    sukarni sukmawati sulaiman sulastri sulistyo sumarni sumarno sumarsono sumiati sunarto
    supardi supriadi supriatna supriyadi supriyanto surya suryadi suryana suryani suryanto
    susanti susanto susi susilo sutarmidji sutarto sutrisno suwandi suwarno suyanto syafruddin
    syahrial syahril syahrul syaiful syamsuddin syamsul syarif syarifuddin tasdik taufan taufik
    taufiq tedi teddy teguh teuku thomas tito titi titik toni tony totok tri triyono tuti udin
    ujang ulfa umar umi untung utami vera veronika viktor vina wachid wahid wahyu wahyuni
    wahyudi wahyudin wasis wati wawan wayan welly wibowo wida widodo widya wijaya wilhelmus
    willem winarno wisnu wiwik wulan yahya yakob yani yanto yanti yasonna yayan yeni yenni yogi
    yohana yohanes yohanis yosef yoseph yuda yudha yudhi yudi yulia yuliana yulianto yuliani
    yuliati yuni yunita yunus yusril yusran yusuf zaenal zainal zainuddin zainudin zaki zakaria
    zul zulfikar zulkarnain zulkifli
";
