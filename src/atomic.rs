//! Files that are there whole or not at all.
//!
//! A process that is killed leaves its temporary file: hidden, named `.klaim-??????.tmp`, so that nothing takes it for a
//! result. The next one that writes into the folder removes it, once it is an hour old and nobody holds it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

const PREFIX: &str = ".klaim-";
const SUFFIX: &str = ".tmp";

/// The age from which a temporary file that nobody holds counts as left behind. Who holds one has locked it; the age is
/// for file systems without locks and for the moment between making and locking it.
const STALE: Duration = Duration::from_hours(1);

/// Folders in which this process has looked for files left behind: once each, because a folder may be large.
static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file that takes its name only when it is complete: written under a temporary name in the same folder, then renamed.
/// Dropped before [`finish`](Self::finish), it leaves nothing behind and an older file of that name untouched.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

impl AtomicFile {
    /// Begins to write what shall become `path`.
    ///
    /// # Errors
    /// [`Error::Input`] when `path` is a folder or its folder does not exist, [`Error::Io`] when its folder cannot be written to.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        if path.is_dir() {
            return Err(Error::input(path, 0, "is a folder", "name a file to write to"));
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.exists() {
            let remedy = "make the folder first, or name another file";
            return Err(Error::input(path, 0, "its folder does not exist", remedy));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The umask takes its part away, as for any file made the usual way.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(Error::io(&path))?;
        // Some file systems have no locks; then age alone counts.
        let _ = file.as_file().try_lock();
        if SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned()) {
            sweep(folder);
        }
        Ok(Self { path, writer: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Gives the file its name, on disk before this returns.
    ///
    /// # Errors
    /// [`Error::Io`] when the last bytes cannot be written or the file cannot be renamed; the older file is then
    /// still there.
    pub fn finish(self) -> Result<()> {
        let Self { path, writer } = self;
        let file = writer.into_inner().map_err(|e| Error::io(&path)(e.into_error()))?;
        file.as_file().sync_all().map_err(Error::io(&path))?;
        file.persist(&path).map_err(|e| Error::io(&path)(e.error))?;
        Ok(())
    }
}

/// Removes temporary files that processes left in `folder` when they were killed. That one cannot be removed is no reason
/// not to write another.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| {
            name.strip_prefix(PREFIX)
                .and_then(|name| name.strip_suffix(SUFFIX))
                .is_some_and(|middle| middle.len() == 6)
        });
        if ours && is_stale(&entry) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether `entry` is a plain file, an hour old, that nobody holds.
fn is_stale(entry: &std::fs::DirEntry) -> bool {
    // Of a symbolic link, this tells about the link.
    let Ok(metadata) = entry.metadata() else { return false };
    let age = metadata.modified().map(|time| SystemTime::now().duration_since(time));
    metadata.is_file()
        && matches!(age, Ok(Ok(age)) if age > STALE)
        && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stands_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("out.txt");
        std::fs::write(&path, "old").expect("written");
        let mut dropped = AtomicFile::create(&path).expect("created");
        dropped.write_all(b"half").expect("written");
        drop(dropped);
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "old");
        let mut whole = AtomicFile::create(&path).expect("created");
        whole.write_all(b"new").expect("written");
        whole.finish().expect("renamed");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "new");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let old = SystemTime::now() - 2 * STALE;
        let make = |name: &str, time: SystemTime| {
            let file = File::create(folder.path().join(name)).expect("created");
            file.set_modified(time).expect("dated");
            file
        };
        make(".klaim-abcdef.tmp", old);
        make(".klaim-fresh1.tmp", SystemTime::now());
        make(".klaim-longer-name.tmp", old);
        make("mine.tmp", old);
        let held = make(".klaim-inuse1.tmp", old);
        held.try_lock().expect("locked");
        AtomicFile::create(folder.path().join("out.txt")).expect("created").finish().expect("done");
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .expect("listed")
            .map(|entry| entry.expect("entry").file_name().into_string().expect("UTF-8"))
            .collect();
        names.sort();
        let kept = [
            ".klaim-fresh1.tmp",
            ".klaim-inuse1.tmp",
            ".klaim-longer-name.tmp",
            "mine.tmp",
            "out.txt",
        ];
        assert_eq!(names, kept);
    }

    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().expect("temporary folder");
        assert!(AtomicFile::create(folder.path()).is_err());
        assert!(AtomicFile::create(folder.path().join("no/such/file")).is_err());
    }
}
