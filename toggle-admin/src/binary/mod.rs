//! Reading of the records in a finished binary, which never runs.
//!
//! The file's headers give the ranges of the records (`container.rs`). One reader reads them (`records.rs`), which also
//! searches a whole file without headers. Files are not trusted: memory stays near the size of the records, and time
//! near that of one read of the file, whatever the headers claim (`source.rs`).

mod container;
mod records;
mod source;

use std::{
    fs::OpenOptions,
    io::{Read, Seek},
    path::Path,
};

use anyhow::{Context, Result};
use toggle_runtime::__admin::open_regular;

use self::container::Part;
pub use self::{container::Format, records::Records};

/// The toggle records of a binary.
#[derive(Debug)]
pub struct Binary {
    /// The format of the file.
    pub format: Format,
    /// The records of each image: one image, or one for each architecture of a fat file.
    pub images: Vec<Records>,
}

/// Reads the records of a file.
///
/// # Errors
///
/// If the file cannot be read, has no format that can hold records, or is damaged. The error has the path and the
/// offset.
pub fn open(path: &Path) -> Result<Binary> {
    let shown = || path.display().to_string();
    read(open_regular(path, OpenOptions::new().read(true)).with_context(shown)?).with_context(shown)
}

/// Reads the records out of the bytes of a file.
///
/// # Errors
///
/// If the bytes have no format that can hold records, or are damaged. The error has the offset.
pub fn read(mut input: impl Read + Seek) -> Result<Binary> {
    let found = container::find(&mut input)?;
    let mut images = Vec::with_capacity(found.images.len());
    for parts in &found.images {
        let mut records = Records::default();
        for part in parts {
            match part {
                Part::Section(range) => records.read(&mut input, range)?,
                Part::Image(range) => records.search(&mut input, range)?,
            }
        }
        images.push(records);
    }
    Ok(Binary { format: found.format, images })
}
