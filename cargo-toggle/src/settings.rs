//! What a workspace says to this tool: `[workspace.metadata.toggle]` or, in a package of its own,
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

mod keys;
mod manifest;
mod misspelt;

use std::{
    collections::{BTreeMap, HashMap},
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use toggle_runtime::{Date, Kind};
use toggle_syntax::name::{did_you_mean, nearest_stage};

use self::manifest::Source;
pub use self::misspelt::Misspelt;
use crate::lifetime::Limits;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Table {
    max_age: HashMap<Kind, Days>,
    file: Option<PathBuf>,
    environments: Vec<String>,
    protected: Vec<String>,
    require_reason: Required,
    lints: BTreeMap<String, Level>,
    exceptions: Vec<Exception>,
}

/// The environments whose changes need a reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected `true`, `false` or a list of environments")]
pub enum Required {
    /// All changes, or none.
    All(bool),
    /// The changes that count in one of these environments.
    In(Vec<String>),
}

impl Default for Required {
    fn default() -> Self {
        Self::All(false)
    }
}

/// The level of a rule of `cargo toggle check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A mistake.
    Error,
    /// Something to look after.
    Warning,
    /// Not reported.
    Allow,
}

/// A finding that is not reported for a while.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exception {
    /// The rule.
    pub rule: String,
    /// The toggle, or `None` for all.
    pub toggle: Option<String>,
    /// The reason for it.
    pub reason: String,
    /// The last day on which it counts.
    pub until: Date,
}

/// The settings of `cargo toggle check`.
#[derive(Debug, Default)]
pub struct Lints {
    /// The manifest.
    pub manifest: PathBuf,
    /// The limits of ages.
    pub limits: Limits,
    /// The level of each rule that has another than the usual.
    pub levels: BTreeMap<String, Level>,
    /// The findings that are not reported.
    pub exceptions: Vec<Exception>,
    /// The settings of edits.
    pub edits: Edits,
}

/// The settings of the subcommands that edit a file.
#[derive(Debug, Default)]
pub struct Edits {
    /// The file that is edited where no other is given.
    pub file: Option<PathBuf>,
    /// The environments that there are, if they are known.
    pub environments: Vec<String>,
    /// The environments whose changes have to be confirmed.
    pub protected: Vec<String>,
    /// The changes that need a reason.
    pub require_reason: Required,
}

/// The settings of the audit log that `cargo toggle set` keeps. `None` is the usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
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
    let edits = of_edits(&source, false)?;
    let Table { max_age, lints: levels, exceptions, .. } = table(&source)?;
    of_audit(&source)?;
    let mut limits = Limits::default();
    for (kind, age) in max_age {
        limits.set(kind, age.number());
    }
    Ok(Lints { manifest: source.path, limits, levels, exceptions, edits })
}

/// Reads the settings of edits in the workspace of the current directory.
///
/// # Errors
///
/// If the manifest cannot be read, or says something that is not understood: it may protect environments.
pub fn edits() -> Result<Edits> {
    let source = manifest::settings(None).context(UNKNOWN)?;
    let edits = source.as_ref().map(|source| of_edits(source, true)).transpose()?;
    Ok(edits.unwrap_or_default())
}

/// Reads the settings of edits in the workspaces above a file, which decide for `environments`, and adds what the
/// workspace of the current directory protects and requires.
///
/// # Errors
///
/// If a manifest above the file cannot be read, or says something that is not understood.
pub fn edits_of(file: &Path, here: &Edits) -> Result<Edits> {
    let mut all = Edits { file: here.file.clone(), ..Edits::default() };
    for source in above(file).context(UNKNOWN)? {
        all.add(&of_edits(&source, false)?);
    }
    all.add(here);
    Ok(all)
}

/// The advice where a manifest cannot be read.
const UNKNOWN: &str = "it is not known what the workspace protects; mend its manifest";

/// Returns the settings above a file: above the path as it is given, and above the file behind its links.
fn above(file: &Path) -> Result<Vec<Source>> {
    let given = std::path::absolute(file).context("the path of the file")?;
    let parent = |path: &Path| path.parent().map(Path::to_owned);
    let beside = parent(&given);
    // A file that is yet to be made has no path behind links, but its directory may.
    let real = given.canonicalize().ok().as_deref().and_then(parent);
    let real = real.or_else(|| beside.as_ref()?.canonicalize().ok());
    let mut sources: Vec<Source> = Vec::new();
    for directory in real.into_iter().chain(beside) {
        let found = manifest::settings_above(&directory)?;
        sources.extend(found.filter(|found| sources.iter().all(|other| other.path != found.path)));
    }
    Ok(sources)
}

