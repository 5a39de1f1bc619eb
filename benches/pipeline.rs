//! From an article to labels, step by step, on the sample articles of `data/articles`.
//!
//! `cargo bench --bench pipeline`. Throughput is in bytes of article text.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use klaim::Classifier;
use klaim::sentence::Segmenter;
use klaim::token::tokenize;

/// The plain-text sample articles, in order of their names.
fn articles() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the sample articles")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("a sample article")).collect()
}

fn pipeline(criterion: &mut Criterion) {
    let articles = articles();
    let bytes = articles.iter().map(String::len).sum::<usize>();
    let segmenter = Segmenter::new();
    let sentences: Vec<&str> = articles
        .iter()
        .flat_map(|text| segmenter.segment(text).map(|span| span.of(text)))
        .collect();
    assert!(sentences.len() > 150, "the samples have some hundred sentences");
    let classifier = Classifier::bundled().expect("the bundled model");
    let mut scratch = classifier.scorer().scratch();

    let mut group = criterion.benchmark_group("pipeline");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("segment", |b| {
        b.iter(|| articles.iter().map(|text| segmenter.segment(text).count()).sum::<usize>());
    });
    group.bench_function("tokenize", |b| {
        b.iter(|| sentences.iter().map(|sentence| tokenize(sentence).count()).sum::<usize>());
    });
    group.bench_function("featurize", |b| {
        b.iter(|| {
            let mut features = 0;
            for sentence in &sentences {
                classifier.featurizer().features(sentence, |name, _| features += name.len());
            }
            features
        });
    });
    group.bench_function("score", |b| {
        let mut labels = Vec::with_capacity(sentences.len());
        b.iter(|| {
            labels.clear();
            classifier.classify_batch(&sentences, &mut scratch, &mut labels);
            black_box(labels.last().copied())
        });
    });
    group.bench_function("whole", |b| {
        b.iter(|| {
            let mut sum = 0.0;
            for text in &articles {
                for span in segmenter.segment(text) {
                    let (label, probabilities) =
                        classifier.label_and_probabilities(span.of(text), &mut scratch);
                    sum += probabilities[label.index()];
                }
            }
            sum
        });
    });
    group.finish();
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
