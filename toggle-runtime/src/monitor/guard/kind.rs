//! The outcome of one call, as a guard counts it.

/// The kind of outcome as which a call is counted.
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
