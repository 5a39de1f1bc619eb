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

/// The most bytes of what is said of a problem or a value: it may quote what was found, of any length.
const MAX_PROBLEM_BYTES: usize = 3000;

/// The beginning of `text`.
fn brief(text: impl Into<String>) -> String {
    let mut text = text.into();
    if text.len() > MAX_PROBLEM_BYTES {
        text.truncate(text.floor_char_boundary(MAX_PROBLEM_BYTES));
        text.push('…');
    }
    text
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
        Self::Input { path: path.into(), line, problem: brief(problem), remedy: remedy.into() }
    }

    /// An [`Error::Parameter`] for the setting `name`.
    pub fn parameter(
        name: &'static str,
        value: impl std::fmt::Display,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Parameter { name, value: brief(value.to_string()), remedy: remedy.into() }
    }

    /// An [`Error::Training`].
    pub fn training(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Training { problem: brief(problem), remedy: remedy.into() }
    }

    /// An [`Error::Model`] for the model file `path`.
    pub fn model(
        path: impl Into<PathBuf>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Model { path: path.into(), problem: brief(problem), remedy: remedy.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_quote_the_beginning_of_what_is_long() {
        let long = "é".repeat(1 << 20);
        for error in [
            Error::input("a", 1, long.as_str(), "r"),
            Error::parameter("p", &long, "r"),
            Error::training(long.as_str(), "r"),
            Error::model("m", long.as_str(), "r"),
        ] {
            let message = error.to_string();
            assert!(message.len() < 3100 && message.contains("é…") && message.ends_with('r'));
        }
        let exact = "a".repeat(3000);
        assert!(Error::training(exact.as_str(), "r").to_string().contains(&format!("{exact};")));
    }
}
