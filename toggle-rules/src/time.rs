//! Times of the system as times that `jiff` knows.

use std::time::SystemTime;

use jiff::Timestamp;

/// Converts a time. A time outside of the years that `jiff` has becomes the first or the last of these.
pub fn timestamp(time: SystemTime) -> Timestamp {
    let is_past = time < SystemTime::UNIX_EPOCH;
    Timestamp::try_from(time).unwrap_or(if is_past { Timestamp::MIN } else { Timestamp::MAX })
}
