//! The state of following: the process that follows the sources, and the time of the next retry.

use std::{
    process,
    sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The pause before the first retry of a source, and the longest pause.
const RETRY: Duration = Duration::from_secs(1);
const MAX_RETRY: Duration = Duration::from_secs(60);
/// The value of `due` if there is nothing to do.
pub(super) const NEVER: u64 = u64::MAX;

/// The state of following in this process.
pub(super) struct Follower {
    /// The process in which `Control` was last locked.
    pub(super) process: AtomicU32,
    /// A forked child for which `Control` stays locked.
    pub(super) lost_in: AtomicU32,
    /// The process whose thread is starting to follow sources at this moment.
    pub(super) busy_in: AtomicU32,
    /// The time of the next retry, in nanoseconds of the registry's clock, or [`NEVER`].
    pub(super) due: AtomicU64,
    /// Whether sources should be followed at all.
    pub(super) is_wanted: AtomicBool,
    /// The time between the last two attempts, in nanoseconds.
    pub(super) pause: AtomicU64,
}

impl Default for Follower {
    fn default() -> Self {
        Self {
            process: AtomicU32::new(process::id()),
            lost_in: AtomicU32::new(0),
            busy_in: AtomicU32::new(0),
            due: AtomicU64::new(NEVER),
            is_wanted: AtomicBool::new(false),
            pause: AtomicU64::new(0),
        }
    }
}

impl Follower {
    /// Notes that there are sources to follow now.
    pub(super) fn is_due_now(&self) {
        self.pause.store(0, Relaxed);
        self.due.store(0, Relaxed);
    }

    #[cfg(test)]
    pub(super) fn is_busy(&self) -> bool {
        self.busy_in.load(Relaxed) != 0
    }

    pub(super) fn is_due_after(&self, now: Duration) {
        let pause = Duration::from_nanos(self.pause.load(Relaxed));
        let pause = pause.saturating_mul(2).clamp(RETRY, MAX_RETRY);
        self.pause.store(nanos(pause), Relaxed);
        self.due.store(nanos(now.saturating_add(pause)).min(NEVER - 1), Relaxed);
    }
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(NEVER)
}
