//! A folder with one file an article and an index: complete files go in, in the order of the input; a run that was broken
//! off goes on where it stopped.
//!
//! `manifest.jsonl` says in its first line what the files were made by, then names each article's file with SHA-256 of
//! the article as it was read and of the file, then sums up. While the run is unfinished it is called
//! `manifest.partial.jsonl`. A file gets its name when it is complete, and its line in the index after that; going on, a
//! line counts only if its file is there with the bytes that it had. So whatever moment a run is killed at, what is
//! missing is done again, and nothing else.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{
    BufRead as _, BufReader, BufWriter, ErrorKind, Read, Seek as _, SeekFrom, Write as _,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use klaim::article::Article;
use klaim::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::file_name::FileNames;

pub(super) const MANIFEST: &str = "manifest.jsonl";
pub(super) const PARTIAL: &str = "manifest.partial.jsonl";
/// The one file that is being written.
const TEMPORARY: &str = ".klaim-article.tmp";

/// SHA-256.
pub(super) type Hash = [u8; 32];

/// What the files are made by: first line of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Maker {
    /// Version of the program.
    pub(super) klaim: String,
    pub(super) command: String,
    /// Options that change what is written, by name.
    pub(super) settings: BTreeMap<String, String>,
}

/// An article: a further line of the index.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    article: String,
    file: String,
    sentences: u64,
    bytes: u64,
    /// Of the file.
    sha256: String,
    /// Of the article as it was read.
    article_sha256: String,
}

/// The last line of a finished index.
#[derive(Debug, Serialize, Deserialize)]
struct Sum {
    articles: u64,
    sentences: u64,
}

/// An article that an earlier run did.
struct Old {
    article: Hash,
    file: Hash,
    sentences: u64,
    /// Whether its file is there as it was written.
    whole: bool,
}

/// A folder that is being filled.
pub(super) struct Folder {
    path: PathBuf,
    /// Locked against another run.
    manifest: BufWriter<File>,
    names: FileNames,
    /// What an earlier run did, in order.
    old: Vec<Old>,
    sum: Sum,
}

/// The articles whose files are there, by hash.
pub(super) type Finished = Arc<HashSet<Hash>>;

/// A file's content.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) sentences: u64,
}

