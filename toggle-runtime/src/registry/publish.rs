//! Putting states into force: in the view, and in the points.

use std::ops::Range;

use super::{Control, Held, Hold, Registry, View, explain, layer::resolve};
use crate::{event::Event, point::Point, value::Value};

impl Registry {
    /// Puts into force what the layers say of these toggles, and gives what is to be said of it.
    ///
    /// A scope may be entered at any moment, without a lock, and must not see a change halfway: while the view changes, the
    /// points of what changes ask the registry.
    pub(super) fn publish(&self, control: &mut Control, toggles: Range<usize>) -> Vec<Event> {
        let Some((view, changed)) = self.next_view(control, toggles) else { return Vec::new() };
        for &toggle in &changed {
            self.catalogue().points_of(toggle).for_each(Point::decide_each_time);
        }
        let before = self.0.view.replace(view);
        let after = self.0.view.load();
        control.holds.retire(before.clone(), changed.iter().copied());
        for toggle in control.holds.collect() {
            self.settle(control, toggle);
        }
        let told = changed.into_iter().filter_map(|toggle| {
            Some(Event::Changed {
                toggle: self.catalogue().get(toggle)?.name.to_owned(),
                from: before.resolved[toggle].policy.state(),
                to: after.resolved[toggle].policy.state(),
                source: explain::source_name(&control.layers, after.resolved[toggle].layer).to_owned(),
            })
        });
        told.collect()
    }

    /// Makes a view of what the layers say, without a word to anybody: no point has been asked yet.
    pub(super) fn prepare(&self, control: &Control) {
        if let Some((view, _)) = self.next_view(control, self.catalogue().all()) {
            self.0.view.replace(view);
        }
    }

    /// A view of what the layers say of these toggles, if it is not the present one, and the toggles that it decides
    /// otherwise.
    fn next_view(&self, control: &Control, toggles: Range<usize>) -> Option<(View, Vec<usize>)> {
        let before = self.0.view.load();
        let known = self.catalogue().known().skip(toggles.start);
        let different: Vec<_> = toggles
            .zip(known)
            .map(|(toggle, known)| (toggle, resolve(&control.layers, toggle, known)))
            .filter(|(toggle, resolved)| *resolved != before.resolved[*toggle])
            .collect();
        if different.is_empty() {
            return None;
        }
        let mut after = before.resolved.clone();
        let mut changed = Vec::new();
        for (toggle, resolved) in different {
            if resolved.policy != before.resolved[toggle].policy {
                changed.push(toggle);
            }
            after[toggle] = resolved;
        }
        Some((View::new(before.epoch + 1, after), changed))
    }

    /// Writes into the points of a toggle what a check there should find.
    pub(super) fn settle(&self, control: &Control, toggle: usize) {
        let index = if control.holds.is_held(toggle) { None } else { self.index(&self.0.view.load(), toggle) };
        for point in self.catalogue().points_of(toggle) {
            match index {
                Some(index) => point.fix(index),
                None => point.decide_each_time(),
            }
        }
    }

    /// By what index a point holds the answer of this view, if it is the same for all who ask and a point can hold it.
    pub(super) fn index(&self, view: &View, toggle: usize) -> Option<u8> {
        self.catalogue().get(toggle)?.index(view.policy(toggle)?.constant()?)
    }

    /// Takes hold of the states in force, for a scope.
    pub(crate) fn hold(&self) -> Held {
        self.ensure_set_up();
        self.0.view.hold(|outdated| self.let_go(outdated))
    }

    /// Lets go of what a scope has seen, which has ended.
    pub(crate) fn let_go(&self, hold: &Hold) {
        if self.0.view.let_go(hold) {
            let mut control = self.0.control.lock();
            for toggle in control.holds.collect() {
                self.settle(&control, toggle);
            }
        }
    }

    /// A scope overrides these.
    pub(crate) fn add_overrides(&self, overrides: &[(usize, Value)]) {
        if !overrides.is_empty() {
            let mut control = self.0.control.lock();
            control.holds.add_overrides(overrides.iter().map(|(toggle, _)| *toggle));
            for (toggle, _) in overrides {
                self.settle(&control, *toggle);
            }
        }
    }

    /// A scope that overrides these has ended.
    pub(crate) fn remove_overrides(&self, overrides: &[(usize, Value)]) {
        if !overrides.is_empty() {
            let mut control = self.0.control.lock();
            for toggle in control.holds.remove_overrides(overrides.iter().map(|(toggle, _)| *toggle)) {
                self.settle(&control, toggle);
            }
        }
    }
}
