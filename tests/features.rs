//! Features of sentences against tables of hand-written cases, one group of features at a time.

use std::ops::Range;

use klaim::Error;
use klaim::features::{Featurizer, FeaturizerConfig, MAX_WORDS, TermFrequency, TermWeight};

/// Settings with every group of features off.
fn off() -> FeaturizerConfig {
    FeaturizerConfig { shape: false, ..FeaturizerConfig::words(0) }
}

/// Names and places of the features of `sentence`, in the order in which they are told.
fn found(config: &FeaturizerConfig, sentence: &str) -> Vec<(String, Range<usize>)> {
    let featurizer = Featurizer::new(config.clone()).expect("valid settings");
    let mut found = Vec::new();
    featurizer.features(sentence, |name, span| found.push((name.to_owned(), span)));
    found
}

fn names(config: &FeaturizerConfig, sentence: &str) -> Vec<String> {
    found(config, sentence).into_iter().map(|(name, _)| name).collect()
}

/// Asserts that every sentence of the table has just the features beside it, separated by `|`.
#[track_caller]
fn assert_features(config: &FeaturizerConfig, table: &[(&str, &str)]) {
    for (sentence, wanted) in table {
        let wanted: Vec<&str> = wanted.split('|').filter(|name| !name.is_empty()).collect();
        assert_eq!(names(config, sentence), wanted, "{sentence:?}");
    }
}

#[test]
fn words_and_stems() {
    let surface = FeaturizerConfig { surface_ngrams: 1, ..off() };
    assert_features(
        &surface,
        &[
            ("", ""),
            ("PNS dilarang ikut.", "surface=pns|surface=dilarang|surface=ikut"),
            ("Pasal 280 tahun 2017", "surface=pasal|surface=<num>|surface=tahun|surface=<year>"),
        ],
    );
    let stem = FeaturizerConfig { stem_ngrams: 1, ..off() };
    assert_features(
        &stem,
        &[
            ("PNS dilarang ikut, 2024.", "stem=asn|stem=larang|stem=ikut|stem=<year>"),
            ("Pilgub dan UU", "stem=pilkada|stem=dan|stem=undang"),
        ],
    );
    let apart = FeaturizerConfig { variants: false, ..stem };
    assert_features(&apart, &[("PNS dilarang.", "stem=pns|stem=larang")]);
}

#[test]
fn bigrams_do_not_cross_the_end_of_a_clause() {
    let table = [
        ("Guru netral", "guru netral"),
        ("Guru, netral: ya (ikut) – \"sah\"", "guru netral|netral ya|ya ikut|ikut sah"),
        ("Guru netral; dosen ikut", "guru netral|dosen ikut"),
        (
            "Guru netral. Dosen ikut? Camat tahu! Itu sah… ya",
            "guru netral|dosen ikut|camat tahu|itu sah",
        ),
        ("Guru", ""),
    ];
    let bigrams = |config: &FeaturizerConfig, kind: &str, sentence: &str| -> Vec<String> {
        let names = names(config, sentence).into_iter();
        names
            .filter_map(|name| name.strip_prefix(kind).map(str::to_owned))
            .filter(|name| name.contains(' '))
            .collect()
    };
    for (sentence, wanted) in table {
        let wanted: Vec<&str> = wanted.split('|').filter(|name| !name.is_empty()).collect();
        let surface = FeaturizerConfig { surface_ngrams: 2, stem_ngrams: 1, ..off() };
        assert_eq!(bigrams(&surface, "surface=", sentence), wanted, "{sentence:?}");
        assert!(bigrams(&surface, "stem=", sentence).is_empty(), "{sentence:?}");
        let stem = FeaturizerConfig { surface_ngrams: 1, stem_ngrams: 2, ..off() };
        assert_eq!(bigrams(&stem, "stem=", sentence), wanted, "{sentence:?}");
        assert!(bigrams(&stem, "surface=", sentence).is_empty(), "{sentence:?}");
    }
}

#[test]
fn skip_bigrams_pass_over_grammatical_words() {
    assert_features(
        &FeaturizerConfig { skip_bigrams: true, ..off() },
        &[
            ("Guru dan dosen di kota", "skip=guru dosen|skip=dosen kota"),
            ("Yang netral itu guru", "skip=netral guru"),
            ("Dan di", ""),
        ],
    );
}

#[test]
fn first_and_last_three_words() {
    assert_features(
        &FeaturizerConfig { positions: true, ..off() },
        &[
            ("Guru", "first=guru|last=guru"),
            ("Guru netral", "first=guru|first=netral|last=guru|last=netral"),
            (
                "Guru dan dosen netral",
                "first=guru|first=dan|first=dosen|last=dan|last=dosen|last=netral",
            ),
            (
                "Guru dan dosen itu ikut rapat kota",
                "first=guru|first=dan|first=dosen|last=ikut|last=rapat|last=kota",
            ),
        ],
    );
}

