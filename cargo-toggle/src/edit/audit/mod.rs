//! The log of all changes: a line of JSON for each, beside the file.
//!
//! `log.rs` keeps whole lines, `rotation.rs` begins a new log where this one is too large or too old, `read.rs` reads
//! all of them.

mod entry;
mod log;
mod rotation;
mod read;
#[cfg(test)]
mod tests;

pub(super) use self::entry::{Action, Entry, Hashes};
pub(super) use self::log::{LINES, Log, made};
pub(super) use self::read::{Damage, Group, read_all};
pub(super) use self::rotation::{Limits, rotate};
