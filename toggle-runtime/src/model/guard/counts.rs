//! The numbers of calls and of failed calls.

use serde::{Deserialize, Serialize};

/// The numbers of calls that a [guard](crate::GuardStatus) has counted, and of the failed calls by kind.
///
/// Each failed call is counted under one kind: a panic before an error, an error before slowness.
///
/// ```
/// use toggle_runtime::Counts;
///
/// let counts: Counts = serde_json::from_str(r#"{"calls": 100, "errors": 3, "panics": 1, "slow": 0}"#)?;
/// assert_eq!(counts.failures(), 4);
/// assert_eq!(counts.to_string(), "4 of 100 calls failed (3 errors, 1 panic)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Counts {
    /// The number of calls that have ended.
    pub calls: u64,
    /// The number of calls that returned a failure, as [`Outcome`](crate::Outcome) defines it.
    pub errors: u64,
    /// The number of calls that panicked.
    pub panics: u64,
    /// The number of calls that took longer than the budget allows.
    pub slow: u64,
}

impl Counts {
    /// Returns the number of failed calls of all kinds.
    pub fn failures(&self) -> u64 {
        self.errors.saturating_add(self.panics).saturating_add(self.slow)
    }
}
