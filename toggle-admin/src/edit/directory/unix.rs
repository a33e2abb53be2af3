//! A directory by its handle, on Unix.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io,
    os::{
        fd::{AsFd, AsRawFd, OwnedFd},
        unix::ffi::OsStringExt,
    },
    path::{Path, PathBuf},
};

use rustix::{
    fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat, fstat, openat, renameat, statat, unlinkat},
    io::Errno,
    process::geteuid,
};

use super::{
    access::{Access, Rights},
    info::{FileInfo, Kind, Trusted, exchanged},
};

/// A directory that stays the same one, even if its path is moved or replaced.
#[derive(Debug)]
pub(in crate::edit) struct Directory {
    handle: OwnedFd,
    path: PathBuf,
}

/// The flags that follow no link, wait for nothing, and set no controlling terminal.
const CAREFUL: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// The number of attempts to open a file whose name is replaced in the meantime.
const ATTEMPTS: u32 = 10;

impl Directory {
    /// Opens a directory from a handle that may only allow lookups.
    pub(super) fn open(search: impl AsFd, path: PathBuf) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { handle: openat(search, ".", flags, Mode::empty())?, path })
    }

    /// Returns the path, for messages.
    pub(in crate::edit) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens an existing file, or returns `None`. Opens only regular files, and follows no link.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, or is not regular.
    pub(in crate::edit) fn open_file(&self, name: &OsStr, access: Access) -> io::Result<Option<(File, FileInfo)>> {
        // Opening a device can have any side effect, so the check precedes it.
        let Some(found) = self.look(name)? else { return Ok(None) };
        found.check_regular()?;
        let access = match access {
            Access::Read => OFlags::RDONLY,
            Access::ReadWrite => OFlags::RDWR,
        };
        let file = match openat(&self.handle, name, access | CAREFUL, Mode::empty()) {
            Err(Errno::NOENT) => return Ok(None),
            file => File::from(file?),
        };
        // The name may lead to another file in the meantime.
        let found = FileInfo::of(&file)?;
        found.check_regular()?;
        Ok(Some((file, found)))
    }

    /// Opens a file next to the toggle file, or returns `None`. The file must have one name and a trusted owner.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, or may be another user's file.
    pub(in crate::edit) fn open_own(
        &self,
        name: &OsStr,
        access: Access,
        trusted: Trusted,
    ) -> io::Result<Option<(File, FileInfo)>> {
        for _ in 0..ATTEMPTS {
            let Some((file, found)) = self.open_file(name, access)? else { return Ok(None) };
            found.check_own(trusted)?;
            if self.is_name_of(name, &file)? {
                return Ok(Some((file, found)));
            }
        }
        Err(exchanged())
    }

    /// Returns whether this is a name, and the only one, of an open file.
    ///
    /// One name alone proves nothing: the name that opened the file may be gone, and the remaining name may belong to
    /// another user. Linux reports for an open file whether the name that opened it is gone, and such a name never
    /// comes back. A removal lowers the link count a moment before it marks the name as gone. A rename waits for the
    /// removal, since both take the lock of the directory, and a rename of a file to its own name changes nothing.
    pub(in crate::edit) fn is_name_of(&self, name: &OsStr, file: &File) -> io::Result<bool> {
        let open = FileInfo::of(file)?;
        if open.names > 1 || !self.look(name)?.is_some_and(|found| found.is_same(&open) && found.names <= 1) {
            return Ok(false);
        }
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            match renameat(&self.handle, name, &self.handle, name) {
                Err(Errno::NOENT) => return Ok(false),
                renamed => renamed?,
            }
            if let Ok(path) = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())) {
                return Ok(path.file_name() == Some(name));
            }
        }
        Ok(true)
    }

    /// Creates a file.
    ///
    /// # Errors
    ///
    /// If it cannot be created, or the name exists, even as a dangling link.
    pub(in crate::edit) fn create(&self, name: &OsStr, rights: Rights) -> io::Result<File> {
        let owner = Mode::RUSR | Mode::WUSR;
        let mode = match rights {
            Rights::Private => owner,
            Rights::Usual => owner | Mode::RGRP | Mode::WGRP | Mode::ROTH | Mode::WOTH,
        };
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.handle, name, flags, mode)?))
    }

    /// Returns the metadata of a name, without following a link.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn look(&self, name: &OsStr) -> io::Result<Option<FileInfo>> {
        look(&self.handle, name)
    }

    /// Renames a file in this directory. The new name is replaced if it exists, and not followed if it is a link.
    ///
    /// # Errors
    ///
    /// If renaming fails.
    pub(in crate::edit) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(renameat(&self.handle, from, &self.handle, to)?)
    }

    /// Removes a file, unless it is already gone.
    ///
    /// # Errors
    ///
    /// If removing fails.
    pub(in crate::edit) fn remove(&self, name: &OsStr) -> io::Result<()> {
        match unlinkat(&self.handle, name, AtFlags::empty()) {
            Err(Errno::NOENT) => Ok(()),
            removed => Ok(removed?),
        }
    }

    /// Returns the names in the directory.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read.
    pub(in crate::edit) fn names(&self) -> io::Result<Vec<OsString>> {
        let name = |entry: rustix::io::Result<rustix::fs::DirEntry>| {
            entry.map(|entry| OsString::from_vec(entry.file_name().to_bytes().to_vec())).map_err(Into::into)
        };
        Dir::read_from(&self.handle)?.map(name).collect()
    }

    /// Waits until the list of its files is on the disk.
    ///
    /// # Errors
    ///
    /// If the disk fails.
    pub(in crate::edit) fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.handle)?)
    }

    /// Returns whether both are the same directory.
    pub(in crate::edit) fn is_same(&self, other: &Self) -> bool {
        self.found().ok().zip(other.found().ok()).is_some_and(|(one, other)| one.is_same(&other))
    }

    /// Returns the metadata of the directory itself.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn found(&self) -> io::Result<FileInfo> {
        Ok(FileInfo::from(&fstat(&self.handle)?))
    }

    /// Returns a warning if other users may add files to this directory, or replace its files.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn strangers(&self, trusted: Trusted) -> io::Result<Option<String>> {
        let mode = Mode::from_raw_mode(fstat(&self.handle)?.st_mode);
        let is_sticky = mode.contains(Mode::SVTX) && mode.intersects(Mode::WGRP | Mode::WOTH);
        Ok(self.warning(trusted)?.or_else(|| {
            is_sticky.then(|| format!("{} can be written to by others, who can add files to it", self.path.display()))
        }))
    }

    /// Returns a warning with its remedy if other users may replace the files of this directory.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn warning(&self, trusted: Trusted) -> io::Result<Option<String>> {
        let stat = fstat(&self.handle)?;
        let mode = Mode::from_raw_mode(stat.st_mode);
        let path = self.path.display();
        let owner = FileInfo::from(&stat).owner;
        if let Some(owner) = owner.filter(|_| !trusted.has(owner)) {
            return Ok(Some(format!(
                "{path} belongs to uid {owner}, who can replace every file in it, and is neither you nor root nor the \
                 owner of the toggle file; give it to the owner of the toggle file (`chown`)"
            )));
        }
        // In a directory with the sticky bit, users cannot replace the files of others.
        let is_for = |others: Mode| mode.intersects(others) && !mode.contains(Mode::SVTX);
        let (others, remedy) = match (is_for(Mode::WGRP), is_for(Mode::WOTH)) {
            (false, false) => return Ok(None),
            (true, false) => ("its whole group", "g-w"),
            (false, true) => ("every user", "o-w"),
            (true, true) => ("every user", "go-w"),
        };
        let message = format!("{path} can be written to by {others}, who can replace every file in it");
        Ok(Some(format!("{message}; `chmod {remedy} {path}` limits it to its owner")))
    }
}

