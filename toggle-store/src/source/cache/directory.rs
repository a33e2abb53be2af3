//! The directory of the cache on Unix, through a handle, so that no other process can exchange it between two steps.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::OwnedFd,
    path::Path,
    time::{Duration, SystemTime},
};

use rustix::{
    fs::{AtFlags, FileType, Mode, OFlags, Stat},
    process::geteuid,
};

use crate::random;

/// An open directory that belongs to this user, and that no other user can write to.
#[derive(Debug)]
pub(super) struct Directory(OwnedFd);

impl Directory {
    /// Opens the directory. A link at its end is refused, since another user may have planted it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let directory = rustix::fs::open(path, flags, Mode::empty()).map_err(|error| match error {
            rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR => {
                io::Error::other("the directory is a link or no directory")
            }
            error => error.into(),
        })?;
        check_owner(&rustix::fs::fstat(&directory)?, "the directory")?;
        Ok(Self(directory))
    }

    /// Makes the directory, with access for this user alone, unless it exists, and opens it.
    pub(super) fn make(path: &Path) -> io::Result<Self> {
        if let Some(parent) = path.parent().filter(|parent| !parent.exists()) {
            std::os::unix::fs::DirBuilderExt::mode(std::fs::DirBuilder::new().recursive(true), 0o700).create(parent)?;
        }
        match rustix::fs::mkdir(path, Mode::RWXU) {
            Ok(()) | Err(rustix::io::Errno::EXIST) => Self::open(path),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads a file and the time of its last change.
    pub(super) fn read(&self, name: &str, at_most: u64) -> io::Result<(Vec<u8>, SystemTime)> {
        let file = self.open_file(name, OFlags::RDONLY)?;
        let mut bytes = Vec::new();
        file.by_ref_take(at_most + 1, &mut bytes)?;
        if bytes.len() as u64 > at_most {
            return Err(io::Error::other("the file is too long"));
        }
        Ok((bytes, file.0.metadata()?.modified()?))
    }

    /// Writes a file that is complete or absent at every instant.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.remove_abandoned(name);
        let temporary = format!(".{name}.{:016x}.tmp", random::number());
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.0, &*temporary, flags, Mode::RUSR | Mode::WUSR)?;
        let mut file = File::from(file);
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        let renamed = written.and_then(|()| Ok(rustix::fs::renameat(&self.0, &*temporary, &self.0, name)?));
        if renamed.is_err() {
            let _ = rustix::fs::unlinkat(&self.0, &*temporary, AtFlags::empty());
        }
        renamed
    }

    /// Sets the time of the last change of a file.
    pub(super) fn confirm(&self, name: &str, now: SystemTime) -> io::Result<()> {
        self.open_file(name, OFlags::WRONLY)?.0.set_modified(now)
    }

    fn open_file(&self, name: &str, access: OFlags) -> io::Result<Checked> {
        // A FIFO would block without `NONBLOCK`.
        let flags = access | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.0, name, flags, Mode::empty())?;
        let found = rustix::fs::fstat(&file)?;
        if FileType::from_raw_mode(found.st_mode) != FileType::RegularFile {
            return Err(io::Error::other("it is no regular file"));
        }
        check_owner(&found, "the file")?;
        Ok(Checked(File::from(file)))
    }

    /// Removes temporary files of this name that a killed process has left an hour ago.
    fn remove_abandoned(&self, name: &str) {
        let prefix = format!(".{name}.");
        let Ok(entries) = rustix::fs::Dir::read_from(&self.0) else { return };
        for entry in entries.flatten() {
            let found = entry.file_name().to_string_lossy();
            if !found.starts_with(&prefix) || !found.ends_with(".tmp") {
                continue;
            }
            let modified = self.open_file(&found, OFlags::RDONLY).and_then(|file| file.0.metadata()?.modified());
            let age = modified.ok().and_then(|modified| modified.elapsed().ok());
            if age.is_some_and(|age| age > Duration::from_secs(3600)) {
                let _ = rustix::fs::unlinkat(&self.0, &*found, AtFlags::empty());
            }
        }
    }
}

/// A regular file of this user.
struct Checked(File);

impl Checked {
    fn by_ref_take(&self, at_most: u64, bytes: &mut Vec<u8>) -> io::Result<usize> {
        Read::take(&self.0, at_most).read_to_end(bytes)
    }
}

fn check_owner(found: &Stat, what: &str) -> io::Result<()> {
    if found.st_uid != geteuid().as_raw() {
        return Err(io::Error::other(format!("{what} belongs to another user")));
    }
    if found.st_mode & 0o022 != 0 {
        return Err(io::Error::other(format!("other users may write to {what}")));
    }
    Ok(())
}
