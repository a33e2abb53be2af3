//! Guards as users see them: the state, the counts, the evidence and the budget.

mod counts;
mod display;

pub use self::counts::Counts;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use toggle_rules::Budget;

use crate::base::nanos;

/// What the guard of a toggle says at a moment. [JSON](crate#json) has times in nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct GuardStatus {
    /// Whether calls are let through.
    pub state: GuardState,
    /// The calls of the budget's time, up to now. If the guard has tripped, those that made it trip; in a trial, those
    /// of the trial.
    pub counts: Counts,
    /// The comparison with the other way, if the budget asks for one. If the guard has tripped, it is there if that was
    /// the cause. Left out in JSON if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub compared: Option<GuardComparison>,
    /// What is allowed.
    pub budget: GuardBudget,
    /// After what time the guard lets calls through again, to try, if it has tripped and ever does so. Left out in JSON
    /// if it does not.
    #[serde(rename = "retry-in-ns", with = "nanos::optional", skip_serializing_if = "Option::is_none", default)]
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

/// The comparison of a toggle's gated way with its other way, in the test that runs or has tripped the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct GuardComparison {
    /// The calls of the gated way.
    pub gated: Counts,
    /// The calls of the other way: what stands after `else`.
    pub other: Counts,
    /// The evidence that more calls of the gated way fail than the budget's `worse` allows. Left out in JSON if it has
    /// none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub worse: Option<Evidence>,
    /// The evidence that calls of the gated way take longer than the budget's `slower` allows. Left out in JSON if it
    /// has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slower: Option<Evidence>,
}

/// The evidence of pairs, each of one call of either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Evidence {
    /// The pairs.
    pub pairs: u64,
    /// The pairs that speak against the gated way.
    pub higher: u64,
    /// The pairs that speak for it.
    pub lower: u64,
    /// How many times the stake a bet against the gated way has made of it, rounded down.
    pub evidence: u64,
    /// How many times the stake trips the guard.
    pub threshold: u64,
}

impl Evidence {
    /// Makes it of pairs, of the logarithm of their evidence, and of that of what is enough.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is too large is the largest")]
    pub(crate) fn new([higher, lower, even]: [u64; 3], evidence: f64, enough: f64) -> Self {
        Self {
            pairs: higher.saturating_add(lower).saturating_add(even),
            higher,
            lower,
            evidence: evidence.exp().floor() as u64,
            threshold: enough.exp().ceil() as u64,
        }
    }

    /// Whether it trips the guard.
    pub fn is_enough(&self) -> bool {
        self.evidence >= self.threshold
    }
}

/// How much of a toggle's code may fail before its guard trips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct GuardBudget {
    /// The share of calls that may fail, such as `50%`. Left out in JSON if there is no limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failures: Option<String>,
    /// How much higher the share of failures may be than that of the other way, such as `2%`, in points. Left out in
    /// JSON if the shares are not compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub worse: Option<String>,
    /// How much longer than one of the other way a call may take, such as `20%`. Left out in JSON if the times are not
    /// compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slower: Option<String>,
    /// The probability that a comparison of equal ways never trips, such as `99.9%`. Left out in JSON if nothing is
    /// compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<String>,
    /// The time whose calls are looked at.
    #[serde(rename = "over-ns", with = "nanos::required")]
    pub over: Duration,
    /// With fewer calls in that time the guard does not trip.
    pub min_calls: u32,
    /// A call that takes longer has failed. Left out in JSON if calls may take any time.
    #[serde(rename = "slow-ns", with = "nanos::optional", skip_serializing_if = "Option::is_none", default)]
    pub slow: Option<Duration>,
    /// After what time calls are let through again, to try. Left out in JSON if they never are.
    #[serde(rename = "retry-ns", with = "nanos::optional", skip_serializing_if = "Option::is_none", default)]
    pub retry: Option<Duration>,
    /// Whether calls in [scopes](crate::scope()) that override toggles count as well. Left out in JSON if they do not.
    #[serde(skip_serializing_if = "is_false", default)]
    pub overrides: bool,
}

impl From<&Budget> for GuardBudget {
    fn from(budget: &Budget) -> Self {
        let Budget { failures, worse, slower, confidence, over, min_calls, slow, retry, overrides } = *budget;
        let confidence = budget.compares().then_some(confidence);
        let [failures, worse, slower, confidence] =
            [failures, worse, slower, confidence].map(|share| share.map(|share| format!("{share}%")));
        Self { failures, worse, slower, confidence, over, min_calls, slow, retry, overrides }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_false(flag: &bool) -> bool {
    !flag
}
