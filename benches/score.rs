//! The scorer, its stages, and its nearest relatives, on the same sentences in one run.
//!
//! `cargo bench --bench score` takes the sentences of `data/train.jsonl`; `KLAIM_BENCH_TEXT=FILE` takes the lines of a
//! file instead, and `KLAIM_BENCH_MODEL=FILE` another model than the bundled one for the group `score`. Throughput is in
//! bytes of sentence text, on one thread unless the name says otherwise.
//!
//! - `floor`: the least that a scorer of this kind does: find words, hash them, look unigrams and bigrams up in a table of 27,000
//!   entries, add six weights each. No stems, no contexts, no norm.
//! - `whichlang`: a published classifier of the same build, hashed multinomial logistic regression.
//! - `in turn`, printed at the end: the scorer, the floor and whichlang one after the other, round by round, and the best round of
//!   each. On a machine that others share, speeds that are taken minutes apart cannot be compared.
//! - `linfa`: linfa-logistic's dense prediction on rows made beforehand, so without featurizing.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use klaim::token::tokenize;
use klaim::{Classifier, LabelledSentence};
use linfa::prelude::*;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

/// Sentences to score: about 2 MB or more.
fn sentences() -> Vec<String> {
    if let Some(path) = std::env::var_os("KLAIM_BENCH_TEXT") {
        let text = std::fs::read_to_string(path).expect("KLAIM_BENCH_TEXT names a UTF-8 file");
        return text.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/train.jsonl");
    let sentences = LabelledSentence::read(path).expect("the training sentences");
    sentences.into_iter().map(|sentence| sentence.text).collect()
}

/// The model that is measured.
fn classifier() -> Classifier {
    match std::env::var_os("KLAIM_BENCH_MODEL") {
        Some(path) => Classifier::load(path).expect("KLAIM_BENCH_MODEL names a model"),
        None => Classifier::bundled().expect("the bundled model"),
    }
}

fn bytes<S: AsRef<str>>(sentences: &[S]) -> Throughput {
    Throughput::Bytes(sentences.iter().map(|s| s.as_ref().len() as u64).sum())
}

/// The floor: an open-addressing table from the hash of a word, or of two neighbours, to six weights.
struct Floor {
    slots: Vec<(u64, [f32; 6])>,
}

impl Floor {
    const ENTRIES: usize = 27_000;

    /// The most frequent words and pairs of `sentences`, with weights made up from their hashes.
    fn new(sentences: &[String]) -> Self {
        let mut counts = std::collections::BTreeMap::<u64, u32>::new();
        for sentence in sentences {
            Self::keys(sentence.as_bytes(), |key| *counts.entry(key).or_default() += 1);
        }
        let mut keys: Vec<(u64, u32)> = counts.into_iter().collect();
        keys.sort_by_key(|&(key, count)| (std::cmp::Reverse(count), key));
        keys.truncate(Self::ENTRIES);
        let mut floor = Self { slots: vec![(0, [0.0; 6]); 1 << 16] };
        for (key, _) in keys {
            let mut slot = floor.start(key);
            while floor.slots[slot].0 != 0 {
                slot = (slot + 1) & (floor.slots.len() - 1);
            }
            let weights = std::array::from_fn(|k| ((key >> (8 * k)) & 0xff) as f32 / 256.0);
            floor.slots[slot] = (key, weights);
        }
        floor
    }

    fn start(&self, key: u64) -> usize {
        (key >> 48) as usize & (self.slots.len() - 1)
    }

    /// The hash of each word, lower-cased in ASCII, and of it with the word before.
    #[inline]
    fn keys(bytes: &[u8], mut each: impl FnMut(u64)) {
        const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut previous = 0_u64;
        let mut hash = 0_u64;
        for &byte in bytes.iter().chain(b" ") {
            if byte.is_ascii_alphanumeric() || byte >= 128 {
                hash = (hash ^ u64::from(byte | 0x20)).wrapping_mul(MULTIPLIER).rotate_left(23);
            } else if hash != 0 {
                each(hash | 1);
                if previous != 0 {
                    each((previous.rotate_left(17) ^ hash).wrapping_mul(MULTIPLIER) | 1);
                }
                previous = hash;
                hash = 0;
            }
        }
    }

    #[inline]
    fn score(&self, sentence: &str) -> [f32; 6] {
        let mut logits = [0.0; 6];
        Self::keys(sentence.as_bytes(), |key| {
            let mut slot = self.start(key);
            while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            for (logit, weight) in logits.iter_mut().zip(&self.slots[slot].1) {
                *logit += weight;
            }
        });
        logits
    }
}

fn scorer(criterion: &mut Criterion) {
    let sentences = sentences();
    let classifier = classifier();
    let mut scratch = classifier.scorer().scratch();
    let mut labels = Vec::with_capacity(sentences.len());

    // What is measured is right: the same label as by the plain definition, for every sentence.
    classifier.classify_batch(&sentences, &mut scratch, &mut labels);
    for (sentence, label) in sentences.iter().zip(&labels) {
        assert_eq!(classifier.classify(sentence).0, *label, "{sentence}");
    }

    let mut group = criterion.benchmark_group("score");
    group.throughput(bytes(&sentences));
    group.sample_size(10);
    group.bench_function("labels", |b| {
        b.iter(|| {
            labels.clear();
            classifier.classify_batch(&sentences, &mut scratch, &mut labels);
            black_box(labels.len())
        });
    });
    group.bench_function("probabilities", |b| {
        b.iter(|| {
            sentences
                .iter()
                .map(|s| classifier.label_and_probabilities(s, &mut scratch).1[0])
                .sum::<f64>()
        });
    });
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        group.bench_with_input(BenchmarkId::new("threads", threads), &threads, |b, _| {
            b.iter(|| pool.install(|| classifier.classify_parallel(&sentences).len()));
        });
    }
    let floor = Floor::new(&sentences);
    group.bench_function("floor", |b| {
        b.iter(|| sentences.iter().map(|s| floor.score(black_box(s))[0]).sum::<f32>());
    });
    group.bench_function("whichlang", |b| {
        b.iter(|| sentences.iter().map(|s| whichlang::detect_language(s) as usize).sum::<usize>());
    });
    group.bench_function("tokenize", |b| {
        b.iter(|| sentences.iter().map(|s| tokenize(s).count()).sum::<usize>());
    });
    group.finish();
}

