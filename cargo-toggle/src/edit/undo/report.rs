//! The report of an undo.

use std::io;

use anyhow::Result;
use serde::Serialize;

use crate::{
    edit::{
        audit::{Entry, Group},
        current::EntryContent,
        draft::Edit,
        history::text::author,
        report::{self, shown},
        target::Target,
    },
    output::{self, Format, Line, Out, Outcome, Versioned},
    style,
};

/// The outcome of an undo.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Report {
    /// The path, as it was given.
    file: String,
    undoes: Undone,
    toggles: Vec<Restored>,
    /// Whether the file was written.
    changed: bool,
    /// The id of the undo in the audit log, if the file was written.
    change: Option<String>,
    warnings: Vec<String>,
}

/// The change that is undone.
#[derive(Debug, Serialize)]
struct Undone {
    change: String,
    at: String,
    who: String,
    reason: Option<String>,
}

/// A toggle with its restored entry.
#[derive(Debug, Serialize)]
struct Restored {
    toggle: String,
    environment: Option<String>,
    before: Option<EntryContent>,
    after: Option<EntryContent>,
}

impl Versioned for Report {
    const FORMAT: &'static str = "undo";
}

impl Report {
    pub(super) fn new(
        target: &Target,
        group: &Group,
        edits: Vec<Edit>,
        change: Option<String>,
        warning: Option<String>,
    ) -> Self {
        let first = group.entries.first();
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
            toggles: edits.into_iter().map(toggle).collect(),
            changed: change.is_some(),
            change,
            warnings: warning.into_iter().collect(),
        }
    }

    pub(super) fn print(&self, format: Format) -> Result<Outcome> {
        report::print(self.changed, |out| match format {
            Format::Human => self.text(out),
            Format::Json => output::json(out, self),
        })
    }

    fn text(&self, out: &mut Out<'_>) -> io::Result<()> {
        let Undone { change, at, who, .. } = &self.undoes;
        let dry_run = if self.changed { "" } else { ", not done: dry run" };
        for Restored { toggle, environment, before, after } in &self.toggles {
            let environment = environment.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
            let (before, after) = (shown(before.as_ref()), shown(after.as_ref()));
            let done = format!("{environment}: {before} -> {after} ({})", self.file);
            let undone = format!(", undoes {change} of {who} at {at}{dry_run}");
            out.line(&Line::new().styled(style::NAME, toggle).text(done).text(undone))?;
        }
        Ok(())
    }
}

/// Returns the author of a line of the log.
pub(super) fn author_of(entry: &Entry) -> String {
    author(&entry.who, entry.actor.as_deref(), entry.sudo_user.as_deref())
}
