//! The table of a manifest.

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use toggle_runtime::{Date, Kind};

use super::{
    days::Days,
    keys,
    manifest::Source,
    required::{Required, check_environment},
};

/// The settings of a manifest, except for those of the audit log.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Table {
    pub(super) max_age: HashMap<Kind, Days>,
    pub(super) file: Option<PathBuf>,
    pub(super) environments: Vec<String>,
    pub(super) protected: Vec<String>,
    pub(super) require_reason: Required,
    pub(super) lints: BTreeMap<String, LintLevel>,
    pub(super) exceptions: Vec<Exception>,
}

/// The level of a rule of `cargo toggle check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LintLevel {
    /// A mistake, reported as an error.
    Error,
    /// A possible problem, reported as a warning.
    Warning,
    /// Not reported.
    Allow,
}

/// A finding that is not reported until a date.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exception {
    /// The rule.
    pub rule: String,
    /// The toggle, or `None` for all.
    pub toggle: Option<String>,
    /// The reason for it.
    pub reason: String,
    /// The last day on which it applies.
    pub until: Date,
}

/// Reads the table.
///
/// # Errors
///
/// If the table is invalid.
pub(super) fn table(source: &Source) -> Result<Table> {
    let read = || -> Result<Table> {
        keys::check(&source.table)?;
        let table = Table::deserialize(&source.table)?;
        table.check()?;
        Ok(table)
    };
    read().with_context(|| source.shown())
}

impl Table {
    fn check(&self) -> Result<()> {
        let known = &self.environments;
        for name in self.protected.iter().chain(self.require_reason.names()) {
            check_environment(name, known)?;
        }
        for Exception { rule, reason, .. } in &self.exceptions {
            ensure!(!reason.trim().is_empty(), "the exception of `{rule}` has no reason");
        }
        Ok(())
    }
}