#[test]
fn the_scope_of_a_modality() {
    assert_features(
        &FeaturizerConfig { modality: true, ..off() },
        &[
            // Four words far.
            ("Guru dilarang ikut kampanye di kota lain", "ban=ikut|ban=kampanye|ban=di|ban=kota"),
            ("Dilarang", ""),
            // To a mark that ends a clause; a bracket and a hyphen do not.
            ("Guru dilarang ikut, kampanye", "ban=ikut"),
            ("Guru dilarang ikut,, kampanye", "ban=ikut"),
            ("Guru dilarang ikut; kampanye", "ban=ikut"),
            ("Guru dilarang ikut: kampanye", "ban=ikut"),
            ("Guru dilarang ikut. Kampanye", "ban=ikut"),
            ("Guru dilarang ikut? Kampanye", "ban=ikut"),
            ("Guru dilarang ikut! Kampanye", "ban=ikut"),
            ("Guru dilarang ikut “kampanye”", "ban=ikut"),
            ("Guru dilarang ikut — kampanye", "ban=ikut"),
            ("Guru dilarang ikut (kampanye)", "ban=ikut|ban=kampanye"),
            ("Guru dilarang ikut-kampanye", "ban=ikut|ban=kampanye"),
            // The next modality takes over, itself in the scope of the one before.
            ("Guru wajib netral agar adil", "duty=netral|duty=agar|purpose=adil"),
            ("Guru boleh tidak ikut", "may=tidak|not=ikut"),
            // What is negated.
            ("Guru boleh ikut", "may=ikut"),
            ("Guru tidak boleh ikut", "not=boleh|ban=ikut"),
            ("Guru tidak akan ikut", "not=akan|not=ikut"),
            ("Guru tidak wajib ikut", "not=wajib|duty=ikut"),
            ("Guru tidak ikut rapat boleh pergi", "not=ikut|not=rapat|not=boleh|ban=pergi"),
            ("Guru tidak, boleh ikut", "may=ikut"),
            ("Guru wajib boleh ikut", "duty=boleh|may=ikut"),
            // All eight.
            ("Jika hujan", "if=hujan"),
            ("Karena hujan", "cause=hujan"),
            ("Akan hujan", "will=hujan"),
        ],
    );
}

#[test]
fn the_main_clause() {
    let main = |sentence: &str| {
        let config = FeaturizerConfig { main_clause: true, ..off() };
        let names = names(&config, sentence).into_iter();
        let stems: Vec<String> =
            names.map(|name| name.strip_prefix("main=").expect("only those").to_owned()).collect();
        stems.join(" ")
    };
    for (sentence, wanted) in [
        ("", ""),
        ("Guru netral.", "guru netral"),
        // Up to the next subordinate clause.
        ("Guru netral karena hukum jika rapat", "guru netral"),
        // After "bahwa", else after an opening reporting verb.
        ("Camat menyatakan kemarin bahwa guru netral", "guru netral"),
        ("Camat menyatakan guru netral agar adil", "guru netral"),
        ("Bahwa guru netral camat menyatakan ya", "guru netral camat nyata ya"),
        // Nothing follows them: then the sentence itself.
        ("Camat menyatakan", "camat nyata"),
        ("Camat tahu bahwa", "camat tahu"),
        // A subordinate clause in front ends at its first comma.
        ("Jika hujan, guru netral agar adil", "guru netral"),
        ("Jika hujan, guru, dosen netral", "guru dosen netral"),
        ("Jika hujan guru netral", "jika hujan guru netral"),
        ("Jika hujan guru netral karena adil", "jika hujan guru netral"),
        ("Camat tahu bahwa jika hujan, guru netral", "guru netral"),
        ("Guru, dosen netral", "guru dosen netral"),
    ] {
        assert_eq!(main(sentence), wanted, "{sentence:?}");
    }
    // What opens the sentence is among its first 14 words.
    let opening = |words| "guru ".repeat(words);
    assert_eq!(main(&format!("{}bahwa netral", opening(13))), "netral");
    assert_eq!(main(&format!("{}bahwa netral", opening(14))), opening(14).trim_end());
}

