//! The window through which headers are read, and the limits on the cost of reading them.

use std::{
    cell::Cell,
    io::{Read, Seek, SeekFrom},
    ops::Range,
};

use anyhow::{Result, anyhow, bail};
use object::read::{ReadCache, ReadRef};

/// The largest number of bytes that one look at headers reads.
const MOST: u64 = 64 << 20;

/// An untrusted file whose headers are read part by part. Each look reads at most [`MOST`] bytes and at most twice the
/// part's length, and drops them at its end. So headers that point at each other, or claim a false size, cost neither
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

    /// Returns the range of the whole file.
    pub(super) fn whole(&self) -> Range<u64> {
        0..self.len
    }

    /// Parses the headers of a part.
    pub(super) fn look<T>(&mut self, part: &Range<u64>, parse: impl FnOnce(Window<'_, '_>) -> Result<T>) -> Result<T> {
        let len = part.end - part.start;
        let input: &mut dyn Input = &mut *self.input;
        let cache = ReadCache::new(input);
        let left = Cell::new(Some(MOST.min(len.saturating_mul(2))));
        let parsed = parse(Window { file: &cache, start: part.start, len, left: &left });
        // This also fails if the parser made do with less: the bytes that it has not seen could be the records.
        if left.get().is_none() {
            bail!("the headers claim more than the file can hold; it is damaged");
        }
        parsed.map_err(|error| match error.downcast::<object::read::Error>() {
            Ok(error) => anyhow!("the file is damaged or cut off: {error}"),
            Err(error) => error,
        })
    }
}

/// A part of a file that reads like a file.
#[derive(Clone, Copy)]
pub(super) struct Window<'a, 'r> {
    file: &'a ReadCache<&'r mut (dyn Input + 'r)>,
    start: u64,
    len: u64,
    /// The number of bytes that may still be read, or `None` after a read beyond it.
    left: &'a Cell<Option<u64>>,
}

impl<'data> ReadRef<'data> for Window<'data, '_> {
    fn len(self) -> Result<u64, ()> {
        Ok(self.len)
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'data [u8], ()> {
        if offset.checked_add(size).is_none_or(|end| end > self.len) {
            return Err(());
        }
        self.left.set(self.left.get().and_then(|left| left.checked_sub(size)));
        self.left.get().ok_or(())?;
        self.file.read_bytes_at(self.start + offset, size)
    }

    /// Returns an error: every header that is read here states the length of its strings.
    fn read_bytes_at_until(self, _: Range<u64>, _: u8) -> Result<&'data [u8], ()> {
        Err(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// Looks at the part `10..110` of a file of 200 bytes, and reads these ranges of it.
    fn look(ranges: &[(u64, u64)]) -> Result<Vec<bool>> {
        let mut file = Cursor::new((0..200).collect::<Vec<u8>>());
        Source::new(&mut file)?.look(&(10..110), |data| {
            let read = |&(offset, size): &(u64, u64)| {
                let bytes = data.read_bytes_at(offset, size);
                bytes.is_ok_and(|bytes| bytes.iter().map(|&byte| u64::from(byte)).eq(10 + offset..10 + offset + size))
            };
            Ok(ranges.iter().map(read).collect())
        })
    }

    #[test]
    fn nothing_but_the_part_is_seen() {
        let seen = look(&[(0, 100), (99, 1), (100, 0), (0, 101), (100, 1), (u64::MAX, 1), (1, u64::MAX)]);
        assert_eq!(seen.expect("it is not too much"), [true, true, true, false, false, false, false]);
    }

    #[test]
    fn a_part_is_read_twice_at_most() {
        assert_eq!(look(&[(0, 100), (0, 100)]).expect("it is not too much"), [true; 2]);
        assert_eq!(look(&[(0, 100), (1, 99), (0, 1)]).expect("it is not too much"), [true; 3]);
        let refused = |ranges| look(ranges).expect_err("it is too much").to_string();
        let expected = "the headers claim more than the file can hold; it is damaged";
        assert_eq!(refused(&[(0, 100), (0, 100), (0, 1)]), expected);
        assert_eq!(refused(&[(0, 60), (10, 60), (20, 60), (30, 60), (0, 1)]), expected);
    }
}
