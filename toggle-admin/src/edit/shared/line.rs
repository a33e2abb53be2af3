//! A line in the log of a store: the line that the log of a file has, the replaced revision, and further entries.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::{
    edit::audit::{Action, Entry, Hashes},
    untrusted,
    versioned::{self, Framed, Versioned},
};

/// A line in the log of a store. A write has one line, even if it changes several entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", expecting = "an object")]
pub(in crate::edit) struct Line {
    #[serde(flatten)]
    first: Entry,
    /// The revision that the write replaced, or `None` for the first document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    more: Vec<Other>,
}

/// The change of a further entry by the same write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Other {
    action: Action,
    toggle: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    before: Option<String>,
    after: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<String>,
    #[serde(flatten)]
    hashes: Hashes,
}

impl Versioned for Line {
    const FORMAT: &'static str = Entry::FORMAT;
    const VERSION: u32 = Entry::VERSION;
    const OLDEST: u32 = 3;

    fn called() -> String {
        "a line in the log of a store".to_owned()
    }
}

impl Line {
    /// Returns the line of a write, or `None` if it changes no entry. The replaced text is in the store, so the line
    /// has no source of an entry.
    pub(in crate::edit) fn of(entries: Vec<Entry>, change: &str, replaces: Option<u64>) -> Option<Self> {
        let mut entries = entries.into_iter();
        let first = Entry { change: change.to_owned(), source: None, ..entries.next()? };
        let other = |entry: Entry| Other {
            action: entry.action,
            toggle: entry.toggle,
            environment: entry.environment,
            before: entry.before,
            after: entry.after,
            from: entry.from,
            undoes: entry.undoes,
            // The hashes of the whole text are those of the first entry.
            hashes: Hashes { content_before: None, content_after: None, ..entry.hashes },
        };
        Some(Self { first, replaces, more: entries.map(other).collect() })
    }

    /// Parses a line.
    ///
    /// # Errors
    ///
    /// If another program wrote it.
    pub(in crate::edit) fn read(line: &str) -> Result<Self> {
        versioned::read(line.as_bytes())
    }

    /// Returns the line, without a line break.
    pub(in crate::edit) fn to_json(&self) -> Result<String> {
        Ok(untrusted::json(&serde_json::to_string(&Framed::of(self))?))
    }

    /// Returns all entries, each as a line in the log of a file.
    pub(in crate::edit) fn entries(self) -> Vec<Entry> {
        let Self { first, more, .. } = self;
        let entry = |other: Other| Entry {
            action: other.action,
            toggle: other.toggle,
            environment: other.environment,
            before: other.before,
            after: other.after,
            from: other.from,
            undoes: other.undoes,
            hashes: other.hashes,
            ..first.clone()
        };
        let more: Vec<Entry> = more.into_iter().map(entry).collect();
        [vec![first], more].concat()
    }
}
