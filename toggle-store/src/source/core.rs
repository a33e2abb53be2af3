//! The document in effect of a source: reads from the store, judges what was read, and keeps the copy on disk.

use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, SystemTime},
};

use toggle_runtime::{Names, States};

use super::{
    cache::Cache,
    health::{Health, described},
    judge,
    registration::Registrar,
};
use crate::{Document, Error, Reading, Store};

/// The interval at which the time of the cached copy is set again while the document does not change.
const CONFIRM: Duration = Duration::from_secs(10 * 60);

/// The settings of a source.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// The time after which a silent store is reported.
    pub(super) patience: Duration,
    /// The longest time to wait for the store at a start, if there is a copy on disk.
    pub(super) start: Duration,
    /// The interval of reads without a change.
    pub(super) recheck: Duration,
}

/// A store with the document in effect.
pub(crate) struct Core {
    store: Arc<dyn Store>,
    pub(super) settings: Settings,
    cache: Option<Cache>,
    registrar: Option<Arc<Registrar>>,
    environment: OnceLock<Option<String>>,
    names: OnceLock<Names>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    in_effect: Option<Document>,
    /// The time at which the document in effect was last read, if it comes from the copy on disk.
    stale_since: Option<SystemTime>,
    /// The number of documents that were taken over.
    taken: u64,
    is_cache_read: bool,
    /// The time at which the copy on disk was written or confirmed.
    cached_at: Option<SystemTime>,
    health: Health,
}

/// The result of a read whose document is in effect.
#[derive(Debug)]
pub(super) enum Looked {
    /// Another document is in effect now.
    Changed(Box<Taken>),
    /// The document in effect is the one from before.
    Unchanged,
}

/// A document in effect with its states.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) document: Document,
    pub(super) states: States,
    /// The number of documents that were taken over up to this one.
    pub(super) number: u64,
}

impl Core {
    pub(super) fn new(
        store: Arc<dyn Store>,
        settings: Settings,
        cache: Option<Cache>,
        registrar: Option<Arc<Registrar>>,
    ) -> Self {
        let (environment, names, state) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        Self { store, settings, cache, registrar, environment, names, state }
    }

    pub(super) fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub(super) fn registrar(&self) -> Option<&Registrar> {
        self.registrar.as_deref()
    }

    pub(super) fn environment(&self) -> Option<&str> {
        self.environment.get().and_then(Option::as_deref)
    }

    pub(super) fn set_environment(&self, environment: Option<&str>) {
        self.environment.get_or_init(|| environment.map(str::to_owned));
    }

    pub(super) fn set_names(&self, names: Names) {
        self.names.get_or_init(|| names);
    }

    pub(super) fn health(&self) -> Health {
        self.state().health.clone()
    }

    pub(super) fn in_effect(&self) -> Option<Document> {
        self.state().in_effect.clone()
    }

    /// Reads the store and takes over its document, if it may follow the one in effect.
    pub(super) fn look(&self, within: Duration) -> Result<Looked, Error> {
        let (known, taken) = {
            let state = self.state();
            (state.in_effect.clone(), state.taken)
        };
        let read = self.store.read(known.as_ref(), within);
        let looked = read.and_then(|reading| match reading {
            Reading::Unchanged => Ok(Looked::Unchanged),
            Reading::Document(document) => self.take(document, taken),
        });
        let mut state = self.state();
        match &looked {
            Ok(_) => {
                state.health.succeed();
                state.stale_since = None;
            }
            Err(error) => state.health.fail(error),
        }
        drop(state);
        if looked.is_ok() {
            self.keep();
        }
        looked
    }

    /// Reads the store for the first time or once more, and returns all states.
    ///
    /// At a start without the store, the states are those of the copy on disk, and stale.
    pub(super) fn read(&self) -> Result<States, Error> {
        let is_start = self.read_cache();
        let is_cached = is_start && self.state().stale_since.is_some();
        let within = if is_cached { self.settings.start } else { self.settings.patience * 9 / 10 };
        let error = match self.look(within) {
            Ok(Looked::Changed(taken)) => return Ok(taken.states),
            Ok(Looked::Unchanged) => None,
            Err(error) if !is_cached => return Err(error),
            Err(error) => Some(error),
        };
        let (document, since) = {
            let state = self.state();
            (state.in_effect.clone(), state.stale_since)
        };
        let document = document.ok_or_else(|| Error::unavailable("the store has returned no document"))?;
        let states = self.states(&document)?;
        match (error, since) {
            (Some(error), Some(since)) => Ok(states.stale(since, self.reason(&error))),
            _ => Ok(states),
        }
    }

