//! The slow path of a check: evaluates a toggle, and records the answer if the toggle is observed.

use std::sync::Arc;

use toggle_rules::{ErrorType, Reason, Value};

use crate::{
    ask::question::Question,
    base::{clock, panics},
    catalogue::point::{Point, mode},
    monitor::observe::{Answer, Calls, EvaluationEvent, RecordingGuard, Waiting},
    registry::{Evaluator, Registry, lacking},
};

/// An answer of an observed toggle. The answer is recorded when no scope is borrowed any more, because a receiver of
/// the answer may run any code.
struct RecordedAnswer {
    value: Value,
    reason: Reason,
    error: Option<ErrorType>,
    is_counted: bool,
    /// The `tracing` event of the answer, if the answer is sampled.
    event: Option<EvaluationEvent>,
    /// The pending call of a function that receives the answer, if there is one.
    called: Option<Box<(Arc<Calls>, Waiting)>>,
    _noting: RecordingGuard,
}

impl Registry {
    /// Evaluates a toggle on the slow path of a check, and passes its value to `read`. Caches the answer in the point
    /// if it is the same for every context. Returns `None` for a toggle that does not exist, and if the question has
    /// no answer.
    ///
    /// Inlined, because the value is used where it is read.
    #[inline]
    pub(crate) fn check<Q: Question, R>(
        &self,
        point: &'static Point,
        question: Q,
        read: impl Fn(&Value) -> R,
    ) -> Option<R> {
        let toggle = point.toggle();
        if !Q::IS_REST && !self.ensure_set_up() {
            return self.catalogue().get(toggle).map(|known| read(known.without_sources()));
        }
        let read = if self.is_observed(point) {
            self.check_observed(point, question, read)
        } else {
            self.look(question.context(), |scene| {
                if Q::IS_FOR_ALL { scene.value_for_all(toggle).map(&read) } else { scene.value(toggle).map(&read) }
            })
        };
        if !Q::IS_FOR_ALL {
            self.note_lack(point);
        }
        read
    }

    /// Returns whether a toggle is on. Not inlined, so that a check with a cached answer reserves no stack for this.
    #[inline(never)]
    pub(crate) fn is_on_by<Q: Question>(&self, point: &'static Point, question: Q) -> Option<bool> {
        self.check(point, question, Value::is_on)
    }

    /// Returns whether the context can change the answer of a toggle.
    pub(crate) fn needs_context(&self, point: &'static Point) -> bool {
        self.ensure_set_up() && self.look(None, |scene| scene.value_for_all(point.toggle()).is_none())
    }
}

impl Registry {
    /// Returns whether the answers at this point are observed. An observed check takes another path, so that the
    /// usual one reserves no stack for the record.
    fn is_observed(&self, point: &'static Point) -> bool {
        !point.only_asks() && self.is_first_or_observed(point)
    }

    #[cold]
    #[inline(never)]
    fn is_first_or_observed(&self, point: &'static Point) -> bool {
        if point.is_unasked() {
            self.tend();
            point.cache_if_unset(self.found(&self.view(), point.toggle()).at(point));
        }
        point.is_observed()
    }

    #[cold]
    #[inline(never)]
    fn check_observed<Q: Question, R>(
        &self,
        point: &'static Point,
        question: Q,
        read: impl Fn(&Value) -> R,
    ) -> Option<R> {
        let toggle = point.toggle();
        let (read, noted) = self.look(question.context(), |scene| {
            if Q::IS_FOR_ALL {
                scene.value_for_all(toggle)?;
            }
            let answer = scene.answer(toggle)?;
            let is_noted = Q::IS_REST && scene.value_for_all(toggle).is_some();
            let noted = if is_noted { None } else { self.noted(point, answer, scene) };
            Some((read(answer.value), noted))
        })?;
        self.note(point, noted);
        Some(read)
    }

    #[inline]
    fn noted(&self, point: &'static Point, answer: Answer<'_>, scene: &Evaluator<'_>) -> Option<RecordedAnswer> {
        let toggle = point.toggle();
        let watched = scene.watched(toggle)?;
        let noting = RecordingGuard::begin()?;
        let observing = watched.watch.observing();
        let event =
            observing.filter(|observing| watched.sampler.takes(observing.events)).map(|observing| EvaluationEvent {
                context_id: observing.context_id.then(|| scene.context().key()).flatten().map(str::to_owned),
                stage: self.stage(),
                version: scene.version(toggle),
            });
        let calls = observing.and_then(|_| self.calls()).filter(|calls| calls.takes(toggle));
        let value = match answer.value {
            // At a point without shadow mode, the answer was that the toggle is off.
            Value::Shadow(_) if !point.is(mode::SHADOWED) => Value::Off,
            value => value.clone(),
        };
        let (reason, error, is_counted) = (answer.reason, answer.error, observing.is_some());
        let waiting = |calls| {
            let name = self.catalogue().get(toggle)?.name;
            let key = scene.context().key().map(Box::from);
            let (time, version, value) = (clock::now(), scene.version(toggle), value.clone());
            Some(Box::new((calls, Waiting { toggle, name, point, value, reason, key, version, time })))
        };
        let called = calls.and_then(waiting);
        Some(RecordedAnswer { value, reason, error, is_counted, event, called, _noting: noting })
    }

    #[inline]
    fn note(&self, point: &'static Point, noted: Option<RecordedAnswer>) {
        // A receiver of the answer may check toggles, and these checks must not change the mark of this check.
        lacking::apart(|| self.note_answer(point, noted));
    }

    #[inline]
    fn note_answer(&self, point: &'static Point, noted: Option<RecordedAnswer>) {
        let (Some(noted), Some(known)) = (noted, self.catalogue().get(point.toggle())) else { return };
        let answer = Answer { value: &noted.value, reason: noted.reason, error: noted.error };
        if noted.is_counted {
            self.tallies().note(point, answer, known.name);
        }
        let coverage = self.coverage();
        if let Some(failed) = coverage.and_then(|coverage| coverage.note(point.toggle(), known.name, answer.value)) {
            self.events().push([failed]);
            self.deliver_apart();
        }
        if let Some(event) = &noted.event {
            panics::catch_panic(|| event.emit(known.name, answer));
        }
        if let Some(called) = noted.called {
            let (calls, waiting) = *called;
            calls.push(waiting);
        }
    }
}
