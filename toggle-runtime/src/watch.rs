//! How a toggle is watched: not what it is, but what is noted of it, and what follows from that.

use std::{sync::Arc, time::Duration};

use crate::{
    guard::{Budget, Guard},
    observe::Observing,
    shadow::Sampler,
};

/// What one source says of that. What it leaves out, the sources below it may say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Watch {
    pub(crate) guard: Option<Arc<Budget>>,
    pub(crate) observe: Option<Observation>,
    /// How long an asynchronous candidate may take.
    pub(crate) limit: Option<Duration>,
    /// Whether the values that differ are kept and reported.
    pub(crate) values: Option<bool>,
    /// Whether a test run wants to know what has been answered.
    pub(crate) is_covered: bool,
}

/// Whether answers are noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Observation {
    Off,
    On(Observing),
}

impl Watch {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// This where it says something, and otherwise what `below` says.
    pub(crate) fn or(self, below: &Self) -> Self {
        Self {
            guard: self.guard.or_else(|| below.guard.clone()),
            observe: self.observe.or(below.observe),
            limit: self.limit.or(below.limit),
            values: self.values.or(below.values),
            is_covered: self.is_covered || below.is_covered,
        }
    }

    /// Whether somebody wants to know of each answer.
    pub(crate) fn is_observed(&self) -> bool {
        self.is_covered || self.observing().is_some()
    }

    pub(crate) fn observing(&self) -> Option<Observing> {
        match self.observe {
            Some(Observation::On(observing)) => Some(observing),
            Some(Observation::Off) | None => None,
        }
    }
}

/// A toggle that is watched, with what that has come to.
pub(crate) struct Watched {
    pub(crate) watch: Watch,
    pub(crate) guard: Option<Arc<Guard>>,
    /// Of which answers there is an event.
    pub(crate) sampler: Sampler,
}

impl Watched {
    pub(crate) fn new(watch: Watch) -> Self {
        let guard = watch.guard.as_deref().cloned().map(Guard::new).map(Arc::new);
        Self { watch, guard, sampler: Sampler::default() }
    }

    /// With the guard of `before`, and what that has counted, if the budget is the same.
    pub(crate) fn following(&self, before: &Self) -> Self {
        let follows = self.watch.guard == before.watch.guard;
        let guard = if follows { &before.guard } else { &self.guard };
        Self { watch: self.watch.clone(), guard: guard.clone(), sampler: Sampler::default() }
    }
}

/// It is watched in the same way.
impl PartialEq for Watched {
    fn eq(&self, other: &Self) -> bool {
        self.watch == other.watch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_leaves_out_those_below_it_say() {
        let below = Watch {
            observe: Some(Observation::Off),
            limit: Some(Duration::from_secs(5)),
            values: Some(false),
            is_covered: true,
            ..Watch::default()
        };
        assert_eq!(Watch::default().or(&below), below);
        assert_eq!(below.clone().or(&Watch::default()), below);
        let above = Watch { limit: Some(Duration::from_secs(1)), values: Some(true), ..Watch::default() };
        assert_eq!(above.clone().or(&below), Watch { limit: above.limit, values: above.values, ..below });
    }
}
