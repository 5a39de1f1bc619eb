//! What `report` and `summary` share: the articles of sources go through threads, what becomes of each comes out in order.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use klaim::Error;
use klaim::article::{Article, Fields};

use super::batch::{Batch, Batches, Item};
use super::input::Reading;
use super::meter::Meter;
use super::pipeline::{Shelf, in_order};
use super::remarks::Remarks;

/// What became of a batch.
struct Done<T> {
    input_bytes: u64,
    /// Which fields of a file's records are taken.
    fields: Option<(Arc<Path>, Fields)>,
    results: Vec<T>,
    /// In the order of the input; at most one unless bad records are skipped.
    errors: Vec<Error>,
}

/// Calls `work` on every article, on all threads, and `take` on every result in the order of the input. `scratch` makes what
/// belongs to a thread.
pub(super) fn gather<S: Send, T: Send>(
    reading: &Reading,
    scratch: impl Fn() -> S + Sync,
    work: impl Fn(Article, &mut S) -> T + Sync,
    mut take: impl FnMut(T),
) -> Result<()> {
    let scratches = Shelf::new();
    let mut meter = Meter::new(&reading.sources, false, reading.quiet);
    let mut any = false;
    let mut remarks = Remarks::new(reading.skip_bad, reading.quiet);
    in_order(
        Batches::new(reading),
        |batch| {
            let mut own = scratches.take().unwrap_or_else(&scratch);
            let done = work_on(batch, reading, |article| work(article, &mut own));
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

fn work_on<T>(batch: Batch, reading: &Reading, mut work: impl FnMut(Article) -> T) -> Done<T> {
    let mut done = Done {
        input_bytes: batch.bytes,
        fields: batch.fields.clone(),
        results: Vec::new(),
        errors: Vec::new(),
    };
    batch.each(reading, |item| {
        match item {
            Ok(Item::Article(article)) => done.results.push(work(article)),
            Ok(Item::Lines { .. }) => unreachable!("lines were not asked for"),
            Err(error) => {
                done.errors.push(error);
                return reading.skip_bad;
            }
        }
        true
    });
    done
}