fn of_edits(source: &Source, has_file: bool) -> Result<Edits> {
    let Table { file, environments, protected, require_reason, .. } = table(source)?;
    let beside = source.path.parent().unwrap_or(Path::new("."));
    let file = file.filter(|_| has_file && source.check_owner().is_ok()).map(|file| beside.join(file));
    Ok(Edits { file, environments, protected, require_reason })
}

impl Edits {
    /// Returns the names of environments that protect nothing, since these sections are almost called so.
    pub fn misspelt(&self, sections: &[&str]) -> Vec<Misspelt> {
        misspelt::misspelt(&self.environments, &self.protected, &self.require_reason, sections)
    }

    /// Adds what another workspace protects and requires, and its environments if none are known.
    fn add(&mut self, other: &Self) {
        if self.environments.is_empty() {
            self.environments.clone_from(&other.environments);
        }
        add_names(&mut self.protected, &other.protected);
        self.require_reason.add(&other.require_reason);
    }
}

impl Required {
    /// Makes this require whatever the other requires.
    fn add(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::All(true), _) | (_, Self::All(false)) => {}
            (Self::In(names), Self::In(others)) => add_names(names, others),
            (Self::All(false) | Self::In(_), _) => self.clone_from(other),
        }
    }
}

fn add_names(names: &mut Vec<String>, others: &[String]) {
    for other in others {
        if !names.contains(other) {
            names.push(other.clone());
        }
    }
}

/// Reads the settings of the audit log: those of the workspace above this file, or of the current directory. Rules are
/// not logged if either says so.
///
/// # Errors
///
/// If a manifest cannot be read, says something that is not understood, or belongs to somebody who is neither this user
/// nor root.
pub fn audit(file: &Path) -> Result<Audit> {
    let mut sources = above(file)?;
    sources.extend(manifest::settings(None)?);
    let mut first: Option<Audit> = None;
    for source in sources.iter().filter(|source| source.table.get("audit").is_some()) {
        source.check_owner()?;
        let audit = of_audit(source)?;
        let first = first.get_or_insert(audit);
        first.rules = if audit.rules == Some(false) { audit.rules } else { first.rules };
    }
    Ok(first.unwrap_or_default())
}

fn of_audit(source: &Source) -> Result<Audit> {
    let read = || -> Result<Audit> {
        keys::check_audit(&source.table)?;
        Ok(source.table.get("audit").map_or(Ok(Audit::default()), Audit::deserialize)?)
    };
    read().with_context(|| in_manifest(source))
}

fn table(source: &Source) -> Result<Table> {
    let read = || -> Result<Table> {
        keys::check(&source.table)?;
        let table = Table::deserialize(&source.table)?;
        table.check()?;
        Ok(table)
    };
    read().with_context(|| in_manifest(source))
}

fn in_manifest(source: &Source) -> String {
    format!("the `metadata.toggle` table of {}", source.path.display())
}

impl Table {
    fn check(&self) -> Result<()> {
        let known = &self.environments;
        let required = match &self.require_reason {
            Required::All(_) => &[],
            Required::In(names) => names.as_slice(),
        };
        for name in self.protected.iter().chain(required) {
            check_environment(name, known)?;
        }
        for Exception { rule, reason, .. } in &self.exceptions {
            ensure!(!reason.trim().is_empty(), "the exception of `{rule}` has no reason");
        }
        Ok(())
    }
}

/// Makes sure that this is one of the environments, if these are known.
///
/// # Errors
///
/// If it is another.
pub fn check_environment(name: &str, known: &[String]) -> Result<()> {
    if known.is_empty() || known.iter().any(|known| known == name) {
        return Ok(());
    }
    match nearest_stage(name, known.iter().map(String::as_str)) {
        Some(known) => bail!("no environment is called `{name}`; {}", did_you_mean(name, known)),
        None => bail!("no environment is called `{name}`; `environments` lists `{}`", known.join("`, `")),
    }
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
