//! The budget of a guard, as plain data.

use std::time::Duration;

use crate::percentage::Percentage;

/// The limits of a toggle's code. Past one of them, its guard trips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The share of calls that may fail. One more is too much.
    pub failures: Option<Percentage>,
    /// The number of points by which the share of failures may be higher than that of the other way.
    pub worse: Option<Percentage>,
    /// The percentage by which a call may take longer than one of the other way.
    pub slower: Option<Percentage>,
    /// The probability that a comparison of equal ways never trips.
    pub confidence: Percentage,
    /// The time whose calls are looked at, up to now.
    pub over: Duration,
    /// With fewer calls in that time the guard does not trip.
    pub min_calls: u32,
    /// A call that takes longer has failed.
    pub slow: Option<Duration>,
    /// When a tripped guard lets calls through again, to try. Without it, never.
    pub retry: Option<Duration>,
    /// Whether calls in scopes that override toggles count as well.
    pub overrides: bool,
}

impl Budget {
    /// The shortest slot of a guard's window, so that the numbers of slots last for more than a year.
    pub const SHORTEST_SLOT: Duration = Duration::from_millis(10);
    /// The number of slots of a guard's window.
    pub const SLOTS: u32 = 16;
    /// The shortest `over` that makes a difference.
    pub const SHORTEST_OVER: Duration = Self::SHORTEST_SLOT.saturating_mul(Self::SLOTS);

    /// Whether calls of the other way are counted as well.
    #[inline]
    pub fn compares(&self) -> bool {
        self.worse.is_some() || self.slower.is_some()
    }

    /// Whether it matters when a call began.
    #[inline]
    pub fn is_timed(&self) -> bool {
        self.slow.is_some() || self.slower.is_some()
    }

    /// Whether more calls have failed than `failures` allows.
    #[inline]
    pub fn is_exceeded(&self, failures: u64, calls: u64) -> bool {
        let [failures, calls] = [failures, calls].map(u128::from);
        self.failures.is_some_and(|allowed| {
            failures * u128::from(Percentage::ALL.threshold()) > calls * u128::from(allowed.threshold())
        })
    }

    /// Whether this number of calls is enough for the guard to trip.
    #[inline]
    pub fn is_enough(&self, calls: u64) -> bool {
        calls >= u64::from(self.min_calls)
    }

    /// Returns the number of calls of a trial.
    #[inline]
    pub fn trial_calls(&self) -> u32 {
        self.min_calls.max(1)
    }

    /// Returns the number of a trial's calls that may fail: by `failures` or else, since a trial has no other way, by
    /// the share of the other way when the toggle tripped and what may be added to that. `of_other` is the number of
    /// failures and of calls of the other way, if there were calls.
    pub fn trial_failures(&self, of_other: Option<(u64, u64)>) -> u32 {
        let all = u64::from(Percentage::ALL.threshold());
        let share = match (self.failures, self.worse, of_other) {
            (Some(failures), ..) => u64::from(failures.threshold()),
            (None, Some(worse), Some((failures, calls))) => {
                failures.saturating_mul(all) / calls + u64::from(worse.threshold())
            }
            _ => all,
        };
        let share = share.min(all);
        let failures = u64::from(self.trial_calls()) * share / u64::from(Percentage::ALL.threshold());
        u32::try_from(failures).unwrap_or(u32::MAX)
    }
}
