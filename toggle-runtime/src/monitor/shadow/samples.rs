use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::base::lock::Mutex;

/// How many are kept.
const LAST: usize = 16;

/// The last of what happens, no more than one of each second.
#[derive(Debug)]
pub(super) struct RecentSamples<T> {
    limiter: RateLimiter,
    last: Mutex<VecDeque<T>>,
}

impl<T> Default for RecentSamples<T> {
    fn default() -> Self {
        Self { limiter: RateLimiter::default(), last: Mutex::default() }
    }
}

impl<T: Clone> RecentSamples<T> {
    /// Keeps what this makes, unless something has been kept within a second. It is not made then.
    pub(super) fn keep(&self, now: Duration, make: impl FnOnce() -> T) -> Option<T> {
        if !self.limiter.admits(now) {
            return None;
        }
        // Made before the lock is taken, since it runs code of the user. Nobody waits for the lock for long: whoever
        // comes here does so once a second.
        let kept = make();
        let mut last = self.last.lock();
        if last.len() == LAST {
            last.pop_front();
        }
        last.push_back(kept.clone());
        Some(kept)
    }

    /// Changes all that are kept.
    pub(super) fn change(&self, change: impl FnMut(&mut T)) {
        self.last.lock().iter_mut().for_each(change);
    }

    pub(super) fn last(&self) -> Vec<T> {
        self.last.lock().iter().cloned().collect()
    }
}

/// Lets one through each second.
#[derive(Debug, Default)]
pub(super) struct RateLimiter {
    /// When the next may come, in nanoseconds.
    next: AtomicU64,
}

impl RateLimiter {
    const EACH: Duration = Duration::from_secs(1);

    pub(super) fn admits(&self, now: Duration) -> bool {
        let next = self.next.load(Ordering::Relaxed);
        let nanos = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let later = nanos(now.saturating_add(Self::EACH));
        // Of all who come at once, one moves it.
        nanos(now) >= next && self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}
