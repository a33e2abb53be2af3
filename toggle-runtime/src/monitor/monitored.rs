//! The live state of a monitored toggle: its guard, and the sampler of its events.

use std::sync::Arc;

use toggle_rules::MonitorOptions;

use crate::monitor::{guard::Guard, shadow::Sampler};

/// A monitored toggle, with its options and its live state.
pub(crate) struct Monitored {
    pub(crate) watch: MonitorOptions,
    pub(crate) guard: Option<Arc<Guard>>,
    /// The sampler that selects the answers with an event.
    pub(crate) sampler: Sampler,
}

impl Monitored {
    pub(crate) fn new(watch: MonitorOptions) -> Self {
        let guard = watch.guard.as_deref().cloned().map(Guard::new).map(Arc::new);
        Self { watch, guard, sampler: Sampler::default() }
    }

    /// Returns this with the guard of `before`, including its counts, if the budget is the same.
    pub(crate) fn carry_over(&self, before: &Self) -> Self {
        let follows = self.watch.guard == before.watch.guard;
        let guard = if follows { &before.guard } else { &self.guard };
        Self { watch: self.watch.clone(), guard: guard.clone(), sampler: Sampler::default() }
    }
}

/// Equal if the options are equal.
impl PartialEq for Monitored {
    fn eq(&self, other: &Self) -> bool {
        self.watch == other.watch
    }
}
