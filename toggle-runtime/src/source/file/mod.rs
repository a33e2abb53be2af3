//! A TOML file, read whole and followed.

mod content;
mod follow;
mod links;
mod settle;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use parking_lot::Mutex;

use self::content::Content;
pub(crate) use self::content::MAX_LEN;
use crate::{
    error::SourceError,
    source::{Source, States, Updates},
};

pub(crate) struct FileSource {
    /// As the user gave it, for messages.
    shown: String,
    /// Absolute, so that a change of the working directory changes nothing.
    path: PathBuf,
    settle: Duration,
    /// The stage in which the program runs.
    environment: Option<String>,
    /// What the follower has reported last, good or bad. None where it has not, or where a `read` has come in between: only
    /// the follower knows what is the latest, so it looks once more.
    taken: Mutex<Option<Content>>,
}

impl FileSource {
    pub(crate) fn new(path: &Path, settle: Duration, environment: Option<String>) -> Self {
        Self {
            shown: path.display().to_string(),
            path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
            settle,
            environment,
            taken: Mutex::new(None),
        }
    }

    /// Whether this is the content that was reported last.
    fn has_taken(&self, content: &Content) -> bool {
        self.taken.lock().as_ref() == Some(content)
    }

    /// What the content says.
    fn states(&self, content: &Content) -> Result<States, SourceError> {
        match content {
            Content::Text(text) => States::from_toml(text, &self.shown, self.environment.as_deref()),
            Content::Unreadable(reason) => Err(reason.clone().into()),
        }
    }
}

impl Source for FileSource {
    fn name(&self) -> String {
        format!("file {}", self.shown)
    }

    fn read(&self) -> Result<States, SourceError> {
        *self.taken.lock() = None;
        self.states(&settle::read(&self.path, self.settle)?)
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        let thread = std::thread::Builder::new().name("toggle-file".to_owned());
        thread.spawn(move || follow::follow(&self, &updates))?;
        Ok(())
    }
}
