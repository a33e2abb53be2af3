//! The directory of the cache on systems other than Unix, where the directories of a user are private by default.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::random;

/// A directory that exists.
#[derive(Debug)]
pub(super) struct Directory(PathBuf);

impl Directory {
    /// Opens the directory. A link at its end is refused.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if !fs::symlink_metadata(path)?.is_dir() {
            return Err(io::Error::other("the directory is a link or no directory"));
        }
        Ok(Self(path.to_owned()))
    }

    /// Makes the directory, unless it exists, and opens it.
    pub(super) fn make(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Self::open(path)
    }

    /// Reads a file and the time of its last change.
    pub(super) fn read(&self, name: &str, at_most: u64) -> io::Result<(Vec<u8>, SystemTime)> {
        let path = self.0.join(name);
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        let file = File::open(path)?;
        let mut bytes = Vec::new();
        Read::take(&file, at_most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > at_most {
            return Err(io::Error::other("the file is too long"));
        }
        Ok((bytes, file.metadata()?.modified()?))
    }

    /// Writes a file that is complete or absent at every instant.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.0.join(format!(".{name}.{:016x}.tmp", random::number()));
        let mut file = File::create_new(&temporary)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        drop(file);
        let renamed = written.and_then(|()| fs::rename(&temporary, self.0.join(name)));
        if renamed.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        renamed
    }

    /// Sets the time of the last change of a file.
    pub(super) fn confirm(&self, name: &str, now: SystemTime) -> io::Result<()> {
        File::options().write(true).open(self.0.join(name))?.set_modified(now)
    }
}
