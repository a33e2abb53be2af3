//! Seeing which answers checks are given: counts for whoever asks [`toggles`](crate::toggles()), and, with the features of these
//! names, `metrics` and `tracing` events.

mod tally;
mod noting;
mod event;

pub use self::tally::{AnswerCount, Observed};
pub(crate) use self::{
    event::Telling,
    noting::Noting,
    tally::{Answer, Tallies},
};
use crate::rules::Percentage;

/// Which toggles are observed, and how. Given to [`Builder::observe`](crate::Builder::observe).
///
/// Of an observed toggle every answer to a check is counted, by value and reason, and [`toggles`](crate::toggles()) tells the
/// counts. So its checks take the slow path, which costs some 90 nanoseconds. A toggle that is not observed pays nothing. What the
/// build has [pinned](crate::_pins) asks nobody and cannot be observed; and what a subscriber or a recorder asks while it is
/// told of an answer is not counted.
///
/// A file says the same in the table of a toggle, and comes before what is said in code:
///
/// ```toml
/// [new-checkout]
/// observe = true                                  # counts alone
///
/// [beta-search]
/// observe = { events = "1%", context-id = true }  # a `tracing` event for every hundredth answer, with the user's key
/// ```
///
/// # Events
///
/// With the feature `tracing`, a share of the answers are also `tracing` events, named and with the fields that the semantic
/// conventions of [OpenTelemetry] give a feature flag's evaluation: `feature_flag.evaluation` with `feature_flag.key`,
/// `feature_flag.result.value`, `feature_flag.result.variant`, `feature_flag.result.reason`, `feature_flag.provider.name`,
/// `feature_flag.set.id` (the stage, if there is one), `feature_flag.version` (a digest of what the toggle is set to, the same in
/// all processes where that is the same), `error.type` and, only where that is asked for, `feature_flag.context.id`.
///
/// With the feature `metrics`, every answer adds one to the counter `feature_flag_evaluations_total` of the
/// [`metrics`](https://docs.rs/metrics) facade, with the labels `key`, `value` and `reason`. Of toggles that are not observed it has
/// two others: `feature_flag_comparisons_total`, with `key` and `result`, of [shadow runs](crate::_shadow), and
/// `feature_flag_trips_total`, with `key`, of [guards](crate::_guard).
///
/// ```no_run
/// use toggle_runtime::{Observe, Percentage};
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// toggle_runtime::builder()
///     .observe(Observe::all())
///     .observe(Observe::toggles(["new-checkout"]).events(Percentage::percent(1)))
///     .install()?;
/// # Ok(())
/// # }
/// ```
///
/// [OpenTelemetry]: https://opentelemetry.io/docs/specs/semconv/feature-flags/feature-flags-events/
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Observe {
    /// All of them, if none are named.
    pub(crate) toggles: Option<Vec<String>>,
    pub(crate) observing: Observing,
}

/// How a toggle is observed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Observing {
    /// Of so many answers there is also an event.
    pub(crate) events: Percentage,
    /// Whether events say for whom a toggle was asked.
    pub(crate) context_id: bool,
}

impl Observe {
    /// Every toggle of the program, but for those of which a later call says otherwise.
    pub fn all() -> Self {
        Self { toggles: None, observing: Observing::default() }
    }

    /// These toggles. A name that is no toggle is a [problem](crate::Problem).
    pub fn toggles<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        let names = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Self { toggles: Some(names), observing: Observing::default() }
    }

    /// Makes a `tracing` event of this share of the answers; of none by default. It is exact over time: with 1 %, of every
    /// hundredth.
    pub fn events(mut self, share: Percentage) -> Self {
        self.observing.events = share;
        self
    }

    /// Puts the targeting key of the context into the events, as `feature_flag.context.id`. It may tell who a person is, so it is
    /// left out unless this is called.
    pub fn with_context_id(mut self) -> Self {
        self.observing.context_id = true;
        self
    }
}
