//! What a [`Classifier`] does for its callers by the compiled scorer: one sentence, many, many on all threads, a reader's lines.

use std::io::{BufRead, Read as _};
use std::sync::{Mutex, PoisonError};

use super::{Scorer, Scratch};
use crate::label::Label;
use crate::model::Classifier;
use crate::train::{argmax, softmax};

/// Two logits nearer than this are decided by [`Classifier::logits`], so that rounding never changes a label.
const TIE: f64 = 1e-4;

impl Classifier {
    /// [`logits`](Self::logits) the fast way, valid until the next call; within 1e-5 of them.
    pub fn compiled_logits<'s>(&self, sentence: &str, scratch: &'s mut Scratch) -> &'s [f64] {
        self.score(sentence, scratch);
        &scratch.logits
    }

    /// The most probable label of `sentence`, without the cost of probabilities.
    ///
    /// Linear in the sentence's length; allocates nothing once `scratch` has grown to the text at hand, but for words of more than 64 bytes, which are not
    /// remembered.
    pub fn label(&self, sentence: &str, scratch: &mut Scratch) -> Label {
        self.score(sentence, scratch);
        let logits = &scratch.logits;
        let mut best = argmax(logits.iter().copied());
        let top = logits[best];
        let rivals = logits.iter().filter(|&&z| z > top - TIE).count();
        if rivals > 1 {
            best = argmax(self.logits(sentence));
        }
        Label(u8::try_from(best).unwrap_or(u8::MAX))
    }

    /// The label of `sentence` and the probability of every label, in label order, valid until the next call.
    ///
    /// Costs a few exponentials more than [`label`](Self::label).
    pub fn label_and_probabilities<'s>(
        &self,
        sentence: &str,
        scratch: &'s mut Scratch,
    ) -> (Label, &'s [f64]) {
        let label = self.label(sentence, scratch);
        softmax(&mut scratch.logits);
        (label, &scratch.logits)
    }

    /// Appends the label of each of `sentences` to `labels`, on this thread. Allocates only what `labels` needs.
    pub fn classify_batch<S: AsRef<str>>(
        &self,
        sentences: &[S],
        scratch: &mut Scratch,
        labels: &mut Vec<Label>,
    ) {
        labels.extend(sentences.iter().map(|sentence| self.label(sentence.as_ref(), scratch)));
    }

    /// The label of each of `sentences`, in order, on all threads of the current rayon pool. Costs the labels and, once,
    /// one [`Scratch`] a thread, which the next call finds warm.
    pub fn classify_parallel<S: AsRef<str> + Sync>(&self, sentences: &[S]) -> Vec<Label> {
        /// Sentences that a thread takes at once: enough that handing them over costs nothing, few enough to share out evenly.
        const CHUNK: usize = 512;
        let scorer = self.scorer();
        let mut labels = vec![Label(0); sentences.len()];
        let chunks = Mutex::new(sentences.chunks(CHUNK).zip(labels.chunks_mut(CHUNK)));
        rayon::scope(|scope| {
            for _ in 0..rayon::current_num_threads().min(sentences.len().div_ceil(CHUNK)) {
                scope.spawn(|_| {
                    // One for all chunks that the thread takes: what it has read is in this core's cache, not in another's.
                    let mut scratch = scorer.take_idle();
                    loop {
                        let chunk = chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
                        let Some((sentences, labels)) = chunk else { break };
                        for (sentence, label) in sentences.iter().zip(labels) {
                            *label = self.label(sentence.as_ref(), &mut scratch);
                        }
                    }
                    scorer.give_back(scratch);
                });
            }
        });
        labels
    }

    /// Calls `each` with every line of `reader` that is not blank, without its end, and with its label. Holds one line in
    /// memory, of at most 64 MiB.
    ///
    /// # Errors
    /// What `reader` says, and [`std::io::ErrorKind::InvalidData`] for a line that is not UTF-8 or longer.
    pub fn classify_lines(
        &self,
        mut reader: impl BufRead,
        mut each: impl FnMut(&str, Label),
    ) -> std::io::Result<()> {
        const LONGEST: u64 = 64 << 20;
        let mut scratch = self.scorer().scratch();
        let mut line = String::new();
        loop {
            line.clear();
            if reader.by_ref().take(LONGEST).read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.len() as u64 == LONGEST && !line.ends_with('\n') {
                let problem = "a line has more than 64 MiB";
                return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, problem));
            }
            let sentence = line.trim_end_matches(['\n', '\r']);
            if !sentence.trim().is_empty() {
                each(sentence, self.label(sentence, &mut scratch));
            }
        }
    }
}

impl Scorer {
    /// An idle scratch, or a new one.
    fn take_idle(&self) -> Scratch {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| self.scratch())
    }

    fn give_back(&self, scratch: Scratch) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
    }
}
