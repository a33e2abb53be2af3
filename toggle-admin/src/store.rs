//! A shared store of toggles, and its document, with messages that name the store.

use std::{error::Error as _, fmt, sync::Arc, time::Duration};

use anyhow::{Context, Error, Result, anyhow};
use toggle_store::{Reading, Version, WriteStore};

/// The longest wait for an answer of a store.
pub const WITHIN: Duration = Duration::from_secs(5);

/// An open store whose document can be read and written.
#[derive(Clone)]
pub struct SharedStore {
    store: Arc<dyn WriteStore>,
    name: String,
}

/// The document of a store, with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// The text, which need not be TOML.
    pub text: String,
    /// The version.
    pub version: Version,
}

impl SharedStore {
    /// Returns a store.
    pub fn new(store: impl WriteStore) -> Self {
        let name = store.name();
        Self { store: Arc::new(store), name }
    }

    /// Returns the name for messages, without credentials.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the engine.
    pub fn engine(&self) -> &dyn WriteStore {
        &*self.store
    }

    /// Reads the document.
    ///
    /// # Errors
    ///
    /// If the store does not answer, refuses the access, or has no document that can be used.
    pub fn document(&self) -> Result<StoredDocument> {
        let document = match self.store.read(None, WITHIN) {
            Ok(Reading::Document(document)) => document,
            Ok(Reading::Unchanged) => return Err(anyhow!("{}: the store returns no document", self.name)),
            Err(error) if error.is_missing() => {
                return Err(anyhow!("{:#}; `cargo toggle init` makes the document", self.failed(&error)));
            }
            Err(error) => return Err(self.failed(&error)),
        };
        let text = document.text().map_err(|error| self.failed(&error))?.to_owned();
        let version = document.version().cloned();
        let version = version.with_context(|| format!("{}: the document has no version", self.name))?;
        Ok(StoredDocument { text, version })
    }

    /// Returns the error of a call, with the name of the store and all causes.
    pub(crate) fn failed(&self, error: &toggle_store::Error) -> Error {
        let mut messages = vec![self.name.clone(), error.to_string()];
        let mut cause = error.source();
        while let Some(error) = cause {
            messages.push(error.to_string());
            cause = error.source();
        }
        anyhow!(messages.join(": "))
    }
}

impl fmt::Debug for SharedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedStore").field(&self.name).finish()
    }
}
