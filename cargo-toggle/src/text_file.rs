//! Reading a file of text that somebody else writes, which may be anything.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::Read,
    path::Path,
};

use anyhow::{Context, Result, anyhow, ensure};
use toggle_runtime::__tool::{MAX_LEN, open_regular};

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
    let mut bytes = Vec::new();
    file.take(MAX_LEN + 1).read_to_end(&mut bytes).context("cannot be read")?;
    ensure!(bytes.len() as u64 <= MAX_LEN, "larger than {} MiB, which no program would read", MAX_LEN >> 20);
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|&byte| byte == b'\n').count();
        anyhow!("not UTF-8 (line {line})")
    })?;
    Ok((text, metadata))
}
