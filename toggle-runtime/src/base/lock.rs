//! A mutex and a condition variable that a forked child can use.
//!
//! The locks of `parking_lot` share one table of waiting threads. If a thread of the parent changes that table at the
//! moment of a fork, all of these locks may hang in the child. The locks of the standard library share nothing.

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

    /// Tries to lock for at most this time, and returns `None` after that.
    ///
    /// It polls, so it suits locks whose holder may never release them, as after a fork.
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

/// A condition variable for the value of a [`Mutex`].
#[derive(Debug, Default)]
pub(crate) struct Condvar(sync::Condvar);

impl Condvar {
    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }

    /// Waits for a notification, at most for this time. The flag is whether the time is over.
    pub(crate) fn wait_for<'a, T>(&self, guard: MutexGuard<'a, T>, time: Duration) -> (MutexGuard<'a, T>, bool) {
        let (guard, result) = self.0.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner);
        (guard, result.timed_out())
    }

    /// Waits for a notification until the deadline, or without limit if there is none. The flag is whether the deadline
    /// has passed.
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
