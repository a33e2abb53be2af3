//! The log of all changes, next to the toggle file: a line of JSON for each change of an entry.
//!
//! `log.rs` writes whole lines, `rotation.rs` starts a new log when this one is too large or too old, and `read.rs`
//! reads all of them.

mod entry;
mod log;
mod rotation;
mod read;
mod age;
#[cfg(test)]
mod tests;

pub(super) use self::entry::{Entry, Hashes};
pub(super) use self::log::{LINES, Log, made};
pub(super) use self::read::{Damage, Group, read_all};
pub(super) use self::rotation::{Limits, rotate};
pub use self::{
    age::days_since_change,
    entry::{Action, author},
};
