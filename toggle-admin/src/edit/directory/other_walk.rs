//! The walk along a path on systems that follow links themselves.

use std::{fs, io, path::Path};

use super::{other::Directory, walked::Walked};

/// Walks along a path and follows its links.
///
/// # Errors
///
/// If a directory on the way is missing.
pub(in crate::edit) fn walk(given: &Path) -> io::Result<Walked> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidInput, "not a regular file but a directory");
    let (path, is_linked) = match fs::canonicalize(given) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let parent = given.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let path = fs::canonicalize(parent)?.join(given.file_name().ok_or_else(invalid)?);
            (path, fs::symlink_metadata(given).is_ok())
        }
        real => (real?, false),
    };
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Err(invalid()) };
    let directory = Directory::open(parent)?;
    let found = directory.look(name)?.filter(|_| !is_linked);
    Ok(Walked { name: name.to_owned(), found, directory, links: Vec::new(), is_linked })
}
