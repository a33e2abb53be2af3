//! The report of a promotion.

use std::io;

use anyhow::Result;
use serde::Serialize;

use super::plan::Plan;
use crate::{
    contrast::contrast,
    edit::{current::EntryContent, draft::Edit, report, target::Target},
    output::{self, Format, Line, Out, Outcome, Versioned},
    style,
    summary::count,
};

/// The outcome of a promotion.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Report {
    /// The path, as it was given.
    file: String,
    from: String,
    to: String,
    /// The changed entries.
    toggles: Vec<Promoted>,
    /// The toggles that already have the promoted content.
    same: Vec<String>,
    /// The entries that only the target environment has, and that stay.
    left: Vec<Left>,
    dry_run: bool,
    /// Whether the file was written.
    pub(super) changed: bool,
    /// The id of the change in the audit log, if there was one.
    change: Option<String>,
    warnings: Vec<String>,
}

/// A changed entry.
#[derive(Debug, Serialize)]
struct Promoted {
    toggle: String,
    before: Option<EntryContent>,
    after: Option<EntryContent>,
}

/// A kept entry.
#[derive(Debug, Serialize)]
struct Left {
    toggle: String,
    entry: EntryContent,
}

impl Versioned for Report {
    const FORMAT: &'static str = "promote";
}

impl Report {
    pub(super) fn new(target: &Target, [from, to]: [&str; 2], plan: Plan, change: Option<String>) -> Self {
        let promoted = |Edit { toggle, before, after, .. }: Edit| Promoted { toggle, before, after };
        Self {
            file: target.shown(),
            from: from.to_owned(),
            to: to.to_owned(),
            toggles: plan.edits.into_iter().map(promoted).collect(),
            same: plan.same,
            left: plan.left.into_iter().map(|(toggle, entry)| Left { toggle, entry }).collect(),
            dry_run: target.dry_run,
            changed: change.is_some(),
            change,
            warnings: plan.warnings,
        }
    }

    pub(super) fn print(&self, format: Format) -> Result<Outcome> {
        report::print(self.changed, |out| match format {
            Format::Human => self.text(out),
            Format::Json => output::json(out, self),
        })
    }

    fn text(&self, out: &mut Out<'_>) -> io::Result<()> {
        let Self { file, from, to, .. } = self;
        for Promoted { toggle, before, after } in &self.toggles {
            let shown =
                |content: &Option<EntryContent>| content.as_ref().map_or("not set".to_owned(), EntryContent::to_string);
            let (before, after) = contrast(&shown(before), &shown(after));
            out.line(&Line::new().styled(style::NAME, toggle).text(format_args!(" in {to}: {before} -> {after}")))?;
        }
        for Left { toggle, .. } in &self.left {
            let text = format!(": only in {to}, and stays; `--prune` removes it");
            out.line(&Line::new().styled(style::NAME, toggle).text(text))?;
        }
        let toggles = count(self.toggles.len(), "toggle");
        let done = match (self.toggles.is_empty(), self.changed) {
            (true, _) => format!("nothing to promote from {from} to {to} ({file})"),
            (false, true) => format!("{toggles} promoted from {from} to {to} ({file})"),
            (false, false) => format!("{toggles} to promote from {from} to {to} ({file}), not done: dry run"),
        };
        out.line(&Line::new().text(done))
    }
}
