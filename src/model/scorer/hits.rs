//! The features found in a sentence.

/// Features found, each once, with its count. Adding is free of branches: whether a feature is new is as good as random.
#[derive(Debug)]
pub(super) struct Hits {
    /// How often each feature was found in this sentence; the last place, which stands for a feature that the model does
    /// not know, is never 0, so that it never counts as new.
    counts: Vec<u32>,
    /// The first `n_found` are the features found; the rest is room.
    found: Vec<u32>,
    n_found: usize,
}

impl Hits {
    pub(super) fn new(n_features: usize) -> Self {
        let mut counts = vec![0; n_features + 1];
        counts[n_features] = 1;
        Self { counts, found: Vec::new(), n_found: 0 }
    }

    /// Makes room for `n` additions to a new sentence.
    pub(super) fn reserve(&mut self, n: usize) {
        if self.found.len() < n {
            self.found.resize(n, 0);
        }
    }

    /// Adds a feature, or the number of features for one that the model does not know.
    #[inline]
    pub(super) fn add(&mut self, feature: u32) {
        let count = &mut self.counts[feature as usize];
        self.found[self.n_found] = feature;
        self.n_found += usize::from(*count == 0);
        *count += 1;
    }

    /// Takes the features found with their counts, and begins anew.
    #[inline]
    pub(super) fn drain(&mut self, mut each: impl FnMut(u32, u32)) {
        for &feature in &self.found[..self.n_found] {
            each(feature, std::mem::take(&mut self.counts[feature as usize]));
        }
        self.n_found = 0;
        if let Some(unknown) = self.counts.last_mut() {
            *unknown = 1;
        }
    }
}
