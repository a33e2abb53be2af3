//! The records of a store in a directory: a file for each, with its lifetime in the first line.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::files::{failed, make_inner_directory, read_at_most, write};
use crate::{Error, MAX_RECORD, Mark, Record, RecordKind, Records, hash::fnv};

/// The longest file: a record with its head line.
const MAX_LEN: u64 = MAX_RECORD as u64 + 64;

/// Writes a record.
pub(super) fn put(
    store: &Path,
    kind: RecordKind,
    id: &str,
    contents: &[u8],
    lifetime: Option<Duration>,
) -> Result<(), Error> {
    kind.check_id(id)?;
    kind.check_contents(contents)?;
    make_inner_directory(&directory(store, kind))?;
    let head = lifetime.map_or(0, |lifetime| lifetime.as_millis());
    write(&path(store, kind, id), &[format!("{head}\n").as_bytes(), contents].concat())
}

/// Extends the lifetime of a record.
pub(super) fn renew(store: &Path, kind: RecordKind, id: &str) -> Result<(), Error> {
    read(store, kind, id)?;
    let path = path(store, kind, id);
    let file = fs::File::options().write(true).open(&path);
    file.and_then(|file| file.set_modified(SystemTime::now())).map_err(|error| failed(&path, error))
}

/// Removes a record.
pub(super) fn remove(store: &Path, kind: RecordKind, id: &str) -> Result<(), Error> {
    kind.check_id(id)?;
    let path = path(store, kind, id);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path, error)),
        _ => Ok(()),
    }
}

/// Reads a live record.
pub(super) fn read(store: &Path, kind: RecordKind, id: &str) -> Result<Record, Error> {
    kind.check_id(id)?;
    let path = path(store, kind, id);
    let missing = || Error::missing(format!("there is no record `{id}` in `{}`", kind.directory()));
    let modified = fs::metadata(&path).and_then(|found| found.modified());
    let read = modified.and_then(|modified| Ok((modified, read_at_most(&path, MAX_LEN)?)));
    let (modified, bytes) = read.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => missing(),
        _ => failed(&path, error),
    })?;
    let (lifetime, contents) =
        parse(&bytes).ok_or_else(|| Error::invalid(format!("{} is no record", path.display())))?;
    // A clock that goes back makes no record old.
    let age = modified.elapsed().unwrap_or_default();
    if lifetime.is_some_and(|lifetime| age > lifetime) {
        return Err(missing());
    }
    Ok(Record::new(id, contents))
}

/// Lists the live records, and removes the others.
pub(super) fn list(store: &Path, kind: RecordKind) -> Result<Records, Error> {
    let mut records = Vec::new();
    for id in ids(store, kind)? {
        match read(store, kind, &id) {
            Ok(record) => records.push(record),
            Err(error) if error.is_missing() => remove(store, kind, &id)?,
            // One damaged file must not hide the others. The reader of the record reports that it has no contents.
            Err(error) if error.is_invalid() => records.push(Record::new(id, Vec::new())),
            Err(error) => return Err(error),
        }
    }
    records.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Records::new(records, mark(store, kind)))
}

/// Returns the mark of the live records, which a renewal does not change.
pub(super) fn mark(store: &Path, kind: RecordKind) -> Mark {
    let mut live: Vec<String> = Vec::new();
    for id in ids(store, kind).unwrap_or_default() {
        if let Ok(record) = read(store, kind, &id) {
            live.push(format!("{id}={:016x}", fnv(&record.contents)));
        }
    }
    live.sort();
    Mark::new(live.join(","))
}

/// Returns the ids of the files, in no order.
fn ids(store: &Path, kind: RecordKind) -> Result<Vec<String>, Error> {
    let directory = directory(store, kind);
    let entries = match fs::read_dir(&directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| failed(&directory, error))?,
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names: io::Result<Vec<String>> = names.collect();
    let names = names.map_err(|error| failed(&directory, error))?;
    Ok(names.into_iter().filter(|name| kind.check_id(name).is_ok()).collect())
}

/// Returns the lifetime and the contents of a file.
fn parse(bytes: &[u8]) -> Option<(Option<Duration>, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let millis: u64 = std::str::from_utf8(&bytes[..end]).ok()?.parse().ok()?;
    let lifetime = (millis != 0).then(|| Duration::from_millis(millis));
    Some((lifetime, &bytes[end + 1..]))
}

fn directory(store: &Path, kind: RecordKind) -> PathBuf {
    store.join(kind.directory())
}

fn path(store: &Path, kind: RecordKind, id: &str) -> PathBuf {
    directory(store, kind).join(id)
}
