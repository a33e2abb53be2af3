//! An answer that is counted and told.

use toggle_rules::{ErrorType, Reason, Value};

/// An answer, with why it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer<'a> {
    pub(crate) value: &'a Value,
    pub(crate) reason: Reason,
    /// The error, where an error is the reason.
    pub(crate) error: Option<ErrorType>,
}
