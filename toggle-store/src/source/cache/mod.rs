//! The last good document on disk, for a start without the store.

#[cfg_attr(not(unix), path = "directory_other.rs")]
mod directory;

use std::{
    env, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use serde::{Deserialize, Serialize};

use self::directory::Directory;
use crate::{Document, Error, MAX_DOCUMENT, Version, hash::fnv};

/// The longest file: a document with its head line.
const MAX_LEN: u64 = MAX_DOCUMENT as u64 + 4096;

/// The file with the last good document of one store.
#[derive(Debug)]
pub(super) struct Cache {
    /// The hash of the store's identity, which may be secret.
    store: String,
    directory: PathBuf,
    file: String,
}

/// The first line of the file. The document follows.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    store: String,
    /// The length of the document, which reveals a torn file.
    length: usize,
    version: Option<Version>,
    tag: Option<String>,
}

impl Cache {
    /// Returns the copy for the store with this name and this identity.
    pub(super) fn new(directory: PathBuf, name: &str, identity: &str) -> Self {
        let store = format!("{:016x}", fnv(identity.as_bytes()));
        let file = file_name(name, &store);
        Self { store, directory, file }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.directory.join(&self.file)
    }

    /// Reads the document and the time at which it was last confirmed, or `None` if there is no file.
    pub(super) fn read(&self) -> Result<Option<(Document, SystemTime)>, Error> {
        let read = Directory::open(&self.directory).and_then(|directory| directory.read(&self.file, MAX_LEN));
        let (bytes, confirmed) = match read {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.error("cannot be read", &error)),
        };
        let document = self.parse(&bytes).ok_or_else(|| {
            Error::invalid(format!("{} is not a copy of this store's document", self.path().display()))
        })?;
        Ok(Some((document, confirmed)))
    }

    /// Writes a document to a temporary file and renames it into place.
    pub(super) fn write(&self, document: &Document) -> Result<(), Error> {
        let head = Head {
            store: self.store.clone(),
            length: document.contents().len(),
            version: document.version().cloned(),
            tag: document.tag().map(str::to_owned),
        };
        let head = serde_json::to_string(&head).map_err(|error| Error::invalid("cannot be written").because(error))?;
        let bytes = [head.as_bytes(), b"\n", document.contents()].concat();
        Directory::make(&self.directory)
            .and_then(|directory| directory.write(&self.file, &bytes))
            .map_err(|error| self.error("cannot be written", &error))
    }

    /// Notes that the document is still the one of the store.
    pub(super) fn confirm(&self, now: SystemTime) -> Result<(), Error> {
        Directory::open(&self.directory)
            .and_then(|directory| directory.confirm(&self.file, now))
            .map_err(|error| self.error("cannot be confirmed", &error))
    }

    fn parse(&self, bytes: &[u8]) -> Option<Document> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (head, contents) = (&bytes[..end], &bytes[end + 1..]);
        let head: Head = serde_json::from_slice(head).ok()?;
        if head.store != self.store || head.length != contents.len() {
            return None;
        }
        let document = Document::new(contents, head.version);
        Some(match head.tag {
            Some(tag) => document.with_tag(tag),
            None => document,
        })
    }

    fn error(&self, what: &str, error: &io::Error) -> Error {
        Error::invalid(format!("{} {what}: {error}", self.path().display()))
    }
}

/// Returns the directory of the copies that the environment names, or `None` if it names none.
///
/// A service manager sets `STATE_DIRECTORY`, which is more specific than the cache of a user. Relative paths are
/// ignored, as the specification of `XDG_CACHE_HOME` requires.
pub(super) fn default_directory() -> Option<PathBuf> {
    let state = env::var_os("STATE_DIRECTORY");
    let first = state.as_deref().and_then(|paths| env::split_paths(paths).next());
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    [first, cache].into_iter().flatten().find(|path| path.is_absolute()).map(|path| Path::join(&path, "toggle-store"))
}

/// Returns the name of the file for a store: letters of its name for people, and the hash of its identity.
fn file_name(name: &str, hash: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' };
    let readable: String = name.chars().take(80).map(letter).collect();
    format!("{}-{hash}.toml", readable.trim_start_matches(['.', '-']))
}

#[cfg(test)]
mod tests;
