//! The metadata of a file, and the checks whether it may be used.

use std::io;

/// The metadata of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::edit) struct FileInfo {
    pub(super) kind: Kind,
    /// The number of names (hard links).
    pub(in crate::edit) names: u64,
    /// The owner, if the system has owners.
    pub(in crate::edit) owner: Option<u32>,
    /// The device and the inode, if the system reports them.
    pub(super) identity: Option<(u64, u64)>,
}

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Link,
    Directory,
    #[cfg_attr(not(unix), allow(dead_code, reason = "only Unix has them in directories"))]
    Pipe,
    #[cfg_attr(not(unix), allow(dead_code, reason = "only Unix has them in directories"))]
    Socket,
    #[cfg_attr(not(unix), allow(dead_code, reason = "only Unix has them in directories"))]
    Device,
    Other,
}

/// The owners whose files are trusted next to a toggle file: this user, root, and the owner of the toggle file.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::edit) struct Trusted {
    pub(super) me: Option<u32>,
    pub(super) of_file: Option<u32>,
}

const ROOT: u32 = 0;

impl Trusted {
    /// Returns the owner of the toggle file, if there is one.
    pub(in crate::edit) fn of_file(self) -> Option<u32> {
        self.of_file
    }

    /// Returns whether this owner is trusted. A system without owners is trusted.
    pub(in crate::edit) fn has(self, owner: Option<u32>) -> bool {
        owner.is_none_or(|owner| owner == ROOT || Some(owner) == self.me || Some(owner) == self.of_file)
    }
}

impl FileInfo {
    /// Refuses any file that is not regular.
    pub(in crate::edit) fn check_regular(&self) -> io::Result<()> {
        match self.kind.not_a_file() {
            None => Ok(()),
            Some(kind) => Err(refusal(format!("not a regular file but {kind}"))),
        }
    }

    /// Refuses any file except a regular one with one name and a trusted owner. A user who may write to the directory
    /// could otherwise link another user's file into it.
    pub(in crate::edit) fn check_own(&self, trusted: Trusted) -> io::Result<()> {
        self.check_regular()?;
        if self.names > 1 {
            return Err(refusal(format!(
                "has {} names (hard links), so it may be another file; remove this name",
                self.names
            )));
        }
        match self.owner {
            Some(owner) if !trusted.has(Some(owner)) => Err(refusal(format!(
                "belongs to uid {owner}, who is neither you nor root nor the owner of the toggle file; remove it"
            ))),
            _ => Ok(()),
        }
    }

    /// Returns whether both are the same file, as far as the system reports it.
    pub(in crate::edit) fn is_same(&self, other: &Self) -> bool {
        self.identity == other.identity
    }
}

impl Kind {
    fn not_a_file(self) -> Option<&'static str> {
        match self {
            Self::File => None,
            Self::Link => Some("a link"),
            Self::Directory => Some("a directory"),
            Self::Pipe => Some("a pipe"),
            Self::Socket => Some("a socket"),
            Self::Device => Some("a device"),
            Self::Other => Some("something else"),
        }
    }
}

/// Returns the error for a name whose file is replaced again and again.
#[cfg(unix)]
pub(super) fn exchanged() -> io::Error {
    io::Error::other("was replaced just now")
}

fn refusal(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