#[test]
fn affixes() {
    let pattern = |word: &str| {
        let config = FeaturizerConfig { affixes: true, ..off() };
        names(&config, word).concat()
    };
    for (word, wanted) in [
        ("netral", ""),
        // A stem of its own.
        ("makan", ""),
        ("2024", ""),
        ("dilaksanakan", "affix=di-kan"),
        ("menyampaikannya", "affix=me-kannya"),
        ("memperbaiki", "affix=memper-i"),
        ("diperbolehkan", "affix=diper-kan"),
        ("berkampanye", "affix=ber-"),
        ("belajar", "affix=ber-"),
        ("terpilih", "affix=ter-"),
        ("pembinaan", "affix=pe-an"),
        ("perbuatan", "affix=per-an"),
        ("keputusan", "affix=ke-an"),
        ("sanksinya", "affix=-inya"),
        ("rapatlah", "affix=-lah"),
        // At least three letters stay.
        ("aduan", "affix=-an"),
        ("diadu", "affix=di-"),
        ("diakui", "affix=di-i"),
        ("diuji", "affix=-i"),
    ] {
        assert_eq!(pattern(word), wanted, "{word:?}");
    }
}

#[test]
fn cue_words_have_their_class() {
    assert_features(
        &FeaturizerConfig { cues: true, ..off() },
        &[("Pelanggar dijatuhi sanksi, katanya.", "cue=punishment|cue=punishment|cue=speech")],
    );
}

#[test]
fn character_ngrams_stay_inside_words() {
    let of = |n| FeaturizerConfig { char_ngrams: n, ..off() };
    assert_features(
        &of(4),
        &[("Ikut di A 2024", "char=^iku|char=ikut|char=kut$|char=^di$"), ("é ñu", "char=^ñu$")],
    );
    assert_features(&of(3), &[("A", "char=^a$")]);
    assert_features(&of(6), &[("rapat", "char=^rapat|char=rapat$")]);
    // A word of any length costs a bounded number of them.
    assert_eq!(names(&of(3), &"a".repeat(64)).len(), 64);
    assert_eq!(names(&of(3), &"a".repeat(1000)).len(), 64);
}

#[test]
fn shapes() {
    let config = FeaturizerConfig { shape: true, ..off() };
    let table = [
        ("", ""),
        ("!", ""),
        ("Guru netral.", "length0|capitals0"),
        ("Guru netral", "length0|capitals0|no-stop"),
        ("Apa guru netral?", "length0|capitals0|question"),
        ("Netral!", "length0|capitals0|exclamation"),
        ("Netral…", "length0|capitals0"),
        ("Guru (dosen) netral.", "length0|capitals0|bracket"),
        ("Isinya: netral.", "length0|capitals0|colon"),
        ("Guru pasal 5 netral.", "length0|capitals0|number"),
        // Quotes: where they stand, and whether what opens is closed.
        ("“Kami netral.”", "length0|capitals0|opens-quote|closes-quote|quote"),
        (
            "\"Kami netral,\" kata dia.",
            "length0|capitals0|commas1|opens-quote|quote-stays-open|quote",
        ),
        ("Kata dia: \"netral.\"", "length0|capitals0|closes-quote|quote|colon"),
        ("Guru \"netral\" itu.", "length0|capitals0|quote"),
        ("“Kami netral.", "length0|capitals0|opens-quote|quote-stays-open|quote"),
        ("Kami netral.”", "length0|capitals0|closes-quote|quote"),
        // Commas stand between words.
        (", guru netral,", "length0|capitals0|no-stop"),
        ("a, b, c.", "length0|capitals0|commas2"),
        ("a, b, c, d, e, f.", "length1|capitals0|commas3"),
        // The first word's capital is no sign of anything.
        ("KPU 2024", "length0|capitals0|no-stop|all-capitals|number"),
        ("KPU DAN KASN.", "length0|capitals5|all-capitals"),
        ("KPU dan KASN.", "length0|capitals3"),
        ("Bupati Lantik Pejabat Baru", "length0|capitals5|no-stop|headline"),
        ("Bupati Lantik Pejabat Baru.", "length0|capitals5"),
        ("Bupati Lantik Tiga Camat di kota", "length1|capitals4|no-stop"),
    ]
    .map(|(sentence, shapes)| {
        let shapes: Vec<String> =
            shapes.split('|').filter(|s| !s.is_empty()).map(|s| format!("shape={s}")).collect();
        (sentence, shapes)
    });
    for (sentence, wanted) in table {
        assert_eq!(names(&config, sentence), wanted, "{sentence:?}");
    }
    // Both sides of every bound.
    let bounds = [1, 4, 5, 8, 9, 12, 13, 17, 18, 23, 24, 30, 31];
    let classes = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6];
    for (words, class) in bounds.into_iter().zip(classes) {
        let sentence = format!("{}.", "kata ".repeat(words).trim_end());
        assert_eq!(names(&config, &sentence)[0], format!("shape=length{class}"), "{words}");
    }
    for (capitals, class) in
        [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (6, 2), (7, 3), (10, 3), (11, 4), (14, 4), (15, 5)]
    {
        let rest = 20 - capitals;
        let sentence = format!("Kata {}{}.", "Ani ".repeat(capitals), "kata ".repeat(rest));
        assert_eq!(names(&config, &sentence)[1], format!("shape=capitals{class}"), "{capitals}");
    }
}

