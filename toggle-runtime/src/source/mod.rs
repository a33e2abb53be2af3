//! The sources of states. All IO of this crate is in here.

pub(crate) mod attributes;
pub(crate) mod engine;
pub(crate) mod environment;
#[cfg_attr(not(feature = "rules"), path = "file_off.rs")]
mod file;
mod names;
mod patterns;
mod service_links;
mod states;
mod updates;

use std::sync::Arc;

use crate::model::{error::SourceError, unknown::Unknown};

/// The longest file of toggles, in bytes.
pub(crate) const MAX_LEN: u64 = toggle_rules::read::MAX_LEN as u64;

#[cfg(feature = "rules")]
pub(crate) use self::file::files_of_directory;
pub(crate) use self::{
    file::{DirectorySource, FileSource},
    states::{About, Parts, Setting},
    updates::{Sink, Update},
};
pub use self::{names::Names, states::States, updates::Updates};

/// A source of states, such as a store of your own.
///
/// Implement this trait to read states from another place than files and the environment, and add the source with
/// [`Builder::source`](crate::Builder::source).
///
/// A source always returns all its states. Every source is read at set-up and at each [`reload`](crate::reload). In
/// between, it may follow its origin, and report a new set of states, a failure or a recovery through [`Updates`]. If
/// a source fails, its last good states stay. They also stay if a set is empty by accident: a set that removes all
/// states has to [allow that](States::allow_empty). [`sources`](crate::sources()) lists all sources, with the
/// [revision](States::revision) and age of their states.
///
/// ```
/// use std::sync::{Arc, Mutex, mpsc};
/// use toggle_runtime::{Source, SourceError, States, Updates};
///
/// /// States that an operator sends over a channel.
/// struct Console {
///     lines: Mutex<Option<mpsc::Receiver<String>>>,
///     states: Mutex<States>,
/// }
///
/// impl Source for Console {
///     fn name(&self) -> String {
///         "console".to_owned()
///     }
///
///     fn read(&self) -> Result<States, SourceError> {
///         Ok(self.states.lock().unwrap().clone())
///     }
///
///     fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
///         let lines = self.lines.lock().unwrap().take().ok_or("the console is followed already")?;
///         std::thread::spawn(move || {
///             for line in lines {
///                 let Some((name, state)) = line.split_once('=') else {
///                     updates.failed(format!("expected name=state, not {line:?}"));
///                     continue;
///                 };
///                 let mut states = self.states.lock().unwrap();
///                 states.set_text(name, state, "console");
///                 updates.states(states.clone());
///             }
///         });
///         Ok(())
///     }
/// }
/// ```
pub trait Source: Send + Sync + 'static {
    /// Returns the name of this source in decisions and messages, such as `file toggles.toml`.
    fn name(&self) -> String;

    /// Receives the environment in which the program runs, such as `production`, or `None` if none is set.
    ///
    /// [`install`](crate::Builder::install) calls this method before the first `read`. Implement it in a source that
    /// reads texts with [`States::from_toml`], whose sections `[environment.production]` depend on the environment.
    /// The default ignores the environment.
    ///
    /// ```
    /// use std::sync::OnceLock;
    /// use toggle_runtime::{Source, SourceError, States};
    ///
    /// /// A document in a store.
    /// #[derive(Default)]
    /// struct Document {
    ///     environment: OnceLock<Option<String>>,
    /// }
    ///
    /// impl Source for Document {
    ///     fn name(&self) -> String {
    ///         "document".to_owned()
    ///     }
    ///
    ///     fn set_environment(&self, environment: Option<&str>) {
    ///         self.environment.get_or_init(|| environment.map(str::to_owned));
    ///     }
    ///
    ///     fn read(&self) -> Result<States, SourceError> {
    ///         let text = "new-checkout = true"; // of the store
    ///         let environment = self.environment.get().and_then(Option::as_deref);
    ///         Ok(States::from_toml(text, "document", environment)?.revision("812"))
    ///     }
    /// }
    /// ```
    fn set_environment(&self, environment: Option<&str>) {
        let _ = environment;
    }

    /// Receives the names of the program's toggles.
    ///
    /// [`install`](crate::Builder::install) calls this method before the first `read`. Implement it in a source that
    /// many programs share, and read its text with [`States::from_toml_for`], which skips the toggles of the other
    /// programs. The default ignores the names.
    fn set_names(&self, names: Names) {
        drop(names);
    }

    /// Returns the treatment of unknown names in this source, or `None` for that of the [`Builder`].
    ///
    /// Return [`Unknown::Ignore`] if several programs share the source: a name that is unknown to this program may be
    /// a toggle of another one. The default returns `None`. [`install`](crate::Builder::install) calls this method
    /// once.
    ///
    /// [`Builder`]: crate::Builder::unknown
    fn unknown(&self) -> Option<Unknown> {
        None
    }

    /// Reads all states. May block.
    ///
    /// # Errors
    ///
    /// Returns the reason why the states cannot be read. At set-up, [`install`](crate::Builder::install) fails with
    /// it. Later, the last good states of the source stay.
    fn read(&self) -> Result<States, SourceError>;

    /// Starts to follow the origin, on the source's own thread or task, until [`Updates::is_closed`]. Must return
    /// soon.
    ///
    /// This method is called after the first `read`, until it succeeds once in a process, unless
    /// [following](crate::Builder::watch) is off. A [forked](crate::_sources#fork) child calls it again, because the
    /// child has none of the threads of its parent.
    ///
    /// The default does nothing, so that the source is read at set-up and on [`reload`](crate::reload) only. A source
    /// that polls its origin reports through [`Updates::reading`], so that an older reading does not undo a reload.
    ///
    /// # Errors
    ///
    /// Returns the reason why the source cannot be followed, such as a thread that cannot be started. The reason is a
    /// [problem](crate::Problem::NotFollowed). The call is retried at the next reload, or after some time.
    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        drop(updates);
        Ok(())
    }
}

/// A shared source, such as one that a test keeps, or one that is chosen at run time.
impl<S: Source + ?Sized> Source for Arc<S> {
    fn name(&self) -> String {
        S::name(self)
    }

    fn set_environment(&self, environment: Option<&str>) {
        S::set_environment(self, environment);
    }

    fn set_names(&self, names: Names) {
        S::set_names(self, names);
    }

    fn unknown(&self) -> Option<Unknown> {
        S::unknown(self)
    }

    fn read(&self) -> Result<States, SourceError> {
        S::read(self)
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        S::follow(Self::clone(&self), updates)
    }
}
