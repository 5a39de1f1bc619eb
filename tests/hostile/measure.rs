//! Processor time of a thread, and the test for linear growth.

use std::time::Duration;

/// The most that twice the input may take, in times of the input: 2.5 where the machine is left to the test, as at full size.
/// Beside other tests a few milliseconds and the caches that these share decide, so more is let pass; quadratic is 4.
fn most() -> f64 {
    if crate::full() { 2.5 } else { 3.3 }
}
/// Pairs measured before growth counts as worse than linear; the least of each side counts, because other programs on
/// the machine can only add to it.
const TRIES: usize = 12;

/// Processor time that this thread has had.
fn processor_time() -> Duration {
    // The kernel brings the figure up to date when it chooses who runs next, else only every few milliseconds.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the kernel tells");
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.expect("a number"))
}

/// Processor time that `work` takes on this thread.
pub(crate) fn time(work: impl FnOnce()) -> Duration {
    let start = processor_time();
    work();
    processor_time().saturating_sub(start)
}

/// Asserts that twice the input takes at most [`most`] times the time, and both are below `bound` a megabyte.
pub(crate) fn assert_linear(
    what: &str,
    bytes: usize,
    bound: Duration,
    mut once: impl FnMut() -> Duration,
    mut twice: impl FnMut() -> Duration,
) {
    // Below this the kernel's clock and the caches decide.
    let floor = Duration::from_millis(5);
    let (mut single, mut double) = (Duration::MAX, Duration::MAX);
    let mut ratio = f64::MAX;
    for _ in 0..TRIES {
        single = single.min(once());
        double = double.min(twice());
        ratio = double.as_secs_f64() / single.max(floor).as_secs_f64();
        if ratio <= most() {
            break;
        }
    }
    assert!(ratio <= most(), "{what}: {bytes} bytes take {single:?}, twice as many {double:?}");
    let megabytes = 2.0 * bytes as f64 / 1e6;
    assert!(
        double.as_secs_f64() <= bound.as_secs_f64() * megabytes + 0.5,
        "{what}: {megabytes} MB take {double:?}, more than {bound:?} a megabyte"
    );
}

#[test]
#[should_panic(expected = "twice as many")]
fn quadratic_growth_is_found() {
    let milliseconds = Duration::from_millis;
    assert_linear("a square", 5000, milliseconds(1), || milliseconds(20), || milliseconds(80));
}

#[test]
fn the_clock_tells_a_hundred_times_the_work() {
    let work = |n: u64| {
        time(|| {
            let mut sum = 0_u64;
            for a in 0..n {
                for b in 0..n {
                    sum = sum.wrapping_add(std::hint::black_box(a ^ b));
                }
            }
            std::hint::black_box(sum);
        })
    };
    // Far apart, so that a busy machine does not decide.
    let (small, large) = (work(2000), work(20_000));
    assert!(large > 10 * small && large > Duration::from_millis(20), "{small:?}, {large:?}");
}
