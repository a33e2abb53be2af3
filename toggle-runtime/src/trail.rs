//! What has become of the toggles since the program started.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Write},
    mem,
    path::{self, Path, PathBuf},
};

use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::{event::Event, regular, state::State};

mod json;

/// A change of what a toggle is set to, outside of [scopes](crate::scope()). One of those that [`history`](crate::history) lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Change {
    /// When it was put into force.
    pub time: Timestamp,
    /// The toggle.
    pub toggle: String,
    /// What it was.
    pub from: State,
    /// What it is from then on.
    pub to: State,
    /// A digest of that, which tells rules from other rules: the `feature_flag.version` of [observed](crate::Observe) answers.
    pub version: String,
    /// What has made the change.
    pub cause: Cause,
    /// The source that decides from then on, such as `environment`, `program` or `guard`.
    pub source: String,
    /// Where that says so, or why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
}

/// What changes toggles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// [`install`](crate::Builder::install), after toggles had been asked.
    SetUp,
    /// A source says something else, or the environment does at a [`reload`](crate::reload).
    Source,
    /// [`set`](crate::set) or [`clear`](crate::clear).
    Program,
    /// A [guard](crate::_guard) has switched the toggle off.
    Trip,
    /// [`reset`](crate::reset) has taken that back.
    Reset,
    /// The guard has tried the toggle again, and found it well.
    Retry,
}

impl Cause {
    #[cfg(test)]
    const ALL: [Self; 6] = [Self::SetUp, Self::Source, Self::Program, Self::Trip, Self::Reset, Self::Retry];

    /// The word for it in JSON.
    fn word(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::Source => "source",
            Self::Program => "program",
            Self::Trip => "trip",
            Self::Reset => "reset",
            Self::Retry => "retry",
        }
    }
}

/// How many changes are kept, and of those that a file does not take, how many wait for it.
const CAPACITY: usize = 1000;

/// The last changes, and the file to which all of them are appended, if there is one.
#[derive(Default)]
pub(crate) struct Trail {
    kept: Mutex<Kept>,
    log: Mutex<Option<Log>>,
}

#[derive(Default)]
struct Kept {
    /// Oldest first.
    changes: VecDeque<Change>,
    /// Those that are not in the file yet; none where there is no file.
    unwritten: Option<VecDeque<Change>>,
}

/// A file to which changes are appended.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    /// Whether the last attempt has failed.
    has_failed: bool,
    /// Whether it may have left a part of a line.
    is_cut: bool,
}

impl Log {
    /// One that can be written to now.
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        // The program may change its directory.
        let log = Self { path: path::absolute(path)?, has_failed: false, is_cut: false };
        log.open()?;
        Ok(log)
    }

    /// Opens the file anew, since it may have been renamed to begin another. A pipe that has taken its name is refused:
    /// opening it would wait for a reader.
    fn open(&self) -> io::Result<File> {
        regular::append(&self.path)
    }

    /// Appends changes, each as a whole line at once, so that lines of several processes do not mix. Takes out what is
    /// written.
    fn append(&mut self, changes: &mut VecDeque<Change>) -> io::Result<()> {
        let mut file = self.open()?;
        while let Some(change) = changes.front() {
            let start = if self.is_cut { "\n" } else { "" };
            let line = format!("{start}{}\n", json::line(change));
            self.is_cut = true;
            file.write_all(line.as_bytes())?;
            self.is_cut = false;
            changes.pop_front();
        }
        Ok(())
    }
}

impl Trail {
    /// The changes that are kept, oldest first.
    pub(crate) fn changes(&self) -> Vec<Change> {
        self.kept.lock().changes.iter().cloned().collect()
    }

    /// Notes a change. The caller holds the lock under which it was made, so that they are in order.
    pub(crate) fn note(&self, change: Change) {
        let mut kept = self.kept.lock();
        if let Some(unwritten) = &mut kept.unwritten {
            unwritten.push_back(change.clone());
        }
        kept.changes.push_back(change);
        keep_last(&mut kept.changes);
    }

    /// From now on, changes are appended to this file.
    pub(crate) fn write_to(&self, log: Log) {
        *self.log.lock() = Some(log);
        self.kept.lock().unwritten = Some(VecDeque::new());
    }

    /// Appends what is not in the file yet. Does IO, so no other lock is held. What the file does not take now waits for the
    /// next time; the first failure gives an event.
    pub(crate) fn write(&self) -> Option<Event> {
        let mut log = self.log.lock();
        let log = log.as_mut()?;
        let mut unwritten = mem::take(self.kept.lock().unwritten.as_mut()?);
        if unwritten.is_empty() {
            return None;
        }
        let appended = log.append(&mut unwritten);
        let had_failed = mem::replace(&mut log.has_failed, appended.is_err());
        let error = appended.err()?;
        if let Some(newer) = &mut self.kept.lock().unwritten {
            unwritten.append(newer);
            keep_last(&mut unwritten);
            *newer = unwritten;
        }
        (!had_failed).then(|| Event::WriteFailed { path: log.path.display().to_string(), error: error.to_string() })
    }
}

fn keep_last(changes: &mut VecDeque<Change>) {
    changes.drain(..changes.len().saturating_sub(CAPACITY));
}
