//! The following of sources: by which process, and from when on it is to be tried again.

use std::{
    process,
    sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The pauses before a source is tried again, after the first time and after many times.
const RETRY: Duration = Duration::from_secs(1);
const MAX_RETRY: Duration = Duration::from_secs(60);
/// There is nothing to do.
pub(super) const NEVER: u64 = u64::MAX;

/// Whether this process follows the sources.
pub(super) struct Follower {
    /// The process in which `Control` was last locked.
    pub(super) process: AtomicU32,
    /// A forked child for which `Control` stays locked.
    pub(super) lost_in: AtomicU32,
    /// The process that has a thread at this moment which has sources followed.
    pub(super) busy_in: AtomicU32,
    /// The time from which sources are to be tried again, in nanoseconds of the registry's clock, or [`NEVER`].
    pub(super) due: AtomicU64,
    /// Whether sources are to be followed at all.
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
    /// Notes that there are sources to follow.
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
