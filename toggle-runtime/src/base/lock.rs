//! Locks that a forked child can use.
//!
//! Those of `parking_lot` share a table of threads that wait. Where a thread of the parent was changing that table at
//! the moment of a fork, all of these locks may hang in the child. The locks of the standard library share nothing.

use std::{
    sync::{self, PoisonError, TryLockError},
    thread,
    time::{Duration, Instant},
};

pub(crate) use std::sync::MutexGuard;

/// The sleep between two attempts to lock.
const NAP: Duration = Duration::from_millis(1);

/// A lock that a panic does not poison.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(sync::Mutex::new(value))
    }

    #[inline]
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[inline]
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        match self.0.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(error)) => Some(error.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Tries to lock for some time. Meant for locks that may be locked for ever: it looks from time to time.
    pub(crate) fn try_lock_for(&self, patience: Duration) -> Option<MutexGuard<'_, T>> {
        if let Some(guard) = self.try_lock() {
            return Some(guard);
        }
        let start = Instant::now();
        while start.elapsed() < patience {
            thread::sleep(NAP);
            if let Some(guard) = self.try_lock() {
                return Some(guard);
            }
        }
        None
    }
}

/// Wakes the threads that wait for a change of what a [`Mutex`] holds.
#[derive(Debug, Default)]
pub(crate) struct Condvar(sync::Condvar);

impl Condvar {
    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }

    /// Waits for a change, at most for this time. Returns whether that is over.
    pub(crate) fn wait_for<'a, T>(&self, guard: MutexGuard<'a, T>, time: Duration) -> (MutexGuard<'a, T>, bool) {
        let (guard, result) = self.0.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner);
        (guard, result.timed_out())
    }

    /// Waits for a change until a time, or for ever where there is none. Returns whether the time has come.
    pub(crate) fn wait_until<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        deadline: Option<Instant>,
    ) -> (MutexGuard<'a, T>, bool) {
        let Some(deadline) = deadline else {
            return (self.0.wait(guard).unwrap_or_else(PoisonError::into_inner), false);
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { (guard, true) } else { self.wait_for(guard, left) }
    }
}
