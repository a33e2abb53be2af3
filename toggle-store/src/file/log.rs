//! The log of a store in a directory: a file for each revision, with the line, and the text before it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::files::{failed, make_inner_directory, read_at_most, write};
use crate::{Error, KEPT_ENTRIES, KEPT_TEXTS, LogEntry, MAX_DOCUMENT, MAX_LINE, Revision};

/// The longest entry: its line, a line break and a text.
const MAX_LEN: u64 = (MAX_LINE + 1 + MAX_DOCUMENT) as u64;

/// The number of entries that writers may trim while a reader reads the log.
const TRIMMED: u64 = 100;

/// Adds an entry. An entry of this revision is the rest of a write that never finished, and is replaced.
pub(super) fn add(store: &Path, revision: Revision, line: &str, before: Option<&str>) -> Result<(), Error> {
    make_inner_directory(&directory(store))?;
    let contents = match before {
        Some(before) => format!("{line}\n{before}"),
        None => line.to_owned(),
    };
    write(&path(store, revision), contents.as_bytes())
}

/// Removes the entry and the text that are too old after this revision. An error leaves them, which does no harm.
pub(super) fn trim(store: &Path, revision: Revision) {
    if let Some(old) = revision.number().checked_sub(KEPT_TEXTS)
        && let Ok(Some((line, Some(_)))) = read(store, Revision::new(old))
    {
        let _ = write(&path(store, Revision::new(old)), line.as_bytes());
    }
    if let Some(old) = revision.number().checked_sub(KEPT_ENTRIES) {
        let _ = fs::remove_file(path(store, Revision::new(old)));
    }
}

/// Returns the newest entries up to the revision of the document, the oldest first.
pub(super) fn entries(
    store: &Path,
    newest: Revision,
    after: Option<Revision>,
    at_most: usize,
) -> Result<Vec<LogEntry>, Error> {
    let oldest_kept = newest.number().saturating_sub(KEPT_ENTRIES) + 1;
    let first = after.map_or(0, Revision::number) + 1;
    let mut entries = Vec::new();
    for revision in (first.max(oldest_kept)..=newest.number()).rev().take(at_most).map(Revision::new) {
        match read(store, revision)? {
            Some((line, _)) => entries.push(LogEntry::new(revision, line)),
            // Writers may have trimmed as many entries as were written since the revision was read.
            None if oldest_kept > 1 && revision.number() - oldest_kept < TRIMMED => break,
            // The directory was moved, for example. A log with a gap must not look like a short one.
            None => return Err(Error::unavailable(format!("there is no {}", path(store, revision).display()))),
        }
    }
    entries.reverse();
    Ok(entries)
}

/// Returns the text that a write has replaced.
pub(super) fn replaced(store: &Path, revision: Revision) -> Result<Option<String>, Error> {
    Ok(read(store, revision)?.and_then(|(_, before)| before))
}

/// Returns the line and the text before it.
fn read(store: &Path, revision: Revision) -> Result<Option<(String, Option<String>)>, Error> {
    let path = path(store, revision);
    let bytes = match read_at_most(&path, MAX_LEN) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&path, error)),
    };
    let text = String::from_utf8(bytes).map_err(|error| Error::invalid("the log is not UTF-8").because(error))?;
    Ok(Some(match text.split_once('\n') {
        Some((line, before)) => (line.to_owned(), Some(before.to_owned())),
        None => (text, None),
    }))
}

fn directory(store: &Path) -> PathBuf {
    store.join("log")
}

fn path(store: &Path, revision: Revision) -> PathBuf {
    directory(store).join(revision.to_string())
}
