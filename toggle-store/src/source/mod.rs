//! The source of states over any store: one thread that follows, and a copy on disk for a start without the store.

mod backoff;
mod cache;
mod core;
mod follower;
mod health;
mod judge;
mod registration;

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use toggle_runtime::{Names, Source, SourceError, States, Unknown, Updates};

#[cfg(feature = "conformance")]
pub(crate) use self::follower::Report;
pub(crate) use self::follower::follow;
pub use self::health::Health;
use self::{
    cache::Cache,
    core::{Core, Settings},
    follower::ToRuntime,
    registration::Registrar,
};
use crate::{Document, Error, RecordStore, Store};

/// A source of states that follows the document of a store.
///
/// Add it with `Builder::optional_source` in a service, which should start without its store, or with
/// [`Builder::source`](toggle_runtime::Builder::source).
///
/// # While it runs
///
/// A thread of the source watches the store, and reads the document when the watch reports a change. No check waits for
/// the store. These events change no state, and are reported as a failure of the source:
///
/// * The store is unreachable, or silent for the [patience](Self::patience). The source tries again after 100 ms, and
///   after up to 4.5 s later on, with jitter. So the newest document is in effect within 5 s after the store is back.
/// * The document is missing, empty, longer than [`MAX_DOCUMENT`](crate::MAX_DOCUMENT), not UTF-8 or not TOML.
/// * The document has a lower revision, or the same one with other contents, or belongs to another
///   [lineage](crate::Lineage).
///
/// Toggles that the program does not have are skipped, because several programs share a store.
///
/// # Registration
///
/// A source that is made by [`registered`](Self::registered) writes two [records](crate::fleet): the build with its
/// list of toggles, once, and the process, with a lifetime of 30 s that the source renews. The record of the process is
/// written again at most every 5 s, and within 250 ms after a change of the revision or of a guard. `TOGGLE_STORE` uses
/// such a source for engines that keep records. An account without the right to write records is reported as a failure
/// of the source, and the source still follows the document.
///
/// # Copy on disk
///
/// The source keeps the last good document in a file with mode 0600, in the directory that [`cache`](Self::cache)
/// names, else in `toggle-store` below `$STATE_DIRECTORY` or `$XDG_CACHE_HOME`. Without these there is no copy. The
/// directory must belong to the user of the program, must not be a link, and no other user may write to it.
///
/// A start reads the copy first. If the store cannot be read within 0.8 s, or its document cannot be used, the
/// states of the copy apply, and are reported as stale. The rules of a running program hold as well: a start does
/// not take over a lower revision or another lineage than those of the copy. To accept a store that was made again or
/// restored, remove the copy, which the report names.
///
/// ```
/// # #[cfg(feature = "file")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use toggle_store::{FileStore, StoreSource, WriteStore};
///
/// let directory = tempfile::tempdir()?;
/// let store = FileStore::new(directory.path().join("shop"));
/// store.init("new-checkout = true\n", r#"{"who":"ada"}"#, Duration::from_secs(5))?;
///
/// toggle_runtime::builder().source(StoreSource::new(store)).install()?;
/// assert!(toggle_runtime::problems().is_empty());
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "file"))]
/// # fn main() {}
/// ```
pub struct StoreSource {
    store: Arc<dyn Store>,
    settings: Settings,
    cache: Option<PathBuf>,
    registrar: Option<Arc<Registrar>>,
    core: OnceLock<Core>,
}

impl StoreSource {
    /// Returns a source over a store, which does not register the process.
    pub fn new(store: impl Store) -> Self {
        Self::with(Arc::new(store), None)
    }

