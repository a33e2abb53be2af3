//! The changes of a file, in the form in which they are printed.

use serde::Serialize;

use super::outside::Outside;
use crate::{
    edit::audit::{Action, Entry},
    output::Versioned,
};

/// The changes of a file.
#[derive(Debug, Serialize)]
pub(super) struct History {
    /// The path, as it was given.
    pub(super) file: String,
    pub(super) changes: Vec<Event>,
    pub(super) damaged: Vec<Damage>,
}

impl Versioned for History {
    const FORMAT: &'static str = "log";
}

/// A change of a file.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Event {
    /// A change by this tool.
    Change(Box<Row>),
    /// A change by another program.
    Outside(Outside),
}

/// A line of the log, in the form in which it is printed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Row {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) actor: Option<String>,
    pub(super) sudo_user: Option<String>,
    pub(super) action: Action,
    pub(super) toggle: String,
    pub(super) environment: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) change: String,
    /// The environment that was promoted.
    pub(super) from: Option<String>,
    pub(super) undoes: Option<String>,
    /// Whether the change was interrupted and did not take place.
    pub(super) interrupted: bool,
}

/// A line or a file of the log that cannot be read.
#[derive(Debug, Serialize)]
pub(super) struct Damage {
    pub(super) file: String,
    pub(super) line: Option<usize>,
    pub(super) reason: String,
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
        }
    }
}
