//! Seeing which answers checks are given: counts for whoever asks [`toggles`](crate::toggles()), and, with the features of these
//! names, `metrics` and `tracing` events.

mod answer;
mod counts;
mod recording;
mod event;
mod call;
mod calls;

use std::sync::Arc;

use toggle_rules::{Observing, Percentage};

use crate::model::evaluation::Evaluation;

pub(crate) use self::{
    answer::Answer,
    call::Call,
    calls::{Calls, Waiting},
    counts::AllAnswerCounts,
    event::EvaluationEvent,
    recording::RecordingGuard,
};

/// Which toggles are observed, and how. Given to [`Builder::observe`](crate::Builder::observe).
///
/// Of an observed toggle every answer to a check is counted, by value and reason, and [`toggles`](crate::toggles()) tells the
/// counts. So its checks take the slow path, which costs some 90 nanoseconds. A toggle that is not observed pays nothing. What the
/// build has [pinned](crate::_pins) asks nobody and cannot be observed; and what a subscriber or a recorder asks while it is
/// told of an answer is not counted, nor is a question [by name](crate::decide), which has no place.
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
/// # Functions
///
/// [`call`](Self::call) hands each answer to a function of the program: the toggle, the value, the reason, the targeting key, the
/// place and the time.
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
    pub(crate) call: Option<Call>,
}

impl Observe {
    /// Every toggle of the program, but for those of which a later call says otherwise.
    pub fn all() -> Self {
        Self { toggles: None, observing: Observing::default(), call: None }
    }

    /// This toggle. A name that is no toggle is a [problem](crate::Problem).
    pub fn toggle(name: impl AsRef<str>) -> Self {
        Self::toggles([name])
    }

    /// These toggles. A name that is no toggle is a [problem](crate::Problem).
    pub fn toggles<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        let names = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Self { toggles: Some(names), observing: Observing::default(), call: None }
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

    /// Hands each answer to this function, as for an A/B analysis that has to know who was shown what.
    ///
    /// A thread of its own calls the function, so that no check waits for it. The evaluations come one at a time, in the order
    /// in which they were noted; on several threads, that is nearly the order of the checks.
    ///
    /// * At most 16,384 evaluations wait, with 4 MiB of keys and texts. Later ones are dropped and counted: the first of them is
    ///   [`Problem::EvaluationsHeld`](crate::Problem::EvaluationsHeld), and [`Event::EvaluationsLost`](crate::Event::EvaluationsLost)
    ///   has the number when the function has caught up. The last ones are lost if the process ends before the function
    ///   was called: [`flush`](crate::flush) waits for it.
    /// * The function may ask toggles. On its own thread these answers are neither counted nor handed over.
    /// * A panic of the function is [`Problem::CallPanicked`](crate::Problem::CallPanicked). The next evaluation is handed over
    ///   all the same.
    /// * A forked child hands over its own evaluations, to the function of its parent, on a thread of its own.
    /// * Where the system has no room for a thread, evaluations wait until there is room, or [`flush`](crate::flush) calls
    ///   the function.
    ///
    /// A file that says `observe = false` of the toggle turns the calls off; `observe = true` or a table leaves them as they
    /// are. Of two calls of [`Builder::observe`](crate::Builder::observe) about one toggle the later counts, also where it has
    /// no function. The [`Evaluation`] holds the targeting key, which may tell who a person is.
    ///
    /// ```no_run
    /// use std::sync::mpsc;
    ///
    /// use toggle_runtime::Observe;
    ///
    /// # fn main() -> Result<(), toggle_runtime::Error> {
    /// let (exposures, analysis) = mpsc::channel();
    /// toggle_runtime::builder()
    ///     .observe(Observe::toggle("search-ranking").call(move |evaluation| {
    ///         let _ = exposures.send((evaluation.key.clone(), evaluation.value.clone()));
    ///     }))
    ///     .install()?;
    /// # drop(analysis);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call(mut self, call: impl Fn(&Evaluation) + Send + Sync + 'static) -> Self {
        let share = self.call.map_or(Percentage::ALL, |call| call.share);
        self.call = Some(Call::new(Arc::new(call), share));
        self
    }

    /// Hands only this share of the answers to the function of [`call`](Self::call), which comes before; all by default. It is
    /// exact over time, for each toggle: with 1 %, every hundredth.
    pub fn call_share(mut self, share: Percentage) -> Self {
        if let Some(call) = &mut self.call {
            call.share = share;
        }
        self
    }
}
