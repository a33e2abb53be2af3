//! Automatic rollback: guards that switch toggles off, and the ends of rollbacks.

use std::{ops::Range, sync::Arc};

use toggle_rules::Value;

use crate::{
    base::clock,
    catalogue::point::Point,
    model::{
        change::Cause,
        error::Error,
        event::Event,
        guard::{Counts, GuardBudget, GuardComparison},
    },
    monitor::{
        guard::{Guard, Standing},
        meter::Meter,
        monitored::Monitored,
    },
    registry::{Control, Registry, layers::GUARD_LAYER, tripped::Trip},
};

impl Registry {
    /// Returns the guard of a point's toggle, if there is a budget.
    pub(crate) fn guard(&self, point: &'static Point) -> Option<Arc<Guard>> {
        // Only the guard is cloned: cloning and dropping all of the monitoring is a good part of the cost of a call.
        self.0.view.load().resolved.get(point.toggle())?.watched.as_ref()?.guard.clone()
    }

    /// Returns the monitoring of the toggle of a point.
    pub(crate) fn watched(&self, point: &'static Point) -> Option<Arc<Monitored>> {
        self.0.view.load().resolved.get(point.toggle())?.watched.clone()
    }

    /// Updates a toggle after its guard has changed: switches the toggle off, or on again.
    ///
    /// Before the lock is taken, the guard may change once more, or another guard may replace it. So the state of the
    /// guard is read under the lock, and each later change of it makes this call again.
    pub(crate) fn follow_guard(&self, point: &'static Point, guard: &Arc<Guard>) {
        let toggle = point.toggle();
        {
            let Some(mut control) = self.control() else { return };
            if !self.is_guarded_by(toggle, guard) {
                return;
            }
            let events = match guard.standing() {
                Standing::Tripped { period, counts, compared } => {
                    self.trip(&mut control, toggle, guard, period, (counts, compared))
                }
                Standing::Closed => self.restore(&mut control, toggle, Cause::Retry),
                Standing::Trial => Vec::new(),
            };
            self.events().push(events);
        }
        self.deliver_apart();
    }

    fn trip(
        &self,
        control: &mut Control,
        toggle: usize,
        guard: &Guard,
        period: u64,
        (counts, compared): (Counts, Option<GuardComparison>),
    ) -> Vec<Event> {
        let Some(known) = self.catalogue().get(toggle) else { return Vec::new() };
        let budget = GuardBudget::from(guard.budget());
        // A trial has no other way to compare with, so the earlier comparison does not apply to it.
        let compared = compared.filter(|_| !control.trips.contains_key(&toggle));
        let failed = match compared {
            Some(compared) => format!("{:.0}: {compared}", clock::now()),
            None => format!("{:.0}: {counts}", clock::now()),
        };
        let compared = compared.map(Box::new);
        let tripped =
            |again, counts, budget| Event::Tripped { toggle: known.name.to_owned(), counts, compared, budget, again };
        if let Some(trip) = control.trips.get_mut(&toggle) {
            if trip.period == period {
                return Vec::new();
            }
            trip.period = period;
            control.layers[GUARD_LAYER].trip(toggle, format!("{}; half-open trial at {failed}", trip.why));
            return vec![tripped(true, counts, budget)];
        }
        let Some(without_guard) = self.without_guard(control, toggle) else { return Vec::new() };
        // A toggle that is off anyway, because only calls in some scope failed, or that is pinned elsewhere, stays as
        // it is.
        if without_guard.policy.constant() == Some(&Value::Off) || known.pin.is_some() {
            guard.reset();
            return Vec::new();
        }
        let why = format!("since {failed}, and its guard allows {budget}");
        control.layers[GUARD_LAYER].trip(toggle, why.clone());
        control.trips.insert(toggle, Trip { without_guard, period, why });
        Meter::of_trips(known.name).count();
        let changes = self.put(control, toggle..toggle + 1, Cause::Trip);
        [tripped(false, counts, budget)].into_iter().chain(changes).collect()
    }

    /// Ends the rollback of a toggle, and resets its guard.
    pub(crate) fn reset(&self, name: &str) -> Result<(), Error> {
        let toggle = self.find(name)?;
        self.ensure_set_up();
        {
            let mut control = self.control_or_error()?;
            self.restart_guard(toggle);
            let events = self.restore(&mut control, toggle, Cause::Reset);
            self.events().push(events);
        }
        self.deliver();
        Ok(())
    }

    /// Ends the rollbacks of the given toggles whose configuration has changed, and returns the events. Call it
    /// before the change is published.
    pub(super) fn end_trips(&self, control: &mut Control, toggles: Range<usize>, cause: Cause) -> Vec<Event> {
        let tripped: Vec<usize> = control.trips.range(toggles).iter().map(|(toggle, _)| *toggle).collect();
        let is_reconfigured = |control: &Control, toggle: usize| {
            let (without_guard, trip) = (self.without_guard(control, toggle), control.trips.get(&toggle));
            !without_guard
                .zip(trip)
                .is_some_and(|(without_guard, trip)| without_guard.is_configured_as(&trip.without_guard))
        };
        let mut events = Vec::new();
        for toggle in tripped {
            if is_reconfigured(control, toggle) {
                events.extend(self.end_trip(control, toggle, cause));
            }
        }
        events
    }

    /// Ends the rollback of a toggle, if there is one.
    pub(super) fn end_trip(&self, control: &mut Control, toggle: usize, cause: Cause) -> Option<Event> {
        control.trips.remove(&toggle)?;
        control.layers[GUARD_LAYER].clear(toggle);
        self.restart_guard(toggle);
        let name = self.catalogue().get(toggle).map_or("", |known| known.name);
        Some(Event::Restored { toggle: name.to_owned(), cause })
    }

    fn restore(&self, control: &mut Control, toggle: usize, cause: Cause) -> Vec<Event> {
        let restored = self.end_trip(control, toggle, cause);
        restored.into_iter().chain(self.put(control, toggle..toggle + 1, cause)).collect()
    }

    fn restart_guard(&self, toggle: usize) {
        let view = self.0.view.load();
        let watched = view.resolved.get(toggle).and_then(|resolved| resolved.watched.as_deref());
        if let Some(guard) = watched.and_then(|watched| watched.guard.as_ref()) {
            guard.reset();
        }
    }

    /// Returns whether this is still the guard of the toggle.
    fn is_guarded_by(&self, toggle: usize, guard: &Arc<Guard>) -> bool {
        let view = self.0.view.load();
        let present = view.resolved.get(toggle).and_then(|resolved| resolved.watched.as_ref()?.guard.as_ref());
        present.is_some_and(|present| Arc::ptr_eq(present, guard))
    }
}