    /// Returns a source over a store, which also [registers](Self#registration) the build and the process.
    ///
    /// ```no_run
    /// # #[cfg(feature = "file")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use toggle_store::{FileStore, StoreSource, WriteStore};
    ///
    /// let directory = tempfile::tempdir()?;
    /// let store = FileStore::new(directory.path().join("shop"));
    /// store.init("new-checkout = true\n", r#"{"who":"ada"}"#, Duration::from_secs(5))?;
    ///
    /// let source = StoreSource::registered(store).program("shop", env!("CARGO_PKG_VERSION"));
    /// toggle_runtime::builder().source(source).install()?;
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "file"))]
    /// # fn main() {}
    /// ```
    pub fn registered(store: impl RecordStore) -> Self {
        let store = Arc::new(store);
        let registrar = Registrar::new(store.clone());
        Self::with(store, Some(Arc::new(registrar)))
    }

    fn with(store: Arc<dyn Store>, registrar: Option<Arc<Registrar>>) -> Self {
        let settings = Settings {
            patience: Duration::from_secs(5),
            start: Duration::from_millis(800),
            recheck: Duration::from_secs(30),
        };
        let cache = cache::default_directory();
        Self { store, settings, cache, registrar, core: OnceLock::new() }
    }

    /// Sets the time after which a silent store is reported. The default is 5 s.
    ///
    /// It is also the longest time of a start without the store and without a copy on disk. Pauses between attempts do
    /// not depend on it.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.settings.patience = patience.max(Duration::from_millis(10));
        self.settings.start = self.settings.start.min(self.settings.patience);
        self
    }

    /// Sets the longest interval between two reads while the watch reports no change. The default is 30 s.
    ///
    /// These reads find a change that a watch has missed, and set the age of the states to zero.
    #[must_use]
    pub fn recheck(mut self, interval: Duration) -> Self {
        self.settings.recheck = interval.max(Duration::from_millis(10));
        self
    }

    /// Sets the directory of the copy on disk. It is made when the first document arrives.
    #[must_use]
    pub fn cache(mut self, directory: impl Into<PathBuf>) -> Self {
        self.cache = Some(directory.into());
        self
    }

    /// Keeps no copy on disk. A start without the store then fails, or uses the declared defaults.
    #[must_use]
    pub fn without_cache(mut self) -> Self {
        self.cache = None;
        self
    }

    /// Sets the name and the version of the program in the records of a [registered](Self::registered) source.
    ///
    /// The default name is that of the executable, and the default version is that of the package with this name, if it
    /// has toggles.
    #[must_use]
    pub fn program(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        if let Some(registrar) = self.registrar.as_mut().and_then(Arc::get_mut) {
            registrar.program = Some((name.into(), version.into()));
        }
        self
    }

    /// Sets the lifetime of the record of a [registered](Self::registered) process. The default is 30 s, the least 1 s.
    ///
    /// A process that ends without [`leave`](Self::leave) stays listed for this time.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        if let Some(registrar) = self.registrar.as_mut().and_then(Arc::get_mut) {
            registrar.lifetime = lifetime.max(Duration::from_secs(1));
        }
        self
    }

    /// Removes the record of the process, for a clean end. The source follows the document further, and does not
    /// register the process again.
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable) or [denied](Error::is_denied). The record then
    /// ends with its lifetime.
    ///
    /// ```no_run
    /// # #[cfg(feature = "file")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::{sync::Arc, time::Duration};
    ///
    /// use toggle_store::{FileStore, StoreSource};
    ///
    /// let source = Arc::new(StoreSource::registered(FileStore::from_url("file:///var/lib/toggles/shop")?));
    /// toggle_runtime::builder().optional_source(source.clone()).install()?;
    /// // The program runs, and ends:
    /// source.leave(Duration::from_secs(1))?;
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "file"))]
    /// # fn main() {}
    /// ```
    pub fn leave(&self, within: Duration) -> Result<(), Error> {
        self.registrar.as_ref().map_or(Ok(()), |registrar| registrar.leave(within))
    }

    /// Returns the health of the connection, of the document and of the copy on disk.
    ///
    /// An `Arc` of a source is a source, so that a program can keep one for this call.
    pub fn health(&self) -> Health {
        self.core().health()
    }

    /// Returns the document in effect.
    pub fn document(&self) -> Option<Document> {
        self.core().in_effect()
    }

    pub(crate) fn core(&self) -> &Core {
        self.core.get_or_init(|| {
            let cache =
                self.cache.clone().map(|directory| Cache::new(directory, &self.store.name(), &self.store.identity()));
            Core::new(self.store.clone(), self.settings.clone(), cache, self.registrar.clone())
        })
    }
}

impl Source for StoreSource {
    fn name(&self) -> String {
        self.store.name()
    }

    fn set_environment(&self, environment: Option<&str>) {
        self.core().set_environment(environment);
    }

    fn set_names(&self, names: Names) {
        self.core().set_names(names);
    }

    fn unknown(&self) -> Option<Unknown> {
        Some(Unknown::Ignore)
    }

    fn read(&self) -> Result<States, SourceError> {
        // The message is the one that the follower reports, so that it is reported once.
        self.core().read().map_err(|error| self.health().message().map_or_else(|| error.into(), SourceError::from))
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        thread::Builder::new().name("toggle-store".to_owned()).spawn(move || {
            follow(self.core(), &mut ToRuntime::new(updates));
        })?;
        Ok(())
    }
}

impl fmt::Debug for StoreSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreSource").field("store", &self.store.name()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
