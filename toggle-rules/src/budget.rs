//! The budget of a guard, as plain data.

use std::time::Duration;

use crate::percentage::Percentage;

/// The limits of a toggle's gated code. The guard trips when one of them is exceeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The highest share of calls that may fail.
    pub failures: Option<Percentage>,
    /// The number of percentage points by which the failure rate may exceed the failure rate of the other way.
    pub worse: Option<Percentage>,
    /// The percentage by which a call may take longer than a call of the other way.
    pub slower: Option<Percentage>,
    /// The probability that comparing two equal ways never trips the guard.
    pub confidence: Percentage,
    /// The length of the sliding window of calls.
    pub over: Duration,
    /// The least number of calls in the window at which the guard may trip.
    pub min_calls: u32,
    /// The duration past which a call counts as failed.
    pub slow: Option<Duration>,
    /// The retry delay of a tripped guard, or `None` if the guard never retries.
    pub retry: Option<Duration>,
    /// Whether calls in scopes that override toggles are counted.
    pub overrides: bool,
}

impl Budget {
    /// The shortest slot of a guard's window. With it, the counter of slots overflows only after more than a year.
    pub const SHORTEST_SLOT: Duration = Duration::from_millis(10);
    /// The number of slots of a guard's window.
    pub const SLOTS: u32 = 16;
    /// The shortest `over` that has an effect.
    pub const SHORTEST_OVER: Duration = Self::SHORTEST_SLOT.saturating_mul(Self::SLOTS);

    /// Returns whether calls of the other way are counted as well.
    #[inline]
    pub fn compares(&self) -> bool {
        self.worse.is_some() || self.slower.is_some()
    }

    /// Returns whether the start time of a call is needed.
    #[inline]
    pub fn is_timed(&self) -> bool {
        self.slow.is_some() || self.slower.is_some()
    }

    /// Returns whether more calls have failed than `failures` allows.
    #[inline]
    pub fn is_exceeded(&self, failures: u64, calls: u64) -> bool {
        let [failures, calls] = [failures, calls].map(u128::from);
        self.failures.is_some_and(|allowed| {
            failures * u128::from(Percentage::ALL.threshold()) > calls * u128::from(allowed.threshold())
        })
    }

    /// Returns whether this number of calls is enough for the guard to trip.
    #[inline]
    pub fn is_enough(&self, calls: u64) -> bool {
        calls >= u64::from(self.min_calls)
    }

    /// Returns the number of calls of a half-open trial.
    #[inline]
    pub fn trial_calls(&self) -> u32 {
        self.min_calls.max(1)
    }

    /// Returns how many calls of a half-open trial may fail.
    ///
    /// The share is `failures` if it is set. Otherwise it is the failure rate of the other way at the time of the trip,
    /// plus `worse`, because a trial has no calls of the other way. `of_other` is the number of failures and of calls
    /// of the other way, or `None` if there were no such calls.
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
