//! The status of a guard, as users see it: the state, the counts, the evidence and the budget.

mod counts;
mod display;

pub use self::counts::Counts;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use toggle_rules::Budget;

use crate::base::nanos;

/// The status of a toggle's guard at one moment. [JSON](crate#json) has durations in nanoseconds.
///
/// ```
/// for toggle in toggle_runtime::toggles() {
///     if let Some(guard) = &toggle.guard {
///         println!("{}: {}, and the guard allows {}", toggle.name, guard.counts, guard.budget);
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct GuardStatus {
    /// The state of the guard.
    pub state: GuardState,
    /// The calls within the budget's period, up to now. For a tripped guard, the calls that tripped it. During a
    /// half-open trial, the calls of the trial.
    pub counts: Counts,
    /// The comparison with the other way, if the guard is closed and its budget compares, or if the comparison tripped
    /// the guard. Left out in JSON if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub compared: Option<GuardComparison>,
    /// The budget.
    pub budget: GuardBudget,
    /// The time until a tripped guard starts a half-open trial, or `None` if the guard is not tripped or never retries.
    /// Left out in JSON if there is none.
    #[serde(rename = "retry-in-ns", with = "nanos::optional", skip_serializing_if = "Option::is_none", default)]
    pub retry_in: Option<Duration>,
}

/// The state of a toggle's guard: closed, tripped or half-open.
///
/// ```
/// use toggle_runtime::GuardState;
///
/// for toggle in toggle_runtime::toggles() {
///     if toggle.guard.is_some_and(|guard| guard.state == GuardState::Tripped) {
///         println!("{} is switched off", toggle.name);
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GuardState {
    /// All calls run the gated code.
    Closed,
    /// No call runs the gated code.
    Tripped,
    /// Half-open: some calls run the gated code, and the guard closes or trips again by their outcome.
    Trial,
}

/// The comparison of a toggle's gated way with its other way, in the test that runs or has tripped the guard.
///
/// `Display` prints it as one line.
///
/// ```
/// use toggle_runtime::GuardComparison;
///
/// let json = r#"{
///     "gated": {"calls": 1200, "errors": 61, "panics": 0, "slow": 0},
///     "other": {"calls": 3400, "errors": 34, "panics": 0, "slow": 0}
/// }"#;
/// let compared: GuardComparison = serde_json::from_str(json)?;
/// assert_eq!(compared.to_string(), "5.1% of 1200 calls failed, and 1% of 3400 the other way");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct GuardComparison {
    /// The calls of the gated way.
    pub gated: Counts,
    /// The calls of the other way: the code after `else`.
    pub other: Counts,
    /// The evidence that more calls of the gated way fail than the budget's `worse` allows. Left out in JSON if there
    /// is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub worse: Option<Evidence>,
    /// The evidence that calls of the gated way take longer than the budget's `slower` allows. Left out in JSON if
    /// there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slower: Option<Evidence>,
}

/// The evidence of the pairs of a comparison. A pair has one call of each way.
///
/// ```
/// use toggle_runtime::Evidence;
///
/// let json = r#"{"pairs": 900, "higher": 55, "lower": 12, "evidence": 2345, "threshold": 2000}"#;
/// let evidence: Evidence = serde_json::from_str(json)?;
/// assert!(evidence.is_enough());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Evidence {
    /// The number of pairs.
    pub pairs: u64,
    /// The number of pairs that are evidence against the gated way.
    pub higher: u64,
    /// The number of pairs that are evidence for the gated way.
    pub lower: u64,
    /// The evidence against the gated way: the factor by which a bet against it has multiplied its stake, rounded down.
    pub evidence: u64,
    /// The evidence that trips the guard, as such a factor.
    pub threshold: u64,
}

impl Evidence {
    /// Makes the evidence of numbers of pairs and of the natural logarithms of `evidence` and `threshold`.
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

    /// Returns whether the evidence trips the guard.
    pub fn is_enough(&self) -> bool {
        self.evidence >= self.threshold
    }
}

/// The failures that a toggle's guard allows before it trips.
///
/// `Display` prints it as one line.
///
/// ```
/// use toggle_runtime::GuardBudget;
///
/// let json = r#"{"failures": "5%", "over-ns": 60000000000, "min-calls": 50, "slow-ns": 250000000}"#;
/// let budget: GuardBudget = serde_json::from_str(json)?;
/// assert_eq!(budget.to_string(), "5% over 1m, slow past 250ms");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct GuardBudget {
    /// The share of calls that may fail, such as `50%`. Left out in JSON if there is no limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failures: Option<String>,
    /// The percentage points by which the gated way's share of failures may exceed the other way's share, such as `2%`.
    /// Left out in JSON if the shares are not compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub worse: Option<String>,
    /// The share by which a call may take longer than a call of the other way, such as `20%`. Left out in JSON if the
    /// durations are not compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slower: Option<String>,
    /// The probability that a comparison of equal ways never trips the guard, such as `99.9%`. Left out in JSON if
    /// nothing is compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<String>,
    /// The period, up to now, whose calls count.
    #[serde(rename = "over-ns", with = "nanos::required")]
    pub over: Duration,
    /// The number of calls in the period below which the guard does not trip.
    pub min_calls: u32,
    /// The duration above which a call has failed. Left out in JSON if there is no limit.
    #[serde(rename = "slow-ns", with = "nanos::optional", skip_serializing_if = "Option::is_none", default)]
    pub slow: Option<Duration>,
    /// The retry delay: the time from a trip to a half-open trial. Left out in JSON if the guard never retries.
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
