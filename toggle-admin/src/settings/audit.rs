//! The settings of the audit log.

use std::{num::NonZeroU32, path::Path};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{
    days::Days,
    keys,
    manifest::{self, Source},
};

/// The settings of the audit log that edits write. `None` stands for the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Audit {
    /// The largest size of a file, in MiB.
    pub size: Option<NonZeroU32>,
    /// The age at which a new file is started.
    pub age: Option<Days>,
    /// The number of files to keep, in addition to the current one.
    pub keep: Option<u32>,
    /// Whether the content of rules is logged.
    pub rules: Option<bool>,
}

/// Reads the settings of the audit log from the workspace above this file, or of the current directory. Rules are not
/// logged if either turns them off.
///
/// # Errors
///
/// If a manifest is unreadable or invalid, or belongs to a user who is neither this user nor root.
pub fn audit(file: &Path) -> Result<Audit> {
    let mut sources = manifest::settings_of(file)?;
    sources.extend(manifest::settings(None)?);
    let mut first: Option<Audit> = None;
    for source in sources.iter().filter(|source| source.table.get("audit").is_some()) {
        source.check_owner()?;
        let audit = read(source)?;
        let first = first.get_or_insert(audit);
        first.rules = if audit.rules == Some(false) { audit.rules } else { first.rules };
    }
    Ok(first.unwrap_or_default())
}

/// Reads the settings of the audit log in this manifest.
pub(super) fn read(source: &Source) -> Result<Audit> {
    let parse = || -> Result<Audit> {
        keys::check_audit(&source.table)?;
        Ok(source.table.get("audit").map_or(Ok(Audit::default()), Audit::deserialize)?)
    };
    parse().with_context(|| source.shown())
}
