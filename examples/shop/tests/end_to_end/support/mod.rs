//! The support of the end-to-end tests: the running shop, an HTTP client, and continuously active customers.

pub(crate) mod customers;
pub(crate) mod http;
pub(crate) mod shop;

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// The time limit of each step. Only a failing test reaches it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        sleep(Duration::from_millis(10));
    }
}
