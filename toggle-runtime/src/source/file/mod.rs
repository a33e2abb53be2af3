//! A TOML file, read whole and followed.

mod content;
mod follow;
mod links;
mod look;
mod settle;

use std::{
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use self::{
    content::{Content, Fingerprint},
    look::Identity,
};
use crate::{
    error::SourceError,
    lock::{Mutex, MutexGuard},
    rules::read::Document,
    source::{Source, States, Updates},
    thread,
};

/// The longest wait for a lock of a file, as a forked child may find it locked for ever.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) struct FileSource {
    /// As the user gave it, for messages.
    shown: String,
    /// Absolute, so that a change of the working directory changes nothing.
    path: PathBuf,
    settle: Duration,
    /// The stage in which the program runs.
    environment: Option<String>,
    taken: Mutex<Taken>,
    /// Held while a text becomes states, which takes much memory: by one thread at a time.
    reading: Mutex<()>,
    /// The forked child for which `reading` stays locked.
    lost_in: AtomicU32,
}

/// The last state of the file that was reported.
#[derive(Default)]
struct Taken {
    /// What the follower has reported last, good or bad. None where it has not, or where a `read` has come in between:
    /// only the follower knows what is the latest, so it looks once more.
    content: Option<Fingerprint>,
    /// The file that had the name.
    identity: Option<Identity>,
}

impl FileSource {
    pub(crate) fn new(shown: &Path, path: PathBuf, settle: Duration, environment: Option<String>) -> Self {
        Self {
            shown: shown.display().to_string(),
            path,
            settle,
            environment,
            taken: Mutex::default(),
            reading: Mutex::default(),
            lost_in: AtomicU32::new(0),
        }
    }

    /// Locks what was taken last. Returns none in a forked child for which this stays locked, which then takes every
    /// content as a new one.
    fn taken(&self) -> Option<MutexGuard<'_, Taken>> {
        self.taken.try_lock_for(PATIENCE)
    }

    /// Waits until no other thread reads. In a forked child the lock may stay locked, and nothing else depends on it.
    fn turn_to_read(&self) -> Option<MutexGuard<'_, ()>> {
        let process = process::id();
        if self.lost_in.load(Relaxed) == process {
            return self.reading.try_lock();
        }
        let turn = self.reading.try_lock_for(PATIENCE);
        if turn.is_none() {
            self.lost_in.store(process, Relaxed);
        }
        turn
    }

    /// What the content says.
    fn states(&self, content: &Content) -> Result<States, SourceError> {
        match content {
            Content::Text(text) => {
                let _turn = self.turn_to_read();
                States::from_toml(text, &self.shown, self.environment.as_deref())
            }
            Content::Unreadable(reason) => Err(reason.clone().into()),
        }
    }
}

/// Returns whether the content is TOML, without making states of it.
fn is_toml(content: &Content) -> bool {
    matches!(content, Content::Text(text) if Document::check(text).is_ok())
}

impl Source for FileSource {
    fn name(&self) -> String {
        format!("file {}", self.shown)
    }

    fn read(&self) -> Result<States, SourceError> {
        if let Some(mut taken) = self.taken() {
            taken.content = None;
        }
        let settled = settle::read(&self.path, self.settle, is_toml)?;
        if let Some(mut taken) = self.taken() {
            taken.identity = settled.identity;
        }
        self.states(&settled.content)
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        thread::spawn("toggle-file", move || follow::follow(&self, &updates))?;
        Ok(())
    }
}
