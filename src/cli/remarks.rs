//! What is said on standard error of the records that are read: the fields taken, and the records left out.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use klaim::Error;
use klaim::article::Fields;

use super::meter::Meter;
use crate::report::visible;

/// What was said so far, and what is to be said at the end.
pub(super) struct Remarks {
    /// Whether a bad record is left out and told, or ends the run.
    skip_bad: bool,
    quiet: bool,
    /// Sets of fields that were told of: each once, so that a thousand files of a kind give one line.
    told: Vec<String>,
    /// Bad records left out.
    bad: u64,
}

impl Remarks {
    /// The most lines on fields.
    const MOST: usize = 20;

    pub(super) fn new(skip_bad: bool, quiet: bool) -> Self {
        Self { skip_bad, quiet, told: Vec::new(), bad: 0 }
    }

    /// Says which fields were taken of the records of a file, if that is new.
    pub(super) fn fields(&mut self, fields: Option<(Arc<Path>, Fields)>, meter: &Meter) {
        let Some((path, fields)) = fields.filter(|_| !self.quiet) else { return };
        let text = fields.to_string();
        if self.told.len() > Self::MOST || self.told.contains(&text) {
            return;
        }
        let line = if self.told.len() == Self::MOST {
            "the fields taken of further files are not told".to_owned()
        } else {
            format!("{}: {text}", path.display())
        };
        self.told.push(text);
        meter.aside(|| remark(&line));
    }

    /// Counts and tells bad records.
    ///
    /// # Errors
    /// The first of them, unless they are to be left out.
    pub(super) fn errors(&mut self, errors: Vec<Error>, meter: &Meter) -> Result<()> {
        for error in errors {
            if !self.skip_bad {
                return Err(error.into());
            }
            self.bad += 1;
            if !self.quiet {
                meter.aside(|| remark(&format!("left out: {}", place_and_problem(&error))));
            }
        }
        Ok(())
    }

    /// Says how many records were left out.
    ///
    /// # Errors
    /// When that were all, so that there is not `any`.
    pub(super) fn finish(&self, any: bool) -> Result<()> {
        if self.bad == 0 {
            return Ok(());
        }
        let (noun, verb) = if self.bad == 1 { ("record", "was") } else { ("records", "were") };
        let count = format!("{} bad {noun} {verb} left out", self.bad);
        if !any {
            bail!("nothing could be read: {count}");
        }
        if !self.quiet {
            remark(&count);
        }
        Ok(())
    }
}

/// A line on standard error; that nobody can read it is no reason to stop.
pub(super) fn remark(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(anstream::stderr(), "klaim: {}", visible(text));
}

/// The error without the remedy, which may be the very option that was given.
fn place_and_problem(error: &Error) -> String {
    match error {
        Error::Input { path, line: 0, problem, .. } => format!("{}: {problem}", path.display()),
        Error::Input { path, line, problem, .. } => format!("{}:{line}: {problem}", path.display()),
        other => other.to_string(),
    }
}
