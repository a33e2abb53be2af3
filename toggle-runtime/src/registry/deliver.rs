//! Telling everybody what has happened: subscribers, the history file and the functions that are given answers.

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
    /// From now on, writes problems that nobody hears of by this.
    pub(crate) fn report_by(&self, write: impl Fn(&[u8]) + Send + Sync + 'static) {
        self.events().last_resort().open(write);
    }

    pub(crate) fn subscribe(&self, call: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
        self.events().subscribe(Arc::new(call))
    }

    /// Tells everybody what has happened, and waits for subscribers within bounds. No lock is held, since that is code
    /// of others.
    pub(super) fn deliver(&self) {
        self.tend_sources();
        self.write_history();
        self.events().deliver();
    }

    /// Does the same as [`deliver`](Self::deliver), where whoever has caused it can not wait for subscribers, or holds
    /// locks that one may want.
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

    /// Waits until the history is written, functions were given all answers and subscribers have heard all events, and
    /// returns whether they have.
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

    /// Tells that two ways of a toggle have come to something different.
    pub(crate) fn report_difference(&self, toggle: usize, difference: Difference) {
        let Some(known) = self.catalogue().get(toggle) else { return };
        self.events().push([Event::Compared { toggle: known.name.to_owned(), difference }]);
        self.deliver_apart();
    }

    pub(crate) fn history(&self) -> Vec<Change> {
        self.control().map(|control| control.changes.to_vec()).unwrap_or_default()
    }
}
