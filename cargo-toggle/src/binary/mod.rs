//! Reading the records out of a finished binary, which is never run.
//!
//! Where they stand is told by the file's headers (`container`); what stands there is read by one reader
//! (`records`), as it is where the headers are gone and the whole file has to be searched. Files are not trusted: memory
//! stays near the size of the records, whatever the headers claim.

mod container;
mod meter;
mod records;

use std::{
    fs::File,
    io::{Read, Seek},
    path::Path,
};

use anyhow::{Context, Result, bail};

use self::container::Sections;
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
    // Asked before it is opened, which would wait at a pipe.
    let metadata = path.metadata().with_context(shown)?;
    if !metadata.is_file() {
        bail!("{}: not a regular file", path.display());
    }
    read(File::open(path).with_context(shown)?).with_context(shown)
}

/// Reads the records out of the bytes of a file.
///
/// # Errors
///
/// If they are nothing that can have records, or are damaged, with the offset.
pub fn read(mut input: impl Read + Seek) -> Result<Binary> {
    let found = container::find(&mut input)?;
    let mut images = Vec::with_capacity(found.images.len());
    for sections in &found.images {
        let mut records = Records::default();
        match sections {
            Sections::At(ranges) => ranges.iter().try_for_each(|range| records.read_section(&mut input, range))?,
            Sections::Unknown => records.search(&mut input)?,
        }
        images.push(records);
    }
    Ok(Binary { format: found.format, images })
}
