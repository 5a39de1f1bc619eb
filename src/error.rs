//! The one error type of the library.
//!
//! Every variant carries what a person needs to mend the cause: the file, the line or the value, and the remedy.
//! The program adds nothing but the exit code.

use std::path::PathBuf;

/// Result of every fallible function of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong, with its place and its remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Input that does not say what it should, at a place in a file.
    #[error("{}{}: {problem}; {remedy}", path.display(), place(*line))]
    Input {
        /// The file, or `<stdin>`.
        path: PathBuf,
        /// The line, counted from 1; 0 when the problem is the file as a whole.
        line: usize,
        /// What is wrong, with the value.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
    /// A setting outside its range.
    #[error("{name} is {value}: {remedy}")]
    Parameter {
        /// The setting, as the program's option or the field's name.
        name: &'static str,
        /// The value given.
        value: String,
        /// The values that are accepted.
        remedy: String,
    },
    /// Training data that no model can be fitted to.
    #[error("cannot train: {problem}; {remedy}")]
    Training {
        /// What is wrong with the data.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
    /// Something that linfa refused.
    #[error("linfa: {0}")]
    Linfa(#[from] linfa::Error),
    /// A model file that is damaged, foreign or of another format version.
    #[error("{}: {problem}; {remedy}", path.display())]
    Model {
        /// The model file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        remedy: String,
    },
}

fn place(line: usize) -> String {
    if line == 0 { String::new() } else { format!(":{line}") }
}

impl Error {
    /// An [`Error::Io`] for `path`, to be used with `map_err`.
    pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// An [`Error::Input`] at `line` (from 1; 0 for the whole file) of `path`.
    pub fn input(
        path: impl Into<PathBuf>,
        line: usize,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Input { path: path.into(), line, problem: problem.into(), remedy: remedy.into() }
    }

    /// An [`Error::Parameter`] for the setting `name`.
    pub fn parameter(
        name: &'static str,
        value: impl std::fmt::Display,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Parameter { name, value: value.to_string(), remedy: remedy.into() }
    }

    /// An [`Error::Training`].
    pub fn training(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Training { problem: problem.into(), remedy: remedy.into() }
    }

    /// An [`Error::Model`] for the model file `path`.
    pub fn model(
        path: impl Into<PathBuf>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Model { path: path.into(), problem: problem.into(), remedy: remedy.into() }
    }
}