impl Folder {
    /// Opens `path`, made if it does not exist, for files that end with `ending`.
    ///
    /// # Errors
    /// When the folder holds something else, the output of another run, or, unless `resume`, of this one; when another
    /// run writes into it; when it cannot be made or read.
    pub(super) fn open(
        path: &Path,
        ending: &'static str,
        maker: &Maker,
        resume: bool,
    ) -> Result<(Self, Finished)> {
        match fs::create_dir(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(Error::input(
                    path,
                    0,
                    "is a file, not a folder",
                    "name another folder",
                ));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let remedy = "make the folder above first, or name another folder";
                return Err(Error::input(path, 0, "its folder does not exist", remedy));
            }
            made => made.map_err(Error::io(path))?,
        }
        let (finished, partial) = (path.join(MANIFEST), path.join(PARTIAL));
        let current = if finished.exists() { &finished } else { &partial };
        if !current.exists() && holds_something(path)? {
            let remedy = "name a new or an empty folder";
            return Err(Error::input(path, 0, "holds files that are no output of klaim", remedy));
        }
        if current.exists() && !resume {
            let (problem, remedy) = if *current == partial {
                ("holds the output of a run that did not finish", "go on with it by --resume, or")
            } else {
                ("holds the output of an earlier run", "check and complete it by --resume, or")
            };
            return Err(Error::input(path, 0, problem, format!("{remedy} name another folder")));
        }
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(current)
            .map_err(Error::io(current))?;
        // Where a file system knows no locks, nothing is locked.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            let remedy = "wait until it has ended, or name another folder";
            return Err(Error::input(path, 0, "another run writes into it", remedy));
        }
        let mut folder = Self {
            path: path.to_owned(),
            names: FileNames::new(ending, &[MANIFEST, PARTIAL]),
            old: Vec::new(),
            sum: Sum { articles: 0, sentences: 0 },
            manifest: BufWriter::new(file),
        };
        let (complete, end) = folder.read_manifest(current, maker, ending)?;
        // Nothing is touched before all of it has proved to be ours.
        if *current == finished {
            fs::rename(&finished, &partial).map_err(Error::io(&finished))?;
        }
        let file = folder.manifest.get_mut();
        file.set_len(end).map_err(Error::io(&partial))?;
        file.seek(SeekFrom::Start(end)).map_err(Error::io(&partial))?;
        if end == 0 {
            folder.write_line(maker)?;
            folder.flush()?;
        }
        Ok((folder, Arc::new(complete)))
    }

    /// Reads what an earlier run did: the articles whose files are whole, and the bytes of the index that hold.
    fn read_manifest(
        &mut self,
        path: &Path,
        maker: &Maker,
        ending: &'static str,
    ) -> Result<(HashSet<Hash>, u64)> {
        let mut finished = HashSet::new();
        let mut names = FileNames::new(ending, &[MANIFEST, PARTIAL]);
        let mut lines = BufReader::new(self.manifest.get_ref());
        let mut line = String::new();
        let mut end = 0_u64;
        let mut number = 0_usize;
        loop {
            line.clear();
            let bytes = match lines.read_line(&mut line) {
                Ok(bytes) => bytes,
                // Half a character at the end of what was written.
                Err(error) if error.kind() == ErrorKind::InvalidData => break,
                Err(error) => return Err(Error::io(path)(error)),
            };
            // A line without its end was being written when the run was broken off.
            if !line.ends_with('\n') {
                break;
            }
            number += 1;
            let broken = |problem: String| {
                Error::input(path, number, problem, "name another folder, and begin anew")
            };
            if number == 1 {
                let earlier: Maker = serde_json::from_str(&line)
                    .map_err(|error| broken(format!("is no index of klaim: {error}")))?;
                agree(&self.path, &earlier, maker)?;
            } else if serde_json::from_str::<Sum>(&line).is_ok() {
                break;
            } else {
                let entry: Entry = serde_json::from_str(&line)
                    .map_err(|error| broken(format!("is no line of an index: {error}")))?;
                if names.next(&entry.article) != entry.file {
                    return Err(broken(format!(
                        "names the file {:?}, which is not its own",
                        entry.file
                    )));
                }
                let hash = |text: &str| {
                    from_hex(text).ok_or_else(|| broken(format!("{text:?} is no SHA-256")))
                };
                let old = Old {
                    article: hash(&entry.article_sha256)?,
                    file: hash(&entry.sha256)?,
                    sentences: entry.sentences,
                    whole: hash_file(&self.path.join(&entry.file))?.as_ref()
                        == Some(&hash(&entry.sha256)?),
                };
                if old.whole {
                    finished.insert(old.article);
                }
                self.old.push(old);
            }
            end += bytes as u64;
        }
        Ok((finished, end))
    }

    /// Files the next article of the input. `content` is asked for when its file is not there yet.
    ///
    /// # Errors
    /// When it is another article than the earlier run had at this place; when writing fails.
    pub(super) fn add<E: From<Error>>(
        &mut self,
        id: &str,
        article: &Hash,
        content: impl FnOnce() -> Result<Content, E>,
    ) -> Result<(), E> {
        let name = self.names.next(id);
        let place = usize::try_from(self.sum.articles).unwrap_or(usize::MAX);
        self.sum.articles += 1;
        if let Some(old) = self.old.get(place) {
            if old.article != *article {
                return Err(self.other_input(&format!("{id:?} is not what it was")).into());
            }
            self.sum.sentences += old.sentences;
            if old.whole {
                return Ok(());
            }
            let expected = old.file;
            let content = content()?;
            if hash(&content.bytes) != expected {
                let problem = format!("{name} would not get the bytes that it had");
                let remedy = "name another folder, and begin anew";
                return Err(Error::input(&self.path, 0, problem, remedy).into());
            }
            return Ok(self.write_file(&name, &content.bytes)?);
        }
        let content = content()?;
        self.write_file(&name, &content.bytes)?;
        self.sum.sentences += content.sentences;
        let entry = Entry {
            article: id.to_owned(),
            file: name,
            sentences: content.sentences,
            bytes: content.bytes.len() as u64,
            sha256: hex(&hash(&content.bytes)),
            article_sha256: hex(article),
        };
        Ok(self.write_line(&entry)?)
    }

    /// Articles filed so far.
    pub(super) fn articles(&self) -> u64 {
        self.sum.articles
    }

    /// Writes out the lines of the index that are held back.
    pub(super) fn flush(&mut self) -> Result<()> {
        self.manifest.flush().map_err(Error::io(self.path.join(PARTIAL)))
    }

    /// Completes the index.
    ///
    /// # Errors
    /// When an earlier run did more articles than the input has; when writing fails.
    pub(super) fn finish(mut self) -> Result<()> {
        let rest = (self.old.len() as u64).saturating_sub(self.sum.articles);
        if rest > 0 {
            return Err(
                self.other_input(&format!("it lacks {rest} of the articles that are there"))
            );
        }
        let sum = Sum { articles: self.sum.articles, sentences: self.sum.sentences };
        self.write_line(&sum)?;
        self.flush()?;
        let (partial, finished) = (self.path.join(PARTIAL), self.path.join(MANIFEST));
        self.manifest.get_ref().sync_all().map_err(Error::io(&partial))?;
        fs::rename(&partial, &finished).map_err(Error::io(&finished))
    }

    fn other_input(&self, how: &str) -> Error {
        Error::input(
            &self.path,
            0,
            format!("the input is not that of the run that is to go on: {how}"),
            "give the same input in the same order, or name another folder",
        )
    }

    fn write_line(&mut self, line: &impl Serialize) -> Result<()> {
        let path = || self.path.join(PARTIAL);
        serde_json::to_writer(&mut self.manifest, line)
            .map_err(|error| Error::io(path())(error.into()))?;
        self.manifest.write_all(b"\n").map_err(Error::io(path()))
    }

    /// Not forced to the disk one by one, which would take longer than the work: going on finds what a power cut took.
    fn write_file(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let (temporary, path) = (self.path.join(TEMPORARY), self.path.join(name));
        let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
        written.map_err(|error| {
            // It is in nobody's way if it stays.
            let _ = fs::remove_file(&temporary);
            Error::io(&path)(error)
        })
    }
}

