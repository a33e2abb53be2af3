use std::time::Duration;

use super::{Counts, window::Window};
use crate::rules::Percentage;

/// What a toggle's code may do before its guard trips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Budget {
    /// The share of calls that may fail. One more is too much.
    pub(crate) failures: Percentage,
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

    /// Whether more of these calls have failed than may.
    pub(super) fn is_exceeded(&self, counts: &Counts) -> bool {
        let [failures, calls] = [counts.failures(), counts.calls].map(u128::from);
        failures * u128::from(Percentage::ALL.threshold()) > calls * u128::from(self.failures.threshold())
    }

    /// Whether these are enough calls to say so.
    pub(super) fn is_enough(&self, counts: &Counts) -> bool {
        counts.calls >= u64::from(self.min_calls)
    }

    /// How many calls a trial has.
    pub(super) fn trial_calls(&self) -> u32 {
        self.min_calls.max(1)
    }

    /// How many of a trial's calls may fail.
    pub(super) fn trial_failures(&self) -> u32 {
        let share = u64::from(self.failures.threshold().min(Percentage::ALL.threshold()));
        let failures = u64::from(self.trial_calls()) * share / u64::from(Percentage::ALL.threshold());
        u32::try_from(failures).unwrap_or(u32::MAX)
    }
}
