//! Files that are replaced as a whole.

use std::{
    fs::{self, File},
    io::{self, Read, Write as _},
    path::Path,
};

use crate::{Error, random};

/// Returns the error of a file or directory.
pub(super) fn failed(path: &Path, error: io::Error) -> Error {
    let message = format!("{} cannot be used", path.display());
    match error.kind() {
        io::ErrorKind::PermissionDenied => Error::denied(message),
        _ => Error::unavailable(message),
    }
    .because(error)
}

/// Makes a directory with its parents.
pub(super) fn make_directory(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| failed(path, error))
}

/// Makes a directory of the store. The store itself must exist: one that was moved away must not begin anew.
pub(super) fn make_inner_directory(path: &Path) -> Result<(), Error> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(path, error)),
        _ => Ok(()),
    }
}

/// Reads a file, and one byte more than this length at most.
pub(super) fn read_at_most(path: &Path, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(length + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes a temporary file and renames it into place.
pub(super) fn write(path: &Path, contents: &[u8]) -> Result<(), Error> {
    // A name with a dot in front is no record and no entry of the log.
    let temporary = path.with_file_name(format!(".{:016x}.tmp", random::number()));
    let written = File::create_new(&temporary).and_then(|mut file| {
        file.write_all(contents)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        // The rename lasts once the directory is on disk.
        #[cfg(unix)]
        path.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())?;
        Ok(())
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failed(path, error)
    })
}
