//! Reports of the sources that follow their origins.

use std::{fmt, sync::Arc};

use super::states::States;
use crate::model::error::SourceError;

/// A report of a source: a whole new set of states, a failure, or a recovery with the last states.
pub(crate) type Update = Result<Option<States>, SourceError>;

/// The receiver of the updates of sources.
pub(crate) trait Sink: Send + Sync {
    /// Returns the time at which a reading begins, by the receiver's own clock.
    fn begin_reading(&self) -> Option<u64>;

    /// Returns whether all sources were read again since a reading began.
    fn is_reloaded_since(&self, began: u64) -> bool;

    /// Returns whether the sources of this installation are still the current ones.
    fn is_current(&self, installation: u64) -> bool;

    /// Applies an update.
    fn update(&self, source: usize, installation: u64, began: Option<u64>, update: Update);
}

/// The handle through which a [`Source`](crate::Source) that follows its origin reports.
///
/// No call blocks on a check or a subscriber, and no call fails. A report that arrives after the source was replaced
/// is dropped. [`Source`](crate::Source) has an example.
#[derive(Clone)]
pub struct Updates {
    sink: Arc<dyn Sink>,
    source: usize,
    installation: u64,
    /// The time when the reported reading began, or `None` for reports that are new when they arrive.
    began: Option<u64>,
}

impl Updates {
    /// Makes the handle of a source. The source follows its origin for as long as it has a clone of the handle, and
    /// with it a reference to this `sink`.
    pub(crate) fn new(sink: Arc<dyn Sink>, source: usize, installation: u64) -> Self {
        Self { sink, source, installation, began: None }
    }

    /// Returns the `Updates` of one reading of the origin, which begins now.
    ///
    /// Use it in a source that polls, and call it before each reading. A report of the reading is dropped if a later
    /// reading has already been reported, by [`reload`](crate::reload) or by the source. So old states never replace
    /// newer ones. [`is_outdated`](Self::is_outdated) returns whether to read again.
    ///
    /// ```
    /// # use toggle_runtime::{SourceError, States, Updates};
    /// /// Fetches the states from a store until the source is closed.
    /// fn poll(updates: &Updates, fetch: impl Fn() -> Result<States, SourceError>) {
    ///     while !updates.is_closed() {
    ///         let reading = updates.reading();
    ///         match fetch() {
    ///             Ok(states) => reading.states(states),
    ///             Err(error) => reading.failed(error),
    ///         }
    ///         std::thread::sleep(std::time::Duration::from_secs(1));
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn reading(&self) -> Self {
        let began = self.sink.begin_reading();
        Self { began, ..self.clone() }
    }

    /// Returns whether [`reload`](crate::reload) has begun to read the sources since this [`reading`](Self::reading)
    /// began.
    ///
    /// If so, the reports of the reading may have been dropped, and the source must read again. Without a reading it
    /// returns false.
    ///
    /// ```
    /// # use toggle_runtime::{States, Updates};
    /// /// Reports the states of a store, and reads them again after a reload.
    /// fn report(updates: &Updates, fetch: impl Fn() -> States) {
    ///     loop {
    ///         let reading = updates.reading();
    ///         reading.states(fetch());
    ///         if !reading.is_outdated() {
    ///             return;
    ///         }
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.began.is_some_and(|began| self.sink.is_reloaded_since(began))
    }

    /// Reports a whole new set of states. After a failure, this is also a recovery.
    pub fn states(&self, states: States) {
        self.update(Ok(Some(states)));
    }

    /// Reports that the origin cannot be read. Its last good states stay.
    ///
    /// A repeated report of the same failure is ignored.
    pub fn failed(&self, error: impl Into<SourceError>) {
        self.update(Err(error.into()));
    }

    /// Reports that the origin was read, and has the same states as before. After a failure, this is also a recovery.
    ///
    /// Use it in a source that asks its origin from time to time whether the states have changed. The states count as
    /// read now, so their [age](crate::SourceStatus::age) is zero again. States that were [stale](States::stale) are
    /// current from then on.
    ///
    /// ```
    /// # use toggle_runtime::{SourceError, States, Updates};
    /// /// Fetches the states from a store that answers `None` if they have not changed.
    /// fn look(updates: &Updates, fetch: impl Fn() -> Result<Option<States>, SourceError>) {
    ///     let reading = updates.reading();
    ///     match fetch() {
    ///         Ok(Some(states)) => reading.states(states),
    ///         Ok(None) => reading.unchanged(),
    ///         Err(error) => reading.failed(error),
    ///     }
    /// }
    /// ```
    pub fn unchanged(&self) {
        self.update(Ok(None));
    }

    /// Reports that the origin can be read again, with the same states as before the failure. It does the same as
    /// [`unchanged`](Self::unchanged).
    ///
    /// ```
    /// # use toggle_runtime::Updates;
    /// /// Handles the end of a lost connection to a store that has not changed.
    /// fn reconnected(updates: &Updates) {
    ///     updates.recovered();
    /// }
    /// ```
    pub fn recovered(&self) {
        self.unchanged();
    }

    /// Returns whether reports of this source have no effect any more, so that the source can stop.
    ///
    /// Another installation replaces the source, for example. [`reading`](Self::reading) has an example.
    pub fn is_closed(&self) -> bool {
        !self.sink.is_current(self.installation)
    }

    fn update(&self, update: Update) {
        self.sink.update(self.source, self.installation, self.began, update);
    }
}

impl fmt::Debug for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updates").field("source", &self.source).finish_non_exhaustive()
    }
}
