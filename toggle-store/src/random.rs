//! Random numbers from the seeds of the standard library's hash maps. They are not for secrets.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Returns a random number.
pub(crate) fn number() -> u64 {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let mut hasher = RandomState::new().build_hasher();
    // The seeds of one thread differ by a counter alone, and a forked child inherits them.
    hasher.write_u64(CALLS.fetch_add(1, Ordering::Relaxed));
    hasher.write_u32(std::process::id());
    hasher.write_u128(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos());
    hasher.finish()
}

/// Returns a random duration between half of the longest and the longest.
pub(crate) fn jittered(longest: Duration) -> Duration {
    between(longest / 2, longest)
}

/// Returns a random duration between two.
pub(crate) fn between(shortest: Duration, longest: Duration) -> Duration {
    let thousandths = u32::try_from(number() % 1001).unwrap_or_default();
    shortest + longest.saturating_sub(shortest) * thousandths / 1000
}
