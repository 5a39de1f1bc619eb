//! Words that a sentence's structure hangs on: what role a normalised word plays, whatever the model.
//!
//! In: a normalised word. Out: its [`Roles`]. The lists were written for this project from the codebook's cues and the
//! reporting verbs of the Indonesian press; a word of another language simply has no role.

use hashbrown::HashMap;

/// Group of words that open a scope of modality; the words after one carry its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Modality {
    /// "jangan", "dilarang".
    Ban = 1,
    /// "tidak", "bukan".
    Negation,
    /// "harus", "diimbau".
    Duty,
    /// "akan", "siap".
    Will,
    /// "dapat", "boleh".
    Possibility,
    /// "jika".
    Condition,
    /// "agar", "untuk".
    Purpose,
    /// "karena", "sehingga".
    Cause,
}

impl Modality {
    /// All groups, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Ban,
        Self::Negation,
        Self::Duty,
        Self::Will,
        Self::Possibility,
        Self::Condition,
        Self::Purpose,
        Self::Cause,
    ];

    /// Name in the vocabulary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ban => "ban",
            Self::Negation => "not",
            Self::Duty => "duty",
            Self::Will => "will",
            Self::Possibility => "may",
            Self::Condition => "if",
            Self::Purpose => "purpose",
            Self::Cause => "cause",
        }
    }
}

/// Group of cue words that stand for the same kind of claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum CueClass {
    /// Reporting verbs.
    Speech = 1,
    /// Penalties.
    Punishment,
    /// Steps against a violator.
    Enforcement,
    /// Bans.
    Ban,
    /// Duties and appeals.
    Duty,
    /// Pledges.
    Pledge,
    /// Effects.
    Effect,
    /// Reasons, principles, legal basis.
    Reason,
    /// Names of months.
    Month,
    /// Names of days.
    Day,
}

impl CueClass {
    /// All classes, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::Speech,
        Self::Punishment,
        Self::Enforcement,
        Self::Ban,
        Self::Duty,
        Self::Pledge,
        Self::Effect,
        Self::Reason,
        Self::Month,
        Self::Day,
    ];

    /// Name in the vocabulary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Punishment => "punishment",
            Self::Enforcement => "enforcement",
            Self::Ban => "ban",
            Self::Duty => "duty",
            Self::Pledge => "pledge",
            Self::Effect => "effect",
            Self::Reason => "reason",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

/// What a word does in a sentence: two small numbers and a few flags in 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u16);

impl Roles {
    const MODALITY: u16 = 0x000f;
    const CLASS: u16 = 0x00f0;
    /// Opens a subordinate clause ("agar", "karena").
    pub const SUBORDINATOR: Self = Self(0x0100);
    /// "bahwa": what was said begins after it.
    pub const THAT: Self = Self(0x0200);
    /// Active reporting verb ("mengatakan"): what was said begins after it.
    pub const REPORTING: Self = Self(0x0400);
    /// Grammatical word that skip-bigrams pass over.
    pub const FUNCTION: Self = Self(0x0800);
    /// May follow a negation to make a new modality ("tidak boleh").
    pub const NEGATABLE: Self = Self(0x1000);

    /// Whether all flags of `flags` are set.
    #[must_use]
    pub fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// The modality that the word opens.
    #[must_use]
    pub fn modality(self) -> Option<Modality> {
        let number = usize::from(self.0 & Self::MODALITY);
        number.checked_sub(1).and_then(|index| Modality::ALL.get(index)).copied()
    }

    /// The cue class of the word.
    #[must_use]
    pub fn class(self) -> Option<CueClass> {
        let number = usize::from((self.0 & Self::CLASS) >> 4);
        number.checked_sub(1).and_then(|index| CueClass::ALL.get(index)).copied()
    }

    fn with(self, other: u16) -> Self {
        Self(self.0 | other)
    }
}

