//! Putting states into force: in the view, and in the points.

use std::{ops::Range, sync::Arc};

use super::{
    Control, Registry, View, explain,
    layer::{Resolved, resolve},
};
use crate::{event::Event, value::Value};

/// A toggle whose state is another now.
pub(super) struct Change {
    toggle: usize,
    from: Resolved,
    to: Resolved,
}

impl Registry {
    /// Makes a view of what the layers say of these toggles, and gives what has changed. The points do not know yet.
    pub(super) fn renew_view(&self, control: &mut Control, toggles: Range<usize>) -> Vec<Change> {
        let before = self.0.view.load_full();
        let mut resolved: Vec<Resolved> = before.resolved.to_vec();
        for (toggle, known) in toggles.clone().zip(self.catalogue().known().skip(toggles.start)) {
            resolved[toggle] = resolve(&control.layers, toggle, known.default);
        }
        if *resolved == *before.resolved {
            return Vec::new();
        }
        let epoch = before.epoch + 1;
        let changes: Vec<Change> = toggles
            .map(|toggle| Change { toggle, from: before.resolved[toggle], to: resolved[toggle] })
            .filter(|change| change.from.value != change.to.value)
            .collect();
        for Change { toggle, .. } in &changes {
            control.pins.change(*toggle, epoch);
        }
        self.0.view.store(Arc::new(View { epoch, resolved: resolved.into() }));
        changes
    }

    /// Puts into force what the layers say of these toggles, and gives what is to be said of it.
    pub(super) fn publish(&self, control: &mut Control, toggles: Range<usize>) -> Vec<Event> {
        let changes = self.renew_view(control, toggles);
        let told = changes.into_iter().filter_map(|Change { toggle, from, to }| {
            self.settle(control, toggle);
            Some(Event::Changed {
                toggle: self.catalogue().get(toggle)?.name.to_owned(),
                from: from.value,
                to: to.value,
                source: explain::source_name(&control.layers, to.layer).to_owned(),
            })
        });
        told.collect()
    }

    /// Writes into the points of a toggle what a check there should find.
    pub(super) fn settle(&self, control: &Control, toggle: usize) {
        let view = self.0.view.load();
        let (Some(known), Some(value)) = (self.catalogue().get(toggle), view.value(toggle)) else { return };
        let pinned = control.pins.is_pinned(toggle);
        for point in self.catalogue().points(known) {
            if pinned { point.decide_each_time() } else { point.fix(value) }
        }
    }

    /// Counts a scope that is being entered, and gives the states that it will see: those of the scope around it, or the
    /// present ones.
    pub(crate) fn enter(&self, around: Option<Arc<View>>, overrides: &[(usize, Value)]) -> Arc<View> {
        self.ensure_set_up();
        let mut control = self.0.control.lock();
        let view = around.unwrap_or_else(|| self.0.view.load_full());
        control.pins.enter(view.epoch, overrides.iter().map(|(toggle, _)| *toggle));
        for (toggle, _) in overrides {
            self.settle(&control, *toggle);
        }
        view
    }

    /// Counts a scope that has ended.
    pub(crate) fn leave(&self, view: &View, overrides: &[(usize, Value)]) {
        let mut control = self.0.control.lock();
        let freed = control.pins.leave(view.epoch, overrides.iter().map(|(toggle, _)| *toggle));
        for toggle in freed {
            self.settle(&control, toggle);
        }
    }
}
