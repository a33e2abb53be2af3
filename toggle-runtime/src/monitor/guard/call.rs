//! A call that a guard watches.

use std::{sync::Arc, time::Duration};

use crate::monitor::guard::{pairing::Pair, side::Side};

/// A call that has begun: which period its outcome belongs to, and when it began.
#[derive(Debug)]
#[must_use = "a call ends, or is abandoned"]
pub(crate) struct Call {
    /// None if nobody is to count it.
    pub(super) period: Option<u64>,
    pub(super) side: Side,
    pub(super) start: Duration,
    /// The place that the call has in a pair, if the ways are compared.
    pub(super) pair: Option<Arc<Pair>>,
}
