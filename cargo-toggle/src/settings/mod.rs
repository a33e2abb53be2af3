//! The settings of a workspace for this tool: `[workspace.metadata.toggle]` or, in a package of its own,
//! `[package.metadata.toggle]`.
//!
//! ```toml
//! [workspace.metadata.toggle]
//! file = "toggles.toml"                             # edited without `--file`, beside the manifest
//! environments = ["staging", "production"]          # no others are edited
//! protected = ["production"]                        # changes here want `--yes`
//! require-reason = ["production"]                   # or `true`
//! lints = { unset = "error", too-old = "allow" }    # levels of `check`
//! exceptions = [{ rule = "expired", toggle = "mail", reason = "until the move", until = 2027-03-01 }]
//! max-age = { release = 60, experiment = "none" }   # days
//! audit = { size = 16, age = 365, keep = 10, rules = false }   # MiB, days, files
//! ```
//!
//! The manifest of the current directory has `file` and the settings of `check`. An edit also goes by the manifest
//! above the edited file, which decides for `environments` and `audit`. Both protect and require: the stricter wins. A
//! manifest that cannot be read may protect anything, so that edits are refused until it is mended. In an emergency,
//! edit a file below another manifest from a directory outside of the broken one.

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
    /// The limits of ages.
    pub limits: Limits,
    /// The level of each rule that has another than the usual.
    pub levels: BTreeMap<String, LintLevel>,
    /// The findings that are not reported.
    pub exceptions: Vec<Exception>,
    /// The settings of edits.
    pub edits: Edits,
}

/// Reads the limits of ages in the workspace of this manifest, or in that of the current directory.
///
/// # Errors
///
/// If the manifest cannot be read, or says something that is not understood.
pub fn limits(manifest: Option<&Path>) -> Result<Limits> {
    Ok(lints(manifest)?.limits)
}

/// Reads the settings of `check` in the workspace of this manifest, or in that of the current directory.
///
/// # Errors
///
/// If the manifest cannot be read, or says something that is not understood.
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

/// Returns the lines on which the exceptions of a manifest begin, in order; none if it cannot be read.
pub fn exception_lines(manifest: &Path) -> Vec<usize> {
    manifest::exception_lines(manifest).unwrap_or_default()
}

/// The names in the settings of the current directory's workspace, for completions.
#[derive(Debug, Default)]
pub struct Named {
    /// The toggle file: the key `file`, from the directory of the manifest.
    pub file: Option<PathBuf>,
    /// The names of environments: the key `environments`.
    pub environments: Vec<String>,
}

/// Reads what the workspace of the current directory names. A manifest that is wrong names nothing, nor does that of
/// somebody else.
pub fn named() -> Named {
    let source = manifest::settings(None).ok().flatten().filter(|source| source.check_owner().is_ok());
    let Some(Source { path, table, .. }) = source else { return Named::default() };
    let file = table["file"].as_str().and_then(|file| Some(path.parent()?.join(file)));
    let environments = table["environments"].as_array().into_iter().flatten();
    Named { file, environments: environments.filter_map(|name| name.as_str()).map(str::to_owned).collect() }
}