/// Returns the metadata of a name in a directory, without following a link.
pub(super) fn look(directory: impl AsFd, name: &OsStr) -> io::Result<Option<FileInfo>> {
    match statat(directory, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => Ok(None),
        stat => Ok(Some(FileInfo::from(&stat?))),
    }
}

impl Trusted {
    /// Trusts this user, root, and the owner of the toggle file, if there is one.
    pub(in crate::edit) fn beside(file: Option<&FileInfo>) -> Self {
        Self { me: Some(geteuid().as_raw()), of_file: file.and_then(|found| found.owner) }
    }
}

impl FileInfo {
    /// Returns the metadata of an open file.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn of(file: &File) -> io::Result<Self> {
        Ok(Self::from(&fstat(file)?))
    }
}

impl From<&Stat> for FileInfo {
    #[allow(
        clippy::useless_conversion,
        clippy::unnecessary_fallible_conversions,
        reason = "the types of these fields differ between systems"
    )]
    fn from(stat: &Stat) -> Self {
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Symlink => Kind::Link,
            FileType::Directory => Kind::Directory,
            FileType::Fifo => Kind::Pipe,
            FileType::Socket => Kind::Socket,
            FileType::CharacterDevice | FileType::BlockDevice => Kind::Device,
            FileType::Unknown => Kind::Other,
        };
        let number = |number: Result<u64, _>| number.unwrap_or(u64::MAX);
        Self {
            kind,
            names: stat.st_nlink.into(),
            owner: Some(stat.st_uid),
            identity: Some((
                number(stat.st_dev.try_into().map_err(drop)),
                number(stat.st_ino.try_into().map_err(drop)),
            )),
        }
    }
}
