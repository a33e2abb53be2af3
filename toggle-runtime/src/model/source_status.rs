//! The status of a source, as users list it.

use std::{fmt, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::clock;

/// The status of a source of states, as [`sources`](crate::sources()) lists it.
///
/// ```
/// for source in toggle_runtime::sources() {
///     let revision = source.revision.as_deref().unwrap_or("-");
///     println!("{}: revision {revision}, read {:?} ago", source.name, source.age());
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct SourceStatus {
    /// The name of the source, as in decisions: `environment` for variables, or such as `file toggles.toml`.
    pub name: String,
    /// The [revision](crate::States::revision) of its states. Left out in JSON if the source has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revision: Option<String>,
    /// The time at which the states were last read, or confirmed, at their origin. Left out in JSON if they never
    /// were.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub read_at: Option<Timestamp>,
    /// The reason why the states may be older than those of the origin: the failure of the source at present, or the
    /// reason that the source gave with [stale](crate::States::stale) states. Left out in JSON if the last reading
    /// succeeded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stale: Option<String>,
    /// Whether the source follows its origin, so that changes apply without a [`reload`](crate::reload).
    pub followed: bool,
}

impl SourceStatus {
    /// Returns the age of the states: the time since they were last read, or confirmed, at their origin. Returns
    /// `None` if they never were.
    ///
    /// A source that waits for its origin to report changes may confirm its states seldom or never. Such states are
    /// current if [`followed`](Self::followed) is true and [`stale`](Self::stale) is `None`. A clock that was set back
    /// gives an age of zero.
    pub fn age(&self) -> Option<Duration> {
        let age = clock::now().duration_since(self.read_at?);
        Some(age.try_into().unwrap_or_default())
    }
}

/// The age of states that do not come from their origin now, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stale {
    pub(crate) since: Timestamp,
    pub(crate) reason: String,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "as of {}: {}", self.since, self.reason)
    }
}
