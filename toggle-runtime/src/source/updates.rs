use std::fmt;

use crate::{
    error::SourceError,
    registry::{Update, WeakRegistry},
    source::States,
};

/// Where a [`Source`](crate::Source) that follows its origin reports to.
///
/// No call waits for a reader, and none fails: what arrives after the source has been replaced, or after the process
/// has no use for it any more, is dropped.
#[derive(Clone)]
pub struct Updates {
    registry: WeakRegistry,
    source: usize,
    installation: u64,
}

impl Updates {
    pub(crate) fn new(registry: WeakRegistry, source: usize, installation: u64) -> Self {
        Self { registry, source, installation }
    }

    /// Reports a whole new set of states. After a failure it is a recovery as well.
    pub fn states(&self, states: States) {
        self.update(Ok(Some(states)));
    }

    /// Reports that the origin cannot be read. Its last good states stay in force. The same failure said again is
    /// reported once.
    pub fn failed(&self, error: impl Into<SourceError>) {
        self.update(Err(error.into()));
    }

    /// Reports that the origin can be read again and says what it said last.
    pub fn recovered(&self) {
        self.update(Ok(None));
    }

    /// Whether nobody listens any more, so that the source can stop.
    pub fn is_closed(&self) -> bool {
        !self.registry.upgrade().is_some_and(|registry| registry.is_current(self.installation))
    }

    fn update(&self, update: Update) {
        if let Some(registry) = self.registry.upgrade() {
            registry.update(self.source, self.installation, update);
        }
    }
}

impl fmt::Debug for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updates").field("source", &self.source).finish_non_exhaustive()
    }
}
