//! From what a person typed to the files to read: paths, folders, glob patterns and `-` go in, [`Source`]s come out in
//! a fixed order.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::options::Format;
use crate::error::{Error, Result};

/// One file, or standard input, that articles are read from. Opened only when read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    path: Arc<Path>,
    stdin: bool,
    bytes: Option<u64>,
}

impl Source {
    /// The file at `path`.
    ///
    /// # Errors
    /// [`Error::Input`] when nothing is there or it is a folder, [`Error::Io`] when it cannot be looked at.
    pub fn file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let metadata = stat(path)?;
        if metadata.is_dir() {
            return Err(Error::input(path, 0, "is a folder", "name a file"));
        }
        Ok(Self::with_metadata(path, &metadata))
    }

    /// Standard input; its path reads `<stdin>`.
    #[must_use]
    pub fn stdin() -> Self {
        Self { path: Arc::from(Path::new("<stdin>")), stdin: true, bytes: None }
    }

    fn with_metadata(path: &Path, metadata: &fs::Metadata) -> Self {
        // A pipe has a length of 0 that means nothing.
        let bytes = metadata.is_file().then_some(metadata.len());
        Self { path: Arc::from(path), stdin: false, bytes }
    }

    /// The path as given, or `<stdin>`.
    #[must_use]
    pub fn path(&self) -> &Arc<Path> {
        &self.path
    }

    /// Size of the file in bytes, where it is known.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// Whether this is standard input.
    #[must_use]
    pub fn is_stdin(&self) -> bool {
        self.stdin
    }

    /// Opens the source for reading, undecoded.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        if self.stdin {
            return Ok(Box::new(io::stdin()));
        }
        Ok(Box::new(File::open(&self.path).map_err(Error::io(&*self.path))?))
    }
}

/// The sources that `paths` stand for, in the order of `paths`.
///
/// - A file stands for itself, whatever its extension.
/// - A folder stands for the files in it and in its subfolders, sorted by name byte by byte, that have an extension of
///   [`Format::from_path`]; names that begin with a dot are left out. Symbolic links are followed, but a folder is
///   entered only once, so that a loop ends.
/// - A path that does not exist and holds `*`, `?` or `[` is a pattern (`**` for any number of folders); its matches
///   are taken in sorted order, folders among them as above.
/// - `-` is standard input.
///
/// # Errors
/// [`Error::Input`] for a path that does not exist, a pattern that matches nothing or is malformed, a folder without
/// articles, standard input named twice, or no path at all; [`Error::Io`] for a folder that cannot be read.
pub fn expand<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths {
        let path = path.as_ref();
        if path == Path::new("-") {
            if sources.iter().any(Source::is_stdin) {
                return Err(Error::input(
                    "<stdin>",
                    0,
                    "standard input is named twice",
                    "give - once",
                ));
            }
            sources.push(Source::stdin());
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => add_folder(path, &mut sources)?,
            Ok(metadata) => sources.push(Source::with_metadata(path, &metadata)),
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_pattern(path) => {
                add_matches(path, &mut sources)?;
            }
            Err(_) => {
                stat(path)?;
            }
        }
    }
    if sources.is_empty() {
        return Err(Error::input("", 0, "no input is named", "give a file, a folder or -"));
    }
    Ok(sources)
}

fn stat(path: &Path) -> Result<fs::Metadata> {
    fs::metadata(path).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            Error::input(path, 0, "no such file or folder", "check the path")
        } else {
            Error::io(path)(error)
        }
    })
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

fn add_matches(pattern: &Path, sources: &mut Vec<Source>) -> Result<()> {
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let text = pattern.to_str().ok_or_else(|| {
        Error::input(pattern, 0, "the pattern is not valid UTF-8", "name the files themselves")
    })?;
    let matches = glob::glob_with(text, options).map_err(|error| {
        Error::input(pattern, 0, format!("is not a pattern: {error}"), "check the path")
    })?;
    let before = sources.len();
    for found in matches {
        let found = found.map_err(|error| {
            let path = error.path().to_path_buf();
            Error::io(path)(error.into())
        })?;
        let metadata = stat(&found)?;
        if metadata.is_dir() {
            add_folder(&found, sources)?;
        } else {
            sources.push(Source::with_metadata(&found, &metadata));
        }
    }
    if sources.len() == before {
        return Err(Error::input(pattern, 0, "the pattern matches no file", "check the path"));
    }
    Ok(())
}

/// Adds the articles below `folder`, depth first in the order of names.
fn add_folder(folder: &Path, sources: &mut Vec<Source>) -> Result<()> {
    let before = sources.len();
    // Only asked whether it contains a path, never iterated.
    let mut entered: HashSet<PathBuf> = HashSet::new();
    let mut stack = vec![folder.to_path_buf()];
    while let Some(path) = stack.pop() {
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            // A dangling link or a link to itself.
            Err(_) if path.is_symlink() => continue,
            Err(error) => return Err(Error::io(&path)(error)),
        };
        if metadata.is_dir() {
            if entered.insert(fs::canonicalize(&path).map_err(Error::io(&path))?) {
                stack.extend(visible_entries(&path)?.into_iter().rev());
            }
        } else if metadata.is_file() && Format::from_path(&path).is_some() {
            sources.push(Source::with_metadata(&path, &metadata));
        }
    }
    if sources.len() == before {
        return Err(Error::input(
            folder,
            0,
            "the folder holds no article",
            "put files there that end in .txt, .html, .jsonl, .json, .csv, .tsv, .xlsx or .parquet, or name the files themselves",
        ));
    }
    Ok(())
}

fn visible_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let name = entry.map_err(Error::io(folder))?.file_name();
        if !name.as_encoded_bytes().starts_with(b".") {
            names.push(name);
        }
    }
    names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}
