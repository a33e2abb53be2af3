//! The states of a guard: closed, tripped, and half-open with a trial.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use toggle_rules::Budget;

use crate::{
    model::guard::{Counts, GuardComparison},
    monitor::guard::{comparison::Comparison, kind::Kind, trial::Trial, window::Window},
};

/// The state of a guard between two changes.
#[derive(Debug)]
pub(super) struct Period {
    /// The number by which a call finds its period.
    pub(super) number: u64,
    pub(super) phase: Phase,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a guard has one, and nearly always the large one")]
pub(super) enum Phase {
    Closed(Closed),
    Tripped(Tripped),
    Trial(Trial),
}

#[derive(Debug)]
pub(super) struct Tripped {
    /// The counts of the calls that exceeded the budget.
    pub(super) counts: Counts,
    /// The comparison, if it was the cause of the trip.
    pub(super) compared: Option<GuardComparison>,
    /// The earliest time of a trial.
    pub(super) until: Option<Duration>,
}

#[derive(Debug)]
pub(super) struct Closed {
    window: Window,
    comparison: Option<Comparison>,
    /// Whether too many calls had failed at the last judgement, but the calls were too few. If so, the call that
    /// makes them sufficient is judged even if it succeeds.
    is_short: AtomicBool,
}

impl Closed {
    pub(super) fn new(budget: &Budget) -> Self {
        Self { window: Window::new(budget.over), comparison: Comparison::new(budget), is_short: AtomicBool::new(false) }
    }

    pub(super) fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// Returns the results of both ways, if they are compared.
    pub(super) fn compared(&self) -> Option<GuardComparison> {
        self.comparison.as_ref().map(Comparison::status)
    }

    pub(super) fn counts(&self, now: Duration) -> Counts {
        self.window.counts(now)
    }

    /// Counts a call of the gated way. Returns the counts if they exceed the budget.
    #[inline]
    pub(super) fn end(&self, budget: &Budget, kind: Kind, now: Duration) -> Option<Counts> {
        self.window.count(kind, now);
        // Relaxed: if this call and the failure that makes it worth judging end at the same time, each may miss the
        // other, and the next call is judged.
        if !kind.is_failure() && !self.is_short.load(Ordering::Relaxed) {
            return None;
        }
        // Acquire: a thread that set the flag has counted its failure before, so the counts below include it. The
        // flag is cleared before the judgement, so that a flag set meanwhile is kept.
        self.is_short.swap(false, Ordering::Acquire);
        let counts = self.counts(now);
        if !budget.is_exceeded(counts.failures(), counts.calls) {
            return None;
        }
        if budget.is_enough(counts.calls) {
            return Some(counts);
        }
        // Release: see above.
        self.is_short.store(true, Ordering::Release);
        None
    }
}
