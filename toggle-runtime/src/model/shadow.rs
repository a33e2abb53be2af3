//! The report of shadow mode: counts, durations, and the last differences.

use std::{
    fmt::{self, Write},
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_syntax::shown::Escaping;

use crate::{base::nanos, model::span::Span};

/// The results of a toggle's shadow runs.
///
/// All runs are counted. Of the mismatches, at most one each second is kept, and likewise of the panics.
///
/// ```
/// use toggle_runtime::{feature_toggle, set, status};
///
/// #[feature_toggle("new-total", else = prices.iter().sum(), shadow)]
/// fn total(prices: &[u32]) -> u32 {
///     prices.iter().map(|price| price + 1).sum() // a mistake
/// }
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// set("new-total", "shadow")?;
/// assert_eq!(total(&[1, 2]), 3);
///
/// let report = status("new-total").and_then(|toggle| toggle.shadow).unwrap();
/// assert_eq!((report.matches, report.mismatches), (0, 1));
/// assert_eq!(report.control.count, 1);
/// let mismatch = &report.last_mismatches[0];
/// assert_eq!((&*mismatch.control, &*mismatch.candidate), ("3", "5"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ShadowReport {
    /// The number of runs in which both ways returned the same.
    pub matches: u64,
    /// The number of runs in which they returned different values, without the ignored runs.
    pub mismatches: u64,
    /// The number of runs in which they returned different values and `ignore` returned `true`.
    pub ignored: u64,
    /// The number of runs in which the candidate panicked.
    pub panics: u64,
    /// The number of runs in which the candidate was dropped because it exceeded its time limit.
    pub timeouts: u64,
    /// The number of panics of the comparison: `compare`, `ignore`, or the `Debug` or `Drop` of a value.
    pub comparison_panics: u64,
    /// The durations of the control, in runs in which both ways returned.
    pub control: Durations,
    /// The durations of the candidate, in the same runs.
    pub candidate: Durations,
    /// The last 16 mismatches that were kept, oldest first.
    pub last_mismatches: Vec<Mismatch>,
    /// The last 16 panics that were kept, oldest first.
    pub last_panics: Vec<ShadowPanic>,
}

/// The durations of one way in shadow runs. [JSON](crate#json) has nanoseconds.
///
/// ```
/// use std::time::Duration;
///
/// use toggle_runtime::Durations;
///
/// fn mean(durations: &Durations) -> Option<Duration> {
///     durations.total.checked_div(u32::try_from(durations.count).ok()?)
/// }
///
/// assert_eq!(mean(&Durations::default()), None);
/// ```
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Durations {
    /// The number of runs.
    pub count: u64,
    /// The total duration.
    #[serde(rename = "total-ns", with = "nanos::required")]
    pub total: Duration,
    /// The longest duration.
    #[serde(rename = "max-ns", with = "nanos::required")]
    pub max: Duration,
    /// An upper bound of the median, at most twice the exact value.
    #[serde(rename = "p50-ns", with = "nanos::required")]
    pub p50: Duration,
    /// An upper bound of the 99th percentile, at most twice the exact value.
    #[serde(rename = "p99-ns", with = "nanos::required")]
    pub p99: Duration,
}

/// A shadow run in which the two ways returned different values. See [`ShadowReport`] for an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Mismatch {
    /// The time of the run.
    pub at: Timestamp,
    /// The value that the control returned, in its `Debug` form, cut off with `…` after 1 KiB. Empty, and left out in
    /// JSON, if [values are not kept](crate::_shadow).
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub control: String,
    /// The value that the candidate returned, in the same form.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub candidate: String,
    /// The duration of the control.
    #[serde(rename = "control-took-ns", with = "nanos::required")]
    pub control_took: Duration,
    /// The duration of the candidate.
    #[serde(rename = "candidate-took-ns", with = "nanos::required")]
    pub candidate_took: Duration,
}

/// A panic in a shadow run that did not reach the caller. See [`Difference`] for an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ShadowPanic {
    /// The time of the panic.
    pub at: Timestamp,
    /// The code that panicked.
    pub panicked: PanickedIn,
    /// The message of the panic, cut off with `…` after 1 KiB. Empty, and left out in JSON, if
    /// [values are not kept](crate::_shadow), because it may quote them.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub message: String,
}

/// The code in a shadow run whose panic does not reach the caller. See [`Difference`] for an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PanickedIn {
    /// The candidate.
    Candidate,
    /// The comparison: `compare`, `ignore`, or the `Debug` or `Drop` of a value.
    Comparison,
}

/// A candidate that was dropped because it exceeded its time limit. See [`Difference`] for an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ShadowTimeout {
    /// The time at which it was dropped.
    pub at: Timestamp,
    /// The duration after which it was dropped.
    #[serde(rename = "after-ns", with = "nanos::required")]
    pub after: Duration,
}

/// A difference between the two ways of a shadow run, as [`Event::Compared`](crate::Event::Compared) has it.
///
/// ```
/// use toggle_runtime::{Difference, Event, PanickedIn};
///
/// toggle_runtime::subscribe(|event| {
///     let Event::Compared { toggle, difference, .. } = event else { return };
///     match difference {
///         Difference::Mismatch(mismatch) => println!("{toggle}: {} or {}", mismatch.control, mismatch.candidate),
///         Difference::Panic(panic) if panic.panicked == PanickedIn::Candidate => println!("{toggle} panicked"),
///         Difference::Timeout(timeout) => println!("{toggle} took longer than {:?}", timeout.after),
///         other => println!("{toggle}: {other}"),
///     }
/// });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[non_exhaustive]
pub enum Difference {
    /// The candidate returned a different value.
    Mismatch(Mismatch),
    /// The candidate or the comparison panicked.
    Panic(ShadowPanic),
    /// The candidate exceeded its time limit.
    Timeout(ShadowTimeout),
}

/// Prints one line and [escapes](crate#texts-of-others) control characters and other characters that affect a terminal.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Escaping::new(f);
        match self {
            Self::Mismatch(Mismatch { control, candidate, .. }) if control.is_empty() && candidate.is_empty() => {
                f.write_str("the control and the candidate returned different values")
            }
            Self::Mismatch(Mismatch { control, candidate, .. }) => {
                write!(f, "the control returned {control}, the candidate {candidate}")
            }
            Self::Panic(ShadowPanic { panicked, message, .. }) => {
                f.write_str(match panicked {
                    PanickedIn::Candidate => "the candidate panicked",
                    PanickedIn::Comparison => "the comparison panicked",
                })?;
                if message.is_empty() { Ok(()) } else { write!(f, ": {message}") }
            }
            Self::Timeout(ShadowTimeout { after, .. }) => {
                write!(f, "the candidate timed out after {}", Span(*after))
            }
        }
    }
}
