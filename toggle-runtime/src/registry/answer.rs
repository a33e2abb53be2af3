//! The slow path of a check: deciding, and noting what was decided where somebody wants to know.

use super::{Registry, Scene};
use crate::{
    decision::Reason,
    observe::{Answer, Telling},
    point::Point,
    targeting::Targeting,
    value::Value,
};

/// An answer that somebody wants to know of. Noted when nobody's scope is being looked at any more, since whoever is told may
/// do anything.
struct Noted {
    value: Value,
    reason: Reason,
    /// What is told of it, if something is.
    event: Option<Telling>,
}

impl Registry {
    /// Finds the answer for a context, or for that of the scope, and hands it to `read`. None for a toggle that does not exist.
    pub(super) fn answer<R>(
        &self,
        point: &'static Point,
        context: Option<&dyn Targeting>,
        read: impl Fn(&Value) -> R,
    ) -> Option<R> {
        let toggle = point.toggle();
        let (read, noted) = self.look(context, |scene| {
            if !scene.is_observed(toggle) {
                return Some((read(scene.value(toggle)?), None));
            }
            let answer = scene.answer(toggle)?;
            Some((read(answer.value), self.noted(toggle, answer, scene)))
        })?;
        self.note(point, noted);
        Some(read)
    }

    /// Whether a toggle is on, if that is the same for every context that could be asked for here and now.
    pub(super) fn answer_for_all(&self, point: &'static Point) -> Option<bool> {
        let toggle = point.toggle();
        let found = self.look(None, |scene| {
            if !scene.is_same_for_all(toggle)? {
                return Some((None, None));
            }
            let answer = scene.answer(toggle)?;
            Some((Some(answer.value.is_on()), self.noted(toggle, answer, scene)))
        });
        // A toggle that does not exist is off for all.
        let (on, noted) = found.unwrap_or((Some(false), None));
        self.note(point, noted);
        on
    }

    /// Whether a toggle is on for a context, where [`answer_for_all`](Self::answer_for_all) could not tell. What it could tell has been
    /// noted then.
    pub(crate) fn decides_for(&self, point: &'static Point, context: &dyn Targeting) -> bool {
        let toggle = point.toggle();
        let found = self.look(Some(context), |scene| {
            let answer = scene.answer(toggle)?;
            let is_noted = scene.is_same_for_all(toggle)?;
            let noted = if is_noted { None } else { self.noted(toggle, answer, scene) };
            Some((answer.value.is_on(), noted))
        });
        found.is_some_and(|(on, noted)| {
            self.note(point, noted);
            on
        })
    }

    /// Whether a context can matter to a toggle.
    pub(crate) fn needs_context(&self, point: &'static Point) -> bool {
        if !self.ensure_set_up() {
            return false;
        }
        self.look(None, |scene| scene.is_same_for_all(point.toggle())) == Some(false)
    }

    fn noted(&self, toggle: usize, answer: Answer<'_>, scene: &Scene<'_>) -> Option<Noted> {
        let watched = scene.watched(toggle)?;
        let observing = watched.watch.observing()?;
        let event = watched.sampler.takes(observing.events).then(|| Telling {
            context_id: observing.context_id.then(|| scene.context().key()).flatten().map(str::to_owned),
            stage: self.0.stage.load_full(),
            version: scene.version(),
        });
        Some(Noted { value: answer.value.clone(), reason: answer.reason, event })
    }

    fn note(&self, point: &'static Point, noted: Option<Noted>) {
        let (Some(noted), Some(known)) = (noted, self.catalogue().get(point.toggle())) else { return };
        let answer = Answer { value: &noted.value, reason: noted.reason };
        self.0.tallies.note(point, answer, known.name);
        if let Some(telling) = noted.event {
            telling.tell(known.name, answer);
        }
    }
}
