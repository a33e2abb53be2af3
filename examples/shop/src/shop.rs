//! The state that all handlers share.

use crate::{audit::AuditLog, carts::Carts, faults::Faults, wishlists::Wishlists};

/// The data that the service keeps in memory.
#[derive(Debug, Default)]
pub(crate) struct Shop {
    pub(crate) carts: Carts,
    pub(crate) wishlists: Wishlists,
    pub(crate) audit: AuditLog,
    pub(crate) faults: Faults,
}
