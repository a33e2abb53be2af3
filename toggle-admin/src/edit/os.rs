//! The owner and the mode, which a copy of a file keeps.
//!
//! The copy does not get the executable, setuid and setgid bits. Other attributes, such as access control lists, come
//! from the directory.

use std::{
    fs::{File, Metadata, Permissions},
    io,
};

/// The mode bits that a copy gets: read and write.
#[cfg(unix)]
const COPIED: u32 = 0o666;

/// Sets the owner of a file, if it differs.
#[cfg(unix)]
pub(super) fn owner_alone(file: &File, owner: Option<u32>) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let is = file.metadata()?.uid();
    owner.filter(|owner| *owner != is).map_or(Ok(()), |owner| fchown(file, Some(owner), None))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(super) fn owner_alone(_: &File, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

/// Sets the owner and the group of a file to those of another.
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

/// Returns the mode for a copy of a file.
#[cfg(unix)]
pub(super) fn permissions(like: &Metadata) -> Permissions {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    PermissionsExt::from_mode(like.mode() & COPIED)
}

#[cfg(not(unix))]
pub(super) fn permissions(like: &Metadata) -> Permissions {
    like.permissions()
}

/// Returns the uid of the user, who may have no name in a container.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere, users have no number")]
pub(super) fn user() -> Option<String> {
    Some(format!("uid {}", rustix::process::geteuid().as_raw()))
}

#[cfg(not(unix))]
pub(super) fn user() -> Option<String> {
    None
}