    /// Returns the reason why the copy on disk is in effect.
    fn reason(&self, error: &Error) -> String {
        let message = self.health().message().unwrap_or_default();
        match &self.cache {
            // A restart alone must not accept a store that was restored or made again.
            Some(cache) if error.is_document() => format!(
                "{message}; the copy {} is in effect, and without it a start takes over what the store has",
                cache.path().display()
            ),
            _ => message,
        }
    }

    /// Notes an error of the watch.
    pub(super) fn note(&self, error: &Error) {
        self.state().health.fail(error);
    }

    /// Notes whether the process is registered. Returns whether that has changed.
    pub(super) fn note_registration(&self, error: Option<&str>) -> bool {
        let mut state = self.state();
        if state.health.registration.as_deref() == error {
            return false;
        }
        state.health.registration = error.map(str::to_owned);
        true
    }

    /// Makes states of a document.
    fn states(&self, document: &Document) -> Result<States, Error> {
        let (text, name) = (document.text()?, self.store.name());
        let environment = self.environment();
        let states = match self.names.get() {
            Some(names) => States::from_toml_for(text, &name, environment, names),
            None => States::from_toml(text, &name, environment),
        };
        let states = states.map_err(|error| Error::invalid("the document cannot be read").because(error))?;
        Ok(match document.version() {
            Some(version) => states.revision(version.revision.to_string()),
            None => match document.tag() {
                Some(tag) => states.revision(tag),
                None => states,
            },
        })
    }

    /// Returns the document in effect, unless its number is this one.
    pub(super) fn taken_after(&self, number: Option<u64>) -> Result<Option<Taken>, Error> {
        let (document, now) = {
            let state = self.state();
            (state.in_effect.clone(), state.taken)
        };
        let Some(document) = document.filter(|_| number != Some(now)) else { return Ok(None) };
        let states = self.states(&document)?;
        Ok(Some(Taken { document, states, number: now }))
    }

    /// Takes a document over. `taken` is the number of documents that were taken over when the read began.
    fn take(&self, document: Document, taken: u64) -> Result<Looked, Error> {
        document.text()?;
        if self.is_in_effect(&document) {
            return Ok(Looked::Unchanged);
        }
        // A reader of another thread may need the state, and a document of a mebibyte takes some time.
        let states = self.states(&document);
        let mut state = self.state();
        if let Err(error) = judge::check(&document, state.in_effect.as_ref()) {
            // Another thread has read a later document in the meantime.
            return if state.taken == taken { Err(error) } else { Ok(Looked::Unchanged) };
        }
        let states = states?;
        state.in_effect = Some(document.clone());
        state.taken += 1;
        state.cached_at = None;
        Ok(Looked::Changed(Box::new(Taken { document, states, number: state.taken })))
    }

    /// Returns whether a document is the one in effect. Its tag may differ, and is kept.
    fn is_in_effect(&self, document: &Document) -> bool {
        let mut state = self.state();
        let is_same =
            |before: &Document| before.contents() == document.contents() && before.version() == document.version();
        let is_in_effect = state.in_effect.as_ref().is_some_and(is_same);
        if is_in_effect {
            state.in_effect = Some(document.clone());
        }
        is_in_effect
    }

    /// Reads the copy on disk once in the life of the source. Returns whether this call did.
    fn read_cache(&self) -> bool {
        if std::mem::replace(&mut self.state().is_cache_read, true) {
            return false;
        }
        let Some(cache) = &self.cache else { return true };
        let read = cache.read().and_then(|read| {
            if let Some((document, _)) = &read {
                self.states(document)?;
            }
            Ok(read)
        });
        let mut state = self.state();
        match read {
            Ok(Some((document, since))) => {
                state.in_effect = Some(document);
                state.stale_since = Some(since);
                state.cached_at = Some(since);
            }
            Ok(None) => {}
            Err(error) => state.health.cache = Some(described(&error)),
        }
        true
    }

    /// Writes the document in effect to disk, or confirms that the copy on disk is current.
    fn keep(&self) {
        let Some(cache) = &self.cache else { return };
        let now = SystemTime::now();
        let (document, cached_at) = {
            let state = self.state();
            (state.in_effect.clone(), state.cached_at)
        };
        let is_fresh = |at: SystemTime| now.duration_since(at).is_ok_and(|age| age < CONFIRM);
        let Some(document) = document.filter(|_| !cached_at.is_some_and(is_fresh)) else { return };
        let written = if cached_at.is_some() { cache.confirm(now) } else { cache.write(&document) };
        let mut state = self.state();
        state.cached_at = written.is_ok().then_some(now);
        state.health.cache = written.err().as_ref().map(described);
    }

    /// No user code runs under the lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
