//! How training grows: time and memory from 50,000 to 200,000 sentences.
//!
//! `cargo bench --bench growth`. The text is `data/train.jsonl` over and over, each time with other words left out at
//! random, so that rows, and the features that they share, grow as they would with more text of the kind. Each size is one fit
//! of the default features at a fixed alpha on all cores, too long for a statistical bench; the figures are of one run. Ends
//! with a failure when a limit is missed: growth at most [`MOST_GROWTH`] times, memory at most [`MOST_BYTES`].
//! `-- --test` does the same for a hundredth of the sentences and checks no time.

#![allow(clippy::print_stdout, reason = "it is a program that prints figures")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use klaim::LabelledSentence;
use klaim::train::{Alpha, TrainParams, train};

/// Sentences of the small and the large run.
const SIZES: [usize; 2] = [50_000, 200_000];
/// The large run takes at most so many times as long as the small one.
const MOST_GROWTH: f64 = 4.5;
/// Most memory of the process.
const MOST_BYTES: u64 = 3 * GIB;
const GIB: u64 = 1 << 30;
/// One word of so many is left out.
const LEFT_OUT: u64 = 6;

/// `count` sentences: rounds over `sentences`, the articles of each round its own.
fn grown(sentences: &[LabelledSentence], count: usize) -> Vec<LabelledSentence> {
    let mut state = 1_u64;
    // Knuth's MMIX constants; the upper bits are random enough to leave words out.
    let mut random = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let rounds = (0..).flat_map(|round| sentences.iter().map(move |sentence| (round, sentence)));
    rounds
        .map(|(round, sentence)| {
            let kept: Vec<&str> = sentence
                .text
                .split(' ')
                .enumerate()
                .filter(|&(i, _)| random() % LEFT_OUT != 0 || i == 0)
                .map(|(_, word)| word)
                .collect();
            LabelledSentence {
                id: format!("r{round}{}", sentence.id),
                text: kept.join(" "),
                ..sentence.clone()
            }
        })
        .take(count)
        .collect()
}

/// The most memory that this process has had at once, in bytes; `None` where the system does not say.
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let fields: HashMap<&str, &str> = status.lines().filter_map(|l| l.split_once(':')).collect();
    let kib: u64 = fields.get("VmHWM")?.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib << 10)
}

fn main() -> ExitCode {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/train.jsonl");
    let sentences = LabelledSentence::read(path).expect("the training sentences");
    let params =
        TrainParams { alpha: Alpha::Fixed(0.0625), calibrate: false, ..TrainParams::default() };
    let mut seconds = Vec::new();
    for size in SIZES {
        let text = grown(&sentences, if smoke { size / 100 } else { size });
        let start = Instant::now();
        let trained = train(&text, &params, &|_| {}).expect("it trains");
        seconds.push(start.elapsed().as_secs_f64());
        let fit = &trained.classifier.record().fit;
        println!(
            "{:>7} sentences: {:6.2} s, {} features, {} iterations, peak {}",
            text.len(),
            seconds[seconds.len() - 1],
            trained.classifier.vocabulary().len(),
            fit.iterations,
            peak_bytes().map_or("unknown".into(), |b| format!("{:.2} GiB", b as f64 / GIB as f64)),
        );
    }
    let growth = seconds[1] / seconds[0];
    println!("{growth:.2} times the time for {} times the sentences", SIZES[1] / SIZES[0]);
    if !smoke && growth > MOST_GROWTH {
        println!("missed: more than {MOST_GROWTH} times");
        return ExitCode::FAILURE;
    }
    if peak_bytes().is_some_and(|bytes| bytes > MOST_BYTES) {
        println!("missed: more than {} GiB", MOST_BYTES / GIB);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
