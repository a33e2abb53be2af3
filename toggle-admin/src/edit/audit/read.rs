//! Reading of all logs, from the oldest line to the latest.
//!
//! A reader takes no lock. It opens all files before it reads the first, and counts a file that was renamed in the
//! meantime once. A line that cannot be read is reported, and does not hide the others.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, BufRead, BufReader, Read},
};

use anyhow::{Context, Result};

use super::{
    entry::{Action, Entry},
    log,
    rotation::{number, rotated},
};
use crate::{
    edit::{
        directory::{Access, FileInfo},
        place::Place,
    },
    versioned,
};

/// The length of the longest line that is read, in bytes. This tool writes no longer line.
const LONGEST: u64 = 64 << 10;

/// The lines of one change. They follow each other.
#[derive(Debug, Clone)]
pub(in crate::edit) struct Group {
    /// A line for each changed entry of the file.
    pub(in crate::edit) entries: Vec<Entry>,
    /// Whether the change took place. Later lines may cancel it.
    pub(in crate::edit) is_made: bool,
}

/// A line of a log, or a whole log, that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::edit) struct Damage {
    pub(in crate::edit) file: String,
    /// The number of the line, from 1, or `None` for the whole file.
    pub(in crate::edit) line: Option<usize>,
    pub(in crate::edit) reason: String,
}

/// Reads the logs. Calls `each` with every change, and `damaged` with every line or log that cannot be read. Returns
/// whether there is a log.
///
/// # Errors
///
/// If the directory cannot be read.
pub(in crate::edit) fn read_all(
    place: &Place,
    mut each: impl FnMut(Group),
    mut damaged: impl FnMut(Damage),
) -> Result<bool> {
    let mut files: Vec<(String, File, FileInfo)> = Vec::new();
    for name in names(place)? {
        let shown = place.shown(&name);
        match log::open(place, &name, Access::Read).and_then(|file| file.map(with_identity).transpose()) {
            Ok(Some((file, found))) => {
                if !files.iter().any(|(_, _, other)| other.is_same(&found)) {
                    files.push((shown, file, found));
                }
            }
            Ok(None) => {}
            Err(error) => damaged(Damage { file: shown, line: None, reason: error.to_string() }),
        }
    }
    let is_any = !files.is_empty();
    let mut open: Option<Group> = None;
    for (shown, file, _) in files.into_iter().rev() {
        let damage = |line, reason: String| Damage { file: shown.clone(), line, reason };
        let read = lines(BufReader::new(file), |number, line| match line.and_then(read) {
            Ok(entry) => open = Some(add(open.take(), entry, &mut each)),
            Err(reason) => damaged(damage(Some(number), reason)),
        });
        if let Err(error) = read {
            damaged(damage(None, error.to_string()));
        }
    }
    open.into_iter().for_each(each);
    Ok(is_any)
}

/// Returns the names of the logs, the latest first.
fn names(place: &Place) -> Result<Vec<OsString>> {
    let directory = place.directory();
    let names = directory.names().with_context(|| directory.path().display().to_string())?;
    let mut numbers: Vec<u32> = names.iter().filter_map(|name| number(place, name)).collect();
    numbers.sort_unstable();
    Ok(std::iter::once(place.log()).chain(numbers.into_iter().map(|number| rotated(place, number))).collect())
}

fn with_identity(file: File) -> io::Result<(File, FileInfo)> {
    let found = FileInfo::of(&file)?;
    Ok((file, found))
}

/// Calls `each` with every line and its number.
fn lines(mut from: impl BufRead, mut each: impl FnMut(usize, Result<&[u8], String>)) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if from.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if !line.ends_with(b"\n") && line.len() as u64 == LONGEST {
            from.skip_until(b'\n')?;
            each(number, Err(format!("has more than {LONGEST} bytes")));
        } else if !line.trim_ascii().is_empty() {
            each(number, Ok(&line));
        }
    }
    Ok(())
}

fn read(line: &[u8]) -> Result<Entry, String> {
    // The number of the line in the log differs from the number in the JSON error, which is always 1.
    versioned::read(line).map_err(|error| format!("{error:#}").replace(" at line 1 column ", " at column "))
}

/// Adds a line to the open change, or passes that change on and opens another. Returns the change that is open then.
fn add(open: Option<Group>, entry: Entry, each: &mut impl FnMut(Group)) -> Group {
    let is_of = |group: &Group| group.entries.first().is_some_and(|first| first.change == entry.change);
    let is_interruption = entry.action == Action::Interrupted;
    match open {
        Some(mut group) if is_of(&group) => {
            group.is_made &= !is_interruption;
            if !is_interruption {
                group.entries.push(entry);
            }
            group
        }
        open => {
            open.into_iter().for_each(each);
            Group { is_made: !is_interruption, entries: vec![entry] }
        }
    }
}
