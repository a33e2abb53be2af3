//! The time of an operation that has several calls.

use std::time::{Duration, Instant};

/// The end of an operation.
#[derive(Clone, Copy)]
pub(crate) struct Budget(Instant);

impl Budget {
    /// Returns the budget of an operation that begins now.
    pub(crate) fn new(within: Duration) -> Self {
        Self(Instant::now() + within)
    }

    /// Returns the time that is left for the next call.
    pub(crate) fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}
