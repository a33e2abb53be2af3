//! What a workspace says to this tool: `[workspace.metadata.toggle]` or, in a package of its own,
//! `[package.metadata.toggle]`.
//!
//! ```toml
//! [workspace.metadata.toggle]
//! max-age = { release = 60, experiment = "none" }   # days
//! audit = { size = 16, age = 365, keep = 10, rules = false }   # MiB, days, files
//! ```

mod manifest;

use std::{collections::HashMap, num::NonZeroU32, path::Path};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use toggle_runtime::Kind;

use self::manifest::Source;
use crate::lifetime::Limits;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    #[serde(default)]
    max_age: HashMap<Kind, Days>,
    #[serde(default)]
    audit: Audit,
}

/// The settings of the audit log that `cargo toggle set` keeps. `None` is the usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The largest size of a file. In MiB.
    pub size: Option<NonZeroU32>,
    /// The age at which a new file is begun.
    pub age: Option<Days>,
    /// The number of files that are kept beside the current one.
    pub keep: Option<u32>,
    /// Whether the content of rules is logged.
    pub rules: Option<bool>,
}

/// A number of days, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected a number of days, or \"none\"")]
pub enum Days {
    /// So many.
    Number(u32),
    /// The word `none`.
    Word(Word),
}

/// The word in place of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// No limit.
    None,
}

/// The limits that the workspace of this manifest, or that of the current directory, sets; without one, the usual.
///
/// # Errors
///
/// If the manifest cannot be read, or says something that is not understood.
pub fn limits(manifest: Option<&Path>) -> Result<Limits> {
    let mut limits = Limits::default();
    let source = manifest::settings(manifest)?;
    for (kind, age) in table(source.as_ref())?.max_age {
        limits.set(kind, age.number());
    }
    Ok(limits)
}

/// Reads the settings of the audit log in the workspace of the current directory.
///
/// # Errors
///
/// If the manifest cannot be read, says something that is not understood, or belongs to somebody who is neither this
/// user nor root.
pub fn audit() -> Result<Audit> {
    let Some(source) = manifest::settings(None)? else { return Ok(Audit::default()) };
    source.check_owner()?;
    Ok(table(Some(&source))?.audit)
}

fn table(source: Option<&Source>) -> Result<Table> {
    let Some(Source { path, table, .. }) = source else { return Ok(Table::default()) };
    Table::deserialize(table).with_context(|| format!("the `metadata.toggle` table of {}", path.display()))
}

impl Days {
    /// Returns the number, if there is a limit.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Number(days) => Some(days),
            Self::Word(Word::None) => None,
        }
    }
}

/// Reads a number of days as the command line gives it, or `none`.
///
/// # Errors
///
/// Says what was expected.
pub fn days(text: &str) -> Result<Days> {
    match text {
        "none" => Ok(Days::Word(Word::None)),
        days => days.parse().map(Days::Number).context("expected a number of days, or `none`"),
    }
}

/// Reads a limit as the command line gives it: `release=60` or `ops=none`.
///
/// # Errors
///
/// Says what was expected.
pub fn limit(text: &str) -> Result<(Kind, Option<u32>)> {
    let Some((kind, days)) = text.split_once('=') else { bail!("expected KIND=DAYS, as in `release=60`") };
    Ok((kind.parse()?, self::days(days)?.number()))
}
