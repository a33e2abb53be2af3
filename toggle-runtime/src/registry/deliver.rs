//! Delivery of events, changes and answers: to subscribers, the history file and the functions that receive answers.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    events::Subscription,
    model::{change::Change, event::Event, problem::Problem, shadow::Difference},
    registry::Registry,
};

impl Registry {
    /// Writes problems without a receiver with this function from now on.
    pub(crate) fn report_by(&self, write: impl Fn(&[u8]) + Send + Sync + 'static) {
        self.events().last_resort().open(write);
    }

    pub(crate) fn subscribe(&self, call: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
        self.events().subscribe(Arc::new(call))
    }

    /// Delivers all events and changes so far, and waits for subscribers within bounds. The caller holds no lock,
    /// because subscribers are foreign code.
    pub(super) fn deliver(&self) {
        self.tend_sources();
        self.write_history();
        self.events().deliver();
    }

    /// Does the same as [`deliver`](Self::deliver) without waiting: for a caller that cannot wait for subscribers, or
    /// that holds locks which a subscriber may need.
    pub(crate) fn deliver_apart(&self) {
        self.tend_sources();
        self.write_history();
        self.events().deliver_apart();
    }

    pub(super) fn write_history(&self) {
        if let Some(file) = self.history_file() {
            file.start();
        }
    }

    /// Waits until the history is written, functions have received all answers and subscribers all events. Returns
    /// whether they have.
    pub(crate) fn flush(&self, within: Duration) -> bool {
        let start = Instant::now();
        let is_written = self.history_file().is_none_or(|file| file.flush(within));
        let left = || within.saturating_sub(start.elapsed());
        let is_called = self.calls().is_none_or(|calls| calls.flush(left()));
        self.events().flush(left()) && is_written && is_called
    }

    /// Emits a problem, without waiting for subscribers.
    pub(crate) fn report(&self, problem: Problem) {
        self.events().push([Event::Problem(problem)]);
        self.deliver_apart();
    }

    /// Emits the event that the two ways of a toggle have different results.
    pub(crate) fn report_difference(&self, toggle: usize, difference: Difference) {
        let Some(known) = self.catalogue().get(toggle) else { return };
        self.events().push([Event::Compared { toggle: known.name.to_owned(), difference }]);
        self.deliver_apart();
    }

    pub(crate) fn history(&self) -> Vec<Change> {
        self.control().map(|control| control.changes.to_vec()).unwrap_or_default()
    }
}
