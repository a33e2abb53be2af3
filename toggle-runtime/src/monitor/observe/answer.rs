//! An answer that is counted and reported.

use toggle_rules::{ErrorType, Reason, Value};

/// An answer with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer<'a> {
    pub(crate) value: &'a Value,
    pub(crate) reason: Reason,
    /// The error, if the reason is an error.
    pub(crate) error: Option<ErrorType>,
}
