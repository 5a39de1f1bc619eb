//! In steady state, scoring allocates nothing: counted by an allocator that counts. Left out are words of more than 64 bytes,
//! which are not remembered, and sentences whose first two labels are so near that the plain definition decides.

use klaim::{Classifier, LabelledSentence};

#[test]
fn a_warm_scratch_allocates_nothing() {
    let classifier = Classifier::bundled().expect("the bundled model");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/test.jsonl");
    let sentences: Vec<String> = LabelledSentence::read(path)
        .expect("the test sentences")
        .into_iter()
        .map(|sentence| sentence.text)
        // Other scripts, long words and no words at all must not allocate either.
        .chain(["ＮＥＴＲＡＬ caf\u{e9} ne\u{200b}tral", "…", ""].map(str::to_owned))
        .chain([format!("{} {}", "a".repeat(64), "kata ".repeat(2000))])
        .collect();
    let decided = |sentence: &String| {
        let mut logits = classifier.logits(sentence);
        logits.sort_by(|a, b| b.total_cmp(a));
        logits[0] - logits[1] > 1e-3
    };
    let (sentences, ties): (Vec<String>, Vec<String>) = sentences.into_iter().partition(decided);
    assert!(ties.len() < 20, "{ties:?}");
    let mut scratch = classifier.scorer().scratch();
    let mut labels = Vec::with_capacity(sentences.len());

    let cold = allocation_counter::measure(|| {
        classifier.classify_batch(&sentences, &mut scratch, &mut labels);
    });
    assert!(cold.count_total > 0, "the counter counts: forms are learned on the way");

    let first = std::mem::take(&mut labels);
    labels.reserve(sentences.len());
    let warm = allocation_counter::measure(|| {
        classifier.classify_batch(&sentences, &mut scratch, &mut labels);
        for sentence in &sentences {
            let (_, probabilities) = classifier.label_and_probabilities(sentence, &mut scratch);
            assert!(probabilities[0].is_finite());
        }
    });
    assert_eq!(labels, first);
    assert_eq!(warm.count_total, 0, "{warm:?}");
}
