//! One TOML file, read whole and followed.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use crate::{
    base::{
        lock::{Mutex, MutexGuard},
        thread,
    },
    model::error::SourceError,
    source::{
        Names, Source, States, Updates,
        file::{
            content::{Content, Fingerprint, is_toml},
            follow::{self, Followed, Found},
            links::Entries,
            look::{Identity, Look, Seen},
            settle::{self, First},
            turn::{PATIENCE, Turn},
        },
    },
};

/// The remedy for a directory that was added as a file.
const OF_DIRECTORY: &str = "add a directory of toggle files with `directory` or `optional_directory`";

pub(crate) struct FileSource {
    /// The path as the user gave it, for messages.
    shown: String,
    /// Absolute, so that a change of the working directory does not matter.
    path: PathBuf,
    settle: Duration,
    /// The environment in which the program runs.
    environment: Option<String>,
    names: OnceLock<Names>,
    taken: Mutex<Taken>,
    turn: Turn,
}

/// The last reported state of the file.
#[derive(Default)]
struct Taken {
    /// The content that the follower reported last, good or bad. `None` before the first report, and after a `read`
    /// in between: only the follower knows the latest content, so it looks once more.
    content: Option<Fingerprint>,
    /// The identity of the file that last had the name.
    identity: Option<Identity>,
}

impl FileSource {
    pub(crate) fn new(shown: &Path, path: PathBuf, settle: Duration, environment: Option<String>) -> Self {
        Self {
            shown: shown.display().to_string(),
            path,
            settle,
            environment,
            names: OnceLock::new(),
            taken: Mutex::default(),
            turn: Turn::default(),
        }
    }

    /// Locks the last reported state. Returns `None` in a forked child for which it stays locked; the child takes
    /// every content as new.
    fn taken(&self) -> Option<MutexGuard<'_, Taken>> {
        self.taken.try_lock_for(PATIENCE)
    }

    /// Reads the states of a content.
    fn states(&self, content: &Content) -> Result<States, SourceError> {
        match content {
            Content::Text(text) => {
                let _turn = self.turn.take();
                States::of_file(text, &self.shown, self.environment.as_deref(), self.names.get())
            }
            Content::Unreadable(reason) if self.path.is_dir() => Err(format!("{reason}; {OF_DIRECTORY}").into()),
            Content::Unreadable(reason) => Err(reason.clone().into()),
        }
    }
}

impl Source for FileSource {
    fn name(&self) -> String {
        format!("file {}", self.shown)
    }

    fn set_names(&self, names: Names) {
        self.names.get_or_init(|| names);
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

impl Followed for FileSource {
    fn entries(&self) -> Entries {
        Entries::of(&self.path)
    }

    fn look(&self, updates: &Updates) -> Found {
        look(self, updates)
    }
}

fn look(source: &FileSource, updates: &Updates) -> Found {
    let reading = updates.reading();
    let look = Look::at(&source.path);
    let Seen { content, stamp, .. } = &look.seen;
    let identity = stamp.map(|stamp| stamp.identity);
    let fingerprint = content.fingerprint();
    let known = match source.taken() {
        Some(mut taken) if taken.content == Some(fingerprint) => {
            taken.identity = identity;
            return Found::Nothing;
        }
        taken => taken.and_then(|taken| taken.identity),
    };
    let start = Instant::now();
    let too_long = settle::patience(source.settle);
    let stop = || updates.is_closed() || start.elapsed() > too_long;
    let first = First { path: source.path.clone(), look, known };
    let Some(settled) = settle::wait(first, source.settle, is_toml, stop) else {
        forget(source);
        reading.failed(settle::RESTLESS);
        return Found::Changed;
    };
    take(source, &reading, settled.content, settled.identity);
    if reading.is_outdated() {
        // The content that the reload has read counts, and the file may have changed since.
        forget(source);
        return Found::Replaced;
    }
    if settled.is_replaced { Found::Replaced } else { Found::Changed }
}

fn take(source: &FileSource, reading: &Updates, content: Content, identity: Option<Identity>) {
    // The settled content may be the previous one again.
    let fingerprint = content.fingerprint();
    let is_known = source.taken().is_some_and(|taken| taken.content == Some(fingerprint));
    let states = (!is_known).then(|| source.states(&content));
    drop(content);
    if let Some(mut taken) = source.taken() {
        *taken = Taken { content: Some(fingerprint), identity };
    }
    match states {
        Some(Ok(states)) => reading.states(states),
        Some(Err(error)) => reading.failed(error),
        None => {}
    }
}

fn forget(source: &FileSource) {
    if let Some(mut taken) = source.taken() {
        taken.content = None;
    }
}
