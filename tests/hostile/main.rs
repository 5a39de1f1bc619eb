//! Input made to hurt: each kind with a bound on time and on memory, asserted.
//!
//! Time: the processor time of twice the input is at most 2.5 times that of the input, so nothing is quadratic.
//! Memory: a library call's peak is counted by the allocator; the program runs under limits that the kernel enforces
//! (`ulimit -d` for memory, `ulimit -t` for processor seconds), so that going over one ends it.
//!
//! Ordinary sizes take seconds. `KLAIM_HOSTILE=full cargo test --release --test hostile` takes the full ones: a sentence
//! of 50 MB without a space, 10 million open quotes, 5 million full stops and more, a CSV line of 100 MB.
#![cfg(all(feature = "cli", target_os = "linux"))]

mod faults;
mod measure;
mod order;
mod program;
mod shapes;
mod stages;
mod terminal;

/// Whether the full sizes are wanted.
fn full() -> bool {
    std::env::var("KLAIM_HOSTILE").is_ok_and(|value| value == "full")
}

/// The first number in an ordinary run, the second with `KLAIM_HOSTILE=full`.
fn size(ordinary: usize, at_full: usize) -> usize {
    if full() { at_full } else { ordinary }
}
