//! The loop that follows a store: watch, read, report, and pause after an error.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use toggle_runtime::{States, Updates};

use super::{
    backoff::Backoff,
    core::{Core, Looked},
    registration::Registration,
};
use crate::{Document, Error, Wake, random};

/// The shortest time from one read to the next, for an engine or a store that reports changes without end.
const SPACING: Duration = Duration::from_millis(10);

/// The time after which a connection counts as stable, so that its end begins with the shortest pause.
const SETTLED: Duration = Duration::from_secs(5);

/// The receiver of the reports of a follower.
pub(crate) trait Report {
    /// Begins a reading. The reports until the next one belong to it.
    fn begin(&mut self);

    /// Returns whether all sources were read again since the reading began.
    fn is_outdated(&self) -> bool;

    /// Returns whether the follower can stop.
    fn is_closed(&self) -> bool;

    /// Reports another document.
    fn changed(&mut self, document: &Document, states: States);

    /// Reports a reading without a change.
    fn unchanged(&mut self);

    /// Reports that something is wrong. A repeated report of the same failure is ignored.
    fn failed(&mut self, message: String);
}

/// The reports to the runtime.
#[derive(Debug)]
pub(super) struct ToRuntime {
    updates: Updates,
    reading: Updates,
}

impl ToRuntime {
    pub(super) fn new(updates: Updates) -> Self {
        Self { reading: updates.reading(), updates }
    }
}

impl Report for ToRuntime {
    fn begin(&mut self) {
        self.reading = self.updates.reading();
    }

    fn is_outdated(&self) -> bool {
        self.reading.is_outdated()
    }

    fn is_closed(&self) -> bool {
        self.updates.is_closed()
    }

    fn changed(&mut self, _: &Document, states: States) {
        self.reading.states(states);
    }

    fn unchanged(&mut self) {
        self.reading.unchanged();
    }

    fn failed(&mut self, message: String) {
        self.reading.failed(message);
    }
}

/// Follows a store until the reports are closed.
pub(crate) fn follow(core: &Core, report: &mut impl Report) {
    let mut follower = Follower {
        core,
        limit: core.settings.patience * 9 / 10,
        backoff: Backoff::new(),
        sent: None,
        is_healthy: false,
        registration: core.registrar().map(|registrar| Registration::new(registrar, core.environment())),
    };
    while !report.is_closed() {
        let began = Instant::now();
        follower.is_healthy = false;
        // A panic of an engine must not end the thread in silence.
        let run = catch_unwind(AssertUnwindSafe(|| follower.run(report)));
        let error = match run {
            Ok(Ok(())) => break,
            Ok(Err(error)) => error,
            Err(panic) => panicked(&*panic),
        };
        follower.fail(&error, report);
        let elapsed = began.elapsed();
        if follower.is_healthy && elapsed > SETTLED {
            follower.backoff.reset();
        }
        // An attempt that has waited for an answer has paused already.
        let waited = if follower.is_healthy { Duration::ZERO } else { elapsed };
        thread::sleep(follower.backoff.pause().saturating_sub(waited));
    }
    // The lifetime of the record ends anyway, so the store may be gone.
    let _ = core.registrar().map(|registrar| registrar.leave(follower.limit / 2));
}

/// The state of the loop.
struct Follower<'a> {
    core: &'a Core,
    /// The time that a call may take.
    limit: Duration,
    backoff: Backoff,
    /// The number of the document that was reported last.
    sent: Option<u64>,
    /// Whether a read of this watch has reached the store.
    is_healthy: bool,
    registration: Option<Registration<'a>>,
}

impl Follower<'_> {
    /// Reads and reports until the store fails. Returns `Ok` if the reports are closed.
    fn run(&mut self, report: &mut impl Report) -> Result<(), Error> {
        // The watch begins before the read, so that no change between the two is missed.
        let mut watch = self.core.store().watch(self.limit)?;
        loop {
            let began = Instant::now();
            self.read(report)?;
            if report.is_outdated() {
                // The report may have been dropped.
                self.sent = None;
                continue;
            }
            // A watch may be alive and yet miss a change.
            let recheck = Instant::now() + random::jittered(self.core.settings.recheck);
            loop {
                if report.is_closed() {
                    return Ok(());
                }
                let left = recheck.saturating_duration_since(Instant::now());
                if self.register() {
                    break;
                }
                let interval = self.registration.as_ref().map_or(Duration::MAX, Registration::interval);
                let wait = left.min(self.core.settings.patience).min(interval);
                // A reload that failed has set the source to failed, and the store may be well again.
                if wait.is_zero() || report.is_outdated() || watch.wait(wait)? == Wake::Look {
                    break;
                }
            }
            thread::sleep(SPACING.saturating_sub(began.elapsed()));
        }
    }

    /// Writes or renews the records of the process. Returns whether the health of the registration has changed.
    fn register(&mut self) -> bool {
        let Some(registration) = &mut self.registration else { return false };
        // The document waits meanwhile.
        registration.update(self.limit / 2);
        self.core.note_registration(registration.error())
    }

    /// Reads once. Returns the error of a store that cannot be read.
    fn read(&mut self, report: &mut impl Report) -> Result<(), Error> {
        report.begin();
        let looked = self.core.look(self.limit);
        if looked.as_ref().err().is_none_or(Error::is_document) {
            self.is_healthy = true;
            self.limit = self.core.settings.patience * 9 / 10;
        }
        let message = self.core.health().message();
        let changed = match looked {
            Ok(Looked::Changed(taken)) => Some(*taken),
            // A reload has taken the document over, and its report may be older than this one.
            Ok(Looked::Unchanged) => self.core.taken_after(self.sent)?,
            Err(error) if error.is_document() => None,
            Err(error) => return Err(error),
        };
        match changed {
            Some(taken) => {
                self.sent = Some(taken.number);
                report.changed(&taken.document, taken.states);
            }
            // A copy on disk that cannot be written is one failure, and not one that ends with each read.
            None if message.is_some() => {}
            None => report.unchanged(),
        }
        if let Some(message) = message {
            report.failed(message);
        }
        Ok(())
    }

    /// Reports an error of the connection.
    fn fail(&mut self, error: &Error, report: &mut impl Report) {
        self.core.note(error);
        // A store that fails gets less time, so that a lost packet does not delay the return by a whole patience.
        self.limit = self.core.settings.patience * 8 / 10;
        report.begin();
        report.failed(self.core.health().message().unwrap_or_default());
    }
}

/// Returns the error of an engine that panicked.
fn panicked(panic: &(dyn Any + Send)) -> Error {
    let message = panic.downcast_ref::<&str>().copied();
    let message = message.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::unavailable(format!("the engine of the store panicked: {}", message.unwrap_or("without a message")))
}
