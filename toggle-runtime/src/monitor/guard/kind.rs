//! The outcome of one call, as a guard counts it.

/// What a call is counted as.
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