/// The roles of all words that have one.
#[derive(Debug, Clone)]
pub struct Lexicon {
    roles: HashMap<&'static str, Roles>,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}

impl Lexicon {
    /// The built-in lists: a few hundred words.
    #[must_use]
    pub fn new() -> Self {
        let mut lexicon = Self { roles: HashMap::new() };
        for (modality, words) in MODALITIES {
            lexicon.add(words, |roles| {
                // The first list that names a word decides.
                if roles.modality().is_none() { roles.with(*modality as u16) } else { roles }
            });
        }
        for (class, words) in CLASSES {
            lexicon.add(words, |roles| {
                if roles.class().is_none() { roles.with((*class as u16) << 4) } else { roles }
            });
        }
        for (flag, words) in [
            (Roles::SUBORDINATOR, SUBORDINATORS),
            (Roles::THAT, "bahwa"),
            (Roles::REPORTING, REPORTING_VERBS),
            (Roles::FUNCTION, FUNCTION_WORDS),
            (Roles::NEGATABLE, "boleh perlu akan bisa dapat"),
        ] {
            lexicon.add(words, |roles| roles.with(flag.0));
        }
        lexicon
    }

    fn add(&mut self, words: &'static str, change: impl Fn(Roles) -> Roles) {
        for word in words.split_ascii_whitespace() {
            let roles = self.roles.entry(word).or_default();
            *roles = change(*roles);
        }
    }

