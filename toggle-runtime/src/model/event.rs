use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use toggle_rules::State;
use toggle_syntax::shown::Escaping;

use crate::model::{
    change::Cause,
    guard::{Counts, GuardBudget, GuardComparison},
    place::Place,
    problem::Problem,
    shadow::Difference,
};

/// Something that has happened to the toggles of this process.
///
/// With the feature `tracing`, each is also a `tracing` event with the target `toggle_runtime` and a name such as
/// `toggle_runtime.tripped`. With the feature `log`, each is a `log` record where the program has no `tracing`
/// subscriber.
///
/// Displayed, it is one line, with the [characters escaped](crate#texts-of-others) that would do more than be read. The
/// fields are exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
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
    /// A [guard](crate::_guard) has switched a toggle off, in this process.
    #[non_exhaustive]
    Tripped {
        /// The toggle.
        toggle: String,
        /// What was counted.
        counts: Counts,
        /// The comparison with the other way, if that has tripped it.
        compared: Option<Box<GuardComparison>>,
        /// The budget that this was past.
        budget: GuardBudget,
        /// Whether it was tried again, and has failed again.
        again: bool,
    },
    /// What a guard has switched off is what its sources say again.
    #[non_exhaustive]
    Restored {
        /// The toggle.
        toggle: String,
        /// By what: [`Reset`](Cause::Reset), [`Retry`](Cause::Retry), or another of its causes.
        cause: Cause,
    },
    /// Two ways that were [compared](crate::_shadow) have come to something different. At most one in a second is
    /// told for each toggle.
    #[non_exhaustive]
    Compared {
        /// The toggle.
        toggle: String,
        /// What has come of it.
        difference: Difference,
    },
    /// The [history](crate::Builder::history_file) could not be written, or what a test run has covered.
    #[non_exhaustive]
    WriteFailed {
        /// The file.
        path: String,
        /// Why.
        error: String,
    },
    /// A file that could not be written can be written again.
    #[non_exhaustive]
    WriteRecovered {
        /// The file.
        path: String,
        /// The number of lines that were dropped in between, because too many were waiting.
        lost: u64,
    },
    /// Events were dropped, since too many were waiting for a subscriber. They came after the last event before this
    /// one.
    #[non_exhaustive]
    EventsLost {
        /// The number of events that were dropped.
        count: u64,
    },
    /// Evaluations were dropped, since too many were waiting for a function of [`Observe::call`](crate::Observe::call).
    #[non_exhaustive]
    EvaluationsLost {
        /// The number of evaluations that were dropped.
        count: u64,
    },
    /// Something is wrong in the configuration or in the program's toggles.
    Problem(Problem),
    /// A toggle was asked before [`install`](crate::Builder::install), and answered from the environment and the file
    /// that `TOGGLE_FILE` names.
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
        self.tell(&mut Escaping::new(f))
    }
}

impl Event {
    /// Returns the event of a problem that is listed as well.
    ///
    /// The copy of a problem is four kilobytes of machine code. Out of line, all lists of problems share it.
    #[inline(never)]
    pub(crate) fn of(problem: &Problem) -> Self {
        Self::Problem(problem.clone())
    }

    /// Writes the event in words, as they are.
    fn tell(&self, f: &mut impl Write) -> fmt::Result {
        match self {
            Self::Changed { toggle, from: from @ State::Rules { .. }, to, source }
                if from.to_string() == to.to_string() =>
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
            Self::Tripped { toggle, compared: Some(compared), budget, again: false, .. } => {
                write!(f, "toggle `{toggle}` is switched off: {compared}, and its guard allows {budget}")
            }
            Self::Tripped { toggle, counts, budget, again: false, .. } => {
                write!(f, "toggle `{toggle}` is switched off: {counts}, and its guard allows {budget}")
            }
            Self::Tripped { toggle, counts, budget, again: true, .. } => {
                write!(
                    f,
                    "toggle `{toggle}` stays switched off: when tried again, {counts}, and its guard allows {budget}"
                )
            }
            Self::Restored { toggle, cause: Cause::Retry } => {
                write!(f, "toggle `{toggle}` is back: it was tried again, and is well")
            }
            Self::Restored { toggle, cause: Cause::Reset } => write!(f, "toggle `{toggle}` is back: it was reset"),
            Self::Restored { toggle, .. } => {
                write!(f, "toggle `{toggle}` is what its sources say again: they have changed")
            }
            Self::Compared { toggle, difference } => write!(f, "toggle `{toggle}` compared: {difference}"),
            Self::WriteFailed { path, error } => write!(f, "cannot write to {path}: {error}"),
            Self::WriteRecovered { path, lost: 0 } => write!(f, "{path} can be written again"),
            Self::WriteRecovered { path, lost } => write!(f, "{path} can be written again; {lost} lines are lost"),
            Self::EventsLost { count } => {
                write!(f, "{count} events are lost: a subscriber has not returned in time")
            }
            Self::EvaluationsLost { count } => {
                write!(f, "{count} evaluations are lost: a function that is given answers is too slow")
            }
            Self::Problem(problem) => write!(f, "{problem}"),
            Self::EarlyRead { toggle, place } => {
                write!(f, "toggle `{toggle}` was asked at {place} before toggles were set up; call `install` earlier")
            }
        }
    }
}
