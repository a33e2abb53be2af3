//! A change of a toggle's state, as the history lists it, and its cause.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toggle_rules::State;

/// A change of a toggle's state outside of [scopes](crate::scope()), as [`history`](crate::history) lists it.
///
/// The overrides of a scope are no changes.
///
/// ```
/// for change in toggle_runtime::history() {
///     println!("{}: {} changed from {} to {}", change.time, change.toggle, change.from, change.to);
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Change {
    /// The time at which the new state took effect.
    pub time: Timestamp,
    /// The name of the toggle.
    pub toggle: String,
    /// The state before the change.
    pub from: State,
    /// The state since the change.
    pub to: State,
    /// A digest of the new state, which differs for different rules. [Observed](crate::Observe) answers have it as
    /// `feature_flag.version`.
    pub version: String,
    /// The cause of the change.
    pub cause: Cause,
    /// The source that decides since the change, such as `environment`, `program` or `guard`.
    pub source: String,
    /// The [revision](crate::States::revision) of that source. Left out in JSON if the source has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revision: Option<String>,
    /// The place of the new state in its source, or the reason for it. Left out in JSON if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
}

/// The cause of a [`Change`].
///
/// ```
/// use toggle_runtime::Cause;
///
/// for trip in toggle_runtime::history().iter().filter(|change| change.cause == Cause::Trip) {
///     println!("a guard switched {} off", trip.toggle);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// The program called [`install`](crate::Builder::install) after toggles had been checked.
    SetUp,
    /// A source returned another state, or the environment variables had changed at a [`reload`](crate::reload).
    Source,
    /// The program called [`set`](crate::set), [`set_text`](crate::set_text) or [`clear`](crate::clear).
    Program,
    /// A [guard](crate::_guard) switched the toggle off.
    Trip,
    /// The program called [`reset`](crate::reset), which ended a trip of the guard.
    Reset,
    /// A half-open trial of the guard succeeded.
    Retry,
}

impl Cause {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 6] = [Self::SetUp, Self::Source, Self::Program, Self::Trip, Self::Reset, Self::Retry];

    /// Returns the cause's name in JSON.
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
