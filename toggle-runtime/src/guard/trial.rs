use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use super::{Budget, Counts, counts::Kind};

/// A number of calls that are let through to see whether the toggle's code has become well.
#[derive(Debug)]
pub(super) struct Trial {
    calls: u32,
    allowed: u32,
    /// When there may be another one, should this one never end.
    next: Duration,
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
    Passed(Counts),
    /// More calls have failed than may of all that the trial has.
    Failed(Counts),
}

impl Trial {
    pub(super) fn new(budget: &Budget, now: Duration) -> Self {
        Self {
            calls: budget.trial_calls(),
            allowed: budget.trial_failures(),
            next: now.saturating_add(budget.retry.unwrap_or(Duration::MAX)),
            permits: AtomicU32::new(budget.trial_calls()),
            expected: AtomicU32::new(0),
            ended: AtomicU32::new(0),
            failures: AtomicU32::new(0),
            errors: AtomicU32::new(0),
            panics: AtomicU32::new(0),
            slow: AtomicU32::new(0),
        }
    }

    pub(super) fn next(&self) -> Duration {
        self.next
    }

    /// Whether one more call is let through.
    pub(super) fn claim(&self) -> bool {
        let claimed = take_one(&self.permits);
        if claimed {
            self.expected.fetch_add(1, Ordering::Relaxed);
        }
        claimed
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
        if ended == self.calls { Judgement::Passed(self.counts()) } else { Judgement::Open }
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