/// Five million random words in lower case, of 4 to 10 letters, eight to a sentence: hardly one occurs twice.
fn new_words() -> Vec<String> {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        // Knuth's MMIX constants.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let letter = |n: u64| char::from(b'a' + u8::try_from(n).expect("below 26"));
    (0..5_000_000 / 8)
        .map(|_| {
            let mut sentence = String::new();
            for _ in 0..8 {
                let length = 4 + random(7);
                sentence.extend((0..length).map(|_| letter(random(26))));
                sentence.push(' ');
            }
            sentence
        })
        .collect()
}

/// Kinds of text that might be slow.
fn kinds(criterion: &mut Criterion) {
    let sentences = sentences();
    let classifier = Classifier::bundled().expect("the bundled model");
    let by_length = |range: std::ops::Range<usize>| -> Vec<String> {
        sentences.iter().filter(|s| range.contains(&s.len())).take(5000).cloned().collect()
    };
    let new_words = new_words();
    let mut group = criterion.benchmark_group("kinds");
    group.sample_size(10);
    for (name, sentences) in
        [("short", by_length(1..60)), ("long", by_length(250..100_000)), ("new-words", new_words)]
    {
        let mut scratch = classifier.scorer().scratch();
        group.throughput(bytes(&sentences));
        group.bench_function(name, |b| {
            b.iter(|| {
                sentences.iter().map(|s| classifier.label(s, &mut scratch).index()).sum::<usize>()
            });
        });
    }
    let one = &sentences[..1];
    let mut scratch = classifier.scorer().scratch();
    group.throughput(bytes(one));
    group.bench_function("one", |b| {
        b.iter(|| classifier.label(black_box(&one[0]), &mut scratch));
    });
    group.finish();
}

