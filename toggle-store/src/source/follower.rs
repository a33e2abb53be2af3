//! The loop that follows a store: watch, read, report, and pause after an error.

use std::{
    thread,
    time::{Duration, Instant},
};

use toggle_runtime::{States, Updates};

use super::{
    backoff::Backoff,
    core::{Core, Looked},
};
use crate::{Document, Error, Wake, random};

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

    /// Reports that something is wrong.
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
    let mut backoff = Backoff::new();
    let mut reported = None;
    let mut is_failing = false;
    while !report.is_closed() {
        let began = Instant::now();
        // A store that fails gets less time, so that a lost packet does not delay the return by a whole patience.
        let limit = core.settings.patience * if is_failing { 8 } else { 9 } / 10;
        let mut session = Session { core, limit, backoff: &mut backoff, reported: &mut reported, is_healthy: false };
        let Err(error) = session.run(report) else { return };
        let was_healthy = session.is_healthy;
        core.note(&error);
        report.begin();
        reported = core.health().message();
        report.failed(reported.clone().unwrap_or_default());
        is_failing = true;
        // An attempt that has waited for an answer has paused already.
        let waited = if was_healthy { Duration::ZERO } else { began.elapsed() };
        thread::sleep(backoff.pause().saturating_sub(waited));
    }
}

/// One watch and the reads that it causes.
struct Session<'a> {
    core: &'a Core,
    limit: Duration,
    backoff: &'a mut Backoff,
    /// The failure that was reported last, while it lasts.
    reported: &'a mut Option<String>,
    /// Whether a read has reached the store.
    is_healthy: bool,
}

impl Session<'_> {
    /// Reads and reports until the store fails. Returns `Ok` if the reports are closed.
    fn run(&mut self, report: &mut impl Report) -> Result<(), Error> {
        // The watch begins before the read, so that no change between the two is missed.
        let mut watch = self.core.store().watch(self.limit)?;
        loop {
            self.read(report)?;
            if report.is_outdated() {
                continue;
            }
            // A watch may be alive and yet miss a change.
            let recheck = Instant::now() + random::jittered(self.core.settings.recheck);
            loop {
                if report.is_closed() {
                    return Ok(());
                }
                let left = recheck.saturating_duration_since(Instant::now());
                let wait = left.min(self.core.settings.patience);
                // A reload that failed has set the source to failed, and the store may be well again.
                if wait.is_zero() || report.is_outdated() || watch.wait(wait)? == Wake::Look {
                    break;
                }
            }
        }
    }

    /// Reads once. Returns the error of a store that cannot be read.
    fn read(&mut self, report: &mut impl Report) -> Result<(), Error> {
        report.begin();
        let looked = self.core.look(self.limit);
        if looked.as_ref().err().is_none_or(Error::is_document) {
            self.is_healthy = true;
            self.backoff.reset();
            self.limit = self.core.settings.patience * 9 / 10;
        }
        let message = self.core.health().message();
        match looked {
            Ok(Looked::Changed(document, states)) => report.changed(&document, *states),
            // A copy on disk that cannot be written is one failure, and not one that ends with each read.
            Ok(Looked::Unchanged) if message.is_some() && message == *self.reported => return Ok(()),
            Ok(Looked::Unchanged) => report.unchanged(),
            Err(error) if error.is_document() => {}
            Err(error) => return Err(error),
        }
        if let Some(message) = &message {
            report.failed(message.clone());
        }
        *self.reported = message;
        Ok(())
    }
}
