//! What guards switch off, and what takes that back.

use std::{ops::Range, sync::Arc};

use jiff::Timestamp;

use super::{Control, GUARD_LAYER, Registry, layer::Resolved};
use crate::{
    error::Error,
    event::Event,
    guard::{Counts, GuardBudget},
    point::Point,
    rules::Policy,
    scope::frame,
    targeting::Targeting,
    trail::Cause,
    value::Value,
    watch::Watched,
};

/// A toggle that its guard has switched off.
pub(super) struct Trip {
    /// What it would be otherwise. Where that is not the same any more, somebody has changed the configuration.
    beneath: Resolved,
}

impl Registry {
    /// How the toggle of a point is watched.
    pub(crate) fn watched(&self, point: &'static Point) -> Option<Arc<Watched>> {
        self.0.view.load().resolved.get(point.toggle())?.watched.clone()
    }

    /// Switches a toggle off, which was watched in this way, and whose guard has counted so much.
    pub(crate) fn trip(&self, point: &'static Point, watched: &Arc<Watched>, counts: Counts) {
        let (toggle, Some(budget)) = (point.toggle(), &watched.watch.guard) else { return };
        {
            let mut control = self.0.control.lock();
            let Some(beneath) = self.beneath(&control, toggle).filter(|_| self.is_watched(toggle, watched)) else {
                return;
            };
            if beneath.policy == Policy::Plain(Value::Off) {
                return;
            }
            let allowed = GuardBudget::from(&**budget);
            let why = format!("since {:.0}: {counts}, and its guard allows {allowed}", Timestamp::now());
            control.layers[GUARD_LAYER].trip(toggle, why);
            control.trips.insert(toggle, Trip { beneath });
            self.push_tripped(toggle, watched, counts, false);
            let changes = self.put(&mut control, toggle..toggle + 1, Cause::Trip);
            self.0.hub.push(changes);
        }
        self.deliver_apart();
    }

    /// Notes that a toggle that was tried again has failed again.
    pub(crate) fn stay_tripped(&self, point: &'static Point, watched: &Arc<Watched>, counts: Counts) {
        if self.is_watched(point.toggle(), watched) {
            self.push_tripped(point.toggle(), watched, counts, true);
            self.deliver_apart();
        }
    }

    /// Takes back what a guard has done, which has tried the toggle again and found it well.
    pub(crate) fn recover(&self, point: &'static Point, watched: &Arc<Watched>) {
        {
            let mut control = self.0.control.lock();
            if self.is_watched(point.toggle(), watched) {
                self.restore(&mut control, point.toggle(), Cause::Retry);
            }
        }
        self.deliver_apart();
    }

    /// Takes back what a guard has done, and lets it begin anew.
    pub(crate) fn reset(&self, name: &str) -> Result<(), Error> {
        let toggle = self.find(name)?;
        self.ensure_set_up();
        {
            let mut control = self.0.control.lock();
            self.restart_guard(toggle);
            self.restore(&mut control, toggle, Cause::Reset);
        }
        self.deliver();
        Ok(())
    }

    /// Whether a guarded point may try its toggle for this context, or that of the scope, though the guard has switched it off.
    pub(crate) fn admits(&self, point: &'static Point, context: Option<&dyn Targeting>) -> bool {
        let toggle = point.toggle();
        if frame::current(self).is_some_and(|frame| frame.overrides(toggle)) {
            return false;
        }
        let would_be_on = self.look(context, |scene| scene.is_on_beneath(toggle));
        let watched = || self.watched(point);
        would_be_on
            && watched().is_some_and(|watched| watched.guard.as_ref().is_some_and(|guard| guard.admits(self.now())))
    }

    /// Forgets what guards have done to those of these toggles whose configuration has changed. Call it before that is put into
    /// force.
    pub(super) fn end_trips(&self, control: &mut Control, toggles: Range<usize>, cause: Cause) {
        let tripped: Vec<usize> = control.trips.range(toggles).map(|(toggle, _)| *toggle).collect();
        for toggle in tripped {
            if self.beneath(control, toggle).as_ref() != control.trips.get(&toggle).map(|trip| &trip.beneath) {
                self.end_trip(control, toggle, cause);
            }
        }
    }

    /// Forgets what a guard has done to a toggle, if it has.
    pub(super) fn end_trip(&self, control: &mut Control, toggle: usize, cause: Cause) {
        if control.trips.remove(&toggle).is_some() {
            control.layers[GUARD_LAYER].clear(toggle);
            self.restart_guard(toggle);
            let name = self.catalogue().get(toggle).map_or("", |known| known.name);
            self.0.hub.push([Event::Restored { toggle: name.to_owned(), cause }]);
        }
    }

    fn restore(&self, control: &mut Control, toggle: usize, cause: Cause) {
        self.end_trip(control, toggle, cause);
        let changes = self.put(control, toggle..toggle + 1, cause);
        self.0.hub.push(changes);
    }

    fn restart_guard(&self, toggle: usize) {
        let view = self.0.view.load();
        let watched = view.resolved.get(toggle).and_then(|resolved| resolved.watched.as_deref());
        if let Some(guard) = watched.and_then(|watched| watched.guard.as_ref()) {
            guard.reset();
        }
    }

    /// Whether the toggle is still watched by this guard, and not by one that has taken its place.
    fn is_watched(&self, toggle: usize, watched: &Arc<Watched>) -> bool {
        let view = self.0.view.load();
        let present = view.resolved.get(toggle).and_then(|resolved| resolved.watched.as_ref());
        present.is_some_and(|present| Arc::ptr_eq(present, watched))
    }

    fn push_tripped(&self, toggle: usize, watched: &Watched, counts: Counts, again: bool) {
        let (Some(known), Some(budget)) = (self.catalogue().get(toggle), &watched.watch.guard) else { return };
        let (toggle, budget) = (known.name.to_owned(), GuardBudget::from(&**budget));
        self.0.hub.push([Event::Tripped { toggle, counts, budget, again }]);
    }
}