    /// The roles of a normalised word; none for a word that is not listed.
    #[must_use]
    pub fn roles(&self, word: &str) -> Roles {
        self.roles.get(word).copied().unwrap_or_default()
    }
}

/// Spellings and acronyms of one thing, as (variant, the form that stands for both).
const VARIANTS: &[(&str, &str)] = &[
    ("pemilukada", "pilkada"),
    ("pilbup", "pilkada"),
    ("pilgub", "pilkada"),
    ("pilwalkot", "pilkada"),
    ("pns", "asn"),
    ("uu", "undang"),
];

/// The form that stands for all spellings of `word`.
#[must_use]
pub fn fold_variant(word: &str) -> &str {
    VARIANTS.iter().find(|(variant, _)| *variant == word).map_or(word, |(_, form)| form)
}

const MODALITIES: &[(Modality, &str)] = &[
    (Modality::Ban, "jangan janganlah dilarang melarang larangan haram terlarang"),
    (Modality::Negation, "tidak tak bukan belum tanpa bukanlah tidaklah nggak gak"),
    (
        Modality::Duty,
        "harus haruslah wajib wajiblah mesti perlu diminta meminta minta diimbau mengimbau imbau diharapkan berharap \
         harap mengingatkan diingatkan ingatkan mohon hendaknya sebaiknya diwajibkan mewajibkan diharuskan mengajak \
         diajak menginstruksikan memerintahkan",
    ),
    (
        Modality::Will,
        "akan siap bakal bertekad berkomitmen komitmen berjanji ikrar berikrar mendukung",
    ),
    (Modality::Possibility, "dapat bisa boleh mungkin berpotensi"),
    (Modality::Condition, "jika apabila bila kalau bilamana jikalau seandainya"),
    (Modality::Purpose, "agar supaya untuk demi guna"),
    (Modality::Cause, "karena sebab lantaran akibat sehingga"),
];

const CLASSES: &[(CueClass, &str)] = &[
    (
        CueClass::Speech,
        "kata ujar tutur ucap ungkap jelas tegas papar terang tambah imbuh sebut lanjut katanya ujarnya tuturnya \
         ucapnya ungkapnya jelasnya tegasnya paparnya terangnya tambahnya imbuhnya sebutnya lanjutnya pesannya \
         pungkasnya tandasnya cetusnya mengatakan menyatakan menuturkan mengungkapkan menjelaskan menegaskan \
         memaparkan menerangkan menambahkan menyebut menyebutkan menyampaikan mengaku menilai menurut",
    ),
    (
        CueClass::Punishment,
        "sanksi sanksinya hukuman dihukum dipecat pemecatan diberhentikan pemberhentian dipidana pidana penjara \
         kurungan denda didenda dicopot pencopotan dijatuhi dijatuhkan menjatuhkan teguran peringatan ditindak \
         diproses dikenai dikenakan mutasi demosi dinonaktifkan diganjar divonis vonis terancam ancaman \
         dibebastugaskan dicoret didiskualifikasi diskualifikasi tersangka ditegur disidang",
    ),
    (
        CueClass::Enforcement,
        "diperiksa memeriksa dipanggil memanggil dilaporkan melaporkan klarifikasi direkomendasikan rekomendasi \
         diteruskan menindak penindakan menindaklanjuti ditindaklanjuti diusut mengusut diselidiki diadili terbukti \
         melanggar",
    ),
    (
        CueClass::Ban,
        "jangan dilarang melarang larangan haram terlarang jauhi menjauhi menghindari hindari pantang",
    ),
    (
        CueClass::Duty,
        "harus wajib mesti perlu diminta meminta diimbau mengimbau diharapkan mengingatkan diingatkan hendaknya \
         sebaiknya diwajibkan mewajibkan diharuskan imbau minta ingatkan mengajak diajak menginstruksikan \
         memerintahkan diinstruksikan menekankan berpesan mewanti diwanti",
    ),
    (
        CueClass::Pledge,
        "berkomitmen komitmen siap berjanji ikrar berikrar mengikrarkan pakta bertekad menandatangani tandatangani \
         deklarasi mendeklarasikan sepakat bersumpah mendukung",
    ),
    (
        CueClass::Effect,
        "berdampak dampak menimbulkan mengakibatkan menyebabkan merusak mencederai menurunkan memicu akibatnya akibat \
         merugikan mengganggu terganggu mengancam melemahkan menghambat mencoreng meningkatkan memperkuat \
         meruntuhkan berimbas memengaruhi mempengaruhi menggerus",
    ),
    (
        CueClass::Reason,
        "penting pentingnya merupakan asas prinsip bertujuan tujuan tujuannya berdasarkan diatur amanat mengamanatkan \
         sesuai landasan fondasi kunci alasannya sebab alasan dasar",
    ),
    (
        CueClass::Month,
        "januari februari maret april mei juni juli agustus september oktober november desember",
    ),
    (CueClass::Day, "senin selasa rabu kamis jumat jum sabtu minggu ahad"),
];

const SUBORDINATORS: &str = "agar supaya untuk karena sebab lantaran jika apabila bila kalau bahwa sehingga guna demi \
                             meski meskipun walau walaupun ketika setelah sebelum sejak sambil seraya hingga kecuali \
                             sepanjang";

const REPORTING_VERBS: &str = "mengatakan menyatakan menuturkan mengungkapkan menjelaskan menegaskan memaparkan \
                               menerangkan menambahkan menyebut menyebutkan menyampaikan mengaku menilai menurut";

const FUNCTION_WORDS: &str = "yang di ke dari dan atau dengan pada dalam oleh itu ini para sebagai juga adalah pun lah \
                              kah nya tersebut serta bagi kepada terhadap tentang secara untuk akan telah sudah ia dia \
                              mereka kami kita saya antara hingga sampai atas seperti maupun saat lalu kemudian namun \
                              tetapi tapi hanya agar bahwa karena se sang si adanya ada";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_roles() {
        let lexicon = Lexicon::new();
        assert_eq!(lexicon.roles("jangan").modality(), Some(Modality::Ban));
        assert_eq!(lexicon.roles("melarang").class(), Some(CueClass::Ban));
        assert_eq!(lexicon.roles("desember").class(), Some(CueClass::Month));
        assert_eq!(lexicon.roles("minggu").class(), Some(CueClass::Day));
        let that = lexicon.roles("bahwa");
        assert!(
            that.has(Roles::THAT) && that.has(Roles::SUBORDINATOR) && that.has(Roles::FUNCTION)
        );
        assert!(lexicon.roles("boleh").has(Roles::NEGATABLE));
        assert_eq!(lexicon.roles("netral"), Roles::default());
        assert_eq!(lexicon.roles("netral").modality(), None);
    }

    #[test]
    fn every_group_is_found_under_its_own_number() {
        for (index, modality) in Modality::ALL.into_iter().enumerate() {
            assert_eq!(modality as usize, index + 1);
        }
        for (index, class) in CueClass::ALL.into_iter().enumerate() {
            assert_eq!(class as usize, index + 1);
        }
    }
}
