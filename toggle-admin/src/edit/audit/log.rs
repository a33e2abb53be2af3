//! The file of the audit log.
//!
//! A reader takes no lock, and finds whole lines at every instant, even during a write and after a kill. One `write` to
//! a file in append mode does not promise that: the kernel copies page by page, shows each page at once, and checks for
//! a signal in between. On ext4 and tmpfs, 12 to 26 % of all reads found half a line of 1,500 bytes, and so did up to
//! 10 % of the reads after a kill. So no line spans two pages. A line takes at most half a [`PAGE`], and if the rest of
//! the page after it is smaller than that, spaces fill the rest. A line is never changed.
//!
//! A power failure ignores page boundaries. The next writer removes the part of a line that it leaves.

use std::{
    ffi::OsStr,
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom, Write},
};

use anyhow::{Context, Result, ensure};
use memchr::memmem;
use serde_json::{Map, Value};

use super::entry::{Action, Entry, LINE, PAGE};
use crate::{
    edit::{
        directory::{Access, Rights},
        os,
        place::Place,
    },
    versioned,
};

/// The size of the part at the end that always contains a whole line, in bytes.
const LAST: u64 = 3 * PAGE as u64;
/// The first bytes of each line.
const BEGIN: &[u8] = br#"{"format":"cargo-toggle/audit","#;
/// The size of the part at the end in which the lines of a change are searched, in bytes.
const END: u64 = 256 << 10;
/// The largest number of lines of one change. All of them are within [`END`], even after they are cancelled.
pub(in crate::edit) const LINES: usize = 32;

/// The log, open for writing. Only the holder of the lock may have it.
#[derive(Debug)]
pub(in crate::edit) struct Log {
    file: File,
    len: u64,
    /// The length of the unfinished line that was removed, in bytes.
    pub(in crate::edit) cut: u64,
}

impl Log {
    /// Opens the log, or creates an empty one with the owner and permissions of `like`.
    ///
    /// # Errors
    ///
    /// If it is not a regular file, is not trusted, or was not written by this module.
    pub(in crate::edit) fn open(place: &Place, like: Option<&Metadata>) -> Result<Self> {
        let name = place.log();
        let file = match open(place, &name, Access::ReadWrite)? {
            Some(file) => file,
            None => make(place, &name, like)?,
        };
        let len = file.metadata()?.len();
        let mut log = Self { file, len, cut: 0 };
        log.recover()?;
        Ok(log)
    }

    /// Returns the length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Reads the first line, if it is a line of a log.
    pub(super) fn first(&mut self) -> io::Result<Option<Entry>> {
        let mut first = Vec::new();
        self.file.rewind()?;
        (&mut self.file).take(PAGE as u64).read_to_end(&mut first)?;
        Ok(first.split(|&byte| byte == b'\n').next().and_then(read))
    }

    /// Removes an unfinished line at the end, unless only the line feed is missing. A file that is not a log stays as
    /// it is.
    fn recover(&mut self) -> Result<()> {
        let (from, last) = end(&mut self.file, LAST)?;
        let start = last.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let is_log = match last[..start].split(|&byte| byte == b'\n').rfind(|line| !line.is_empty()) {
            Some(line) => serde_json::from_slice::<Map<String, Value>>(line).is_ok(),
            None => from == 0 && is_begun(&last),
        };
        ensure!(is_log, "no line of JSON ends in its last {LAST} bytes, so it is not an audit log; move it away");
        if start == last.len() {
            return Ok(());
        }
        if read(&last[start..]).is_some() {
            self.write(self.len, b"\n")?;
        } else {
            self.cut = (last.len() - start) as u64;
            self.len -= self.cut;
            self.file.set_len(self.len)?;
        }
        Ok(self.file.sync_all()?)
    }

