//! The replacement of `date.rs` where the feature `rules` is off: no string is a date.

use jiff::Timestamp;

pub(crate) fn in_text(_: &str) -> Option<Timestamp> {
    None
}

pub(crate) fn lacks_offset(_: &str) -> bool {
    false
}
