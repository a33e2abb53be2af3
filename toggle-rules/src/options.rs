//! The monitoring options of a toggle: guard, observation and shadow mode. They do not affect its state.

use std::{sync::Arc, time::Duration};

use crate::{budget::Budget, percentage::Percentage};

/// The monitoring options of one source. Lower sources may supply the options that it leaves unset.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MonitorOptions {
    /// The budget of the guard.
    pub guard: Option<Arc<Budget>>,
    /// Whether answers are recorded.
    pub observe: Option<Observation>,
    /// The time limit of an asynchronous shadow candidate.
    pub limit: Option<Duration>,
    /// Whether differing values are recorded and reported.
    pub values: Option<bool>,
    /// Whether a test run collects coverage of the answers.
    pub is_covered: bool,
}

/// The way in which the answers of a toggle are recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Observing {
    /// The share of the answers that also emit an event.
    pub events: Percentage,
    /// Whether events contain the targeting key of the context.
    pub context_id: bool,
}

/// The recording of answers: off, or on with options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observation {
    /// Answers are not recorded.
    Off,
    /// Answers are recorded in this way.
    On(Observing),
}

impl MonitorOptions {
    /// Returns whether the source sets no monitoring option.
    #[inline]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns these options, with `below` filling in the unset ones.
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

    /// Returns whether each answer must be recorded.
    #[inline]
    pub fn is_observed(&self) -> bool {
        self.is_covered || self.observing().is_some()
    }

    /// Returns how answers are recorded, or `None` if they are not.
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
