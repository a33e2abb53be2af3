//! The report of an undo.

use serde::Serialize;

use crate::{
    edit::{
        audit::{Entry, author},
        current::EntryContent,
        draft::{Edit, Made},
        target::Target,
    },
    versioned::Versioned,
};

/// The outcome of an undo.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The path, as it was given.
    pub file: String,
    /// The change that is undone.
    pub undoes: Undone,
    /// The toggles with their restored entries.
    pub toggles: Vec<Restored>,
    /// Whether the file was written.
    pub changed: bool,
    /// The id of the undo in the audit log, if the file was written.
    pub change: Option<String>,
    /// The revision of a store's document after the change, or without one the current revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// The warnings about users who can replace the file, with their remedies.
    pub warnings: Vec<String>,
}

/// The change that is undone.
#[derive(Debug, Serialize)]
pub struct Undone {
    /// The id of the change.
    pub change: String,
    /// The time in UTC.
    pub at: String,
    /// The author.
    pub who: String,
    /// The reason of the change.
    pub reason: Option<String>,
}

/// A toggle with its restored entry.
#[derive(Debug, Serialize)]
pub struct Restored {
    /// The toggle.
    pub toggle: String,
    /// The environment whose section has the entry.
    pub environment: Option<String>,
    /// The entry before the undo.
    pub before: Option<EntryContent>,
    /// The restored entry.
    pub after: Option<EntryContent>,
}

impl Versioned for Report {
    const FORMAT: &'static str = "undo";
}

impl Report {
    pub(super) fn new(target: &Target<'_>, undone: &[Entry], made: Made) -> Self {
        let Made { new, change, revision, warning, .. } = made;
        let first = undone.first();
        let text = |of: fn(&Entry) -> String| first.map(of).unwrap_or_default();
        let undoes = Undone {
            change: text(|entry| entry.change.clone()),
            at: text(|entry| entry.at.clone()),
            who: text(author_of),
            reason: first.and_then(|entry| entry.reason.clone()),
        };
        let toggle = |Edit { toggle, environment, before, after, .. }| Restored { toggle, environment, before, after };
        Self {
            file: target.shown(),
            undoes,
            toggles: new.edits.into_iter().map(toggle).collect(),
            changed: change.is_some(),
            change,
            revision,
            warnings: warning.into_iter().collect(),
        }
    }
}

/// Returns the author of a line of the log.
pub(super) fn author_of(entry: &Entry) -> String {
    author(&entry.who, entry.actor.as_deref(), entry.sudo_user.as_deref())
}
