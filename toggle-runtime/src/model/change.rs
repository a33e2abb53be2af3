//! A change of a toggle, as the history lists it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_rules::State;

/// A change of what a toggle is set to, outside of [scopes](crate::scope()). One of those that
/// [`history`](crate::history) lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Change {
    /// When it was put into force.
    pub time: Timestamp,
    /// The toggle.
    pub toggle: String,
    /// What it was.
    pub from: State,
    /// What it is from then on.
    pub to: State,
    /// A digest of that, which tells rules from other rules: the `feature_flag.version` of [observed](crate::Observe)
    /// answers.
    pub version: String,
    /// What has made the change.
    pub cause: Cause,
    /// The source that decides from then on, such as `environment`, `program` or `guard`.
    pub source: String,
    /// Where that says so, or why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
}

/// What changes toggles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// [`install`](crate::Builder::install), after toggles had been asked.
    SetUp,
    /// A source says something else, or the environment does at a [`reload`](crate::reload).
    Source,
    /// [`set`](crate::set), [`set_text`](crate::set_text) or [`clear`](crate::clear).
    Program,
    /// A [guard](crate::_guard) has switched the toggle off.
    Trip,
    /// [`reset`](crate::reset) has taken that back.
    Reset,
    /// The guard has tried the toggle again, and found it well.
    Retry,
}

impl Cause {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 6] = [Self::SetUp, Self::Source, Self::Program, Self::Trip, Self::Reset, Self::Retry];

    /// The word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::Source => "source",
            Self::Program => "program",
            Self::Trip => "trip",
            Self::Reset => "reset",
            Self::Retry => "retry",
        }
    }
}
