//! The replacement of `file` without the feature `rules`: a file or directory is a source that cannot be read.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Source, States};
use crate::model::error::SourceError;

const NEEDED: &str = "a toggle file needs the feature `rules` of toggle-runtime";

/// A file that is not read.
pub(crate) struct FileSource(String);

/// A directory that is not read.
pub(crate) struct DirectorySource(String);

impl FileSource {
    pub(crate) fn new(shown: &Path, _: PathBuf, _: Duration, _: Option<String>) -> Self {
        Self(format!("file {}", shown.display()))
    }
}

impl DirectorySource {
    pub(crate) fn new(shown: &Path, _: PathBuf, _: Duration, _: Option<String>) -> Self {
        Self(format!("directory {}", shown.display()))
    }

    pub(crate) fn required(self) -> Self {
        self
    }
}

impl Source for FileSource {
    fn name(&self) -> String {
        self.0.clone()
    }

    fn read(&self) -> Result<States, SourceError> {
        Err(NEEDED.into())
    }
}

impl Source for DirectorySource {
    fn name(&self) -> String {
        self.0.clone()
    }

    fn read(&self) -> Result<States, SourceError> {
        Err(NEEDED.into())
    }
}
