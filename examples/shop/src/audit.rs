//! The log of the latest orders.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;

const CAPACITY: usize = 1_000;

/// A recorded order.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    pub(crate) user: String,
    /// The total in cents.
    pub(crate) total: u64,
}

/// The latest orders, oldest first.
#[derive(Debug, Default)]
pub(crate) struct AuditLog(Mutex<VecDeque<Entry>>);

impl AuditLog {
    /// Adds an order, and removes the oldest one if the log is full.
    pub(crate) fn record(&self, entry: Entry) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() == CAPACITY {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    /// Lists the orders.
    pub(crate) fn list(&self) -> Vec<Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
