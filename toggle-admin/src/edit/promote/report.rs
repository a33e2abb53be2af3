//! The report of a promotion.

use serde::Serialize;

use super::plan::Plan;
use crate::{
    edit::{current::EntryContent, draft::Edit, target::Target},
    versioned::Versioned,
};

/// The outcome of a promotion.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The path, as it was given.
    pub file: String,
    /// The promoted environment.
    pub from: String,
    /// The environment whose section was edited.
    pub to: String,
    /// The changed entries.
    pub toggles: Vec<Promoted>,
    /// The toggles that already have the promoted content.
    pub same: Vec<String>,
    /// The entries that only the target environment has, and that stay.
    pub left: Vec<Left>,
    /// Whether the change is only shown.
    pub dry_run: bool,
    /// Whether the file was written.
    pub changed: bool,
    /// The id of the change in the audit log, if there was one.
    pub change: Option<String>,
    /// The revision of a store's document after the change, or without one the current revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// The warnings about segments, required toggles, and users who can replace the file.
    pub warnings: Vec<String>,
}

/// A changed entry.
#[derive(Debug, Serialize)]
pub struct Promoted {
    /// The toggle.
    pub toggle: String,
    /// The entry before the change.
    pub before: Option<EntryContent>,
    /// The entry after the change.
    pub after: Option<EntryContent>,
}

/// A kept entry.
#[derive(Debug, Serialize)]
pub struct Left {
    /// The toggle.
    pub toggle: String,
    /// The entry.
    pub entry: EntryContent,
}

impl Versioned for Report {
    const FORMAT: &'static str = "promote";
}

impl Report {
    pub(super) fn new(
        target: &Target<'_>,
        [from, to]: [&str; 2],
        plan: Plan,
        change: Option<String>,
        revision: Option<u64>,
    ) -> Self {
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
            revision,
            warnings: plan.warnings,
        }
    }
}
