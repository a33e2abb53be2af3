//! The values of structures that may be in force.

use std::{
    process,
    sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use toggle_rules::Given;

use crate::base::lock::{Mutex, MutexGuard};

/// The longest wait for the list of values, whose lock a forked child may not get.
const PATIENCE: Duration = Duration::from_secs(1);

/// The values that may be in force. One is dropped when nothing else refers to it, outside of all locks.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) values: Mutex<Vec<Given>>,
    /// Whether there has ever been one.
    pub(super) has_any: AtomicBool,
    /// The forked child for which `values` stays locked.
    lost_in: AtomicU32,
}

impl Kept {
    /// Locks the values. Returns none in a forked child for which they stay locked, and waits for them once there.
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
