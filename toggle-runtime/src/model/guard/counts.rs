//! The number of calls, and of those that have failed.

use serde::{Deserialize, Serialize};

/// How many calls a [guard](crate::GuardStatus) has counted, and what became of them.
///
/// A call that has failed is counted as one kind of failure: a panic before an error, an error before slowness.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Counts {
    /// The calls that have ended.
    pub calls: u64,
    /// Those of them that returned what is a failure by [`Outcome`](crate::Outcome).
    pub errors: u64,
    /// Those that panicked.
    pub panics: u64,
    /// Those that took longer than the budget says.
    pub slow: u64,
}

impl Counts {
    /// The calls that have failed, in any way.
    pub fn failures(&self) -> u64 {
        self.errors.saturating_add(self.panics).saturating_add(self.slow)
    }
}
