//! The guard of one toggle, a circuit breaker: it trips when too many of the calls that run the toggle's code fail,
//! and retries later.
//!
//! This module does not know toggles, and time is an argument. The state of a guard is one immutable [`Period`]
//! behind a pointer: closed, tripped or half-open. A change of state is an exchange of the pointer, which exactly one
//! thread wins. All counters belong to a period. So a call that counts in a past period has no effect, and no period
//! has to be cleared.

mod side;
mod call;
mod comparison;
pub(crate) mod kind;
mod evidence;
pub mod judge;
mod outcome;
mod pairing;
mod period;
#[cfg(test)]
mod tests;
mod trial;
mod window;

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use toggle_rules::Budget;

use self::{
    comparison::Comparison,
    kind::Kind,
    period::{Closed, Period, Phase, Tripped},
    trial::Trial,
};
use crate::model::guard::{Counts, GuardComparison, GuardState, GuardStatus};

pub use self::outcome::Outcome;
pub(crate) use self::{call::Call, side::Side};

/// The guard of the calls of one toggle's code.
///
/// Every `now` is the time since one fixed instant, by a clock that does not go backwards. If the clock goes
/// backwards or jumps, the only consequence is that a wrong window is counted.
#[derive(Debug)]
pub(crate) struct Guard {
    budget: Budget,
    period: ArcSwap<Period>,
}

/// The way in which a call has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Succeeded,
    Failed,
    Panicked,
}

/// The state that a guard requires of its toggle at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The guard does not switch the toggle off.
    Closed,
    /// The toggle must be off because of these counts. The number distinguishes the trips of this guard.
    Tripped { period: u64, counts: Counts, compared: Option<GuardComparison> },
    /// The toggle must stay in its current state.
    Trial,
}

