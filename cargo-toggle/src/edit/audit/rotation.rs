//! Beginning a new log where this one is too large or too old, as logrotate does: `FILE.audit.jsonl` becomes
//! `FILE.audit.1.jsonl`, that becomes `FILE.audit.2.jsonl`, and the last one goes.
//!
//! The renamings begin at the first number that is free, with the highest one below it. So whoever is killed between
//! two of them leaves a number free, and the next rotation goes on from there: no file takes the place of another.

use std::ffi::{OsStr, OsString};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};

use super::{entry::LINE, log::Log};
use crate::edit::place::Place;

/// The limits of the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::edit) struct Limits {
    /// The largest size of a file. In bytes.
    pub(in crate::edit) size: u64,
    /// The age of its first line at which a log is rotated, or `None` if age does not matter. In days.
    pub(in crate::edit) age: Option<u32>,
    /// The number of rotated files that are kept.
    pub(in crate::edit) keep: u32,
}

impl Limits {
    /// The size without an option. In MiB.
    pub(in crate::edit) const SIZE: u64 = 16;
    /// The age without an option. In days.
    pub(in crate::edit) const AGE: u32 = 365;
    /// The number of rotated files without an option.
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

/// Renames the log if it has reached these limits, so that the next line begins a new one. Returns whether it was
/// renamed. Only for who holds the lock.
///
/// # Errors
///
/// If that is not possible. The log is still there then, and no rotated one is lost but the last.
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
    // Where no number is free, the last file goes. Where none is kept, the log does.
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

/// Removes the rotated files above a number, which an earlier limit has kept.
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

/// Returns the name of a rotated log, the first of which is the latest.
pub(super) fn rotated(place: &Place, number: u32) -> OsString {
    place.name("", &format!(".audit.{number}.jsonl"))
}

/// Reads the number from the name of a rotated log. Other names give none.
pub(super) fn number(place: &Place, name: &OsStr) -> Option<u32> {
    let prefix = place.name("", ".audit.");
    let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
    let number = str::from_utf8(rest.strip_suffix(b".jsonl")?).ok()?.parse().ok()?;
    // No other way to write it.
    (rotated(place, number) == name).then_some(number)
}
