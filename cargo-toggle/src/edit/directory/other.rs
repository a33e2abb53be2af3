//! Windows, where a directory that is open without the right to delete it cannot be moved or exchanged, nor those above
//! it. So paths are as good as handles while it is open.
//!
//! The owner and the number of names of a file are not known here. To make a hard link to a file takes the right to
//! write its attributes, so nobody links the file of somebody else into this directory.

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

/// A directory that stays the same one while this is there.
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
                return Err(io::Error::other("the directory was exchanged for a link just now"));
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

    /// Opens a file that is there, or gives none. Nothing but a regular file is opened, and no link is followed.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, or is something else.
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

    /// Opens a file beside the toggle file, or gives none.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, or is something else.
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

    /// Reports that it is: the names of a file are not known here.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")]
    pub(in crate::edit) fn is_name_of(&self, _: &OsStr, _: &File) -> io::Result<bool> {
        Ok(true)
    }

    /// Makes a file.
    ///
    /// # Errors
    ///
    /// If it cannot be made, or the name is taken.
    pub(in crate::edit) fn create(&self, name: &OsStr, _: Rights) -> io::Result<File> {
        careful().read(true).write(true).create_new(true).open(self.path.join(name))
    }

    /// Looks at a name, without following it.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub(in crate::edit) fn look(&self, name: &OsStr) -> io::Result<Option<FileInfo>> {
        match fs::symlink_metadata(self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            metadata => Ok(Some(FileInfo::from(&metadata?))),
        }
    }

    /// Gives a file another name in this directory. What has that name goes, and is not followed if it is a link.
    ///
    /// # Errors
    ///
    /// If that is not possible.
    pub(in crate::edit) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    /// Removes a file, unless it is already gone.
    ///
    /// # Errors
    ///
    /// If that is not possible.
    pub(in crate::edit) fn remove(&self, name: &OsStr) -> io::Result<()> {
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    /// Lists the names in it.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub(in crate::edit) fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    /// Does nothing: a directory cannot be synced here.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")]
    pub(in crate::edit) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Reports whether both are one directory.
    pub(in crate::edit) fn is_same(&self, other: &Self) -> bool {
        self.path == other.path
    }

    /// Looks at the directory itself.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub(in crate::edit) fn found(&self) -> io::Result<FileInfo> {
        Ok(FileInfo::from(&fs::metadata(&self.path)?))
    }

    /// Tells who else may add files to this directory: nobody, as far as this system says.
    ///
    /// # Errors
    ///
    /// None.
    pub(in crate::edit) fn strangers(&self, trusted: Trusted) -> io::Result<Option<String>> {
        self.warning(trusted)
    }

    /// Tells nothing: who may write to a directory is not known here.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")]
    pub(in crate::edit) fn warning(&self, _: Trusted) -> io::Result<Option<String>> {
        Ok(None)
    }
}

impl Trusted {
    /// Trusts everybody, since a file has no owner here.
    pub(in crate::edit) fn beside(_: Option<&FileInfo>) -> Self {
        Self::default()
    }
}

impl FileInfo {
    /// Looks at a file that is open.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub(in crate::edit) fn of(file: &File) -> io::Result<Self> {
        Ok(Self::from(&file.metadata()?))
    }
}

impl From<&Metadata> for FileInfo {
    fn from(metadata: &Metadata) -> Self {
        let kind = match metadata {
            // Also what stands for a file that is elsewhere.
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

/// Options with which a link is opened itself, and its target is not.
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
