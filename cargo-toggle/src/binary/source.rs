use std::{
    cell::Cell,
    io::{Read, Seek, SeekFrom},
    ops::Range,
};

use anyhow::{Result, anyhow, bail};
use object::read::{ReadCache, ReadRef};

/// More than this is no image's headers. In bytes.
const MOST: u64 = 64 << 20;
/// What a small image may read more than twice.
const SPARE: u64 = 1 << 10;

/// A file that is not trusted, whose headers are looked at part by part. Each look reads only so much as headers are at
/// most, and forgets it at its end: headers that point at each other, or claim to be larger than they are, cost neither
/// memory nor time.
pub(super) struct Source<'a> {
    input: &'a mut (dyn Input + 'a),
    len: u64,
}

pub(super) trait Input: Read + Seek {}

impl<T: Read + Seek> Input for T {}

impl<'a> Source<'a> {
    pub(super) fn new(input: &'a mut (dyn Input + 'a)) -> Result<Self> {
        let len = input.seek(SeekFrom::End(0))?;
        Ok(Self { input, len })
    }

    /// The whole file.
    pub(super) fn whole(&self) -> Range<u64> {
        0..self.len
    }

    /// Parses the headers of a part.
    pub(super) fn look<T>(&mut self, part: &Range<u64>, parse: impl FnOnce(Window<'_, '_>) -> Result<T>) -> Result<T> {
        let len = part.end - part.start;
        let input: &mut dyn Input = &mut *self.input;
        let cache = ReadCache::new(input);
        let left = Cell::new(Some(MOST.min(len.saturating_mul(2).saturating_add(SPARE))));
        let parsed = parse(Window { file: &cache, start: part.start, len, left: &left });
        if parsed.is_err() && left.get().is_none() {
            bail!("the headers claim more than the file can hold; it is damaged");
        }
        parsed.map_err(|error| match error.downcast::<object::read::Error>() {
            Ok(error) => anyhow!("the file is damaged or cut off: {error}"),
            Err(error) => error,
        })
    }
}

/// A part of a file as a file of its own.
#[derive(Clone, Copy)]
pub(super) struct Window<'a, 'r> {
    file: &'a ReadCache<&'r mut (dyn Input + 'r)>,
    start: u64,
    len: u64,
    /// How many bytes may still be read; none once more was wanted.
    left: &'a Cell<Option<u64>>,
}

impl Window<'_, '_> {
    /// Where a range of the part is in the file, if it is in the part and may be read.
    fn take(&self, range: &Range<u64>, size: u64) -> Result<Range<u64>, ()> {
        if range.start > range.end || range.end > self.len {
            return Err(());
        }
        self.left.set(self.left.get().and_then(|left| left.checked_sub(size)));
        self.left.get().ok_or(())?;
        Ok(self.start + range.start..self.start + range.end)
    }
}

impl<'data> ReadRef<'data> for Window<'data, '_> {
    fn len(self) -> Result<u64, ()> {
        Ok(self.len)
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'data [u8], ()> {
        let range = self.take(&(offset..offset.checked_add(size).ok_or(())?), size)?;
        self.file.read_bytes_at(range.start, size)
    }

    fn read_bytes_at_until(self, range: Range<u64>, delimiter: u8) -> Result<&'data [u8], ()> {
        // The cache stops there.
        let most = (range.end.saturating_sub(range.start)).min(4096);
        self.file.read_bytes_at_until(self.take(&range, most)?, delimiter)
    }
}
