//! The known state of a directory of toggle files: the last good text and the fault of each file.

use std::{
    ffi::{OsStr, OsString},
    sync::Arc,
};

use toggle_syntax::sorted::SortedMap;

use crate::source::file::{
    content::{Content, Fingerprint},
    look::Identity,
    settle::{RESTLESS, Settled},
};

/// The known state of the directory.
#[derive(Clone, Default)]
pub(super) struct Held {
    /// The files by name. Later files override earlier ones.
    pub(super) files: SortedMap<OsString, Member>,
    /// Whether the directory has been read once.
    pub(super) is_read: bool,
    /// The last result that the follower has reported. `None` before the first report, and after a `read` in between:
    /// only the follower knows the latest content, so it reports once more.
    pub(super) reported: Option<Result<(), String>>,
}

/// One file of the directory.
#[derive(Clone, Default)]
pub(super) struct Member {
    /// The last taken content, good or bad. `None` for a file that keeps changing.
    pub(super) taken: Option<Fingerprint>,
    /// The identity of the file that last had the name.
    pub(super) identity: Option<Identity>,
    /// The last good text.
    pub(super) good: Option<Arc<str>>,
    /// The current fault of the file.
    pub(super) fault: Option<String>,
}

impl Held {
    /// Returns the faults of files, with the names of the files.
    pub(super) fn faults(&self) -> impl Iterator<Item = (&OsStr, &str)> {
        self.files.iter().filter_map(|(name, member)| Some((name.as_os_str(), member.fault.as_deref()?)))
    }
}

impl Member {
    /// Takes a settled content, or `None` if the file keeps changing. `check` returns the fault of a bad text.
    pub(super) fn take(&mut self, settled: Option<Settled>, check: impl Fn(&str) -> Result<(), String>) {
        let Some(Settled { content, identity, .. }) = settled else {
            self.taken = None;
            self.fault = Some(RESTLESS.to_owned());
            return;
        };
        self.taken = Some(content.fingerprint());
        self.identity = identity;
        self.fault = match content {
            Content::Unreadable(fault) => Some(fault),
            Content::Text(text) => match check(&text) {
                Ok(()) => {
                    self.good = Some(text);
                    None
                }
                Err(fault) => Some(fault),
            },
        };
    }
}
