//! A toggle file as the command line names it: a path that the runtime reads, or a pipe that was read once.

use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, anyhow};
use toggle_runtime::{
    __admin::{Names, files_of_directory, open_regular, optional_source},
    Builder, Source, SourceError, States,
};

use crate::{pipe, text_file};

/// A toggle file, or a directory of such files.
#[derive(Debug, Clone)]
pub struct ToggleFile {
    path: PathBuf,
    /// The text of a pipe, or the text of a file before it is written.
    piped: Option<Arc<str>>,
}

impl ToggleFile {
    /// Returns the file of this path, which may be missing or broken.
    pub fn named(path: PathBuf) -> Self {
        Self { path, piped: None }
    }

    /// Returns a file with this text. The file need not exist.
    pub fn of_text(path: PathBuf, text: &str) -> Self {
        Self { path, piped: Some(text.into()) }
    }

    /// Opens a file, or reads a pipe. Does not parse the content.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is a directory without toggle files. The error has the path.
    pub fn open(path: &Path) -> Result<Self> {
        let named = pipe::named(path);
        let shown = || named.display().to_string();
        if pipe::is_piped(path) {
            let text = pipe::read(path).with_context(shown)?;
            return Ok(Self { path: named, piped: Some(text.into()) });
        }
        // The runtime reads files and directories later, and would only report that it cannot.
        path.metadata().with_context(shown)?;
        if path.is_dir() {
            files_of_directory(path).map_err(|error| anyhow!("{}: {error}", shown()))?;
        } else {
            open_regular(path, OpenOptions::new().read(true)).with_context(shown)?;
        }
        Ok(Self::named(path.to_owned()))
    }

    /// Returns the source name of the file or directory of this path.
    pub fn source_name(path: &Path) -> String {
        format!("file {}", path.display())
    }

    /// Returns the path as it was given, or the name of the standard input.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns this file, or the files of this directory, highest first.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read or has no files, with its path.
    pub fn files(&self) -> Result<Vec<Self>> {
        if self.piped.is_some() || !self.path.is_dir() {
            return Ok(vec![self.clone()]);
        }
        let files = files_of_directory(&self.path).map_err(|error| anyhow!("{}: {error}", self.path.display()))?;
        Ok(files.into_iter().rev().map(Self::named).collect())
    }

    /// Returns the text of this file as the runtime parses it.
    ///
    /// # Errors
    ///
    /// If it cannot be read, with the path.
    pub fn read(&self) -> Result<String> {
        let text = match &self.piped {
            Some(text) => text.to_string(),
            None => text_file::read(&self.path).with_context(|| self.path.display().to_string())?.0,
        };
        Ok(text.trim_start_matches('\u{feff}').to_owned())
    }

    /// Returns the text of this file as the runtime parses it, or `None` if it cannot be read.
    pub fn text(&self) -> Option<String> {
        self.read().ok()
    }

    /// Returns the text of each file, except those that cannot be read.
    pub fn texts(&self) -> Vec<String> {
        self.files().unwrap_or_default().iter().filter_map(Self::text).collect()
    }

    /// Returns the names in the files. A file that cannot be read has none, and is reported elsewhere.
    pub fn names(&self) -> Names {
        let mut all = Names::default();
        for Names { stages, toggles } in self.texts().iter().map(|text| Names::of(text)) {
            all.stages.extend(stages);
            all.toggles.extend(toggles);
        }
        all
    }

    /// Adds this as a source that is required, for a program that runs in this environment.
    pub fn require_in(&self, builder: Builder, environment: Option<&str>) -> Builder {
        match self.as_source(environment) {
            Some(source) => builder.source(source),
            None if self.path.is_dir() => builder.directory(&self.path),
            None => builder.file(&self.path),
        }
    }

    /// Adds this as a source that may be missing or broken, for a program that runs in this environment.
    pub fn add_to(&self, builder: Builder, environment: Option<&str>) -> Builder {
        match self.as_source(environment) {
            Some(source) => optional_source(builder, source),
            None if self.path.is_dir() => builder.optional_directory(&self.path),
            None => builder.optional_file(&self.path),
        }
    }

    fn as_source(&self, environment: Option<&str>) -> Option<Piped> {
        let text = self.piped.clone()?;
        let (name, shown) = (Self::source_name(&self.path), self.path.display().to_string());
        Some(Piped { name, shown, text, environment: environment.map(|environment| environment.trim().to_owned()) })
    }
}

/// The text of a pipe, as a source with the name of a file source.
struct Piped {
    name: String,
    shown: String,
    text: Arc<str>,
    environment: Option<String>,
}

impl Source for Piped {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn read(&self) -> Result<States, SourceError> {
        let text = self.text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err("is empty; to set no toggle, write a comment into it".into());
        }
        States::from_toml(text, &self.shown, self.environment.as_deref())
    }
}
