//! Windows: a directory that is open without delete sharing cannot be moved or replaced, nor can its parents. So paths
//! are as safe as handles while the directory is open.
//!
//! The owner and the number of names of a file are not known here. A hard link to a file requires the right to write
//! the file's attributes, so no user can link another user's file into this directory.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::{
    access::{Access, Rights},
    info::{FileInfo, Kind, Trusted},
};

/// A directory that stays the same one during the lifetime of this value.
#[derive(Debug)]
pub(in crate::edit) struct Directory {
    #[cfg(windows)]
    _held: File,
    path: PathBuf,
}

impl Directory {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        #[cfg(windows)]
        {
            use std::os::windows::fs::OpenOptionsExt;

            const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;
            const FILE_SHARE_READ_WRITE: u32 = 0x1 | 0x2;
            let mut options = OpenOptions::new();
            options.read(true).share_mode(FILE_SHARE_READ_WRITE);
            options.custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
            let held = options.open(path)?;
            if is_reparse_point(&held.metadata()?) {
                return Err(io::Error::other("the directory was replaced by a link just now"));
            }
            Ok(Self { _held: held, path: path.to_owned() })
        }
        #[cfg(not(windows))]
        Ok(Self { path: path.to_owned() })
    }

    /// Returns the path.
    pub(in crate::edit) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens an existing file, or returns `None`. Opens only regular files, and follows no link.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, or is not regular.
    pub(in crate::edit) fn open_file(&self, name: &OsStr, access: Access) -> io::Result<Option<(File, FileInfo)>> {
        let Some(found) = self.look(name)? else { return Ok(None) };
        found.check_regular()?;
        let mut options = careful();
        let file = match options.read(true).write(access == Access::ReadWrite).open(self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let found = FileInfo::of(&file)?;
        found.check_regular()?;
        Ok(Some((file, found)))
    }

    /// Opens a file next to the toggle file, or returns `None`.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, or is not regular.
    pub(in crate::edit) fn open_own(
        &self,
        name: &OsStr,
        access: Access,
        trusted: Trusted,
    ) -> io::Result<Option<(File, FileInfo)>> {
        let Some((file, found)) = self.open_file(name, access)? else { return Ok(None) };
        found.check_own(trusted)?;
        Ok(Some((file, found)))
    }

    /// Returns `true`: the names of a file are not known here.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")]
    pub(in crate::edit) fn is_name_of(&self, _: &OsStr, _: &File) -> io::Result<bool> {
        Ok(true)
    }

    /// Creates a file.
    ///
    /// # Errors
    ///
    /// If it cannot be created, or the name exists.
    pub(in crate::edit) fn create(&self, name: &OsStr, _: Rights) -> io::Result<File> {
        careful().read(true).write(true).create_new(true).open(self.path.join(name))
    }

    /// Returns the metadata of a name, without following a link.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn look(&self, name: &OsStr) -> io::Result<Option<FileInfo>> {
        match fs::symlink_metadata(self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            metadata => Ok(Some(FileInfo::from(&metadata?))),
        }
    }

    /// Renames a file in this directory. The new name is replaced if it exists, and not followed if it is a link.
    ///
    /// # Errors
    ///
    /// If renaming fails.
    pub(in crate::edit) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    /// Removes a file, unless it is already gone.
    ///
    /// # Errors
    ///
    /// If removing fails.
    pub(in crate::edit) fn remove(&self, name: &OsStr) -> io::Result<()> {
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    /// Returns the names in the directory.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read.
    pub(in crate::edit) fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    /// Does nothing: a directory cannot be synced here.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")]
    pub(in crate::edit) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Returns whether both are the same directory.
    pub(in crate::edit) fn is_same(&self, other: &Self) -> bool {
        self.path == other.path
    }

    /// Returns the metadata of the directory itself.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn found(&self) -> io::Result<FileInfo> {
        Ok(FileInfo::from(&fs::metadata(&self.path)?))
    }

    /// Returns the warning about users who may add files to this directory. There is none here.
    ///
    /// # Errors
    ///
    /// Never.
    pub(in crate::edit) fn strangers(&self, trusted: Trusted) -> io::Result<Option<String>> {
        self.warning(trusted)
    }

    /// Returns no warning: the permissions of a directory are not known here.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")]
    pub(in crate::edit) fn warning(&self, _: Trusted) -> io::Result<Option<String>> {
        Ok(None)
    }
}

impl Trusted {
    /// Trusts all users, since a file has no owner here.
    pub(in crate::edit) fn beside(_: Option<&FileInfo>) -> Self {
        Self::default()
    }
}

impl FileInfo {
    /// Returns the metadata of an open file.
    ///
    /// # Errors
    ///
    /// If the system reports an error.
    pub(in crate::edit) fn of(file: &File) -> io::Result<Self> {
        Ok(Self::from(&file.metadata()?))
    }
}

impl From<&Metadata> for FileInfo {
    fn from(metadata: &Metadata) -> Self {
        let kind = match metadata {
            // This includes placeholders of files that are stored elsewhere.
            metadata if is_reparse_point(metadata) => Kind::Link,
            metadata if metadata.is_file() => Kind::File,
            metadata if metadata.is_dir() => Kind::Directory,
            _ => Kind::Other,
        };
        Self { kind, names: 1, owner: None, identity: None }
    }
}

#[cfg(windows)]
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// Returns the options that open a link itself instead of its target.
fn careful() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::custom_flags(&mut options, FILE_FLAG_OPEN_REPARSE_POINT);
    options.truncate(false);
    options
}

#[cfg(windows)]
fn is_reparse_point(metadata: &Metadata) -> bool {
    const FILE_ATTRIBUTE_REPARSE_POINT: u32 = 0x400;
    std::os::windows::fs::MetadataExt::file_attributes(metadata) & FILE_ATTRIBUTE_REPARSE_POINT != 0
}

#[cfg(not(windows))]
fn is_reparse_point(metadata: &Metadata) -> bool {
    metadata.is_symlink()
}
