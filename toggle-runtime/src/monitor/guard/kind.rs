//! The kind of outcome of one call, for a guard.

/// The kind of outcome by which a call is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Success,
    Error,
    Panic,
    Slow,
}

impl Kind {
    pub(crate) fn is_failure(self) -> bool {
        self != Self::Success
    }
}
