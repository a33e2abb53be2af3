//! What the end-to-end tests need: the running shop, an HTTP client, and customers who never rest.

pub(crate) mod customers;
pub(crate) mod http;
pub(crate) mod shop;

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// How long anything may take. Only a failing test takes that long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Waits until something is so.
#[track_caller]
pub(crate) fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        sleep(Duration::from_millis(10));
    }
}
