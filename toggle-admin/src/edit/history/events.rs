//! The changes of a file or a store, in the form in which they are printed.

use serde::Serialize;

use super::outside::Outside;
use crate::{
    edit::audit::{Action, Entry},
    versioned::Versioned,
};

/// The changes of a file.
#[derive(Debug, Serialize)]
pub struct History {
    /// The path, as it was given.
    pub file: String,
    /// The changes, oldest first.
    pub changes: Vec<Event>,
    /// The lines and files of the log that cannot be read.
    pub damaged: Vec<Damage>,
}

impl Versioned for History {
    const FORMAT: &'static str = "log";
}

/// A change of a file.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A change by this tool.
    Change(Box<Row>),
    /// A change by another program.
    Outside(Outside),
}

/// A line of the log, in the form in which it is printed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    /// The time in UTC.
    pub at: String,
    /// The user whose rights were used.
    pub who: String,
    /// The person or job that the user has named as the author.
    pub actor: Option<String>,
    /// The user who took these rights by `sudo`.
    pub sudo_user: Option<String>,
    /// The name of the edit.
    pub action: Action,
    /// The toggle.
    pub toggle: String,
    /// The environment whose section has the entry.
    pub environment: Option<String>,
    /// The entry before the change. A long one is cut.
    pub before: Option<String>,
    /// The entry after the change.
    pub after: Option<String>,
    /// The reason.
    pub reason: Option<String>,
    /// The id of the change.
    pub change: String,
    /// The environment that was promoted.
    pub from: Option<String>,
    /// The id of the change that this one undoes.
    pub undoes: Option<String>,
    /// Whether the change was interrupted and did not take place.
    pub interrupted: bool,
    /// The revision that the change made in a store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
}

/// A line or a file of the log that cannot be read.
#[derive(Debug, Serialize)]
pub struct Damage {
    /// The file of the log.
    pub file: String,
    /// The number of the line, from 1, or `None` for the whole file.
    pub line: Option<usize>,
    /// The reason why it cannot be read.
    pub reason: String,
}

impl Row {
    pub(super) fn of(entry: Entry, interrupted: bool) -> Self {
        let Entry { at, who, actor, sudo_user, action, toggle, environment, before, after, reason, .. } = entry;
        let Entry { change, from, undoes, .. } = entry;
        Self {
            at,
            who,
            actor,
            sudo_user,
            action,
            toggle,
            environment,
            before,
            after,
            reason,
            change,
            from,
            undoes,
            interrupted,
            revision: None,
        }
    }
}
