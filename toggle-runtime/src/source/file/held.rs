//! What is known of a directory of toggle files: of each file, its last good text and what is wrong with it.

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

/// What is known of the directory.
#[derive(Clone, Default)]
pub(super) struct Held {
    /// The files by name, in the order in which later ones win.
    pub(super) files: SortedMap<OsString, Member>,
    /// Whether the directory has been read once.
    pub(super) is_read: bool,
    /// The result that the follower has reported last. None where it has not, or where a `read` has come in between:
    /// only the follower knows what is the latest, so it reports once more.
    pub(super) reported: Option<Result<(), String>>,
}

/// One file of the directory.
#[derive(Clone, Default)]
pub(super) struct Member {
    /// The last content that counted, good or bad. None for a file that keeps changing.
    pub(super) taken: Option<Fingerprint>,
    /// The file that had the name.
    pub(super) identity: Option<Identity>,
    /// The last good text.
    pub(super) good: Option<Arc<str>>,
    /// What is wrong with the file now.
    pub(super) fault: Option<String>,
}

impl Held {
    /// Returns what is wrong with files, by their names.
    pub(super) fn faults(&self) -> impl Iterator<Item = (&OsStr, &str)> {
        self.files.iter().filter_map(|(name, member)| Some((name.as_os_str(), member.fault.as_deref()?)))
    }
}

impl Member {
    /// Takes a content that has settled, or none if the file keeps changing. `check` tells whether a text is good.
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
