//! The live side of how a toggle is watched: its guard, and which of its answers have events.

use std::sync::Arc;

use toggle_rules::MonitorOptions;

use crate::monitor::{guard::Guard, shadow::Sampler};

/// A toggle that is watched, with what that has come to.
pub(crate) struct Monitored {
    pub(crate) watch: MonitorOptions,
    pub(crate) guard: Option<Arc<Guard>>,
    /// The sampler that selects the answers of which there is an event.
    pub(crate) sampler: Sampler,
}

impl Monitored {
    pub(crate) fn new(watch: MonitorOptions) -> Self {
        let guard = watch.guard.as_deref().cloned().map(Guard::new).map(Arc::new);
        Self { watch, guard, sampler: Sampler::default() }
    }

    /// With the guard of `before`, and what that has counted, if the budget is the same.
    pub(crate) fn carry_over(&self, before: &Self) -> Self {
        let follows = self.watch.guard == before.watch.guard;
        let guard = if follows { &before.guard } else { &self.guard };
        Self { watch: self.watch.clone(), guard: guard.clone(), sampler: Sampler::default() }
    }
}

/// It is watched in the same way.
impl PartialEq for Monitored {
    fn eq(&self, other: &Self) -> bool {
        self.watch == other.watch
    }
}
