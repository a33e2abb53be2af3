//! The list of the toggles, with the records of each.

use crate::{
    catalogue::{ToggleInfo, point::Point},
    model::{
        observed::Observed,
        status::{PointPlace, ToggleStatus, Toggles},
    },
    registry::{
        Control, Registry, View,
        in_force::{revision, source_name},
    },
};

impl Registry {
    pub(crate) fn toggles(&self) -> Toggles {
        self.ensure_set_up();
        let control = self.control();
        let view = self.0.view.load();
        let status = self.catalogue().all().filter_map(|toggle| self.status_of(toggle, control.as_deref(), &view));
        Toggles::new(status.collect(), control.as_ref().map_or(0, |control| control.holds.views()))
    }

    /// Returns the status of one toggle.
    pub(crate) fn status_of(&self, toggle: usize, control: Option<&Control>, view: &View) -> Option<ToggleStatus> {
        let layers = control.map_or(&[][..], |control| &control.layers);
        let (known, resolved) = (self.catalogue().get(toggle)?, view.resolved.get(toggle)?);
        Some(ToggleStatus {
            name: known.name.to_owned(),
            declaration: self.catalogue().declaration(known),
            points: self.places(known),
            state: resolved.policy.state(),
            source: source_name(layers, resolved.layer).to_owned(),
            revision: revision(layers, resolved.layer),
            pin: known.pin.clone(),
            guard: resolved.watched.as_ref().and_then(|watched| Some(watched.guard.as_ref()?.status(self.now()))),
            shadow: self.0.shadows.report(toggle, resolved.keeps_texts()),
            observed: self.observed(toggle),
            without_key: self.catalogue().points_of(toggle).map(|point| self.without_key(point)).sum(),
            held: control.is_some_and(|control| control.holds.is_held(toggle)),
        })
    }

    /// Returns the number of answers at a point that lacked a value to hash.
    fn without_key(&self, point: &'static Point) -> u64 {
        self.0.lacks.count(self.0.tallies.position(point))
    }

    /// Returns the places at which a toggle is checked, with the records of each place.
    fn places(&self, known: &ToggleInfo) -> Vec<PointPlace> {
        let noted = |(place, point): (PointPlace, &'static Point)| PointPlace {
            observed: self.0.tallies.observed(point),
            without_key: self.without_key(point),
            ..place
        };
        self.catalogue().places(known).map(noted).collect()
    }

    /// Returns the sum of the records at all points of a toggle.
    fn observed(&self, toggle: usize) -> Option<Observed> {
        Observed::sum(self.catalogue().points_of(toggle).filter_map(|point| self.0.tallies.observed(point)))
    }
}
