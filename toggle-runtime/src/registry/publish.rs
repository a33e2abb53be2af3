//! Publication of states: to the view, and to the points.

use std::{
    ops::Range,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use toggle_rules::{Value, version};

use crate::{
    base::clock,
    catalogue::{
        ToggleInfo,
        point::{CachedState, Point, mode},
    },
    model::{
        change::{Cause, Change},
        event::Event,
    },
    registry::{
        Control, Registry, View, ViewGuard, ViewRef,
        in_force::{revision, source_name},
        layers::{ENVIRONMENT_LAYER, GUARD_LAYER},
        resolved::{Resolved, resolve},
    },
};

/// The cached state for the points of a toggle.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    settled: CachedState,
    is_shadow: bool,
}

impl Found {
    /// Returns the state while living scopes see the toggle in another state.
    fn while_held(view: &View, toggle: usize) -> Self {
        let is_observed = view.resolved.get(toggle).is_some_and(Resolved::is_observed);
        Self { settled: if is_observed { CachedState::AskObserved } else { CachedState::Ask }, is_shadow: false }
    }

    /// Returns the state for one point. A point in shadow mode uses the registry, which selects the calls that run both
    /// ways.
    pub(crate) fn at(self, point: &Point) -> CachedState {
        if self.is_shadow && point.is(mode::SHADOWED) { CachedState::Ask } else { self.settled }
    }
}

impl Registry {
    /// Publishes the states of these toggles in the layers, and returns the events.
    ///
    /// A scope may be entered at any moment, without a lock, and must not see a half-made change. So the points of the
    /// changing toggles use the registry while the view changes.
    pub(super) fn publish(&self, control: &mut Control, toggles: Range<usize>, cause: Cause) -> Vec<Event> {
        let restored = self.end_trips(control, toggles.clone(), cause);
        restored.into_iter().chain(self.put(control, toggles, cause)).collect()
    }

    /// Does the same as [`publish`](Self::publish), but ends no trip of a guard.
    pub(super) fn put(&self, control: &mut Control, toggles: Range<usize>, cause: Cause) -> Vec<Event> {
        let Some((view, changed)) = self.next_view(control, toggles) else { return Vec::new() };
        let before = self.0.view.load();
        for &toggle in &changed {
            // An observed toggle stays observed, or an answer would be lost.
            let found = Found::while_held(&before, toggle);
            self.catalogue().points_of(toggle).for_each(|point| point.cache(found.at(point)));
            self.watch(control, &view, toggle);
        }
        drop(before);
        let before = self.0.view.replace(view);
        let after = self.0.view.load();
        control.holds.retire(before.clone(), changed.iter().copied());
        for toggle in control.holds.collect() {
            self.settle(control, toggle);
        }
        self.forget_lacks();
        let file = self.history_file();
        let mut events = Vec::new();
        for toggle in changed {
            let Some(known) = self.catalogue().get(toggle) else { continue };
            if !after.resolved[toggle].keeps_texts() {
                self.0.shadows.forget_texts(toggle);
            }
            let (from, to) = (before.resolved[toggle].policy.state(), after.resolved[toggle].policy.state());
            // Only the monitoring may have changed.
            if from == to && before.resolved[toggle].policy == after.resolved[toggle].policy {
                continue;
            }
            let layer = after.resolved[toggle].layer;
            let (source, revision) = (source_name(&control.layers, layer).to_owned(), revision(&control.layers, layer));
            let why = self.why(control, toggle);
            let change = Change {
                time: clock::now(),
                toggle: known.name.to_owned(),
                from: from.clone(),
                to: to.clone(),
                version: version(after.resolved[toggle].policy.digest()),
                cause,
                source: source.clone(),
                revision: revision.clone(),
                place: why,
            };
            if let Some(file) = &file {
                file.push(&change);
            }
            control.changes.push(change);
            events.push(Event::Changed { toggle: known.name.to_owned(), from, to, source, revision });
        }
        events
    }

    /// Makes the first view from the layers, without events: no point has been checked yet.
    pub(super) fn prepare(&self, control: &Control) {
        if let Some((view, changed)) = self.next_view(control, self.catalogue().all()) {
            for toggle in changed {
                self.watch(control, &view, toggle);
            }
            self.0.view.replace(view);
        }
    }

    /// Returns a new view of these toggles and of the process, if it differs from the current one, and the toggles
    /// that it decides in another way. The attributes of the process change no cached state: where rules use them,
    /// points use the registry in any case.
    fn next_view(&self, control: &Control, toggles: Range<usize>) -> Option<(View, Vec<usize>)> {
        let before = self.0.view.load();
        let known = self.catalogue().known().skip(toggles.start);
        let different: Vec<_> = toggles
            .zip(known)
            .map(|(toggle, known)| (toggle, resolved(control, toggle, known)))
            .filter(|(toggle, resolved)| *resolved != before.resolved[*toggle])
            .collect();
        let process = control.layers.get(ENVIRONMENT_LAYER).and_then(|layer| control.of_process.over(&layer.context));
        let has_sources_of_before = Arc::ptr_eq(&control.names, &before.sources);
        if different.is_empty() && process == before.process && has_sources_of_before {
            return None;
        }
        let mut after = before.resolved.clone();
        let mut changed = Vec::new();
        for (toggle, resolved) in different {
            let resolved = resolved.carry_over(&before.resolved[toggle]);
            if resolved.policy != before.resolved[toggle].policy || resolved.watched != before.resolved[toggle].watched
            {
                changed.push(toggle);
            }
            after[toggle] = resolved;
        }
        Some((View::new(before.epoch + 1, after, control.names.clone(), process), changed))
    }

