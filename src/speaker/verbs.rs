//! Verbs of speech in Indonesian news, by where their speaker stands.
//!
//! Lowercase, white space between words, at most sixteen bytes each.

/// Verbs that stand in front of their speaker, and with "-nya".
pub(super) const INVERTED: &str = "
    kata ujar tutur ucap jelas terang tegas ungkap papar imbuh tambah sebut pungkas tandas
    lanjut sambung tukas cetus beber urai kilah keluh kenang harap pinta pesan tanya jawab sahut
    timpal bentak seru celetuk kelakar klaim dalih simpul tulis puji sesal sergah cerita bilang
    ajak himbau imbau usul saran sindir tegur tuding sanggah bantah elak gerutu bisik teriak
    tekan rinci kritik kecam janji duga yakin tutup paparkan jelaskan ungkapkan sampaikan kisah
    aku ketus canda pekik lontar gugat protes kutip ulang lapor peringat ingat pancing hardik
    gertak geram terus tambahkan seloroh ledek komentar perintah rayu gurau simpulkan doa
    nasihat akui yakini beberkan katakan ujarkan ucapkan tegaskan
";

/// Words with the suffix whose bare form is no verb of speech here.
pub(super) const SUFFIXED: &str = "
    baginya menurutnya menurutku katanya ujarnya dikatakannya disampaikannya dijelaskannya
    ditegaskannya diungkapkannya ditambahkannya dipaparkannya diterangkannya dituturkannya
    disebutkannya dimintanya diingatkannya diucapkannya diakuinya dikemukakannya ditekankannya
    ditandaskannya bebernya nilainya paparnya tuturnya akunya
";

/// Verbs behind their speaker.
pub(super) const ACTIVE: &str = "
    mengatakan menyatakan menegaskan menjelaskan menerangkan mengungkapkan memaparkan menuturkan
    menyebut menyebutkan menilai meminta mengimbau menghimbau mengingatkan memperingatkan
    mengaku mengakui membenarkan membantah menampik menyayangkan menyesalkan mengklaim
    menekankan menggarisbawahi mencontohkan memastikan menjamin berjanji berharap mengharapkan
    mengharap berpesan berpendapat berpandangan beranggapan menganggap menyarankan mengusulkan
    mendesak menuntut mengajak menyerukan berseru menginstruksikan menyimpulkan menduga meyakini
    khawatir mengkhawatirkan mengeluhkan mengeluh menceritakan bercerita berkata berujar
    bertutur bertanya menjawab mempertanyakan merinci memerinci membeberkan menguraikan
    mengutarakan mengemukakan menyinggung menyoroti mengkritik mengecam mengapresiasi menuding
    menuduh menyindir sependapat menandaskan menukas mencetuskan berdalih berkilah berkelakar
    memohon mewanti mengisahkan mengenang menasihati mengonfirmasi mengkonfirmasi mengibaratkan
    menyanggupi bersikeras bersumpah memuji menginformasikan menyangkal memandang bilang
    berterus optimistis optimis berucap menyampaikan menambahkan melontarkan menimpali menepis
    mewajibkan melarang mengeklaim berkomitmen menyambut mengumpamakan menggambarkan membeber
    memberitahukan merasa keberatan menyesali bersyukur berterima menegur prihatin setuju
    sepakat menyetujui memprotes menyanjung melarangnya mengumumkan mengungkap mengusul
    menghendaki menginginkan memerintahkan mempersilakan mempersilahkan membantahnya menggugat
    ngaku ngomong ngingetin mencurigai menyatakannya memprediksi memperkirakan menargetkan
    mengapresiasinya menyebutnya menjanjikan memungkiri menanyakan mengomentari mendalilkan
    mengklarifikasi
";

/// Verbs behind their speaker that need a clause.
pub(super) const CLAUSAL: &str = "
    mencatat mendorong mendeklarasikan berikrar mengancam merekomendasikan menyimpulkannya
    menyepakati menjabarkan mengimbuhkan menawarkan
";

/// Verbs behind their speaker that tell speech only right in front of "bahwa", "agar" or a comma.
pub(super) const STRICT: &str = "
    melanjutkan melaporkan menulis meluruskan mengabarkan menyuarakan yakin percaya menolak
    memutuskan menemukan membela melihat membacakan menambah menyadari menetapkan
";

/// Verbs of headlines, without prefix, besides the inverted ones.
pub(super) const HEADLINE: &str = "
    ingatkan tegaskan imbau minta sebut larang pastikan ajak nilai harap janji bantah ungkap
    tekankan akui klaim desak dorong usul usulkan jelaskan nyatakan ungkapkan himbau peringatkan
    sesalkan sayangkan tuntut jamin sarankan tuding kecam kritik benarkan bilang ngaku beberkan
    beber sampaikan soroti singgung wajibkan serukan instruksikan perintahkan duga anggap jawab
    katakan paparkan komitmen berharap mengaku tegas janjikan pesan wanti khawatir mohon
    tanggapi
";

/// Passives in front of their speaker.
pub(super) const PASSIVE: &str = "
    disampaikan dikatakan diungkapkan dipaparkan ditegaskan dijelaskan diterangkan dituturkan
    disebutkan diucapkan diutarakan dikemukakan ditambahkan dilontarkan diungkap diakui
    diingatkan dibenarkan ditekankan dibeberkan diserukan dikeluhkan diceritakan dikisahkan
    dijawab
";

/// Verbs of denying.
pub(super) const DENIAL: &str = "
    menampik membantah menyangkal memungkiri menepis mengelak
";
