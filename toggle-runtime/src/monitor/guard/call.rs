//! A call that a guard counts.

use std::{sync::Arc, time::Duration};

use crate::monitor::guard::{pairing::Pair, side::Side};

/// A call that has begun, with the period in which its outcome counts, and the time of its begin.
#[derive(Debug)]
#[must_use = "a call ends, or is abandoned"]
pub(crate) struct Call {
    /// The number of the period, or `None` if the call does not count.
    pub(super) period: Option<u64>,
    pub(super) side: Side,
    pub(super) start: Duration,
    /// The pair in which the call has a place, if the ways are compared.
    pub(super) pair: Option<Arc<Pair>>,
}
