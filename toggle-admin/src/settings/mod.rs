//! The settings of a workspace for this tool: `[workspace.metadata.toggle]` or, in a single package,
//! `[package.metadata.toggle]`.
//!
//! ```toml
//! [workspace.metadata.toggle]
//! file = "toggles.toml"                             # edited without `--file`, next to the manifest
//! environments = ["staging", "production"]          # no others are edited
//! protected = ["production"]                        # changes here need `--yes`
//! require-reason = ["production"]                   # or `true`
//! lints = { unset = "error", too-old = "allow" }    # levels of `check`
//! exceptions = [{ rule = "expired", toggle = "mail", reason = "until the move", until = 2027-03-01 }]
//! max-age = { release = 60, experiment = "none" }   # days
//! audit = { size = 16, age = 365, keep = 10, rules = false }   # MiB, days, files
//! ```
//!
//! The manifest of the current directory has `file` and the settings of `check`. An edit also follows the manifest
//! above the edited file, which decides about `environments` and `audit`. Both can protect and require: the stricter
//! one wins. An unreadable manifest may protect anything, so edits are refused until it is fixed. In an emergency, edit
//! a file below another manifest from a directory outside of the broken one.

mod audit;
mod days;
mod edits;
mod keys;
mod manifest;
mod misspelt;
mod required;
mod table;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Result;

pub use self::{
    audit::{Audit, audit},
    days::{Days, Word, days, limit},
    edits::{Edits, edits, edits_of},
    misspelt::Misspelt,
    required::{Required, check_environment},
    table::{Exception, LintLevel},
};
use self::{
    manifest::Source,
    table::{Table, table},
};
use crate::lifetime::Limits;

/// The settings of `cargo toggle check`.
#[derive(Debug, Default)]
pub struct Lints {
    /// The manifest.
    pub manifest: PathBuf,
    /// The limits on the age of toggles.
    pub limits: Limits,
    /// The level of each rule whose level is not the default.
    pub levels: BTreeMap<String, LintLevel>,
    /// The findings that are not reported.
    pub exceptions: Vec<Exception>,
    /// The settings of edits.
    pub edits: Edits,
}

/// Reads the age limits of the workspace of this manifest, or of the current directory.
///
/// # Errors
///
/// If the manifest is unreadable or invalid.
pub fn limits(manifest: Option<&Path>) -> Result<Limits> {
    Ok(lints(manifest)?.limits)
}

/// Reads the settings of `check` in the workspace of this manifest, or of the current directory.
///
/// # Errors
///
/// If the manifest is unreadable or invalid.
pub fn lints(manifest: Option<&Path>) -> Result<Lints> {
    let Some(source) = manifest::settings(manifest)? else { return Ok(Lints::default()) };
    let edits = edits::read(&source, false)?;
    let Table { max_age, lints: levels, exceptions, .. } = table(&source)?;
    audit::read(&source)?;
    let mut limits = Limits::default();
    for (kind, age) in max_age {
        limits.set(kind, age.number());
    }
    Ok(Lints { manifest: source.path, limits, levels, exceptions, edits })
}

/// Returns the lines on which the exceptions of a manifest start, in order. Returns none if the manifest cannot be
/// read.
pub fn exception_lines(manifest: &Path) -> Vec<usize> {
    manifest::exception_lines(manifest).unwrap_or_default()
}

/// The names in the settings of the current directory's workspace, for completions.
#[derive(Debug, Default)]
pub struct Named {
    /// The toggle file: the key `file`, resolved from the directory of the manifest.
    pub file: Option<PathBuf>,
    /// The names of environments: the key `environments`.
    pub environments: Vec<String>,
}

/// Reads the names in the workspace of the current directory. An invalid manifest, or one of another user, has no
/// names.
pub fn named() -> Named {
    let source = manifest::settings(None).ok().flatten().filter(|source| source.check_owner().is_ok());
    let Some(Source { path, table, .. }) = source else { return Named::default() };
    let file = table["file"].as_str().and_then(|file| Some(path.parent()?.join(file)));
    let environments = table["environments"].as_array().into_iter().flatten();
    Named { file, environments: environments.filter_map(|name| name.as_str()).map(str::to_owned).collect() }
}
