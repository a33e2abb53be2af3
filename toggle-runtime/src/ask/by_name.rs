//! Checks by name: without a point, a trace, a lock or an allocation.

use jiff::Timestamp;
use toggle_rules::{Reason, Targeting, Value};

use crate::{
    base::clock,
    model::{
        decided::{Decided, ErrorCode},
        status::ToggleStatus,
    },
    monitor::observe::Answer,
    registry::{Evaluator, Registry, View, lacking},
    scope::frame,
};

impl Registry {
    /// Returns whether a toggle is on for a context, or for the context of the scope. An unknown toggle is off.
    pub(crate) fn is_on_by_name(&self, name: &str, context: Option<&dyn Targeting>) -> bool {
        let Some(toggle) = self.catalogue().find(name) else { return false };
        if !self.ensure_set_up() {
            return self.catalogue().get(toggle).is_some_and(|known| known.without_sources().is_on());
        }
        let is_on = self.look(context, |scene| scene.value(toggle).is_some_and(Value::is_on));
        // A check by name is not a check at a point.
        lacking::forget();
        is_on
    }

    /// Evaluates a toggle for a context, at a time or now, with the same result as [`explain`](Self::explain).
    pub(crate) fn decided(&self, name: &str, context: &dyn Targeting, at: Option<Timestamp>) -> Decided {
        self.ensure_set_up();
        let Some(toggle) = self.catalogue().find(name) else {
            let (source, error) = (self.words().default.clone(), Some(ErrorCode::FlagNotFound));
            return Decided { value: Value::Off, reason: Reason::Error, variant: None, source, error };
        };
        if let Some(frame) = frame::current(self) {
            let is_overridden = frame.overrides(toggle);
            let in_force = self.view();
            return frame.look_at(at, Some(context), |scene| self.decided_in(toggle, scene, &in_force, is_overridden));
        }
        let view = self.view();
        let clock = || at.unwrap_or_else(clock::now);
        self.decided_in(toggle, &Evaluator::new(&view, &[], context, &clock), &view, false)
    }

    /// Evaluates a toggle with an evaluator. `view` is the current view.
    fn decided_in(&self, toggle: usize, scene: &Evaluator<'_>, view: &View, is_overridden: bool) -> Decided {
        let words = self.words();
        let nothing = Answer { value: &Value::Off, reason: Reason::Error, error: None };
        let Answer { value, reason, error } = scene.answer(toggle).unwrap_or(nothing);
        lacking::forget();
        let decided = |reason, source, error| Decided {
            value: value.clone(),
            reason,
            variant: words.variant(value),
            source,
            error,
        };
        let error = error.map(Into::into);
        // A scope whose view equals the current view does not decide.
        if is_overridden || !scene.sees(view, toggle) {
            return if scene.is_plain(toggle) {
                decided(Reason::Static, words.scope.clone(), None)
            } else {
                decided(reason, words.scope.clone(), error)
            };
        }
        let Some(resolved) = view.resolved.get(toggle) else { return decided(reason, words.default.clone(), error) };
        let source = resolved.layer.and_then(|layer| view.sources.get(usize::from(layer)));
        let source = source.unwrap_or(&words.default).clone();
        if !scene.is_plain(toggle) {
            return decided(reason, source, error);
        }
        match resolved.reason() {
            Reason::Default if resolved.is_source_failed => decided(Reason::Error, source, Some(ErrorCode::General)),
            reason => decided(reason, source, resolved.is_unreadable.then_some(ErrorCode::ParseError)),
        }
    }

    /// Returns the status of one toggle, as [`toggles`](Self::toggles) lists it.
    pub(crate) fn status(&self, name: &str) -> Option<ToggleStatus> {
        self.ensure_set_up();
        let toggle = self.catalogue().find(name)?;
        let control = self.control();
        self.status_of(toggle, control.as_deref(), &self.view())
    }
}
