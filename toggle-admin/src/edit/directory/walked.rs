//! The end of a path, and the links on the way to it.

use std::{ffi::OsString, path::PathBuf};

use super::info::FileInfo;
#[cfg(not(unix))]
use super::other::Directory;
#[cfg(unix)]
use super::unix::Directory;

/// The end of a path after all links.
#[derive(Debug)]
pub(in crate::edit) struct Walked {
    pub(in crate::edit) directory: Directory,
    pub(in crate::edit) name: OsString,
    /// The file, if it exists. It is not a link.
    pub(in crate::edit) found: Option<FileInfo>,
    /// The links on the way.
    pub(in crate::edit) links: Vec<Link>,
    /// Whether the last name of the path was a link.
    pub(in crate::edit) is_linked: bool,
}

/// A link on the way to a file.
#[derive(Debug)]
pub(in crate::edit) struct Link {
    pub(in crate::edit) path: PathBuf,
    pub(in crate::edit) owner: Option<u32>,
}
