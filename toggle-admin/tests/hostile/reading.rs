//! Reading of files, with the limits that apply to every file.

use std::{
    io::{self, Read, Seek, SeekFrom},
    time::{Duration, Instant},
};

use toggle_admin::{binary, inventory::Inventory};

use crate::memory::peak;

/// A file with these bytes, followed by zeros up to its length.
pub(crate) struct Sparse<'a> {
    bytes: &'a [u8],
    len: u64,
    at: u64,
}

impl<'a> Sparse<'a> {
    pub(crate) fn new(bytes: &'a [u8], len: u64) -> Self {
        Self { bytes, len, at: 0 }
    }
}

impl Read for Sparse<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let len = left.min(buffer.len());
        let there = usize::try_from(self.at).ok().and_then(|at| self.bytes.get(at..)).unwrap_or_default();
        let copied = there.len().min(len);
        buffer[..copied].copy_from_slice(&there[..copied]);
        buffer[copied..len].fill(0);
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for Sparse<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.len.saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

/// Reads a file with all records. The error is the whole message.
///
/// # Panics
///
/// If reading exceeds the limit of time or of memory.
#[track_caller]
pub(crate) fn read(bytes: &[u8]) -> Result<Inventory, String> {
    read_sparse(bytes, bytes.len() as u64)
}

/// Reads a file that is longer than its bytes.
#[track_caller]
pub(crate) fn read_sparse(bytes: &[u8], len: u64) -> Result<Inventory, String> {
    let start = Instant::now();
    let (inventory, memory) = peak(|| {
        let binary = binary::read(Sparse::new(bytes, len)).map_err(|error| format!("{error:#}"))?;
        let inventory = Inventory::of("file", &binary);
        let told: usize = inventory.toggles.iter().map(|it| it.points.len() + it.declarations.len()).sum();
        assert_eq!(inventory.records().count(), told);
        Ok(inventory)
    });
    // The limit covers headers, a window of the search, and the list itself.
    let most = (8 << 20) + 20 * bytes.len();
    assert!(memory <= most, "{memory} bytes of memory for a file of {} bytes", bytes.len());
    let time = start.elapsed();
    assert!(time < Duration::from_secs(2) + Duration::from_micros(bytes.len() as u64), "{time:?}");
    inventory
}

/// Returns the names of the toggles in a file.
#[track_caller]
pub(crate) fn names(bytes: &[u8]) -> Vec<String> {
    read(bytes).expect("it can be read").toggles.into_iter().map(|toggle| toggle.name).collect()
}

/// Checks that a file is refused with this message.
#[track_caller]
pub(crate) fn refused(bytes: &[u8], because: &str) {
    let error = read(bytes).map(|inventory| inventory.toggles.len()).expect_err("it is damaged");
    assert_eq!(error, because);
}
