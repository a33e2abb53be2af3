//! The declarations of the shop's toggles.

use toggle_runtime::{Toggle, toggle};

/// Serve the rewritten checkout: one page instead of three.
#[toggle("new-checkout", kind = release, owner = "payments", since = "2026-11-23", expires = "2027-03-01")]
pub(crate) static NEW_CHECKOUT: Toggle;

/// Let customers keep lists of what they want.
#[toggle("wishlist", kind = release, owner = "growth", since = "2026-11-02", expires = "2027-02-01")]
pub(crate) static WISHLIST: Toggle;

/// Search by an index of words instead of reading through all names.
#[toggle("search-index", kind = experiment, owner = "search", since = "2026-10-12", expires = "2027-01-31")]
pub(crate) static SEARCH_INDEX: Toggle;

/// Take a tenth off from ten pieces of one product.
#[toggle("bulk-discount", kind = permission, owner = "sales")]
pub(crate) static BULK_DISCOUNT: Toggle;

/// Waive the shipping costs from 50 euros on.
#[toggle("free-shipping", kind = ops, owner = "sales")]
pub(crate) static FREE_SHIPPING: Toggle;

/// Price each piece by itself, so that labels can show it.
#[toggle("price-engine", kind = release, owner = "sales", since = "2026-11-24", expires = "2027-03-01")]
pub(crate) static PRICE_ENGINE: Toggle;

/// Keep the latest orders for the auditors.
#[toggle("audit-log", kind = ops, owner = "platform")]
pub(crate) static AUDIT_LOG: Toggle;

/// Show related products. A kill switch: on, until someone turns it off.
#[toggle("recommendations", default = on, kind = ops, owner = "search")]
pub(crate) static RECOMMENDATIONS: Toggle;
