use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact;
use serde::{Deserialize, Serialize};

use super::{Budget, Counts};

/// What the guard of a toggle says at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuardStatus {
    /// Whether calls are let through.
    pub state: GuardState,
    /// The calls of the budget's time, up to now. If the guard has tripped, those that made it trip; in a trial, those
    /// of the trial.
    pub counts: Counts,
    /// What is allowed.
    pub budget: GuardBudget,
    /// After what time the guard lets calls through again, to try, if it has tripped and ever does so. Left out in JSON
    /// if it does not.
    #[serde(with = "compact::optional", skip_serializing_if = "Option::is_none", default)]
    pub retry_in: Option<Duration>,
}

/// Whether the guard of a toggle lets calls through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GuardState {
    /// It lets all through.
    Closed,
    /// It lets none through.
    Tripped,
    /// It lets some through, and closes or trips again by what becomes of them.
    Trial,
}

/// How much of a toggle's code may fail before its guard trips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuardBudget {
    /// The share of calls that may fail, such as `50%`.
    pub failures: String,
    /// The time whose calls are looked at.
    #[serde(with = "compact::required")]
    pub over: Duration,
    /// With fewer calls in that time the guard does not trip.
    pub min_calls: u32,
    /// A call that takes longer has failed. Left out in JSON if calls may take any time.
    #[serde(with = "compact::optional", skip_serializing_if = "Option::is_none", default)]
    pub slow: Option<Duration>,
    /// After what time calls are let through again, to try. Left out in JSON if they never are.
    #[serde(with = "compact::optional", skip_serializing_if = "Option::is_none", default)]
    pub retry: Option<Duration>,
    /// Whether calls in [scopes](crate::scope()) that override toggles count as well. Left out in JSON if they do not.
    #[serde(skip_serializing_if = "is_false", default)]
    pub overrides: bool,
}

impl From<&Budget> for GuardBudget {
    fn from(budget: &Budget) -> Self {
        let Budget { failures, over, min_calls, slow, retry, overrides } = *budget;
        Self { failures: format!("{failures}%"), over, min_calls, slow, retry, overrides }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_false(flag: &bool) -> bool {
    !flag
}
