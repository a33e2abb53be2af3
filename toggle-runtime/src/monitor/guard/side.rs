//! The way of a call: gated or other.

/// The way that a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Gated,
    /// The gated way of code that has no other way. Such calls are never compared.
    Alone,
    Other,
}