/// linfa-logistic predicts from dense rows: 200 sentences of the model's 2,000 most frequent features.
fn linfa_dense(criterion: &mut Criterion) {
    let sentences: Vec<String> = sentences().into_iter().take(200).collect();
    let classifier = Classifier::bundled().expect("the bundled model");
    let mut frequent: Vec<usize> = (0..classifier.vocabulary().len()).collect();
    frequent.sort_by_key(|&f| std::cmp::Reverse(classifier.document_frequencies()[f]));
    frequent.truncate(2000);
    let mut place = vec![None; classifier.vocabulary().len()];
    for (column, &feature) in frequent.iter().enumerate() {
        place[feature] = Some(column);
    }
    let mut rows = Array2::<f64>::zeros((sentences.len(), frequent.len()));
    for (i, sentence) in sentences.iter().enumerate() {
        let row = classifier.row(sentence);
        let norm = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt();
        for (feature, value) in row {
            if let Some(column) = place[feature as usize] {
                rows[[i, column]] = value / norm;
            }
        }
    }
    let classes: Array1<usize> =
        sentences.iter().map(|s| classifier.classify(s).0.index()).collect();
    let model = MultiLogisticRegression::default()
        .max_iterations(5)
        .fit(&Dataset::new(rows.clone(), classes))
        .expect("it fits");
    let mut group = criterion.benchmark_group("linfa");
    group.throughput(bytes(&sentences));
    group.bench_function("dense-predict", |b| b.iter(|| model.predict(&rows)));
    group.finish();
}

/// Scorer, floor and whichlang in turn, for criterion measures one after the other has ended. Prints the best round of each.
#[allow(clippy::print_stdout, reason = "criterion prints its figures as well")]
fn in_turn(_: &mut Criterion) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    if filter.is_some_and(|filter| !"in turn".contains(filter.as_str())) {
        return;
    }
    let testing = arguments.iter().any(|argument| argument == "--test");
    let rounds = if testing { 1 } else { 20 };
    let sentences = sentences();
    let classifier = classifier();
    let mut scratch = classifier.scorer().scratch();
    let mut labels = Vec::with_capacity(sentences.len());
    let floor = Floor::new(&sentences);
    let seconds = |call: &mut dyn FnMut()| {
        let start = Instant::now();
        call();
        start.elapsed().as_secs_f64()
    };
    let mut best = [f64::INFINITY; 3];
    for _ in 0..rounds {
        let times = [
            seconds(&mut || {
                labels.clear();
                classifier.classify_batch(&sentences, &mut scratch, &mut labels);
            }),
            seconds(&mut || {
                black_box(sentences.iter().map(|s| floor.score(black_box(s))[0]).sum::<f32>());
            }),
            seconds(&mut || {
                let languages = sentences.iter().map(|s| whichlang::detect_language(s) as usize);
                black_box(languages.sum::<usize>());
            }),
        ];
        best = std::array::from_fn(|i| best[i].min(times[i]));
    }
    if testing {
        // One round of a cold scorer says nothing.
        println!("Testing in turn\nSuccess");
        return;
    }
    let bytes: usize = sentences.iter().map(String::len).sum();
    let [scorer, floor, whichlang] = best.map(|seconds| bytes as f64 / seconds / 1e6);
    println!(
        "in turn, best of {rounds} rounds: scorer {scorer:.1} MB/s, floor {floor:.1} MB/s ({:.2} of it), \
         whichlang {whichlang:.1} MB/s ({:.2} times as fast)",
        scorer / floor,
        scorer / whichlang
    );
}

criterion_group!(benches, scorer, kinds, linfa_dense, in_turn);
criterion_main!(benches);
