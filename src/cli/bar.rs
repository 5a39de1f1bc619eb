//! The progress bar of training, on standard error if that is a terminal.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use klaim::train::Progress;

use super::Common;

/// A bar that training may tell its progress from any thread; nothing when it is not wanted.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(common: &Common) -> Self {
        let wanted = !common.quiet && std::io::stderr().is_terminal();
        let target =
            if wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(super) fn show(&self, progress: Progress) {
        match progress {
            Progress::Featurizing => self.0.set_message("featurizing"),
            Progress::CrossValidation { total } => {
                self.0.set_message("cross-validation");
                self.0.set_length(total as u64);
                self.0.inc(1);
            }
            Progress::Fitting => {
                self.0.set_message("fitting");
                self.0.tick();
            }
        }
    }

    /// Shows that one more of an unknown number is done.
    pub(super) fn step(&self, message: String) {
        self.0.set_message(message);
        self.0.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A remark on standard error, unless the user wants none.
pub(super) fn remark(common: &Common, text: &str) {
    if !common.quiet {
        anstream::eprintln!("klaim: {}", super::show::visible(text));
    }
}
