use std::{
    ffi::OsString,
    fs::{self, Metadata},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};

use super::keep;
use crate::text_file;

/// Where a file of toggles is, behind all links, and the files beside it.
#[derive(Debug)]
pub(super) struct Place {
    given: PathBuf,
    real: PathBuf,
}

/// What is in a file.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) metadata: Metadata,
}

impl Place {
    /// Follows the links of a path. With `create`, there need not be a file.
    ///
    /// # Errors
    ///
    /// If there is none, or the links lead nowhere.
    pub(super) fn resolve(given: &Path, create: bool) -> Result<Self> {
        let real = match fs::canonicalize(given) {
            Err(error) if error.kind() == ErrorKind::NotFound => missing(given, create),
            real => real.map_err(Into::into),
        };
        Ok(Self { given: given.to_owned(), real: real.with_context(|| given.display().to_string())? })
    }

    /// The file itself.
    pub(super) fn real(&self) -> &Path {
        &self.real
    }

    /// The directory that it is in.
    pub(super) fn directory(&self) -> &Path {
        self.real.parent().unwrap_or(Path::new("."))
    }

    /// What each writer locks. It stays.
    pub(super) fn lock(&self) -> PathBuf {
        self.beside(".", ".lock")
    }

    /// The log of all changes.
    pub(super) fn log(&self) -> PathBuf {
        self.beside("", ".audit.jsonl")
    }

    /// The content before the last change.
    pub(super) fn previous(&self) -> PathBuf {
        self.beside("", ".previous")
    }

    /// A name that is made of the file's.
    pub(super) fn name(&self, before: &str, after: &str) -> OsString {
        let mut name = OsString::from(before);
        name.push(self.real.file_name().unwrap_or_default());
        name.push(after);
        name
    }

    fn beside(&self, before: &str, after: &str) -> PathBuf {
        self.directory().join(self.name(before, after))
    }

    /// Reads the file; none, if there is none.
    ///
    /// # Errors
    ///
    /// If the runtime would not take it for a file of toggles.
    pub(super) fn read(&self) -> Result<Option<Content>> {
        let content = match read(&self.real) {
            Err(error) if is_missing(&error) => return Ok(None),
            content => content,
        };
        content.map(Some).with_context(|| self.given.display().to_string())
    }

    /// Whether the path still leads here, and to this content.
    pub(super) fn is_still(&self, content: Option<&Content>) -> bool {
        let now = Self::resolve(&self.given, content.is_none()).and_then(|now| Ok((now.read()?, now)));
        now.is_ok_and(|(now, place)| {
            let text = |content: Option<&Content>| content.map(|content| content.text.clone());
            place.real == self.real && text(now.as_ref()) == text(content)
        })
    }

    /// Makes sure that the file can be replaced by another without that somebody is surprised.
    ///
    /// # Errors
    ///
    /// If it is not to be written to, or has other names.
    pub(super) fn check_replaceable(&self, content: &Content) -> Result<()> {
        let given = self.given.display();
        let names = keep::names(&content.metadata);
        // None, if it was replaced since it was opened.
        ensure!(
            names <= 1,
            "{given}: has {names} names (hard links), and the others would keep the old content; `--in-place` writes \
             through all of them"
        );
        self.check_writable(content)
    }

    /// Makes sure that the file can be written to, and its previous content be kept.
    ///
    /// # Errors
    ///
    /// If it cannot.
    pub(super) fn check_writable(&self, content: &Content) -> Result<()> {
        let given = self.given.display();
        ensure!(!content.metadata.permissions().readonly(), "{given}: is read-only");
        let previous = self.previous();
        let is_free = fs::symlink_metadata(&previous).map_or(true, |found| !found.is_dir());
        ensure!(is_free, "{}: is a directory, where the previous content is to be kept", previous.display());
        Ok(())
    }
}

fn missing(given: &Path, create: bool) -> Result<PathBuf> {
    if fs::symlink_metadata(given).is_ok() {
        bail!("is a link that leads to no file");
    }
    let Some(name) = given.file_name().filter(|_| create) else {
        bail!("no such file; `cargo toggle set --create` makes one");
    };
    let parent = given.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(fs::canonicalize(parent).context("its directory")?.join(name))
}

fn read(path: &Path) -> Result<Content> {
    let (text, metadata) = text_file::read(path)?;
    Ok(Content { text, metadata })
}

fn is_missing(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::NotFound)
}