impl Guard {
    pub(crate) fn new(budget: Budget) -> Self {
        let period = Period { number: 0, phase: Phase::Closed(Closed::new(&budget)) };
        Self { budget, period: ArcSwap::from_pointee(period) }
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Begins a call. The call counts in the period in which it begins; in a trial, only if [`admits`](Self::admits)
    /// has admitted a call that has not begun. A call of the other way counts while the guard is closed and compares
    /// the ways.
    #[inline]
    pub(crate) fn begin(&self, side: Side, now: Duration) -> Call {
        let period = self.period.load();
        let (counts, pair) = match &period.phase {
            Phase::Closed(closed) => match closed.comparison() {
                None => (side != Side::Other, None),
                Some(_) if side == Side::Alone => (true, None),
                Some(comparison) => (true, comparison.begin(side)),
            },
            Phase::Trial(trial) => (side != Side::Other && trial.begin(), None),
            Phase::Tripped(_) => (false, None),
        };
        Call { period: counts.then_some(period.number), side, start: now, pair }
    }

    /// Ends a call. The call counts as slow if it took longer than the budget allows, unless it failed or panicked.
    ///
    /// Returns whether this call has tripped or closed the guard: true for exactly one of the calls that could have
    /// done so. The state may change again before the caller reacts, so the caller reads [`Guard::standing`].
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a call ends once")]
    pub(crate) fn end(&self, call: Call, ended: Ended, now: Duration) -> bool {
        let period = self.period.load();
        if call.period != Some(period.number) {
            return false;
        }
        let kind = self.kind(&call, ended, now);
        match &period.phase {
            Phase::Closed(closed) => {
                if let Some(comparison) = closed.comparison()
                    && call.side != Side::Alone
                {
                    let has_tripped = self.compare(&period, comparison, &call, kind, now);
                    if has_tripped || call.side == Side::Other {
                        return has_tripped;
                    }
                }
                let failed = closed.end(&self.budget, kind, now);
                failed.is_some_and(|counts| self.follow(&period, self.tripped(counts, None, now)))
            }
            Phase::Tripped(_) => false,
            Phase::Trial(trial) => self.end_of_trial(&period, trial, kind, now),
        }
    }

    /// Ends a call of a trial. Not inlined, so that all other calls reserve no stack for it.
    #[inline(never)]
    fn end_of_trial(&self, period: &Arc<Period>, trial: &Trial, kind: Kind, now: Duration) -> bool {
        match trial.end(kind) {
            trial::Judgement::Open => false,
            trial::Judgement::Passed => self.follow(period, Phase::Closed(Closed::new(&self.budget))),
            trial::Judgement::Failed(counts) => self.follow(period, self.tripped(counts, trial.compared, now)),
        }
    }

    /// Ends a call where the ways are compared. Not inlined, so that all other calls reserve no stack for it.
    #[inline(never)]
    fn compare(&self, period: &Arc<Period>, comparison: &Comparison, call: &Call, kind: Kind, now: Duration) -> bool {
        let compared = comparison.end(call, kind, now);
        compared.is_some_and(|compared| self.follow(period, self.tripped(compared.gated, Some(compared), now)))
    }

    /// Ends a call that was cancelled. The call counts as slow if it was too slow by then. Otherwise it has no
    /// outcome, and a call of a trial makes room for another one.
    ///
    /// Returns the same as [`end`](Self::end).
    /// Returns the same as [`end`](Self::end).
    #[must_use]
    pub(crate) fn abandon(&self, call: Call, now: Duration) -> bool {
        if self.is_slow(&call, now) {
            return self.end(call, Ended::Succeeded, now);
        }
        if let Some(pair) = &call.pair {
            pair.give_up();
        }
        let period = self.period.load();
        if let Phase::Trial(trial) = &period.phase
            && call.period == Some(period.number)
        {
            trial.abandon();
        }
        false
    }

    /// Returns whether a call may run the toggle's code. If the guard is tripped, true is the permission for one
    /// call, which must [`begin`](Self::begin). If the call never begins or never ends, others are admitted in time.
    pub(crate) fn admits(&self, now: Duration) -> bool {
        loop {
            let period = self.period.load();
            let compared = match &period.phase {
                Phase::Closed(_) => return true,
                Phase::Trial(trial) => return trial.claim(now),
                Phase::Tripped(Tripped { until: Some(until), compared, .. }) if now >= *until => *compared,
                Phase::Tripped(_) => return false,
            };
            let trial = Trial::new(&self.budget, compared, now);
            trial.claim(now);
            if self.follow(&period, Phase::Trial(trial)) {
                return true;
            }
        }
    }

    pub(crate) fn standing(&self) -> Standing {
        let period = self.period.load();
        match &period.phase {
            Phase::Closed(_) => Standing::Closed,
            Phase::Tripped(tripped) => {
                Standing::Tripped { period: period.number, counts: tripped.counts, compared: tripped.compared }
            }
            Phase::Trial(_) => Standing::Trial,
        }
    }

    /// Closes the guard from any state. Calls that have begun before do not count any more.
    pub(crate) fn reset(&self) {
        while !self.follow(&self.period.load(), Phase::Closed(Closed::new(&self.budget))) {}
    }

    pub(crate) fn status(&self, now: Duration) -> GuardStatus {
        let period = self.period.load();
        let (state, counts, compared, retry_in) = match &period.phase {
            Phase::Closed(closed) => (GuardState::Closed, closed.counts(now), closed.compared(), None),
            Phase::Trial(trial) => (GuardState::Trial, trial.counts(), None, None),
            Phase::Tripped(Tripped { counts, compared, until }) => {
                (GuardState::Tripped, *counts, *compared, until.map(|until| until.saturating_sub(now)))
            }
        };
        GuardStatus { state, counts, compared, budget: (&self.budget).into(), retry_in }
    }

    fn kind(&self, call: &Call, ended: Ended, now: Duration) -> Kind {
        match ended {
            Ended::Panicked => Kind::Panic,
            Ended::Failed => Kind::Error,
            Ended::Succeeded if self.is_slow(call, now) => Kind::Slow,
            Ended::Succeeded => Kind::Success,
        }
    }

    fn is_slow(&self, call: &Call, now: Duration) -> bool {
        self.budget.slow.is_some_and(|slow| now.saturating_sub(call.start) > slow)
    }

    fn tripped(&self, counts: Counts, compared: Option<GuardComparison>, now: Duration) -> Phase {
        Phase::Tripped(Tripped { counts, compared, until: self.budget.retry.map(|retry| now.saturating_add(retry)) })
    }

    /// Replaces this period by a new phase. Returns false if another thread has replaced the period before.
    fn follow(&self, period: &Arc<Period>, phase: Phase) -> bool {
        let next = Period { number: period.number.wrapping_add(1), phase };
        // The period is held, so no other period has its address.
        let previous = self.period.compare_and_swap(period, Arc::new(next));
        Arc::ptr_eq(&previous, period)
    }
}
