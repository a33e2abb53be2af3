//! The trial of a half-open guard.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

use toggle_rules::Budget;

use crate::{
    model::guard::{Counts, GuardComparison},
    monitor::guard::kind::Kind,
};

/// A number of calls that are admitted to find out whether the toggle's code works again.
#[derive(Debug)]
pub(super) struct Trial {
    calls: u32,
    allowed: u32,
    /// The comparison of the trip, kept in case the trial fails.
    pub(super) compared: Option<GuardComparison>,
    /// The time after which the same number of calls is admitted again, in case the earlier ones never end.
    renewal: Duration,
    /// The time of the next renewal, in nanoseconds.
    next: AtomicU64,
    /// The number of calls that may still be admitted.
    permits: AtomicU32,
    /// The number of admitted calls that have not begun.
    expected: AtomicU32,
    ended: AtomicU32,
    failures: AtomicU32,
    errors: AtomicU32,
    panics: AtomicU32,
    slow: AtomicU32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement {
    Open,
    /// All calls have ended, and the share of failures is within the budget. Exactly one call gets this result.
    Passed,
    /// More calls have failed than the budget allows among all calls of the trial.
    Failed(Counts),
}

impl Trial {
    /// Begins a trial after a trip with this comparison.
    pub(super) fn new(budget: &Budget, compared: Option<GuardComparison>, now: Duration) -> Self {
        let of_other = compared.as_ref().map(|compared| (compared.other.failures(), compared.other.calls));
        let of_other = of_other.filter(|(_, calls)| *calls > 0);
        let renewal = budget.retry.unwrap_or(Duration::MAX);
        Self {
            calls: budget.trial_calls(),
            allowed: budget.trial_failures(of_other),
            compared,
            renewal,
            next: AtomicU64::new(nanos(now.saturating_add(renewal))),
            permits: AtomicU32::new(budget.trial_calls()),
            expected: AtomicU32::new(0),
            ended: AtomicU32::new(0),
            failures: AtomicU32::new(0),
            errors: AtomicU32::new(0),
            panics: AtomicU32::new(0),
            slow: AtomicU32::new(0),
        }
    }

    /// Returns whether one more call is admitted.
    ///
    /// The outcomes of calls that are still running count however late they end. Otherwise a trial whose calls all
    /// take longer than the renewal time would never end.
    pub(super) fn claim(&self, now: Duration) -> bool {
        let claimed = take_one(&self.permits) || (self.renew(now) && take_one(&self.permits));
        if claimed {
            self.expected.fetch_add(1, Ordering::Relaxed);
        }
        claimed
    }

    /// Admits the same number of calls again, if it is time. Returns false if it is not.
    fn renew(&self, now: Duration) -> bool {
        let next = self.next.load(Ordering::Relaxed);
        if nanos(now) < next || next == u64::MAX {
            return false;
        }
        let later = nanos(now.saturating_add(self.renewal));
        // Exactly one of the threads that find the time reached renews.
        if self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let more = |permits: u32| Some(permits.saturating_add(self.calls));
            let _ = self.permits.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
        true
    }

    /// Returns whether a call that begins has been admitted, or takes the place of an admitted one.
    pub(super) fn begin(&self) -> bool {
        take_one(&self.expected)
    }

    pub(super) fn abandon(&self) {
        self.permits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn end(&self, kind: Kind) -> Judgement {
        match kind {
            Kind::Success => 0,
            Kind::Error => self.errors.fetch_add(1, Ordering::Relaxed),
            Kind::Panic => self.panics.fetch_add(1, Ordering::Relaxed),
            Kind::Slow => self.slow.fetch_add(1, Ordering::Relaxed),
        };
        if kind.is_failure() && self.failures.fetch_add(1, Ordering::Relaxed) >= self.allowed {
            // The call does not count as ended, so that no thread finds all calls ended and passes the trial.
            return Judgement::Failed(self.counts_with(1));
        }
        // Release and acquire: the last call sees the counts of all others.
        let ended = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        if ended == self.calls { Judgement::Passed } else { Judgement::Open }
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts_with(0)
    }

    /// Returns the counts, with some additional ended calls.
    fn counts_with(&self, calls: u64) -> Counts {
        let count = |counter: &AtomicU32| u64::from(counter.load(Ordering::Relaxed));
        let mut counts = Counts {
            calls: count(&self.ended) + calls,
            errors: count(&self.errors),
            panics: count(&self.panics),
            slow: count(&self.slow),
        };
        // A call that is just ending is first counted as a failure.
        counts.calls = counts.calls.max(counts.failures());
        counts
    }
}

fn take_one(number: &AtomicU32) -> bool {
    let one_less = |number: u32| number.checked_sub(1);
    number.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
