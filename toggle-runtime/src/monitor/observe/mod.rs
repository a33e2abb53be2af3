//! Observation of the answers of checks: counts in [`toggles`](crate::toggles()), calls of functions, and `metrics`
//! and `tracing` with the features of these names.

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

/// The toggles to observe, with the options of observation, for [`Builder::observe`](crate::Builder::observe).
///
/// Use it to find out which answers checks get in production, and to pass answers to an A/B analysis.
///
/// Every answer of an observed toggle is counted by value and reason, and [`toggles`](crate::toggles()) returns the
/// counts. The checks of an observed toggle take the slow path, which costs about 90 nanoseconds. A toggle that is
/// not observed has no cost.
///
/// Three kinds of checks are not counted:
///
/// * checks of a [pinned](crate::_pins) toggle, which are decided at build time;
/// * checks [by name](crate::decide()), which have no place in code;
/// * checks that a receiver of an answer makes meanwhile, such as a subscriber or a recorder.
///
/// The table of a toggle in a file can have the same options. The options in a file override those in code:
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
/// [`call`](Self::call) passes each answer to a function of the program: the toggle, the value, the reason, the
/// targeting key, the place and the time.
///
/// # Events
///
/// With the feature `tracing`, a share of the answers are also `tracing` events. Their name and fields are those of
/// the semantic conventions of [OpenTelemetry] for the evaluation of a feature flag. The name is
/// `feature_flag.evaluation`, and the fields are:
///
/// * `feature_flag.key`, `feature_flag.result.value`, `feature_flag.result.variant`, `feature_flag.result.reason` and
///   `feature_flag.provider.name`;
/// * `feature_flag.set.id`: the environment in which the program runs, if it is set;
/// * `feature_flag.version`: a digest of the toggle's state or rules, which is the same in all processes with the same
///   configuration;
/// * `error.type`, if an error is the reason;
/// * `feature_flag.context.id`, only after [`with_context_id`](Self::with_context_id).
///
/// With the feature `metrics`, every answer adds one to the counter `feature_flag_evaluations_total` of the
/// [`metrics`](https://docs.rs/metrics) facade, with the labels `key`, `value` and `reason`. Two other counters do
/// not need observation: `feature_flag_comparisons_total`, with `key` and `result`, of [shadow runs](crate::_shadow),
/// and `feature_flag_trips_total`, with `key`, of [guards](crate::_guard).
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
    /// The names, or `None` for all toggles.
    pub(crate) toggles: Option<Vec<String>>,
    pub(crate) observing: Observing,
    pub(crate) call: Option<Call>,
}

impl Observe {
    /// Observes every toggle of the program. A later call of [`Builder::observe`](crate::Builder::observe) overrides
    /// it for the toggles that it names.
    ///
    /// [`Observe`] has an example.
    pub fn all() -> Self {
        Self { toggles: None, observing: Observing::default(), call: None }
    }

    /// Observes one toggle. A name that is not a toggle of this program is a [problem](crate::Problem).
    ///
    /// ```no_run
    /// use toggle_runtime::Observe;
    ///
    /// toggle_runtime::builder().observe(Observe::toggle("new-checkout")).install()?;
    /// # Ok::<(), toggle_runtime::Error>(())
    /// ```
    pub fn toggle(name: impl AsRef<str>) -> Self {
        Self::toggles([name])
    }

    /// Observes these toggles. A name that is not a toggle of this program is a [problem](crate::Problem).
    ///
    /// [`Observe`] has an example.
    pub fn toggles<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        let names = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Self { toggles: Some(names), observing: Observing::default(), call: None }
    }

    /// Emits a `tracing` event for this share of the answers; for none by default.
    ///
    /// The share is exact over time: with 1 %, every hundredth answer has an event. [`Observe`] has an example.
    pub fn events(mut self, share: Percentage) -> Self {
        self.observing.events = share;
        self
    }

    /// Adds the targeting key of the context to the events, as `feature_flag.context.id`.
    ///
    /// The key may identify a person, so events do not have it by default. See [personal data](crate::_personal_data).
    ///
    /// ```
    /// use toggle_runtime::{Observe, Percentage};
    ///
    /// let observe = Observe::toggle("new-checkout").events(Percentage::percent(1)).with_context_id();
    /// # drop(observe);
    /// ```
    pub fn with_context_id(mut self) -> Self {
        self.observing.context_id = true;
        self
    }

    /// Calls this function with each answer.
    ///
    /// Use it for an A/B analysis, which must know who got which answer. A separate thread calls the function, so
    /// that no check waits for it. The evaluations come one at a time, in the order in which they were recorded.
    /// Between threads, that is nearly the order of the checks.
    ///
    /// * At most 16,384 evaluations wait, with 4 MiB of keys and strings. Later ones are dropped and counted. The first
    ///   dropped one is the problem [`EvaluationsHeld`](crate::Problem::EvaluationsHeld). The event
    ///   [`EvaluationsLost`](crate::Event::EvaluationsLost) has the number when the function has caught up.
    /// * The last evaluations are lost if the process ends before the function was called. [`flush`](crate::flush)
    ///   waits for the calls.
    /// * The function may check toggles. On its own thread, these answers are neither counted nor passed to
    ///   functions.
    /// * A panic of the function is the problem [`CallPanicked`](crate::Problem::CallPanicked). The function still
    ///   gets the next evaluation.
    /// * A forked child passes its own evaluations to the function of its parent, on the child's own thread.
    /// * If the system cannot start a thread, evaluations wait until it can, or until [`flush`](crate::flush) calls
    ///   the function.
    ///
    /// A file with `observe = false` for the toggle turns the calls off; `observe = true` or a table does not change
    /// them. If two calls of [`Builder::observe`](crate::Builder::observe) name the same toggle, the later call
    /// applies, even without a function. The [`Evaluation`] has the targeting key, which may identify a person.
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

    /// Sets the share of the answers that the function of [`call`](Self::call) gets; all by default.
    ///
    /// Call it after `call`; without a function it has no effect. The share is exact over time, for each toggle: with
    /// 1 %, the function gets every hundredth answer.
    ///
    /// ```
    /// use toggle_runtime::{Observe, Percentage};
    ///
    /// let observe = Observe::toggle("search-ranking")
    ///     .call(|evaluation| println!("{}", evaluation.value))
    ///     .call_share(Percentage::percent(1));
    /// # drop(observe);
    /// ```
    pub fn call_share(mut self, share: Percentage) -> Self {
        if let Some(call) = &mut self.call {
            call.share = share;
        }
        self
    }
}
