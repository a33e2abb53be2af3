//! A TOML file, or a directory of such files, read whole and followed.

mod content;
mod directory;
mod follow;
#[cfg_attr(not(feature = "follow"), path = "wake_off.rs")]
mod wake;
#[cfg(feature = "follow")]
#[cfg_attr(target_os = "linux", path = "watcher_linux.rs")]
mod watcher;
mod held;
mod links;
mod look;
mod settle;
mod single;
mod turn;

pub(crate) use self::{
    directory::{DirectorySource, names as files_of_directory},
    single::FileSource,
};
