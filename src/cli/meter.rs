//! The progress bar of commands that read articles: on standard error, when it is a terminal and nobody reads the results
//! as they come.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use klaim::article::Source;

/// A bar that does not pay for a short run.
const DELAY: Duration = Duration::from_millis(400);

/// Counts bytes of input that are done.
pub(super) struct Meter {
    /// Bytes of all sources, when they are known.
    total: Option<u64>,
    done: u64,
    started: Instant,
    /// Whether a bar is wanted.
    wanted: bool,
    bar: Option<ProgressBar>,
}

impl Meter {
    /// `shown` says whether results appear on the terminal, where a bar would be in their way.
    pub(super) fn new(sources: &[Source], shown: bool, quiet: bool) -> Self {
        Self {
            total: sources.iter().map(Source::bytes).sum(),
            done: 0,
            started: Instant::now(),
            wanted: !shown && !quiet && std::io::stderr().is_terminal(),
            bar: None,
        }
    }

    pub(super) fn add(&mut self, bytes: u64) {
        if !self.wanted {
            return;
        }
        self.done += bytes;
        if self.bar.is_none() && self.started.elapsed() >= DELAY {
            self.bar = Some(new_bar(self.total));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }

    /// Writes with the bar out of the way.
    pub(super) fn aside(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn new_bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{wide_bar} {bytes} of {total_bytes}, {binary_bytes_per_sec}, {eta} left",
        None => "{spinner} {bytes} read, {binary_bytes_per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
