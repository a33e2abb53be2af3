//! A toggle that its guard has switched off.

use crate::registry::resolved::Resolved;

/// A toggle that its guard has switched off.
pub(super) struct Trip {
    /// What it would be otherwise. Where that is not configured in the same way any more, it is another toggle, so to
    /// speak.
    pub(super) without_guard: Resolved,
    /// Which trip of the guard this is.
    pub(super) period: u64,
    /// Since when, and why.
    pub(super) why: String,
}
