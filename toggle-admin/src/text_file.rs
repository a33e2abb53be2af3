//! Reading of text files that others write and that may contain anything.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::Read,
    path::Path,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use toggle_runtime::__admin::{MAX_LEN, open_regular, too_long};

/// Reads a file that is no larger than a toggle file may be.
///
/// # Errors
///
/// If the file is missing, is not regular, is too large or is not text. The error has no path.
pub fn read(path: &Path) -> Result<(String, Metadata)> {
    ensure!(fs::metadata(path)?.is_file(), "not a regular file");
    read_open(open_regular(path, OpenOptions::new().read(true)).context("cannot be read")?)
}

/// Does the same as [`read`] with an open regular file.
///
/// # Errors
///
/// If the file is too large or is not text. The error has no path.
pub fn read_open(file: File) -> Result<(String, Metadata)> {
    let metadata = file.metadata()?;
    let refuse = |len| too_long(len).map_or(Ok(()), |fault| bail!("{fault}"));
    refuse(metadata.len())?;
    let mut bytes = Vec::new();
    // The file may grow in the meantime.
    file.take(MAX_LEN + 1).read_to_end(&mut bytes).context("cannot be read")?;
    refuse(bytes.len() as u64)?;
    Ok((text(bytes)?, metadata))
}

/// Returns these bytes as text.
///
/// # Errors
///
/// If the bytes are not UTF-8, with the line.
pub fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|&byte| byte == b'\n').count();
        anyhow!("not UTF-8 (line {line})")
    })
}
