//! The record of a toggle that its guard has switched off.

use crate::registry::resolved::Resolved;

/// A toggle that its guard has switched off.
pub(super) struct Trip {
    /// The toggle without the rollback. If its configuration changes, the rollback ends.
    pub(super) without_guard: Resolved,
    /// The number of this trip of the guard.
    pub(super) period: u64,
    /// The time and the reason.
    pub(super) why: String,
}
