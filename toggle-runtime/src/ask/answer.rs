//! The slow path of a check: deciding, and noting what was decided where somebody wants to know.

use std::sync::Arc;

use toggle_rules::{ErrorType, Reason, Value};

use crate::{
    ask::question::Question,
    base::{clock, panics},
    catalogue::point::{Point, mode},
    monitor::observe::{Answer, Calls, EvaluationEvent, RecordingGuard, Waiting},
    registry::{Evaluator, Registry, lacking},
};

/// An answer that somebody wants to know of. Noted when nobody's scope is being looked at any more, since whoever is
/// told may do anything.
struct RecordedAnswer {
    value: Value,
    reason: Reason,
    error: Option<ErrorType>,
    is_counted: bool,
    /// The event of the answer, if it has one.
    event: Option<EvaluationEvent>,
    /// The call that is given to a function, if one takes the answer.
    called: Option<Box<(Arc<Calls>, Waiting)>>,
    _noting: RecordingGuard,
}

impl Registry {
    /// The slow path of a check: finds the answer to a question and hands it to `read`. Fixes it in the point if it is
    /// the same for all who ask. None for a toggle that does not exist, and where the question has no answer.
    ///
    /// In line with its caller, since a value is used where it is read.
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

    /// Finds whether a toggle is on. Apart from the point, which makes room for nothing where the answer is known.
    #[inline(never)]
    pub(crate) fn is_on_by<Q: Question>(&self, point: &'static Point, question: Q) -> Option<bool> {
        self.check(point, question, Value::is_on)
    }

    /// Whether a context can matter to a toggle.
    pub(crate) fn needs_context(&self, point: &'static Point) -> bool {
        self.ensure_set_up() && self.look(None, |scene| scene.value_for_all(point.toggle()).is_none())
    }
}

impl Registry {
    /// Whether somebody wants to know what is answered. Then it is asked by another way: the usual one makes room for
    /// nothing else.
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
            // A point where nothing is compared was told that the toggle is off.
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
        // Whoever is told may ask toggles.
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
