use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{place::Place, problem::Problem, state::State};

/// Something that has happened to the toggles of this process.
///
/// With the feature `tracing`, each is also a `tracing` event with the target `toggle_runtime`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// A toggle has changed, for all who ask outside of [scopes](crate::scope()).
    #[non_exhaustive]
    Changed {
        /// The toggle.
        toggle: String,
        /// What it was.
        from: State,
        /// What it is.
        to: State,
        /// Which source decides now.
        source: String,
    },
    /// A source could not be read. What it said last stays in force.
    #[non_exhaustive]
    SourceFailed {
        /// The source.
        source: String,
        /// Why, and what to do.
        error: String,
    },
    /// A source that had failed is well again.
    #[non_exhaustive]
    SourceRecovered {
        /// The source.
        source: String,
    },
    /// Something is wrong in the configuration or in the program's toggles.
    Problem(Problem),
    /// A toggle was asked before [`install`](crate::Builder::install), and answered from the environment and the file that
    /// `TOGGLE_FILE` names.
    #[non_exhaustive]
    EarlyRead {
        /// The toggle.
        toggle: String,
        /// The place that asked.
        place: Place,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { toggle, from: State::Rules { rules: from }, to: State::Rules { rules: to }, source }
                if from == to =>
            {
                write!(f, "toggle `{toggle}` has other rules ({source})")
            }
            Self::Changed { toggle, from, to, source } => {
                write!(f, "toggle `{toggle}` changed from {from} to {to} ({source})")
            }
            Self::SourceFailed { source, error } => {
                write!(f, "{source} cannot be read, so it changes nothing: {error}")
            }
            Self::SourceRecovered { source } => write!(f, "{source} can be read again"),
            Self::Problem(problem) => problem.fmt(f),
            Self::EarlyRead { toggle, place } => {
                write!(f, "toggle `{toggle}` was asked at {place} before toggles were set up; call `install` earlier")
            }
        }
    }
}
