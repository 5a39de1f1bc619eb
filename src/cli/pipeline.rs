//! Work on all threads with the results in order: items go in one after the other, results come out in the same order,
//! and only a few are under way at any time.

use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use anyhow::Result;
use rayon::Yield;

/// Calls `work` on every item, on the threads of the current rayon pool, and `take` on every result in the order of the
/// items. `items` and `take` run on the calling thread, which works along while it waits; so one thread is enough.
///
/// Memory: at most `2 * threads + 2` items and results exist at a time; with one thread, one.
///
/// # Errors
/// The first error of `take`; nothing more is then read, worked on or taken.
pub(super) fn in_order<I, R>(
    items: impl Iterator<Item = I>,
    work: impl Fn(I) -> R + Sync,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<()>
where
    I: Send,
    R: Send,
{
    let threads = rayon::current_num_threads();
    let most = if threads == 1 { 1 } else { 2 * threads + 2 };
    let stopped = AtomicBool::new(false);
    rayon::in_place_scope_fifo(|scope| {
        let (sender, receiver) = mpsc::channel();
        // Results by order of their items, from the next one to take on.
        let mut window: VecDeque<Option<R>> = VecDeque::new();
        let mut first = 0;
        let mut items = items.fuse();
        loop {
            if window.len() < most
                && let Some(item) = items.next()
            {
                let index = first + window.len();
                window.push_back(None);
                let sender = sender.clone();
                let (work, stopped) = (&work, &stopped);
                scope.spawn_fifo(move |_| {
                    if !stopped.load(Ordering::Relaxed) {
                        let result = panic::catch_unwind(AssertUnwindSafe(|| work(item)));
                        // Nobody listens any more after an error.
                        let _ = sender.send((index, result));
                    }
                });
                continue;
            }
            if window.is_empty() {
                return Ok(());
            }
            if let Some(Some(_)) = window.front() {
                first += 1;
                if let Some(result) = window.pop_front().flatten()
                    && let Err(error) = take(result)
                {
                    stopped.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                continue;
            }
            let arrived = receiver.try_recv().or_else(|_| {
                if rayon::yield_now() == Some(Yield::Executed) {
                    return receiver.try_recv();
                }
                // Everything that is missing is in the hands of other threads.
                receiver.recv().map_err(|_| mpsc::TryRecvError::Disconnected)
            });
            if let Ok((index, result)) = arrived {
                let result = result.unwrap_or_else(|payload| {
                    stopped.store(true, Ordering::Relaxed);
                    panic::resume_unwind(payload)
                });
                window[index - first] = Some(result);
            }
        }
    })
}

/// Things that threads borrow and give back: as many are made as are in use at once.
#[derive(Debug, Default)]
pub(super) struct Shelf<T>(Mutex<Vec<T>>);

impl<T> Shelf<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    pub(super) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    pub(super) fn give(&self, thing: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thing);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
    }

    #[test]
    fn results_come_in_order_and_few_at_a_time() {
        for threads in [1, 2, 5] {
            let under_way = AtomicUsize::new(0);
            let mut taken = Vec::new();
            let done = pool(threads).install(|| {
                in_order(
                    (0..500_u64).inspect(|_| {
                        let n = under_way.fetch_add(1, Ordering::SeqCst);
                        assert!(n < 2 * threads + 2);
                    }),
                    |i| {
                        // Uneven work, so that results are ready out of order.
                        (0..(i * 7919) % 2000).map(std::hint::black_box).sum::<u64>();
                        i
                    },
                    |i| {
                        under_way.fetch_sub(1, Ordering::SeqCst);
                        taken.push(i);
                        Ok(())
                    },
                )
            });
            assert!(done.is_ok());
            assert_eq!(taken, (0..500).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_ends_it() {
        let read = AtomicUsize::new(0);
        let done = pool(2).install(|| {
            in_order(
                (0..).inspect(|_| {
                    read.fetch_add(1, Ordering::SeqCst);
                }),
                |i: i32| i,
                |i| if i == 3 { Err(anyhow::anyhow!("three")) } else { Ok(()) },
            )
        });
        assert_eq!(done.expect_err("stopped").to_string(), "three");
        assert!(read.into_inner() <= 10);
    }

    #[test]
    fn a_panic_is_passed_on() {
        let outcome = panic::catch_unwind(|| {
            pool(2).install(|| in_order(0..100, |i| assert!(i != 50, "fifty"), |()| Ok(())))
        });
        assert!(outcome.is_err());
    }
}