    /// Returns the policy of a toggle as if no guard had ever switched it off.
    pub(super) fn without_guard(&self, control: &Control, toggle: usize) -> Option<Resolved> {
        let layers = control.layers.iter().enumerate().filter(|(position, _)| *position != GUARD_LAYER);
        Some(resolve(layers, toggle, self.catalogue().get(toggle)?, control.observe.watch(toggle)))
    }

    /// Writes the cached state of a toggle to its points.
    pub(super) fn settle(&self, control: &Control, toggle: usize) {
        let view = self.0.view.load();
        let is_held = control.holds.is_held(toggle);
        let found = if is_held { Found::while_held(&view, toggle) } else { self.found(&view, toggle) };
        self.catalogue().points_of(toggle).for_each(|point| point.cache(found.at(point)));
    }

    /// Writes the modes of guarded points, for the view that is about to be current. Until then, the points find
    /// nothing to do. Scopes do not change the modes: a failure in a scope counts for all.
    fn watch(&self, control: &Control, view: &View, toggle: usize) {
        let watched = view.resolved.get(toggle).and_then(|resolved| resolved.watched.as_deref());
        let modes = watched.and_then(|watched| watched.guard.as_ref()).map_or(0, |guard| {
            let is_tried = control.trips.contains_key(&toggle) && guard.budget().retry.is_some();
            let compared = if guard.budget().compares() { mode::COMPARED } else { 0 };
            let tried = if is_tried { mode::RETRYING } else { 0 };
            mode::COUNTED | compared | tried
        });
        self.catalogue().points_of(toggle).for_each(|point| point.watch(modes));
    }

    /// Returns the cached state under this view: a value if it is the same for all contexts, fits into a point and is
    /// not observed.
    pub(crate) fn found(&self, view: &View, toggle: usize) -> Found {
        let value = view.resolved.get(toggle).filter(|resolved| !resolved.is_observed());
        let value = value.and_then(|resolved| resolved.policy.constant());
        let Some(index) = value.and_then(|value| self.catalogue().get(toggle)?.index(value)) else {
            return Found::while_held(view, toggle);
        };
        Found { settled: CachedState::Value(index), is_shadow: matches!(value, Some(Value::Shadow(_))) }
    }

    /// Takes hold of the current view, for a scope.
    pub(crate) fn hold(&self) -> ViewRef {
        self.ensure_set_up();
        self.0.view.hold(|outdated| self.let_go(outdated))
    }

    /// Releases the view of a scope that has ended.
    pub(crate) fn let_go(&self, hold: &ViewGuard) {
        if self.0.view.let_go(hold)
            && let Some(mut control) = self.control_of_scope()
        {
            for toggle in control.holds.collect() {
                self.settle(&control, toggle);
            }
        }
    }

    /// Registers a scope that overrides these toggles.
    pub(crate) fn add_overrides(&self, overrides: &[(usize, Value)]) {
        if !overrides.is_empty() {
            self.0.overriding.fetch_add(1, Relaxed);
            let Some(mut control) = self.control_of_scope() else { return self.ask_for_ever(overrides) };
            control.holds.add_overrides(overrides.iter().map(|(toggle, _)| *toggle));
            for (toggle, _) in overrides {
                self.settle(&control, *toggle);
            }
        }
    }

    /// Makes the points of these toggles use the registry from now on. Used if no toggle can ever change any more.
    fn ask_for_ever(&self, overrides: &[(usize, Value)]) {
        let view = self.0.view.load();
        for &(toggle, _) in overrides {
            let found = Found::while_held(&view, toggle);
            self.catalogue().points_of(toggle).for_each(|point| point.cache(found.at(point)));
        }
    }

    /// Returns whether any living scope overrides toggles. A thread inside such a scope always gets true, because the
    /// scope was counted before it could be entered.
    #[inline]
    pub(crate) fn has_overrides(&self) -> bool {
        self.0.overriding.load(Relaxed) != 0
    }

    /// Unregisters a scope that overrides these toggles.
    pub(crate) fn remove_overrides(&self, overrides: &[(usize, Value)]) {
        if overrides.is_empty() {
            return;
        }
        self.0.overriding.fetch_sub(1, Relaxed);
        if let Some(mut control) = self.control_of_scope() {
            for toggle in control.holds.remove_overrides(overrides.iter().map(|(toggle, _)| *toggle)) {
                self.settle(&control, toggle);
            }
        }
    }
}

/// Returns the policy of a toggle in the layers.
fn resolved(control: &Control, toggle: usize, known: &ToggleInfo) -> Resolved {
    resolve(control.layers.iter().enumerate(), toggle, known, control.observe.watch(toggle))
}
