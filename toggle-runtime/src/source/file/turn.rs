//! A lock under which texts become states one at a time, because that takes much memory.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use crate::base::lock::{Mutex, MutexGuard};

/// The longest wait for a lock of a file, which may stay locked in a forked child.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// The right of one thread at a time to make states of a text.
#[derive(Default)]
pub(super) struct Turn {
    reading: Mutex<()>,
    /// The forked child for which `reading` stays locked.
    lost_in: AtomicU32,
}

impl Turn {
    /// Waits until no other thread reads. In a forked child the lock may stay locked, and the child goes on without
    /// it.
    pub(super) fn take(&self) -> Option<MutexGuard<'_, ()>> {
        let process = process::id();
        if self.lost_in.load(Relaxed) == process {
            return self.reading.try_lock();
        }
        let turn = self.reading.try_lock_for(PATIENCE);
        if turn.is_none() {
            self.lost_in.store(process, Relaxed);
        }
        turn
    }
}
