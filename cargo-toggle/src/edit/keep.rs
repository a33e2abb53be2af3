//! What each system does in its own way.
//!
//! A file that is replaced keeps its owner and its mode. Other attributes, such as access control lists, are those that
//! the directory gives to a new file.

use std::{
    fs::{File, Metadata},
    io,
};

/// Gives a file the owner and the group of another.
#[cfg(unix)]
pub(super) fn owner(file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let is = file.metadata()?;
    let differing = |is: u32, like: u32| (is != like).then_some(like);
    match (differing(is.uid(), like.uid()), differing(is.gid(), like.gid())) {
        (None, None) => Ok(()),
        (user, group) => fchown(file, user, group),
    }
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(super) fn owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// The number of the user, who may have no name in a container.
#[cfg(unix)]
pub(super) fn user() -> Option<String> {
    let process = std::fs::metadata("/proc/self").ok()?;
    Some(format!("uid {}", std::os::unix::fs::MetadataExt::uid(&process)))
}

#[cfg(not(unix))]
pub(super) fn user() -> Option<String> {
    None
}

/// How many names a file has.
#[cfg(unix)]
pub(super) fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
pub(super) fn names(_: &Metadata) -> u64 {
    1
}

/// Waits until it is on the disk which files a directory has.
#[cfg(unix)]
pub(super) fn sync(directory: &std::path::Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// There, a directory cannot be synced.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(super) fn sync(_: &std::path::Path) -> io::Result<()> {
    Ok(())
}
