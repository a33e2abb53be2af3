//! What a workspace says to this tool: `[workspace.metadata.toggle]` or, in a package of its own,
//! `[package.metadata.toggle]`.
//!
//! ```toml
//! [workspace.metadata.toggle]
//! max-age = { release = 60, experiment = "none" }   # days
//! ```

use std::{collections::HashMap, path::Path};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use toggle_runtime::Kind;

use crate::{cargo, lifetime::Limits};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    #[serde(default)]
    max_age: HashMap<Kind, Age>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a number of days, or \"none\"")]
enum Age {
    Days(u32),
    Word(Word),
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    None,
}

/// The limits that the workspace of this manifest, or that of the current directory, sets; without one, the usual.
///
/// # Errors
///
/// If the manifest cannot be read, or says something that is not understood.
pub fn limits(manifest: Option<&Path>) -> Result<Limits> {
    if manifest.is_none() && !is_inside_a_package()? {
        return Ok(Limits::default());
    }
    let metadata = cargo::metadata(manifest)?;
    let of_package = || metadata.root_package().map(|package| &package.metadata["toggle"]);
    let found = match &metadata.workspace_metadata["toggle"] {
        serde_json::Value::Null => of_package().unwrap_or(&serde_json::Value::Null),
        found => found,
    };
    read(found).with_context(|| format!("the `metadata.toggle` table of {}/Cargo.toml", metadata.workspace_root))
}

fn read(found: &serde_json::Value) -> Result<Limits> {
    let mut limits = Limits::default();
    if found.is_null() {
        return Ok(limits);
    }
    for (kind, age) in Table::deserialize(found)?.max_age {
        limits.set(kind, age.days());
    }
    Ok(limits)
}

impl Age {
    fn days(&self) -> Option<u32> {
        match self {
            Self::Days(days) => Some(*days),
            Self::Word(Word::None) => None,
        }
    }
}

/// Reads a limit as the command line gives it: `release=60` or `ops=none`.
///
/// # Errors
///
/// Says what was expected.
pub fn limit(text: &str) -> Result<(Kind, Option<u32>)> {
    let Some((kind, days)) = text.split_once('=') else { bail!("expected KIND=DAYS, as in `release=60`") };
    let days = match days {
        "none" => None,
        days => Some(days.parse().context("expected a number of days, or `none`")?),
    };
    Ok((kind.parse()?, days))
}

fn is_inside_a_package() -> Result<bool> {
    let here = std::env::current_dir().context("the current directory")?;
    Ok(here.ancestors().any(|directory| directory.join("Cargo.toml").is_file()))
}
