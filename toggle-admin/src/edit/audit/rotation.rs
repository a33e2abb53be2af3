//! Rotation of a log that is too large or too old, as in logrotate: `FILE.audit.jsonl` becomes `FILE.audit.1.jsonl`,
//! that becomes `FILE.audit.2.jsonl`, and the last one is removed.
//!
//! Renaming starts at the first free number, with the file of the highest number below it. So a kill between two
//! renames leaves a number free, and the next rotation continues from there: no file overwrites another.

use std::ffi::{OsStr, OsString};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};

use super::{entry::LINE, log::Log};
use crate::edit::place::Place;

/// The limits of the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::edit) struct Limits {
    /// The largest size of a file, in bytes.
    pub(in crate::edit) size: u64,
    /// The age of the first line at which a log is rotated, in days, or `None` for any age.
    pub(in crate::edit) age: Option<u32>,
    /// The number of rotated files to keep.
    pub(in crate::edit) keep: u32,
}

impl Limits {
    /// The default size, in MiB.
    pub(in crate::edit) const SIZE: u64 = 16;
    /// The default age, in days.
    pub(in crate::edit) const AGE: u32 = 365;
    /// The default number of rotated files.
    pub(in crate::edit) const KEEP: u32 = 10;

    fn are_reached(&self, log: &mut Log) -> Result<bool> {
        if log.len() == 0 {
            return Ok(false);
        }
        if log.len().saturating_add(LINE as u64) > self.size {
            return Ok(true);
        }
        let Some(days) = self.age else { return Ok(false) };
        let begun = log.first()?.and_then(|entry| entry.at.parse::<Timestamp>().ok());
        let age = SignedDuration::from_hours(24 * i64::from(days));
        Ok(begun.is_some_and(|begun| toggle_runtime::__admin::now().duration_since(begun) >= age))
    }
}

/// Renames the log if it has reached these limits, so that the next line starts a new one. Returns whether it was
/// renamed. The caller holds the lock.
///
/// # Errors
///
/// If renaming fails. The log still exists then, and no rotated log is lost but the last.
pub(in crate::edit) fn rotate(place: &Place, log: &mut Log, limits: &Limits) -> Result<bool> {
    if !limits.are_reached(log)? {
        return Ok(false);
    }
    let (directory, keep) = (place.directory(), limits.keep);
    let mut free = None;
    for number in 1..=keep {
        let name = rotated(place, number);
        let Some(found) = directory.look(&name).with_context(|| place.shown(&name))? else {
            free = Some(number);
            break;
        };
        found.check_own(place.trusted()).with_context(|| place.shown(&name))?;
    }
    let free = free.unwrap_or(keep);
    // If no number is free, the last file is removed. If none is kept, the log is.
    let renamed = (1..free).rev().map(|number| (rotated(place, number), rotated(place, number + 1)));
    let log = (keep > 0).then(|| (place.log(), rotated(place, 1)));
    if keep == 0 {
        directory.remove(&place.log()).with_context(|| place.shown(&place.log()))?;
    }
    for (from, to) in renamed.chain(log) {
        directory.rename(&from, &to).with_context(|| place.shown(&to))?;
    }
    remove_above(place, keep)?;
    directory.sync().with_context(|| directory.path().display().to_string())?;
    Ok(true)
}

/// Removes the rotated files above a number, left from a larger limit.
fn remove_above(place: &Place, keep: u32) -> Result<()> {
    let directory = place.directory();
    for name in directory.names().with_context(|| directory.path().display().to_string())? {
        if number(place, &name).is_some_and(|number| number > keep)
            && let Some(found) = directory.look(&name).with_context(|| place.shown(&name))?
            && found.check_own(place.trusted()).is_ok()
        {
            directory.remove(&name).with_context(|| place.shown(&name))?;
        }
    }
    Ok(())
}

/// Returns the name of a rotated log. Number 1 is the latest.
pub(super) fn rotated(place: &Place, number: u32) -> OsString {
    place.name("", &format!(".audit.{number}.jsonl"))
}

/// Returns the number in the name of a rotated log, or `None` for another name.
pub(super) fn number(place: &Place, name: &OsStr) -> Option<u32> {
    let prefix = place.name("", ".audit.");
    let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
    let number = str::from_utf8(rest.strip_suffix(b".jsonl")?).ok()?.parse().ok()?;
    // Only the canonical spelling of the number counts.
    (rotated(place, number) == name).then_some(number)
}
