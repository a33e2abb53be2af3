//! Random ids and delays, from the seeds of the standard library's hash maps. They are not for secrets.

use std::{
    hash::{BuildHasher, RandomState},
    time::{Duration, SystemTime},
};

/// Returns a random number.
fn number() -> u64 {
    RandomState::new().hash_one((std::process::id(), SystemTime::now()))
}

/// Returns a random id of a change.
pub(super) fn id() -> String {
    format!("{:012x}", number() >> 16)
}

/// Returns a random duration between half of the longest and the longest.
pub(super) fn jittered(longest: Duration) -> Duration {
    let thousandths = u32::try_from(number() % 501).unwrap_or_default();
    longest * (500 + thousandths) / 1000
}
