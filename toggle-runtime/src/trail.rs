//! What has become of the toggles since the program started.

use std::{
    collections::VecDeque,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::PathBuf,
};

use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::{event::Event, state::State};

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

/// How many changes are kept.
const CAPACITY: usize = 1000;

/// The last changes, and the file to which all of them are appended, if there is one.
#[derive(Default)]
pub(crate) struct Trail {
    kept: Mutex<Kept>,
    file: Mutex<Option<Log>>,
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
    file: File,
}

impl Log {
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        Ok(Self { path, file })
    }

    /// Appends a whole line at once, so that lines of several processes do not mix.
    fn append(&mut self, change: &Change) -> io::Result<()> {
        let mut line = serde_json::to_vec(change)?;
        line.push(b'\n');
        self.file.write_all(&line)
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
            push(unwritten, change.clone());
        }
        push(&mut kept.changes, change);
    }

    /// From now on, changes are appended to this file.
    pub(crate) fn write_to(&self, log: Log) {
        *self.file.lock() = Some(log);
        self.kept.lock().unwritten = Some(VecDeque::new());
    }

    /// Appends what is not in the file yet. Does IO, so no other lock is held.
    pub(crate) fn write(&self) -> Option<Event> {
        let mut file = self.file.lock();
        let log = file.as_mut()?;
        let unwritten = std::mem::take(self.kept.lock().unwritten.as_mut()?);
        let failed = unwritten.iter().find_map(|change| log.append(change).err())?;
        Some(Event::WriteFailed { path: log.path.display().to_string(), error: failed.to_string() })
    }
}

fn push(changes: &mut VecDeque<Change>, change: Change) {
    if changes.len() == CAPACITY {
        changes.pop_front();
    }
    changes.push_back(change);
}
