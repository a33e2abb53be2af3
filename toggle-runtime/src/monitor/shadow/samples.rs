//! The last samples of results, at most one a second.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::base::lock::Mutex;

/// The largest number of kept samples.
const LAST: usize = 16;

/// The last samples, at most one of each second.
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
    /// Makes and keeps a sample, unless one has been kept within a second.
    pub(super) fn keep(&self, now: Duration, make: impl FnOnce() -> T) -> Option<T> {
        if !self.limiter.admits(now) {
            return None;
        }
        // Made before the lock is taken, because it runs the user's code. No thread waits long for the lock, because
        // only one thread a second gets here.
        let kept = make();
        let mut last = self.last.lock();
        if last.len() == LAST {
            last.pop_front();
        }
        last.push_back(kept.clone());
        Some(kept)
    }

    /// Changes all kept samples.
    pub(super) fn change(&self, change: impl FnMut(&mut T)) {
        self.last.lock().iter_mut().for_each(change);
    }

    pub(super) fn last(&self) -> Vec<T> {
        self.last.lock().iter().cloned().collect()
    }
}

/// A limiter that admits one call each second.
#[derive(Debug, Default)]
pub(super) struct RateLimiter {
    /// The time of the next admission, in nanoseconds.
    next: AtomicU64,
}

impl RateLimiter {
    const EACH: Duration = Duration::from_secs(1);

    pub(super) fn admits(&self, now: Duration) -> bool {
        let next = self.next.load(Ordering::Relaxed);
        let nanos = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let later = nanos(now.saturating_add(Self::EACH));
        // Exactly one of the threads that come at once moves it.
        nanos(now) >= next && self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}
