//! Calls into parsers and writers of other hands, some of which end in an assertion on damaged input.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Whether a panic on this thread becomes an error, so that nobody need hear of it.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// The result of `call`; `None` when it panics. Of a panic in code of other hands nothing is written to standard error; one
/// in ours is told there as ever.
///
/// The first call puts a panic hook of its own before the one that is installed, for the whole process.
pub fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let ours = info.location().is_none_or(|place| is_ours(place.file()));
            if ours || !GUARDED.get() {
                usual(info);
            }
        }));
    });
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(before);
    result.ok()
}

/// Whether a source file is one of this crate.
fn is_ours(file: &str) -> bool {
    file.starts_with(file!().trim_end_matches("guard.rs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_result_and_guards_nest() {
        let inner = || guarded(|| -> u8 { panic!("one of ours") });
        assert_eq!(guarded(|| (inner(), 2)), Some((None, 2)));
        assert_eq!(guarded(|| inner().expect("a second panic")), None);
        assert!(!GUARDED.get());
        assert!(is_ours(file!()));
        assert!(!is_ours("/rustc/library/core/src/option.rs"));
    }
}
