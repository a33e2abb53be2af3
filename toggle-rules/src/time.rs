//! Conversion of system times to timestamps of `jiff`.

use std::time::SystemTime;

use jiff::Timestamp;

/// Converts a system time. A time outside the range of `jiff` becomes the first or the last timestamp.
pub fn timestamp(time: SystemTime) -> Timestamp {
    let is_past = time < SystemTime::UNIX_EPOCH;
    Timestamp::try_from(time).unwrap_or(if is_past { Timestamp::MIN } else { Timestamp::MAX })
}