    /// Adds the lines of a change, and waits until they are on the disk. If that fails, the log is restored.
    ///
    /// # Errors
    ///
    /// If a line is too long, or the lines cannot be written.
    pub(in crate::edit) fn append(&mut self, entries: &[Entry]) -> Result<()> {
        let lines: Result<Vec<Vec<u8>>> = entries.iter().map(Entry::to_line).collect();
        let before = self.len;
        self.add(lines?).or_else(|error| {
            self.restore(before).context("the audit log cannot be restored")?;
            Err(error.into())
        })
    }

    fn add(&mut self, lines: Vec<Vec<u8>>) -> io::Result<()> {
        let room = |len: u64| PAGE - usize::try_from(len % PAGE as u64).unwrap_or(0);
        if lines.first().is_some_and(|line| line.len() > room(self.len)) {
            // The page can be this full only if another program has written to the log.
            self.write(self.len, &vec![b' '; room(self.len)])?;
        }
        let mut text = Vec::new();
        for mut line in lines {
            let rest = room(self.len + text.len() as u64) - line.len();
            if rest < LINE {
                line.splice(line.len() - 1..line.len() - 1, std::iter::repeat_n(b' ', rest));
            }
            text.extend(line);
        }
        self.write(self.len, &text)?;
        self.file.sync_all()
    }

    pub(super) fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        let written = loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => break written?,
            }
        };
        if written < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.len = at + bytes.len() as u64;
        Ok(())
    }

    pub(super) fn restore(&mut self, len: u64) -> io::Result<()> {
        self.file.set_len(len)?;
        self.len = len;
        self.file.sync_all()
    }
}

/// Reads the lines of a change that were written and not cancelled. Only the end of the log is read, so its length does
/// not matter.
///
/// # Errors
///
/// If the log cannot be read or is not trusted.
pub(in crate::edit) fn made(place: &Place, change: &str) -> Result<Vec<Entry>> {
    let Some(mut log) = open(place, &place.log(), Access::Read)? else { return Ok(Vec::new()) };
    let (_, end) = end(&mut log, END)?;
    let lines = end.split(|&byte| byte == b'\n').filter(|line| memmem::find(line, change.as_bytes()).is_some());
    let mut made: Vec<Entry> = Vec::new();
    for entry in lines.filter_map(read).filter(|entry| entry.change == change) {
        match entry.action {
            Action::Interrupted => made.retain(|other| !other.is_about_same_as(&entry)),
            Action::Set
            | Action::Unset
            | Action::Disable
            | Action::Enable
            | Action::Promote
            | Action::Undo
            | Action::Init => made.push(entry),
        }
    }
    Ok(made)
}

/// Opens the log, if it exists.
pub(super) fn open(place: &Place, name: &OsStr, access: Access) -> io::Result<Option<File>> {
    Ok(place.directory().open_own(name, access, place.trusted())?.map(|(file, _)| file))
}

fn make(place: &Place, name: &OsStr, like: Option<&Metadata>) -> io::Result<File> {
    let file = place.directory().create(name, if like.is_some() { Rights::Private } else { Rights::Usual })?;
    if let Some(like) = like {
        // If the owner cannot be kept, the log belongs to the writer.
        let _ = os::owner(&file, like);
        let _ = file.set_permissions(os::permissions(like));
    }
    // A line on the disk is lost if its file is not.
    place.directory().sync()?;
    Ok(file)
}

/// Returns whether the bytes can be the rest of a first line after a power failure. An empty file can be one, too.
fn is_begun(log: &[u8]) -> bool {
    let is_zero = log.iter().all(|&byte| byte == 0);
    log.len() <= LINE && (is_zero || BEGIN.starts_with(log) || log.starts_with(BEGIN))
}

/// Reads the last bytes of a file, at most `most`. Returns their offset, too.
fn end(file: &mut File, most: u64) -> io::Result<(u64, Vec<u8>)> {
    let from = file.seek(SeekFrom::End(0))?.saturating_sub(most);
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(most).read_to_end(&mut end)?;
    Ok((from, end))
}

pub(super) fn read(line: &[u8]) -> Option<Entry> {
    versioned::read(line).ok()
}
