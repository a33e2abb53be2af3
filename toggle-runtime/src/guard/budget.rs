use std::time::Duration;

use super::{Counts, GuardComparison, window::Window};
use crate::rules::Percentage;

/// What a toggle's code may do before its guard trips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Budget {
    /// The share of calls that may fail. One more is too much.
    pub(crate) failures: Option<Percentage>,
    /// How much higher the share of failures may be than that of the other way, in points.
    pub(crate) worse: Option<Percentage>,
    /// How much longer than one of the other way a call may take.
    pub(crate) slower: Option<Percentage>,
    /// The probability that a comparison of equal ways never trips.
    pub(crate) confidence: Percentage,
    /// The time whose calls are looked at, up to now.
    pub(crate) over: Duration,
    /// With fewer calls in that time the guard does not trip.
    pub(crate) min_calls: u32,
    /// A call that takes longer has failed.
    pub(crate) slow: Option<Duration>,
    /// When a tripped guard lets calls through again, to try. Without it, never.
    pub(crate) retry: Option<Duration>,
    /// Whether calls in scopes that override toggles count as well.
    pub(crate) overrides: bool,
}

impl Budget {
    /// The shortest `over` that is told apart.
    pub(crate) const SHORTEST_OVER: Duration = Window::SHORTEST;

    /// Whether calls of the other way are counted as well.
    pub(crate) fn compares(&self) -> bool {
        self.worse.is_some() || self.slower.is_some()
    }

    /// Whether it matters when a call began.
    pub(crate) fn is_timed(&self) -> bool {
        self.slow.is_some() || self.slower.is_some()
    }

    /// Whether more of these calls have failed than may.
    pub(super) fn is_exceeded(&self, counts: &Counts) -> bool {
        let [failures, calls] = [counts.failures(), counts.calls].map(u128::from);
        self.failures.is_some_and(|allowed| {
            failures * u128::from(Percentage::ALL.threshold()) > calls * u128::from(allowed.threshold())
        })
    }

    /// Whether these are enough calls to say so.
    pub(super) fn is_enough(&self, counts: &Counts) -> bool {
        counts.calls >= u64::from(self.min_calls)
    }

    /// How many calls a trial has.
    pub(super) fn trial_calls(&self) -> u32 {
        self.min_calls.max(1)
    }

    /// How many of a trial's calls may fail: by `failures` or else, since the trial has no other way, by the share of
    /// the other way when the toggle tripped and what may be added to that.
    pub(super) fn trial_failures(&self, compared: Option<&GuardComparison>) -> u32 {
        let all = u64::from(Percentage::ALL.threshold());
        let of_other = compared.map(|compared| &compared.other).filter(|other| other.calls > 0);
        let share = match (self.failures, self.worse, of_other) {
            (Some(failures), ..) => u64::from(failures.threshold()),
            (None, Some(worse), Some(other)) => {
                other.failures().saturating_mul(all) / other.calls + u64::from(worse.threshold())
            }
            _ => all,
        };
        let share = share.min(all);
        let failures = u64::from(self.trial_calls()) * share / u64::from(Percentage::ALL.threshold());
        u32::try_from(failures).unwrap_or(u32::MAX)
    }
}
