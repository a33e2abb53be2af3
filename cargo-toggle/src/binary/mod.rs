//! Reading the records out of a finished binary, which is never run.
//!
//! Where they stand is told by the file's headers (`container.rs`); what stands there is read by one reader
//! (`records.rs`), as it is where the headers are gone and the whole file has to be searched. Files are not trusted:
//! memory stays near the size of the records and time near that of reading the file once, whatever the headers claim
//! (`source.rs`).

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

/// What a binary tells of its toggles.
#[derive(Debug)]
pub struct Binary {
    /// What the file is.
    pub format: Format,
    /// The records of each image in it: one, or one for each architecture of a fat file.
    pub images: Vec<Records>,
}

/// Reads the records of a file.
///
/// # Errors
///
/// If the file cannot be read, is nothing that can have records, or is damaged: with the path, and where in the file.
pub fn open(path: &Path) -> Result<Binary> {
    let shown = || path.display().to_string();
    read(open_regular(path, OpenOptions::new().read(true)).with_context(shown)?).with_context(shown)
}

/// Reads the records out of the bytes of a file.
///
/// # Errors
///
/// If they are nothing that can have records, or are damaged, with the offset.
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
