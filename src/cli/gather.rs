//! What `report` and `summary` share: the articles of sources go through threads, what becomes of each comes out in order.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use klaim::Error;
use klaim::article::{Article, Fields, ReadOptions, Source};

use super::batch::{Batch, Batches, Item};
use super::meter::Meter;
use super::pipeline::{Shelf, in_order};
use super::remarks::Remarks;

/// From sources to articles.
pub(super) struct Gather<'a> {
    pub(super) sources: &'a [Source],
    pub(super) options: &'a ReadOptions,
    pub(super) skip_bad: bool,
    pub(super) quiet: bool,
}

/// What became of a batch.
struct Done<T> {
    input_bytes: u64,
    /// Which fields of a file's records are taken.
    fields: Option<(Arc<Path>, Fields)>,
    results: Vec<T>,
    /// In the order of the input; at most one unless bad records are skipped.
    errors: Vec<Error>,
}

impl Gather<'_> {
    /// Calls `work` on every article, on all threads, and `take` on every result in the order of the input. `scratch`
    /// makes what belongs to a thread.
    pub(super) fn run<S: Send, T: Send>(
        &self,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(Article, &mut S) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<()> {
        let scratches = Shelf::new();
        let mut meter = Meter::new(self.sources, false, self.quiet);
        let mut any = false;
        let mut remarks = Remarks::new(self.skip_bad, self.quiet);
        in_order(
            Batches::new(self.sources, self.options, false),
            |batch| {
                let mut own = scratches.take().unwrap_or_else(&scratch);
                let done = self.batch(batch, |article| work(article, &mut own));
                scratches.give(own);
                done
            },
            |done| {
                meter.add(done.input_bytes);
                remarks.fields(done.fields, &meter);
                for result in done.results {
                    any = true;
                    take(result);
                }
                remarks.errors(done.errors, &meter)
            },
        )?;
        drop(meter);
        remarks.finish(any)
    }

    fn batch<T>(&self, batch: Batch, mut work: impl FnMut(Article) -> T) -> Done<T> {
        let mut done = Done {
            input_bytes: batch.bytes,
            fields: batch.fields.clone(),
            results: Vec::new(),
            errors: Vec::new(),
        };
        batch.each(self.options, |item| {
            match item {
                Ok(Item::Article(article)) => done.results.push(work(article)),
                Ok(Item::Lines { .. }) => unreachable!("lines were not asked for"),
                Err(error) => {
                    done.errors.push(error);
                    return self.skip_bad;
                }
            }
            true
        });
        done
    }
}