#[test]
fn features_know_the_words_that_they_come_from() {
    let config = FeaturizerConfig {
        surface_ngrams: 2,
        skip_bigrams: true,
        positions: true,
        shape: true,
        ..off()
    };
    let sentence = "¿Guru, di sana";
    let places: Vec<(String, &str)> = found(&config, sentence)
        .into_iter()
        .map(|(name, span)| (name, &sentence[span]))
        .filter(|(name, _)| !name.starts_with("last="))
        .collect();
    let places: Vec<(&str, &str)> = places.iter().map(|(name, at)| (name.as_str(), *at)).collect();
    assert_eq!(
        places,
        [
            ("surface=guru", "Guru"),
            ("surface=di", "di"),
            ("surface=sana", "sana"),
            ("surface=guru di", "Guru, di"),
            ("surface=di sana", "di sana"),
            ("skip=guru sana", "Guru, di sana"),
            ("first=guru", "Guru"),
            ("first=di", "di"),
            ("first=sana", "sana"),
            ("shape=length0", sentence),
            ("shape=capitals0", sentence),
            ("shape=commas1", sentence),
            ("shape=no-stop", sentence),
        ]
    );
}

#[test]
fn words_beyond_the_limit_do_not_count() {
    let config = FeaturizerConfig { surface_ngrams: 1, shape: true, ..off() };
    let of = |words: usize| names(&config, &format!("{}akhir!", "kata ".repeat(words - 1)));
    let whole = of(MAX_WORDS - 1);
    assert!(whole.contains(&"surface=akhir".into()) && whole.contains(&"shape=exclamation".into()));
    let cut = of(MAX_WORDS + 1);
    assert_eq!(cut.iter().filter(|name| *name == "surface=kata").count(), MAX_WORDS);
    // Neither does the mark behind them.
    assert!(!cut.contains(&"surface=akhir".into()) && !cut.contains(&"shape=exclamation".into()));
}

#[test]
fn settings_out_of_range_are_refused_by_name() {
    let on = || FeaturizerConfig { surface_ngrams: 1, ..off() };
    for (config, wanted) in [
        (FeaturizerConfig { surface_ngrams: 3, ..on() }, "surface-ngrams"),
        (FeaturizerConfig { stem_ngrams: 3, ..on() }, "stem-ngrams"),
        (FeaturizerConfig { char_ngrams: 2, ..on() }, "char-ngrams"),
        (FeaturizerConfig { char_ngrams: 7, ..on() }, "char-ngrams"),
        (FeaturizerConfig { min_df: 0, ..on() }, "min-df"),
        (off(), "features"),
    ] {
        match Featurizer::new(config) {
            Err(Error::Parameter { name, .. }) => assert_eq!(name, wanted),
            other => panic!("{wanted}: {other:?}"),
        }
    }
    // One group alone will do.
    for config in [
        on(),
        FeaturizerConfig { surface_ngrams: 2, ..off() },
        FeaturizerConfig { stem_ngrams: 2, ..off() },
        FeaturizerConfig { char_ngrams: 3, ..off() },
        FeaturizerConfig { char_ngrams: 6, ..off() },
        FeaturizerConfig { skip_bigrams: true, ..off() },
        FeaturizerConfig { positions: true, ..off() },
        FeaturizerConfig { affixes: true, ..off() },
        FeaturizerConfig { shape: true, ..off() },
        FeaturizerConfig { main_clause: true, ..off() },
        FeaturizerConfig { modality: true, ..off() },
        FeaturizerConfig { cues: true, ..off() },
    ] {
        let featurizer = Featurizer::new(config.clone()).expect("one group");
        assert_eq!(*featurizer.config(), config);
    }
}

#[test]
fn plain_words_are_weighted_by_sublinear_tf_idf() {
    let config = FeaturizerConfig::words(2);
    assert_features(&config, &[("Guru wajib!", "surface=guru|surface=wajib|surface=guru wajib")]);
    assert_eq!(config.term_frequency, TermFrequency::Sublinear);
    assert_eq!(config.term_weight, TermWeight::Idf);
}

#[test]
fn term_frequencies() {
    for (frequency, once, thrice) in [
        (TermFrequency::Binary, 1.0, 1.0),
        (TermFrequency::Sublinear, 1.0, 1.0 + 3.0_f64.ln()),
        (TermFrequency::Count, 1.0, 3.0),
    ] {
        assert!((frequency.value(1) - once).abs() < 1e-12, "{frequency:?}");
        assert!((frequency.value(3) - thrice).abs() < 1e-12, "{frequency:?}");
    }
}
