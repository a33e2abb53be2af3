//! The walk along a path, link by link, on Unix.

use std::{
    collections::VecDeque,
    ffi::{OsStr, OsString},
    io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::ffi::OsStringExt,
    },
    path::{Component, Path, PathBuf},
};

use rustix::{
    fs::{CWD, Mode, OFlags, openat, readlinkat},
    io::Errno,
};

use super::{
    info::{FileInfo, Kind},
    unix::{Directory, look},
    walked::{Link, Walked},
};

/// The largest number of links on the way, as in the kernel.
const LINKS: usize = 40;

/// The flags for lookups in a directory. Some systems require no read permission for that.
#[cfg(any(target_os = "linux", target_os = "android"))]
const SEARCH: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const SEARCH: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

/// Walks along a path and follows its links. Each directory is opened from the handle of its parent.
///
/// # Errors
///
/// If a directory on the way is missing, or the path does not end in a name.
pub(in crate::edit) fn walk(given: &Path) -> io::Result<Walked> {
    let mut way = Way {
        directory: openat(CWD, ".", SEARCH, Mode::empty())?,
        path: if given.is_absolute() { PathBuf::new() } else { std::env::current_dir()? },
        pending: VecDeque::new(),
        links: Vec::new(),
    };
    let mut is_linked = false;
    way.prepend(given)?;
    while let Some(name) = way.pending.pop_front() {
        let is_last = way.pending.is_empty();
        if name == "." {
            continue;
        }
        let found = if name == ".." { None } else { look(&way.directory, &name)? };
        match found {
            Some(FileInfo { kind: Kind::Link, .. }) => {
                is_linked |= is_last;
                way.follow(&name)?;
            }
            found if is_last && name != ".." => {
                let directory = Directory::open(&way.directory, way.path)?;
                return Ok(Walked { directory, name, found, links: way.links, is_linked });
            }
            _ => way.descend(&name)?,
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file but a directory"))
}

/// The path walked so far, and the names to come.
struct Way {
    directory: OwnedFd,
    path: PathBuf,
    pending: VecDeque<OsString>,
    links: Vec<Link>,
}

impl Way {
    fn descend(&mut self, name: &OsStr) -> io::Result<()> {
        // A link that has replaced the name in the meantime is not a directory, so this fails.
        self.directory = openat(&self.directory, name, SEARCH | OFlags::NOFOLLOW, Mode::empty())?;
        if name == ".." {
            self.path.pop();
        } else {
            self.path.push(name);
        }
        Ok(())
    }

    fn follow(&mut self, name: &OsStr) -> io::Result<()> {
        let (found, target) = link(&self.directory, name)?;
        self.links.push(Link { path: self.path.join(name), owner: found.owner });
        if self.links.len() > LINKS {
            return Err(Errno::LOOP.into());
        }
        self.prepend(&target)
    }

    fn prepend(&mut self, path: &Path) -> io::Result<()> {
        let mut names: VecDeque<OsString> = VecDeque::new();
        for component in path.components() {
            if component == Component::RootDir {
                self.directory = openat(CWD, "/", SEARCH, Mode::empty())?;
                self.path = PathBuf::from("/");
            } else {
                names.push_back(component.as_os_str().to_owned());
            }
        }
        names.append(&mut self.pending);
        self.pending = names;
        Ok(())
    }
}

/// Reads a link. Returns the metadata of the very link that was read, too.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn link(directory: impl AsFd, name: &OsStr) -> io::Result<(FileInfo, PathBuf)> {
    let link =
        std::fs::File::from(openat(directory, name, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?);
    let target = readlinkat(&link, "", Vec::new())?;
    Ok((FileInfo::of(&link)?, PathBuf::from(OsString::from_vec(target.into_bytes()))))
}

/// Reads a link. Returns its metadata, too, if the link is the same before and after the read.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn link(directory: impl AsFd, name: &OsStr) -> io::Result<(FileInfo, PathBuf)> {
    let before = look(&directory, name)?;
    let target = readlinkat(&directory, name, Vec::new())?;
    let after = look(&directory, name)?;
    match before.zip(after) {
        Some((before, after)) if before == after => Ok((after, PathBuf::from(OsString::from_vec(target.into_bytes())))),
        _ => Err(io::Error::other("a link on the way was replaced just now")),
    }
}
