//! A directory by its handle, so that nothing on the way to a file in it is replaced between check and use.
//!
//! No name in the directory is followed if it is a link. `info.rs` checks which files may be used, and `walk.rs`
//! follows the links of the path that the user gives.

mod access;
mod info;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
mod walk;
#[cfg(not(unix))]
mod other;
#[cfg(not(unix))]
mod other_walk;
mod walked;
#[cfg(all(test, unix))]
mod tests;

pub(super) use self::{
    access::{Access, Rights},
    info::{FileInfo, Trusted},
    walked::{Link, Walked},
};
#[cfg(not(unix))]
pub(super) use self::{other::Directory, other_walk::walk};
#[cfg(unix)]
pub(super) use self::{unix::Directory, walk::walk};
