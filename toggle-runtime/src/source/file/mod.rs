//! A TOML file, or a directory of such files, read whole and followed.

mod content;
mod directory;
mod follow;
#[cfg_attr(not(feature = "follow"), path = "wake_off.rs")]
mod wake;
mod held;
mod links;
mod look;
mod settle;
mod turn;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use toggle_rules::read::Document;

use self::{
    content::{Content, Fingerprint},
    look::Identity,
    turn::Turn,
};
use crate::{
    base::{
        lock::{Mutex, MutexGuard},
        thread,
    },
    model::error::SourceError,
    source::{Source, States, Updates},
};

pub(crate) use self::directory::{DirectorySource, names as files_of_directory};

/// The longest wait for a lock of a file, as a forked child may find it locked for ever.
const PATIENCE: Duration = Duration::from_secs(1);

/// The remedy for a directory that was added as a file.
const OF_DIRECTORY: &str = "a directory of toggle files is added with `directory` or `optional_directory`";

pub(crate) struct FileSource {
    /// As the user gave it, for messages.
    shown: String,
    /// Absolute, so that a change of the working directory changes nothing.
    path: PathBuf,
    settle: Duration,
    /// The stage in which the program runs.
    environment: Option<String>,
    taken: Mutex<Taken>,
    turn: Turn,
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
            turn: Turn::default(),
        }
    }

    /// Locks what was taken last. Returns none in a forked child for which this stays locked, which then takes every
    /// content as a new one.
    fn taken(&self) -> Option<MutexGuard<'_, Taken>> {
        self.taken.try_lock_for(PATIENCE)
    }

    /// What the content says.
    fn states(&self, content: &Content) -> Result<States, SourceError> {
        match content {
            Content::Text(text) => {
                let _turn = self.turn.take();
                States::from_toml(text, &self.shown, self.environment.as_deref())
            }
            Content::Unreadable(reason) if self.path.is_dir() => Err(format!("{reason}; {OF_DIRECTORY}").into()),
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
        thread::spawn("toggle-file", move || follow::follow(&*self, &updates))?;
        Ok(())
    }
}
