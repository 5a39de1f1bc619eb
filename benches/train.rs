//! Training: the sparse solver, linfa-logistic on the same rows, and how time grows with sentences.
//!
//! `cargo bench --bench train`. Everything runs on one thread; throughput is in sentences.

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use klaim::LabelledSentence;
use klaim::features::FeaturizerConfig;
use klaim::train::{Alpha, Solver, TrainParams, train};

fn sentences() -> Vec<LabelledSentence> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/train.jsonl");
    LabelledSentence::read(path).expect("the training sentences")
}

/// Featurizes and fits; gives the loss.
fn fit(sentences: &[LabelledSentence], params: &TrainParams) -> f64 {
    let trained = train(sentences, params, &|_| {}).expect("it trains");
    trained.classifier.record().fit.loss
}

fn words(solver: Solver, max_features: u32) -> TrainParams {
    TrainParams {
        featurizer: FeaturizerConfig { max_features, ..FeaturizerConfig::words(2) },
        alpha: Alpha::Fixed(0.125),
        solver,
        also_share: 0.0,
        label_smoothing: 0.0,
        calibrate: false,
        ..TrainParams::default()
    }
}

fn solvers(criterion: &mut Criterion) {
    let sentences = &sentences()[..1000];
    let mut group = criterion.benchmark_group("solvers");
    group.throughput(Throughput::Elements(sentences.len() as u64));
    group.sample_size(10);
    for solver in [Solver::Sparse, Solver::Linfa] {
        group.bench_function(solver.name(), |b| {
            b.iter(|| fit(sentences, &words(solver, 1000)));
        });
    }
    group.finish();
}

fn sizes(criterion: &mut Criterion) {
    let sentences = sentences();
    let mut group = criterion.benchmark_group("sentences");
    group.sample_size(10);
    for n in [4000, 16_000] {
        group.throughput(Throughput::Elements(n as u64));
        group.bench_with_input(BenchmarkId::from_parameter(n), &n, |b, &n| {
            b.iter(|| fit(&sentences[..n], &words(Solver::Sparse, 0)));
        });
    }
    group.finish();
}

fn on_one_thread(criterion: &mut Criterion) {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1);
    one.build_global().expect("nothing ran in parallel before");
    solvers(criterion);
    sizes(criterion);
}

criterion_group!(benches, on_one_thread);
criterion_main!(benches);
