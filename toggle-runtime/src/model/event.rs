//! The events that subscribers receive, and their text.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use toggle_rules::State;
use toggle_syntax::shown::Escaping;

use crate::model::{
    change::Cause,
    guard::{Counts, GuardBudget, GuardComparison},
    names,
    place::Place,
    problem::Problem,
    shadow::Difference,
};

/// An event of the toggles of this process.
///
/// [`subscribe`](crate::subscribe) passes each event to a function. With the feature `tracing`, each is also a
/// `tracing` event with the target `toggle_runtime` and a name such as `toggle_runtime.tripped`. With the feature
/// `log`, each is a `log` record if the program has no `tracing` subscriber.
///
/// ```
/// use toggle_runtime::Event;
///
/// toggle_runtime::subscribe(|event| match event {
///     Event::Tripped { toggle, counts, .. } => eprintln!("{toggle} was switched off: {counts}"),
///     Event::Problem(problem) => eprintln!("{problem}"),
///     _ => {}
/// });
/// ```
///
/// `Display` prints one line and [escapes](crate#texts-of-others) control characters and other characters that affect a
/// terminal. The fields are exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// The state of a toggle outside of [scopes](crate::scope()) has changed.
    #[non_exhaustive]
    Changed {
        /// The name of the toggle.
        toggle: String,
        /// The state before the change.
        from: State,
        /// The state since the change.
        to: State,
        /// The name of the source that decides since the change.
        source: String,
        /// The [revision](crate::States::revision) of that source. Left out in JSON if the source has none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        revision: Option<String>,
    },
    /// A source could not be read. Its last good states stay in effect.
    #[non_exhaustive]
    SourceFailed {
        /// The name of the source.
        source: String,
        /// The error, and the remedy.
        error: String,
    },
    /// A source that had failed can be read again.
    #[non_exhaustive]
    SourceRecovered {
        /// The name of the source.
        source: String,
    },
    /// A [guard](crate::_guard) has switched a toggle off in this process.
    #[non_exhaustive]
    Tripped {
        /// The name of the toggle.
        toggle: String,
        /// The counted calls.
        counts: Counts,
        /// The comparison with the other way, if the comparison tripped the guard.
        compared: Option<Box<GuardComparison>>,
        /// The budget that was exceeded.
        budget: GuardBudget,
        /// Whether a half-open trial failed, so that the toggle stays off.
        again: bool,
    },
    /// The sources decide again about a toggle that a guard had switched off.
    #[non_exhaustive]
    Restored {
        /// The name of the toggle.
        toggle: String,
        /// The cause: [`Reset`](Cause::Reset), [`Retry`](Cause::Retry), or the cause of the change that ended the trip.
        cause: Cause,
    },
    /// A [shadow run](crate::_shadow) found a difference between the two ways. At most one event each second is emitted
    /// for a toggle.
    #[non_exhaustive]
    Compared {
        /// The name of the toggle.
        toggle: String,
        /// The difference.
        difference: Difference,
    },
    /// The [history file](crate::Builder::history_file) or the coverage of a test run could not be written.
    #[non_exhaustive]
    WriteFailed {
        /// The path of the file.
        path: String,
        /// The error.
        error: String,
    },
    /// A file that could not be written can be written again.
    #[non_exhaustive]
    WriteRecovered {
        /// The path of the file.
        path: String,
        /// The number of lines that were dropped meanwhile, because too many were waiting.
        lost: u64,
    },
    /// Events were dropped, because too many were waiting for a subscriber. They belong between the previous event and
    /// this one.
    #[non_exhaustive]
    EventsLost {
        /// The number of events that were dropped.
        count: u64,
    },
    /// Evaluations were dropped, because too many were waiting for a function of
    /// [`Observe::call`](crate::Observe::call).
    #[non_exhaustive]
    EvaluationsLost {
        /// The number of evaluations that were dropped.
        count: u64,
    },
    /// There is a mistake in the configuration or in the program's toggles.
    Problem(Problem),
    /// A toggle was checked before [`install`](crate::Builder::install). The value came from the environment and the
    /// file in `TOGGLE_FILE`.
    #[non_exhaustive]
    EarlyRead {
        /// The name of the toggle.
        toggle: String,
        /// The place of the check.
        place: Place,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell(&mut Escaping::new(f))
    }
}

impl Event {
    /// Returns the event of a problem that also stays in a list.
    ///
    /// Copying a problem takes four kilobytes of machine code. Out of line, all callers share that code.
    #[inline(never)]
    pub(crate) fn of(problem: &Problem) -> Self {
        Self::Problem(problem.clone())
    }

    /// Writes the text of the event without escapes.
    fn tell(&self, f: &mut impl Write) -> fmt::Result {
        match self {
            Self::Changed { toggle, from, to, source, revision } => {
                match from {
                    State::Rules { .. } if from.to_string() == to.to_string() => {
                        write!(f, "toggle `{toggle}` has new rules ({}", names::shown(source))?;
                    }
                    _ => write!(f, "toggle `{toggle}` changed from {from} to {to} ({}", names::shown(source))?,
                }
                revision.as_ref().map_or(Ok(()), |revision| write!(f, ", revision {revision}"))?;
                f.write_char(')')
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
                    "toggle `{toggle}` stays switched off: in the half-open trial, {counts}, and its guard allows {budget}"
                )
            }
            Self::Restored { toggle, cause: Cause::Retry } => {
                write!(f, "toggle `{toggle}` is restored: its half-open trial succeeded")
            }
            Self::Restored { toggle, cause: Cause::Reset } => write!(f, "toggle `{toggle}` is restored: it was reset"),
            Self::Restored { toggle, .. } => {
                write!(f, "toggle `{toggle}` is restored: its sources have changed")
            }
            Self::Compared { toggle, difference } => write!(f, "toggle `{toggle}` in shadow mode: {difference}"),
            Self::WriteFailed { path, error } => write!(f, "cannot write to {path}: {error}"),
            Self::WriteRecovered { path, lost: 0 } => write!(f, "{path} can be written again"),
            Self::WriteRecovered { path, lost } => write!(f, "{path} can be written again; {lost} lines were lost"),
            Self::EventsLost { count } => {
                write!(f, "{count} events were lost: a subscriber has not returned in time")
            }
            Self::EvaluationsLost { count } => {
                write!(f, "{count} evaluations were lost: a function that observes answers is too slow")
            }
            Self::Problem(problem) => write!(f, "{problem}"),
            Self::EarlyRead { toggle, place } => {
                write!(f, "toggle `{toggle}` was checked at {place} before toggles were set up; call `install` earlier")
            }
        }
    }
}
