use std::{
    fmt::{self, Write},
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_syntax::shown::Escaping;

use crate::{base::nanos, model::span::Span};

/// What the shadow runs of a toggle have found.
///
/// All runs are counted. Of mismatches, and of panics, no more than one each second is kept.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ShadowReport {
    /// The runs in which both returned the same.
    pub matches: u64,
    /// Those in which they did not.
    pub mismatches: u64,
    /// Those in which they did not, and which `ignore` said not to report.
    pub ignored: u64,
    /// Those in which the candidate panicked.
    pub panics: u64,
    /// Those in which the candidate was given up because it took too long.
    pub timeouts: u64,
    /// How often the comparison panicked: `compare`, `ignore`, or the `Debug` or `Drop` of a value.
    pub comparison_panics: u64,
    /// How long the control took, in the runs in which both returned.
    pub control: Durations,
    /// How long the candidate took, in the same runs.
    pub candidate: Durations,
    /// The last 16 mismatches that were kept, in their order.
    pub last_mismatches: Vec<Mismatch>,
    /// The last 16 panics that were kept, in their order.
    pub last_panics: Vec<ShadowPanic>,
}

/// How long runs took. [JSON](crate#json) has nanoseconds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Durations {
    /// How many runs there were.
    pub count: u64,
    /// How long they took together.
    #[serde(rename = "total-ns", with = "nanos::required")]
    pub total: Duration,
    /// How long the longest took.
    #[serde(rename = "max-ns", with = "nanos::required")]
    pub max: Duration,
    /// No less than half of them took. At most twice too much.
    #[serde(rename = "p50-ns", with = "nanos::required")]
    pub p50: Duration,
    /// No less than 99 % of them took. At most twice too much.
    #[serde(rename = "p99-ns", with = "nanos::required")]
    pub p99: Duration,
}

/// A run in which the candidate returned something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Mismatch {
    /// When.
    pub at: Timestamp,
    /// What the control returned, as its `Debug` shows it. What is past 1 KiB is replaced by `…`. Empty, and left out
    /// in JSON, where [values are not kept](crate::_shadow).
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub control: String,
    /// What the candidate returned, shown likewise.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub candidate: String,
    /// How long the control took.
    #[serde(rename = "control-took-ns", with = "nanos::required")]
    pub control_took: Duration,
    /// How long the candidate took.
    #[serde(rename = "candidate-took-ns", with = "nanos::required")]
    pub candidate_took: Duration,
}

/// A panic that did not reach the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ShadowPanic {
    /// When.
    pub at: Timestamp,
    /// What panicked.
    pub panicked: PanickedIn,
    /// What the panic said. What is past 1 KiB is replaced by `…`. Empty, and left out in JSON, where
    /// [values are not kept](crate::_shadow): it may quote them.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub message: String,
}

/// What can panic in a shadow run without the caller noticing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PanickedIn {
    /// The candidate.
    Candidate,
    /// What compares the values: `compare`, `ignore`, or the `Debug` or `Drop` of a value.
    Comparison,
}

/// A candidate that was given up because it took too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ShadowTimeout {
    /// When.
    pub at: Timestamp,
    /// After what time.
    #[serde(rename = "after-ns", with = "nanos::required")]
    pub after: Duration,
}

/// What a shadow run has come to where that is not the same as what the control has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[non_exhaustive]
pub enum Difference {
    /// The candidate returned something else.
    Mismatch(Mismatch),
    /// The candidate panicked, or the comparison did.
    Panic(ShadowPanic),
    /// The candidate took too long.
    Timeout(ShadowTimeout),
}

/// One line, with the [characters escaped](crate#texts-of-others) that would do more than be read.
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
                write!(f, "the candidate was given up after {}", Span(*after))
            }
        }
    }
}
