//! A follower whose reports a test reads.

use std::{
    fmt::Debug,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use toggle_runtime::{Source, States};

use super::DEADLINE;
use crate::{
    Document, StoreSource,
    source::{Report, follow},
};

/// A source that follows its store, and the reports so far.
pub(super) struct Follower {
    source: Arc<StoreSource>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    reported: Mutex<Reported>,
    changed: Condvar,
}

/// The reports of a follower.
#[derive(Debug, Clone, Default)]
pub(super) struct Reported {
    /// The text in effect.
    pub(super) text: Option<String>,
    /// The failure that lasts.
    pub(super) failure: Option<String>,
    /// The number of documents that were reported.
    pub(super) changes: usize,
    is_closed: bool,
}

impl Follower {
    pub(super) fn start(source: StoreSource) -> Self {
        // The runtime reads every source before it is followed.
        let read = source.read();
        let failure = read.err().map(|error| error.to_string()).or_else(|| source.health().message());
        let document = source.document();
        let text = document.and_then(|document| document.text().ok().map(str::to_owned));
        let reported = Reported { text, failure, ..Reported::default() };
        let shared = Shared { reported: Mutex::new(reported), changed: Condvar::new() };
        let (source, shared) = (Arc::new(source), Arc::new(shared));
        let (followed, recorder) = (source.clone(), shared.clone());
        thread::spawn(move || follow(followed.core(), &mut Recorder(recorder)));
        Self { source, shared }
    }

    pub(super) fn source(&self) -> &StoreSource {
        &self.source
    }

    pub(super) fn reported(&self) -> Reported {
        self.shared.reported().clone()
    }

    /// Waits until the reports fulfil a condition, and returns the time that it took.
    #[track_caller]
    pub(super) fn wait_for(&self, what: impl Debug, condition: impl Fn(&Reported) -> bool) -> Duration {
        let began = Instant::now();
        let reported = self.shared.reported();
        let waited = self.shared.changed.wait_timeout_while(reported, DEADLINE, |reported| !condition(reported));
        let (reported, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(!timeout.timed_out(), "not within {DEADLINE:?}: {what:?}; reported is {reported:?}");
        began.elapsed()
    }

    /// Waits until a text is in effect and nothing is wrong.
    #[track_caller]
    pub(super) fn wait_for_text(&self, text: &str) -> Duration {
        self.wait_for(text, |reported| reported.text.as_deref() == Some(text) && reported.failure.is_none())
    }

    /// Waits until a failure is reported, and returns its message and the time that it took.
    #[track_caller]
    pub(super) fn wait_for_failure(&self) -> (String, Duration) {
        let took = self.wait_for("a failure", |reported| reported.failure.is_some());
        (self.reported().failure.unwrap_or_default(), took)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.shared.reported().is_closed = true;
    }
}

impl Shared {
    fn reported(&self) -> MutexGuard<'_, Reported> {
        self.reported.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The receiver of the reports.
struct Recorder(Arc<Shared>);

impl Recorder {
    fn report(&self, change: impl FnOnce(&mut Reported)) {
        change(&mut self.0.reported());
        self.0.changed.notify_all();
    }
}

impl Report for Recorder {
    fn begin(&mut self) {}

    fn is_outdated(&self) -> bool {
        false
    }

    fn is_closed(&self) -> bool {
        self.0.reported().is_closed
    }

    fn changed(&mut self, document: &Document, _: States) {
        self.report(|reported| {
            reported.text = document.text().ok().map(str::to_owned);
            reported.failure = None;
            reported.changes += 1;
        });
    }

    fn unchanged(&mut self) {
        self.report(|reported| reported.failure = None);
    }

    fn failed(&mut self, message: String) {
        self.report(|reported| reported.failure = Some(message));
    }
}