/// Refuses to go on with other means than `earlier`.
fn agree(folder: &Path, earlier: &Maker, now: &Maker) -> Result<()> {
    let refuse = |then: String, now: String| {
        Err(Error::input(
            folder,
            0,
            format!("was written {then}, and would now be written {now}"),
            "give the same options, or name another folder",
        ))
    };
    if earlier.klaim != now.klaim {
        return refuse(format!("by klaim {}", earlier.klaim), format!("by klaim {}", now.klaim));
    }
    if earlier.command != now.command {
        return refuse(format!("by {}", earlier.command), format!("by {}", now.command));
    }
    for name in earlier.settings.keys().chain(now.settings.keys()) {
        let (then, now) = (earlier.settings.get(name), now.settings.get(name));
        if then != now {
            let told = |value: Option<&String>| match value {
                Some(value) => format!("with {name} {value}"),
                None => format!("without {name}"),
            };
            return refuse(told(then), told(now));
        }
    }
    Ok(())
}

/// Whether there is a file that is not hidden.
fn holds_something(path: &Path) -> Result<bool> {
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let name = entry.map_err(Error::io(path))?.file_name();
        if !name.as_encoded_bytes().starts_with(b".") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// SHA-256 of `article` as it was read, with what travels along.
pub(super) fn hash_article(article: &Article, kept: &[Option<&str>]) -> Hash {
    let mut hasher = Sha256::new();
    let fixed = [Some(article.id.as_str()), article.title.as_deref(), Some(article.text.as_str())];
    for part in fixed.iter().chain(kept) {
        // Lengths, so that no two articles read as one.
        hasher.update(part.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
        hasher.update(part.unwrap_or_default());
    }
    hasher.finalize().into()
}

fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// SHA-256 of a file; `None` when there is none.
fn hash_file(path: &Path) -> Result<Option<Hash>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path)(error)),
    };
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut buffer).map_err(Error::io(path))?;
        if n == 0 {
            return Ok(Some(hasher.finalize().into()));
        }
        hasher.update(&buffer[..n]);
    }
}

/// SHA-256 of `bytes` in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&hash(bytes))
}

fn hex(hash: &Hash) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn from_hex(text: &str) -> Option<Hash> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}
