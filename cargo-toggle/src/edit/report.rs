//! The report of an edit.

use std::io;

use anyhow::{Context, Result};
use serde::Serialize;
use toggle_syntax::name;

use super::{
    audit::Action,
    current::{ENABLED, EntryContent, MONITORING, OTHERWISE, RULES, SHOWN},
    overrides::Override,
    task::Task,
};
use crate::{
    output::{self, Format, Line, Out, Outcome, Versioned},
    simulate::Changes,
    style,
};

/// The outcome of an edit.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    pub(super) toggle: &'a str,
    #[serde(skip)]
    pub(super) task: &'a Task,
    /// The name of the edit in the audit log.
    pub(super) action: Action,
    /// The environment whose section was edited.
    pub(super) environment: Option<&'a str>,
    /// The path as it was given.
    pub(super) file: String,
    pub(super) before: Option<EntryContent>,
    pub(super) after: Option<EntryContent>,
    /// The removed keys of a table.
    pub(super) removed: Vec<String>,
    /// The states that override this entry.
    #[serde(rename = "shadowed-by")]
    pub(super) overridden_by: Vec<Override>,
    /// Whether the change is only shown.
    #[serde(rename = "dry-run")]
    pub(super) dry_run: bool,
    /// The users who would get another value, if users are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) simulated: Option<Changes>,
    /// Whether the file was written.
    pub(super) changed: bool,
    /// The id of the change in the audit log, if there was one.
    pub(super) change: Option<String>,
    /// A similar name in the file, if the file did not have the toggle.
    pub(super) nearest: Option<String>,
    /// The warnings about users who can replace the file, with their remedies.
    pub(super) warnings: Vec<String>,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Set<'a>(&'a Report<'a>);

#[derive(Serialize)]
#[serde(transparent)]
struct Unset<'a>(&'a Report<'a>);

#[derive(Serialize)]
#[serde(transparent)]
struct Disable<'a>(&'a Report<'a>);

#[derive(Serialize)]
#[serde(transparent)]
struct Enable<'a>(&'a Report<'a>);

impl Versioned for Set<'_> {
    const FORMAT: &'static str = "set";
}

impl Versioned for Unset<'_> {
    const FORMAT: &'static str = "unset";
}

impl Versioned for Disable<'_> {
    const FORMAT: &'static str = "disable";
}

impl Versioned for Enable<'_> {
    const FORMAT: &'static str = "enable";
}

impl Report<'_> {
    pub(super) fn print(&self, format: Format) -> Result<Outcome> {
        print(self.changed, |out| match (format, self.task) {
            (Format::Human, _) => self.text(out),
            (Format::Json, Task::Set { .. }) => output::json(out, &Set(self)),
            (Format::Json, Task::Unset { .. }) => output::json(out, &Unset(self)),
            (Format::Json, Task::Disable) => output::json(out, &Disable(self)),
            (Format::Json, Task::Enable) => output::json(out, &Enable(self)),
        })
    }

    /// Prints the report for a terminal.
    pub(super) fn text(&self, out: &mut Out<'_>) -> io::Result<()> {
        let Self { toggle, file, before, after, .. } = self;
        let (before, after) = (shown(before.as_ref()), shown(after.as_ref()));
        let environment = self.environment.map(|name| format!(" in {name}")).unwrap_or_default();
        let done = match (self.before == self.after, self.changed) {
            (true, _) if self.action == Action::Enable => format!("not disabled, but {after} ({file})"),
            (true, _) => format!("already {after} ({file})"),
            (false, true) => format!("{before} -> {after} ({file})"),
            (false, false) => format!("{before} -> {after} ({file}), not done: dry run"),
        };
        let mut line = Line::new().styled(style::NAME, toggle).text(format_args!("{environment}: {done}"));
        if let Some(nearest) = &self.nearest {
            line = line.text("; ").text(match self.after {
                Some(_) => format!("note that the file has `{nearest}`, too"),
                None => name::did_you_mean(self.toggle, nearest),
            });
        }
        out.line(&notes(self).into_iter().fold(line, |line, note| line.text("; ").text(note)))?;
        self.overridden_by.iter().try_for_each(|overriding| out.line(&Line::new().text(overriding)))?;
        self.simulated.as_ref().map_or(Ok(()), |changes| changes.print(out))
    }
}

/// Prints the outcome of an edit. If that fails, the error tells whether the file was written.
///
/// # Errors
///
/// If the output cannot be written.
pub(super) fn print(changed: bool, print: impl FnOnce(&mut Out<'_>) -> io::Result<()>) -> Result<Outcome> {
    let because = if changed { "the change is made, but cannot be shown" } else { "nothing is changed" };
    output::print(print).context(because)?;
    Ok(Outcome::Fine)
}

/// Returns the display text of a state. A long one is cut.
pub(super) fn shown(content: Option<&EntryContent>) -> String {
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
