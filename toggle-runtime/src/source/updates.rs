use std::{fmt, sync::Arc};

use super::states::States;
use crate::model::error::SourceError;

/// A report of a source: a whole new set of states, a failure, or a recovery with the states that it had.
pub(crate) type Update = Result<Option<States>, SourceError>;

/// The receiver of the updates of sources, while it lives.
pub(crate) trait Sink: Send + Sync {
    /// Returns the time at which a reading begins, by the receiver's own clock.
    fn begin_reading(&self) -> Option<u64>;

    /// Returns whether all sources were read again since a reading began.
    fn is_reloaded_since(&self, began: u64) -> bool;

    /// Returns whether the sources of this installation still count.
    fn is_current(&self, installation: u64) -> bool;

    /// Takes an update over.
    fn update(&self, source: usize, installation: u64, began: Option<u64>, update: Update);
}

/// Where a [`Source`](crate::Source) that follows its origin reports to.
///
/// No call waits for a reader, and none fails: what arrives after the source has been replaced, or after the process
/// has no use for it any more, is dropped.
#[derive(Clone)]
pub struct Updates {
    sink: Arc<dyn Sink>,
    source: usize,
    installation: u64,
    /// The time when the reported reading began. None for reports that are new when they arrive.
    began: Option<u64>,
}

impl Updates {
    pub(crate) fn new(sink: Arc<dyn Sink>, source: usize, installation: u64) -> Self {
        Self { sink, source, installation, began: None }
    }

    /// Returns the `Updates` of one reading of the origin, which begins now. Use it in a source that polls, and call it
    /// before each reading.
    ///
    /// A report of the reading is dropped if a later reading has been reported already, by [`reload`](crate::reload) or
    /// by the source. So old states never replace newer ones. [`is_outdated`](Self::is_outdated) tells when to read
    /// again.
    ///
    /// ```
    /// # use toggle_runtime::{SourceError, States, Updates};
    /// /// Asks a store for its states until nobody listens.
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
    /// began. If so, the reports of the reading may have been dropped: read again. Without a reading it is false.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.began.is_some_and(|began| self.sink.is_reloaded_since(began))
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
