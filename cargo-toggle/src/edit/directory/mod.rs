//! A directory by its handle, so that nothing on the way to a file in it is exchanged between a look and a use.
//!
//! No name in the directory is followed where it is a link. `found.rs` says which files are used, `walk.rs` follows the
//! links of the path that the user gives.

mod found;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
mod walk;
#[cfg(not(unix))]
mod other;
#[cfg(all(test, unix))]
mod tests;

pub(super) use self::found::{Found, Trusted};
#[cfg(not(unix))]
pub(super) use self::other::{Directory, walk};
#[cfg(unix)]
pub(super) use self::{unix::Directory, walk::walk};

use std::{ffi::OsString, path::PathBuf};

/// The use of a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    ReadWrite,
}

/// The users who may open a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rights {
    /// The owner alone.
    Private,
    /// The users whom the mask of this process admits.
    Usual,
}

/// The end of a path, behind all links.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) directory: Directory,
    pub(super) name: OsString,
    /// The file, if there is one. It is no link.
    pub(super) found: Option<Found>,
    /// The links on the way.
    pub(super) links: Vec<Link>,
    /// Whether the name is that of a link's target.
    pub(super) is_linked: bool,
}

/// A link on the way to a file.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) path: PathBuf,
    pub(super) owner: Option<u32>,
}
