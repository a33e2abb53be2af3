//! The records of a section, or of a whole image whose section headers are gone.

use std::{
    io::{Read, Seek, SeekFrom},
    ops::Range,
};

use anyhow::{Error, Result, anyhow, bail};
use memchr::memmem;
use toggle_syntax::record::{MAGIC, Malformed, Record, VERSION};

/// The largest size of an image's records, in bytes: enough for a hundred thousand toggle points.
const MOST: usize = 16 << 20;
/// The size of the longest record, in bytes. A longer one is damaged.
const LONGEST: usize = 1 << 20;
/// The size of the chunks in which an image without section headers is searched, in bytes.
const CHUNK: usize = 1 << 20;

/// The checked records of one image, in the order of the file.
#[derive(Debug, Default)]
pub struct Records(Vec<u8>);

impl Records {
    /// Returns each record with its bytes, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (Record<'_>, &[u8])> {
        let mut at = 0;
        std::iter::from_fn(move || {
            at += padding(&self.0[at..]);
            let (record, len) = Record::read(&self.0[at..]).ok()?;
            at += len;
            Some((record, &self.0[at - len..at]))
        })
    }

    /// Adds the records of a section. It contains only records and padding.
    pub(super) fn read(&mut self, input: &mut (impl Read + Seek), section: &Range<u64>) -> Result<()> {
        let len = section.end - section.start;
        self.check_room(len, section.start)?;
        let start = self.0.len();
        input.seek(SeekFrom::Start(section.start))?;
        input.take(len).read_to_end(&mut self.0)?;
        let bytes = &self.0[start..];
        if bytes.len() as u64 != len {
            bail!("the file ends inside of the toggle records at offset {}", section.start);
        }
        let mut at = padding(bytes);
        while at < bytes.len() {
            at += len_of(&bytes[at..]).map_err(|malformed| damaged(malformed, section.start + at as u64))?;
            at += padding(&bytes[at..]);
        }
        Ok(())
    }

    /// Adds the records of a whole image, at any offset.
    pub(super) fn search(&mut self, input: &mut (impl Read + Seek), image: &Range<u64>) -> Result<()> {
        input.seek(SeekFrom::Start(image.start))?;
        let mut input = input.take(image.end - image.start);
        let finder = memmem::Finder::new(MAGIC);
        let mut window = Vec::with_capacity(CHUNK + LONGEST);
        let mut start = image.start;
        loop {
            let read = input.by_ref().take(CHUNK as u64).read_to_end(&mut window)?;
            let is_last = read < CHUNK;
            let mut at = 0;
            while let Some(found) = finder.find(&window[at..]) {
                at += found;
                let rest = &window[at..];
                if rest.len() < LONGEST && !is_last {
                    break;
                }
                at += match len_of(rest) {
                    Ok(len) => {
                        self.check_room(len as u64, start + at as u64)?;
                        self.0.extend_from_slice(&rest[..len]);
                        len
                    }
                    // The code that reads records contains their magic, too.
                    Err(_) if !looks_like_a_record(rest) => MAGIC.len(),
                    Err(malformed) => return Err(damaged(malformed, start + at as u64)),
                };
            }
            if is_last {
                return Ok(());
            }
            // The possible start of a record stays in the window for the next search.
            let is_start = |at: &usize| window[*at..].starts_with(MAGIC.as_bytes());
            let seen = Some(at).filter(is_start).unwrap_or_else(|| at.max(window.len() - (MAGIC.len() - 1)));
            window.drain(..seen);
            start += seen as u64;
        }
    }

    fn check_room(&self, len: u64, offset: u64) -> Result<()> {
        if len > (MOST - self.0.len()) as u64 {
            bail!("at offset {offset}: more than {MOST} bytes of toggle records; no program has so many");
        }
        Ok(())
    }
}

/// Returns the number of zeros before the next record: linkers align the sections that they join.
fn padding(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| byte != 0).unwrap_or(bytes.len())
}

/// Returns the length of the record at the start of these bytes.
fn len_of(bytes: &[u8]) -> Result<usize, Malformed> {
    Record::read(&bytes[..bytes.len().min(LONGEST)]).map(|(_, len)| len)
}

fn looks_like_a_record(bytes: &[u8]) -> bool {
    let rest = bytes.strip_prefix(MAGIC.as_bytes()).and_then(|rest| rest.strip_prefix(VERSION.as_bytes()));
    rest.is_some_and(|rest| rest.starts_with(b"\x1fp\x1f") || rest.starts_with(b"\x1fd\x1f"))
}

fn damaged(malformed: Malformed, offset: u64) -> Error {
    let what_to_do = match malformed {
        Malformed::Version => "use the `cargo toggle` of that version",
        _ => "the file is damaged",
    };
    anyhow!("at offset {offset}: {malformed}; {what_to_do}")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use toggle_syntax::record::{Body, Declaration, Place, Polarity};

    use super::*;

    fn search(image: &[u8]) -> Result<Vec<String>> {
        let mut records = Records::default();
        records.search(&mut Cursor::new(image), &(0..image.len() as u64))?;
        Ok(records.iter().map(|(record, _)| record.name.to_owned()).collect())
    }

    fn point(name: &str) -> Vec<u8> {
        let body = Body::Point { polarity: Polarity::Positive };
        Record::new(name, Place::default(), body).to_bytes()
    }

    #[test]
    fn record_is_found_across_chunks() {
        let record = point("alpha");
        for before in CHUNK - record.len() - 1..CHUNK + 2 {
            let image = [vec![b'x'; before], record.clone(), vec![b'x'; CHUNK]].concat();
            assert_eq!(search(&image).expect("it is whole"), ["alpha"], "{before}");
        }
    }

    #[test]
    fn the_longest_record_is_found() {
        let record = |description: &str| {
            let body = Body::Declaration(Declaration { default: "on", description, ..Declaration::default() });
            Record::new("beta", Place::default(), body).to_bytes()
        };
        let most = LONGEST - record("").len();
        for (len, is_read) in [(most, true), (most + 1, false)] {
            let image = [vec![b'x'; CHUNK - 5], record(&"d".repeat(len)), point("gamma")].concat();
            assert_eq!(search(&image).is_ok_and(|names| names == ["beta", "gamma"]), is_read, "{len}");
        }
    }

    #[test]
    fn malformed_record_is_an_error() {
        for tag in ["p", "d"] {
            let image = format!("xx{MAGIC}{VERSION}\x1f{tag}\x1fname\x1f\x1e");
            let error = search(image.as_bytes()).expect_err("it is damaged").to_string();
            assert_eq!(error, "at offset 2: the toggle record has a missing or malformed field; the file is damaged");
        }
        assert_eq!(search(format!("xx{MAGIC}and no more\x1e").as_bytes()).expect("it is none"), [""; 0]);
    }

    #[test]
    fn all_records_together_have_a_limit() {
        let one = point("alpha");
        let image = one.repeat(MOST / one.len() + 1);
        let error = search(&image).expect_err("they are too many").to_string();
        assert!(error.ends_with("more than 16777216 bytes of toggle records; no program has so many"), "{error}");
    }
}
