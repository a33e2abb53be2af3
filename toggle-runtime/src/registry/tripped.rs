//! A toggle that its guard has switched off.

use crate::registry::resolved::Resolved;

/// A toggle that its guard has switched off.
pub(super) struct Trip {
    /// The toggle as it would be otherwise. Where it is not configured in the same way any more, it is another toggle,
    /// so to speak.
    pub(super) without_guard: Resolved,
    /// The number of this trip of the guard.
    pub(super) period: u64,
    /// Since when, and why.
    pub(super) why: String,
}
