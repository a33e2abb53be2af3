//! Where states come from. All IO of this crate is in here.

pub(crate) mod attributes;
pub(crate) mod environment;
#[cfg_attr(not(feature = "rules"), path = "file_off.rs")]
mod file;
mod patterns;
mod service_links;
mod states;
mod updates;

use std::sync::Arc;

use crate::model::error::SourceError;

/// The longest file of toggles, in bytes.
pub(crate) const MAX_LEN: u64 = toggle_rules::read::MAX_LEN as u64;

#[cfg(feature = "rules")]
pub(crate) use self::file::files_of_directory;
pub(crate) use self::{
    file::{DirectorySource, FileSource},
    states::{Parts, Setting},
    updates::{Sink, Update},
};
pub use self::{states::States, updates::Updates};

/// Somewhere that states come from: a file, or a store that you bring.
///
/// A source gives its states whole. It is read when toggles are set up and at each [`reload`](crate::reload), and may
/// follow its origin in between, to report a new set of states, a failure or a recovery through [`Updates`].
///
/// ```
/// use std::sync::Arc;
/// use toggle_runtime::{Source, SourceError, States, Updates};
///
/// /// States that an operator sends over a channel.
/// struct Console {
///     lines: std::sync::Mutex<Option<std::sync::mpsc::Receiver<String>>>,
/// }
///
/// impl Source for Console {
///     fn name(&self) -> String {
///         "console".to_owned()
///     }
///
///     fn read(&self) -> Result<States, SourceError> {
///         Ok(States::new())
///     }
///
///     fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
///         let lines = self.lines.lock().unwrap().take().ok_or("the console is followed already")?;
///         std::thread::spawn(move || {
///             for line in lines {
///                 let mut states = States::new();
///                 match line.split_once('=') {
///                     Some((name, state)) => states.set_text(name, state, "console"),
///                     None => {
///                         updates.failed(format!("expected name=state, not {line:?}"));
///                         continue;
///                     }
///                 }
///                 updates.states(states);
///             }
///         });
///         Ok(())
///     }
/// }
/// ```
pub trait Source: Send + Sync + 'static {
    /// What decisions and messages call this source, such as `file toggles.toml`.
    fn name(&self) -> String;

    /// Reads all states. May block.
    ///
    /// # Errors
    ///
    /// Whatever kept the states from being read. What the source said last stays in force then.
    fn read(&self) -> Result<States, SourceError>;

    /// Starts to follow the origin, on a thread or task of the source's own, until [`Updates::is_closed`]. Called
    /// after the first `read`, until it succeeds once in a process, unless following is turned off. A
    /// [forked](crate::_sources#fork) child calls it again, since it has none of the threads of its parent. Must return
    /// soon.
    ///
    /// A source that does nothing here is read at set-up and on [`reload`](crate::reload) only. A source that polls its
    /// origin reports through [`Updates::reading`], so that what it read before a reload does not undo the reload.
    ///
    /// # Errors
    ///
    /// Whatever kept the source from following, such as a thread that cannot be made. It is a
    /// [problem](crate::Problem::NotFollowed), and the source is asked again at the next reload, or after some time.
    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        drop(updates);
        Ok(())
    }
}
