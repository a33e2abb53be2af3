//! The report of an edit.

use serde::Serialize;

use super::{
    audit::Action,
    current::{ENABLED, EntryContent, MONITORING, OTHERWISE, RULES, SHOWN},
    overrides::Override,
    task::Task,
};
use crate::{simulate::Changes, versioned::Framed};

/// The outcome of an edit.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    /// The toggle.
    pub toggle: &'a str,
    #[serde(skip)]
    pub(super) task: &'a Task,
    /// The name of the edit in the audit log.
    pub action: Action,
    /// The environment whose section was edited.
    pub environment: Option<&'a str>,
    /// The path as it was given.
    pub file: String,
    /// The entry before the change.
    pub before: Option<EntryContent>,
    /// The entry after the change.
    pub after: Option<EntryContent>,
    /// The removed keys of a table.
    pub removed: Vec<String>,
    /// The states that override this entry.
    #[serde(rename = "shadowed-by")]
    pub overridden_by: Vec<Override>,
    /// Whether the change is only shown.
    #[serde(rename = "dry-run")]
    pub dry_run: bool,
    /// The users who would get another value, if users are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulated: Option<Changes>,
    /// Whether the file was written.
    pub changed: bool,
    /// The id of the change in the audit log, if there was one.
    pub change: Option<String>,
    /// The revision of a store's document after the change, or without one the current revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// A similar name in the file, if the file did not have the toggle.
    pub nearest: Option<String>,
    /// The warnings about users who can replace the file, with their remedies.
    pub warnings: Vec<String>,
}

impl Report<'_> {
    /// Returns the report in the frame of the subcommand that makes such a change.
    pub fn framed(&self) -> Framed<'_, Self> {
        let format = match self.task {
            Task::Set { .. } => "set",
            Task::Unset { .. } => "unset",
            Task::Disable => "disable",
            Task::Enable => "enable",
        };
        Framed::named(format, 1, self)
    }

    /// Returns the remarks on the change: what it removed, and what it kept.
    pub fn remarks(&self) -> Vec<String> {
        notes(self)
    }
}

/// Returns the display text of a state. A long one is cut.
pub fn shown(content: Option<&EntryContent>) -> String {
    content.map_or("not set".to_owned(), |content| content.cut(SHOWN))
}

/// Returns the notes after the states.
fn notes(report: &Report<'_>) -> Vec<String> {
    let Report { toggle, task, action, before, after, removed, .. } = report;
    let mut notes = Vec::new();
    if !removed.is_empty() && *action != Action::Enable {
        notes.push(format!("removed: {}", list(removed)));
    }
    match (task, after) {
        (Task::Set { .. }, Some(after)) if *action == Action::Disable => {
            let kept: Vec<&str> = after.keys().into_iter().filter(|key| is_of_rules(key)).collect();
            notes.push(format!("only disabled, which keeps {}; `--replace` removes that", list(&kept)));
        }
        (Task::Set { .. }, Some(after)) if after.is_disabled() => {
            notes.push(format!("it stays disabled; `cargo toggle enable {toggle}` changes that"));
        }
        (Task::Unset { all: false }, Some(after)) => {
            notes.push(format!("kept: {}; `--all` removes that, too", list(&after.keys())));
        }
        (Task::Enable, Some(EntryContent::Plain(state))) if before == after && state == "false" => {
            notes.push(format!("`cargo toggle set {toggle} on` switches it on"));
        }
        _ => {}
    }
    notes
}

fn is_of_rules(key: &str) -> bool {
    key == RULES || ![OTHERWISE, ENABLED].contains(&key) && !MONITORING.contains(&key)
}

fn list<T: AsRef<str>>(keys: &[T]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", key.as_ref())).collect();
    keys.join(", ")
}
