//! Pairs of calls, one of each way, which are formed when calls begin.
//!
//! A call that begins reserves a pair, unless one is reserved. The first call of the other way that begins afterwards
//! joins the pair. A reservation is never replaced, so that its partner does not depend on the outcome or duration of
//! the call. If calls were paired when they end, long calls would wait for partners more often, and these are mostly
//! the failures. No call waits: a pair belongs to its two calls, which share one word of it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;

use crate::monitor::guard::{evidence::of_count, kind::Kind, side::Side, trial::nanos};

/// The place of the one reserved pair.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    reserved: ArcSwapOption<Pair>,
}

impl Pairing {
    /// Joins the reserved pair, or reserves one. Returns `None` if a call of the same way has reserved a pair.
    pub(super) fn join(&self, side: Side) -> Option<Arc<Pair>> {
        let mut own = None;
        loop {
            let reserved = self.reserved.load();
            let (pair, next) = match &*reserved {
                Some(pair) if pair.reserved_by == side => return None,
                Some(pair) => (Arc::clone(pair), None),
                None => {
                    let pair = own.get_or_insert_with(|| Arc::new(Pair::new(side)));
                    (Arc::clone(pair), Some(Arc::clone(pair)))
                }
            };
            let previous = self.reserved.compare_and_swap(&reserved, next);
            // The pair is held, so no other pair has its address.
            if previous.as_ref().map(Arc::as_ptr) == reserved.as_ref().map(Arc::as_ptr) {
                return Some(pair);
            }
        }
    }
}

/// A pair, which its calls hold until they end.
#[derive(Debug)]
pub(crate) struct Pair {
    reserved_by: Side,
    /// The outcome of the call that has ended first, or [`GIVEN_UP`](Self::GIVEN_UP), or 0 before that.
    ended: AtomicU64,
}

/// The outcomes of a pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcomes {
    pub(super) gated: Outcome,
    pub(super) other: Outcome,
}

impl Pair {
    const GIVEN_UP: u64 = !Outcome::PRESENT;

    fn new(reserved_by: Side) -> Self {
        Self { reserved_by, ended: AtomicU64::new(0) }
    }

    /// Ends one of the calls. Returns both outcomes if the other call has ended before, and was not cancelled.
    pub(super) fn end(&self, outcome: Outcome) -> Option<Outcomes> {
        // Relaxed: the calls share nothing but this word.
        let partner = Outcome::unpacked(self.ended.swap(outcome.packed(), Ordering::Relaxed))?;
        Some(match outcome.side {
            Side::Gated | Side::Alone => Outcomes { gated: outcome, other: partner },
            Side::Other => Outcomes { gated: partner, other: outcome },
        })
    }

    /// Dissolves the pair, because one of its calls has no outcome.
    pub(super) fn give_up(&self) {
        self.ended.store(Self::GIVEN_UP, Ordering::Relaxed);
    }
}

/// The outcome of a call, in one word: three bits for "the call has ended", its way, and its failure. The bits above
/// them hold the duration in nanoseconds, up to seventy years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    side: Side,
    pub(super) is_failure: bool,
    took: u64,
}

impl Outcome {
    const PRESENT: u64 = 1;
    const GATED: u64 = 2;
    const FAILURE: u64 = 4;
    const BITS: u32 = 3;

    pub(super) fn new(side: Side, kind: Kind, took: Duration) -> Self {
        Self { side, is_failure: kind.is_failure(), took: nanos(took).min(u64::MAX >> Self::BITS) }
    }

    fn packed(self) -> u64 {
        let side = if self.side == Side::Gated { Self::GATED } else { 0 };
        let failure = if self.is_failure { Self::FAILURE } else { 0 };
        self.took << Self::BITS | failure | side | Self::PRESENT
    }

    fn unpacked(word: u64) -> Option<Self> {
        let side = if word & Self::GATED == 0 { Side::Other } else { Side::Gated };
        let outcome = Self { side, is_failure: word & Self::FAILURE != 0, took: word >> Self::BITS };
        (word & Self::PRESENT != 0).then_some(outcome)
    }

    pub(super) fn took_longer(self, other: Self, times: f64) -> bool {
        of_count(self.took) > of_count(other.took) * times
    }
}
