use std::io::{Read, Seek, SeekFrom};

use object::read::ReadCacheOps;

/// More than this is no program's headers. In bytes.
const MOST: u64 = 256 << 20;
/// What a small file may read more than once.
const SPARE: u64 = 1 << 20;

/// A file of which only so much is read as it has headers at most, so that headers that point at each other, or claim to
/// be larger than they are, cost neither memory nor time.
pub(super) struct Meter<R> {
    input: R,
    len: u64,
    left: u64,
}

impl<R: Read + Seek> Meter<R> {
    pub(super) fn new(mut input: R) -> std::io::Result<Self> {
        let len = input.seek(SeekFrom::End(0))?;
        Ok(Self { input, len, left: MOST.min(len.saturating_add(SPARE)) })
    }

    /// Whether the file wanted more than its headers can be.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    fn take(&mut self, len: usize) -> Result<(), ()> {
        let left = self.left.checked_sub(len as u64);
        self.left = left.unwrap_or(0);
        left.map(drop).ok_or(())
    }
}

impl<R: Read + Seek> ReadCacheOps for Meter<R> {
    fn len(&mut self) -> Result<u64, ()> {
        Ok(self.len)
    }

    fn seek(&mut self, position: u64) -> Result<u64, ()> {
        self.input.seek(SeekFrom::Start(position)).map_err(drop)
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ()> {
        self.take(buffer.len())?;
        self.input.read(buffer).map_err(drop)
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), ()> {
        self.take(buffer.len())?;
        self.input.read_exact(buffer).map_err(drop)
    }
}
