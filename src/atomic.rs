//! Files that are there whole or not at all.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

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
        builder.prefix(".klaim-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The umask takes its part away, as for any file made the usual way.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(Error::io(&path))?;
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
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().expect("temporary folder");
        assert!(AtomicFile::create(folder.path()).is_err());
        assert!(AtomicFile::create(folder.path().join("no/such/file")).is_err());
    }
}
