//! The list of the sources, with the revision and age of the states of each.

use crate::{
    model::source_status::SourceStatus,
    monitor::meter::Meter,
    registry::{
        Control, Registry,
        layers::{ENVIRONMENT_LAYER, FIRST_SOURCE_LAYER},
    },
};

impl Registry {
    /// Returns the status of each source. Returns none in a forked child that cannot lock the sources.
    pub(crate) fn sources(&self) -> Vec<SourceStatus> {
        self.ensure_set_up();
        self.statuses()
    }

    /// Sets the metric of each source. No lock is held, because a recorder is foreign code.
    pub(super) fn measure_sources(&self) {
        if Meter::MEASURES {
            for source in self.statuses().iter().skip(FIRST_SOURCE_LAYER - ENVIRONMENT_LAYER) {
                Meter::read(&source.name, source.read_at);
            }
        }
    }

    fn statuses(&self) -> Vec<SourceStatus> {
        let Some(control) = self.control() else { return Vec::new() };
        let layers = control.layers.iter().enumerate().skip(ENVIRONMENT_LAYER);
        layers
            .map(|(position, layer)| SourceStatus {
                name: layer.name.clone(),
                revision: layer.revision(),
                read_at: layer.current_at,
                stale: layer.failure.clone().or_else(|| Some(layer.about.stale.as_ref()?.reason.clone())),
                followed: is_followed(&control, position),
            })
            .collect()
    }
}

/// Returns whether the source of a layer follows its origin: some thread or task has its handle.
fn is_followed(control: &Control, layer: usize) -> bool {
    control.followers.get(&layer).is_some_and(|sink| sink.strong_count() > 0)
        && !control.unfollowed.contains_key(&layer)
}
