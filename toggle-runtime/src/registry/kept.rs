//! The structure values that may be in use.

use std::{
    process,
    sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use toggle_rules::Given;

use crate::base::lock::{Mutex, MutexGuard};

/// The longest wait for the lock of the list, which a forked child may not get.
const PATIENCE: Duration = Duration::from_secs(1);

/// The structure values that may be in use. A value is dropped outside of all locks, when nothing else refers to it.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) values: Mutex<Vec<Given>>,
    /// Whether there has ever been a value.
    pub(super) has_any: AtomicBool,
    /// The forked child for which `values` stays locked.
    lost_in: AtomicU32,
}

impl Kept {
    /// Locks the values. Returns `None` in a forked child for which they stay locked; the child waits for them once.
    pub(super) fn lock(&self) -> Option<MutexGuard<'_, Vec<Given>>> {
        if let Some(values) = self.values.try_lock() {
            return Some(values);
        }
        let process = process::id();
        if self.lost_in.load(Relaxed) == process {
            return None;
        }
        let values = self.values.try_lock_for(PATIENCE);
        if values.is_none() {
            self.lost_in.store(process, Relaxed);
        }
        values
    }
}
