//! The options by which a toggle is watched: not what it is, but what is noted of it, and what follows from that.

use std::{sync::Arc, time::Duration};

use crate::{budget::Budget, percentage::Percentage};

/// The options that one source gives. The sources below it may give those that it leaves out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MonitorOptions {
    /// The budget of the guard.
    pub guard: Option<Arc<Budget>>,
    /// Whether answers are observed.
    pub observe: Option<Observation>,
    /// The time that an asynchronous candidate may take.
    pub limit: Option<Duration>,
    /// Whether the values that differ are kept and reported.
    pub values: Option<bool>,
    /// Whether a test run wants to know what has been answered.
    pub is_covered: bool,
}

/// The way in which a toggle is observed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Observing {
    /// The share of the answers of which there is also an event.
    pub events: Percentage,
    /// Whether events say for whom a toggle was asked.
    pub context_id: bool,
}

/// Whether answers are noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observation {
    /// Answers are not observed.
    Off,
    /// Answers are observed in this way.
    On(Observing),
}

impl MonitorOptions {
    /// Returns whether a source says nothing of all this.
    #[inline]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// This where it says something, and otherwise what `below` says.
    #[must_use]
    #[inline]
    pub fn or(self, below: &Self) -> Self {
        Self {
            guard: self.guard.or_else(|| below.guard.clone()),
            observe: self.observe.or(below.observe),
            limit: self.limit.or(below.limit),
            values: self.values.or(below.values),
            is_covered: self.is_covered || below.is_covered,
        }
    }

    /// Whether somebody wants to know of each answer.
    #[inline]
    pub fn is_observed(&self) -> bool {
        self.is_covered || self.observing().is_some()
    }

    /// Returns how answers are observed, if they are.
    #[inline]
    pub fn observing(&self) -> Option<Observing> {
        match self.observe {
            Some(Observation::On(observing)) => Some(observing),
            Some(Observation::Off) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_leaves_out_those_below_it_say() {
        let below = MonitorOptions {
            observe: Some(Observation::Off),
            limit: Some(Duration::from_secs(5)),
            values: Some(false),
            is_covered: true,
            ..MonitorOptions::default()
        };
        assert_eq!(MonitorOptions::default().or(&below), below);
        assert_eq!(below.clone().or(&MonitorOptions::default()), below);
        let above =
            MonitorOptions { limit: Some(Duration::from_secs(1)), values: Some(true), ..MonitorOptions::default() };
        assert_eq!(above.clone().or(&below), MonitorOptions { limit: above.limit, values: above.values, ..below });
    }
}
