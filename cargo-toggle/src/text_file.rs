//! Reading a file of text that somebody else writes, which may be anything.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::Read,
    path::Path,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use toggle_runtime::__admin::{MAX_LEN, open_regular, too_long};

/// Reads a file that is no larger than one of toggles may be.
///
/// # Errors
///
/// If it is not there, no regular file, too large or no text, without the path.
pub fn read(path: &Path) -> Result<(String, Metadata)> {
    ensure!(fs::metadata(path)?.is_file(), "not a regular file");
    read_open(open_regular(path, OpenOptions::new().read(true)).context("cannot be read")?)
}

/// Does the same as [`read`] with a regular file that is open.
///
/// # Errors
///
/// If the file is too large or no text, without its path.
pub fn read_open(file: File) -> Result<(String, Metadata)> {
    let metadata = file.metadata()?;
    let refuse = |len| too_long(len).map_or(Ok(()), |fault| bail!("{fault}"));
    refuse(metadata.len())?;
    let mut bytes = Vec::new();
    // It may grow meanwhile.
    file.take(MAX_LEN + 1).read_to_end(&mut bytes).context("cannot be read")?;
    refuse(bytes.len() as u64)?;
    Ok((text(bytes)?, metadata))
}

/// Returns these bytes as text.
///
/// # Errors
///
/// If they are none, with the line.
pub fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|&byte| byte == b'\n').count();
        anyhow!("not UTF-8 (line {line})")
    })
}
