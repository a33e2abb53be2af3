use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

use toggle_rules::Budget;

use crate::{
    model::guard::{Counts, GuardComparison},
    monitor::guard::kind::Kind,
};

/// A number of calls that are let through to see whether the toggle's code has become well.
#[derive(Debug)]
pub(super) struct Trial {
    calls: u32,
    allowed: u32,
    /// Kept for the trial after this one, should it fail.
    pub(super) compared: Option<GuardComparison>,
    /// After what time as many calls more are let through, should those before them never end.
    renewal: Duration,
    /// When that is, in nanoseconds.
    next: AtomicU64,
    /// How many calls may still be let through.
    permits: AtomicU32,
    /// How many have been let through that have not begun.
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
    /// All calls have ended, and the share of failures is within the budget. One call is told.
    Passed,
    /// More calls have failed than may of all that the trial has.
    Failed(Counts),
}

impl Trial {
    /// Begins a trial after a trip, in which this came of comparing the ways.
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

    /// Whether one more call is let through.
    ///
    /// What those that are still under way come to counts however late it is: a trial of calls that all take longer than the time
    /// to its renewal would have no end otherwise.
    pub(super) fn claim(&self, now: Duration) -> bool {
        let claimed = take_one(&self.permits) || (self.renew(now) && take_one(&self.permits));
        if claimed {
            self.expected.fetch_add(1, Ordering::Relaxed);
        }
        claimed
    }

    /// Lets as many calls more through, if it is time. False if it is not.
    fn renew(&self, now: Duration) -> bool {
        let next = self.next.load(Ordering::Relaxed);
        if nanos(now) < next || next == u64::MAX {
            return false;
        }
        let later = nanos(now.saturating_add(self.renewal));
        // Of all who find that it is time, one does it.
        if self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let more = |permits: u32| Some(permits.saturating_add(self.calls));
            let _ = self.permits.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
        true
    }

    /// Whether the call that begins is one that has been let through, or stands for one.
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
            // It does not count as ended, so that nobody finds that all have, and the trial passes.
            return Judgement::Failed(self.counts_with(1));
        }
        // Release and acquire: the last one sees what all others have counted.
        let ended = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        if ended == self.calls { Judgement::Passed } else { Judgement::Open }
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts_with(0)
    }

    /// The counts, and some calls more that have ended.
    fn counts_with(&self, calls: u64) -> Counts {
        let count = |counter: &AtomicU32| u64::from(counter.load(Ordering::Relaxed));
        let mut counts = Counts {
            calls: count(&self.ended) + calls,
            errors: count(&self.errors),
            panics: count(&self.panics),
            slow: count(&self.slow),
        };
        // A call that is just ending is counted as a failure first.
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
