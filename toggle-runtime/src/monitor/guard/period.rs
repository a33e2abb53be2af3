use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use toggle_rules::Budget;

use crate::{
    model::guard::{Counts, GuardComparison},
    monitor::guard::{comparison::Comparison, kind::Kind, trial::Trial, window::Window},
};

/// What a guard is, from one change to the next.
#[derive(Debug)]
pub(super) struct Period {
    /// Tells which calls belong to it.
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
    /// Of the calls that were too much.
    pub(super) counts: Counts,
    /// If the gated way was not as good as the other one: by what.
    pub(super) compared: Option<GuardComparison>,
    /// When there may be a trial.
    pub(super) until: Option<Duration>,
}

#[derive(Debug)]
pub(super) struct Closed {
    window: Window,
    comparison: Option<Comparison>,
    /// Whether too many calls had failed when one was last judged, but of too few. Then the call that makes them enough is
    /// judged even if it succeeds.
    is_short: AtomicBool,
}

impl Closed {
    pub(super) fn new(budget: &Budget) -> Self {
        Self { window: Window::new(budget.over), comparison: Comparison::new(budget), is_short: AtomicBool::new(false) }
    }

    pub(super) fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// What both ways have come to, where they are compared.
    pub(super) fn compared(&self) -> Option<GuardComparison> {
        self.comparison.as_ref().map(Comparison::status)
    }

    pub(super) fn counts(&self, now: Duration) -> Counts {
        self.window.counts(now)
    }

    /// Counts a call of the gated way. If it is one too much, the counts that say so.
    #[inline]
    pub(super) fn end(&self, budget: &Budget, kind: Kind, now: Duration) -> Option<Counts> {
        self.window.count(kind, now);
        // Relaxed: where this call and the failure that makes it worth judging end at the same time, each may miss the
        // other, and the next call is judged.
        if !kind.is_failure() && !self.is_short.load(Ordering::Relaxed) {
            return None;
        }
        // Acquire: whoever said that has counted its failure before, so that what is said here takes that into account.
        // It comes before the judgement, so that nothing is taken back that is said meanwhile.
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
