use std::{
    io::{Read, Seek, SeekFrom},
    ops::Range,
};

use anyhow::{Error, Result, anyhow, bail};
use memchr::memmem;
use toggle_syntax::record::{MAGIC, Malformed, Record, VERSION};

/// More records than this are in no program. In bytes; a million toggle points fit.
const MOST: u64 = 128 << 20;
/// The longest record that is believed, in bytes.
const LONGEST: usize = 1 << 20;
/// How much of a file without headers is searched at a time, in bytes.
const CHUNK: usize = 1 << 20;

/// The records of one image, checked, as they stand in it.
#[derive(Debug, Default)]
pub struct Records(Vec<u8>);

impl Records {
    /// Each record with its bytes, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (Record<'_>, &[u8])> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let (record, len) = Record::read(rest).ok()?;
            let (bytes, others) = rest.split_at(len);
            rest = others;
            Some((record, bytes))
        })
    }

    /// Adds the records of a section, which has nothing else but padding.
    pub(super) fn read_section(&mut self, input: &mut (impl Read + Seek), section: &Range<u64>) -> Result<()> {
        let len = section.end - section.start;
        if len > MOST {
            bail!("the section of toggle records claims {len} bytes; no program has so many, so it is damaged");
        }
        input.seek(SeekFrom::Start(section.start))?;
        let mut bytes = Vec::new();
        input.take(len).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != len {
            bail!("the file ends inside its section of toggle records");
        }
        let mut at = 0;
        // Linkers align what they join, with zeros.
        while let Some(padding) = bytes[at..].iter().position(|&byte| byte != 0) {
            at += padding;
            at += self.add(&bytes[at..]).map_err(|malformed| damaged(malformed, section.start + at as u64))?;
        }
        Ok(())
    }

    /// Adds the records of a whole file, wherever they stand.
    pub(super) fn search(&mut self, input: &mut (impl Read + Seek)) -> Result<()> {
        input.seek(SeekFrom::Start(0))?;
        let finder = memmem::Finder::new(MAGIC);
        let mut window = Vec::new();
        let mut start = 0;
        loop {
            let before = window.len();
            input.by_ref().take(CHUNK as u64).read_to_end(&mut window)?;
            let is_last = window.len() - before < CHUNK;
            let mut at = 0;
            while let Some(found) = finder.find(&window[at..]) {
                at += found;
                if window.len() - at < LONGEST && !is_last {
                    break;
                }
                at += match self.add(&window[at..]) {
                    Ok(len) => len,
                    // Also the code that reads records holds their magic.
                    Err(_) if !looks_like_a_record(&window[at..]) => MAGIC.len(),
                    Err(malformed) => return Err(damaged(malformed, start + at as u64)),
                };
                if self.0.len() as u64 > MOST {
                    bail!("the file has more than {MOST} bytes of toggle records; no program has so many");
                }
            }
            if is_last {
                return Ok(());
            }
            // What may be the start of a record is kept for the next look.
            let seen = finder.find(&window[at..]).map_or(window.len() - (MAGIC.len() - 1), |found| at + found).max(at);
            window.drain(..seen);
            start += seen as u64;
        }
    }

    /// Adds the record at the start of these bytes, and gives its length.
    fn add(&mut self, bytes: &[u8]) -> Result<usize, Malformed> {
        let (_, len) = Record::read(&bytes[..bytes.len().min(LONGEST)])?;
        self.0.extend_from_slice(&bytes[..len]);
        Ok(len)
    }
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
