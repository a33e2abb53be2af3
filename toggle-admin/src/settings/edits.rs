//! The settings of the subcommands that edit a file.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{
    manifest::{self, Source},
    misspelt::{self, Misspelt},
    required::{Required, add_names},
    table::{Table, table},
};

/// The settings of the subcommands that edit a file.
#[derive(Debug, Default)]
pub struct Edits {
    /// The file to edit if no other is given.
    pub file: Option<PathBuf>,
    /// The known environments, or none if they are not listed.
    pub environments: Vec<String>,
    /// The environments whose changes have to be confirmed.
    pub protected: Vec<String>,
    /// The changes that need a reason.
    pub require_reason: Required,
}

/// Reads the settings of edits in the workspace of the current directory.
///
/// # Errors
///
/// If the manifest is unreadable or invalid: it may protect environments.
pub fn edits() -> Result<Edits> {
    let source = manifest::settings(None).context(UNKNOWN)?;
    let edits = source.as_ref().map(|source| read(source, true)).transpose()?;
    Ok(edits.unwrap_or_default())
}

/// Reads the settings of edits in the workspaces above a file. Adds the protection and requirements of the workspace of
/// the current directory. The former decide about `environments`.
///
/// # Errors
///
/// If a manifest above the file is unreadable or invalid.
pub fn edits_of(file: &Path, here: &Edits) -> Result<Edits> {
    let mut all = Edits { file: here.file.clone(), ..Edits::default() };
    for source in manifest::settings_of(file).context(UNKNOWN)? {
        all.add(&read(&source, false)?);
    }
    all.add(here);
    Ok(all)
}

/// The advice about an unreadable manifest.
const UNKNOWN: &str = "the protected environments of the workspace are not known; fix its manifest";

/// Reads the settings of edits. Only the workspace of the current directory has a `file` setting.
pub(super) fn read(source: &Source, has_file: bool) -> Result<Edits> {
    let Table { file, environments, protected, require_reason, .. } = table(source)?;
    let beside = source.path.parent().unwrap_or(Path::new("."));
    let file = file.filter(|_| has_file && source.check_owner().is_ok()).map(|file| beside.join(file));
    Ok(Edits { file, environments, protected, require_reason })
}

impl Edits {
    /// Returns the names of environments that protect nothing, since one of these sections has almost that name.
    pub fn misspelt(&self, sections: &[&str]) -> Vec<Misspelt> {
        misspelt::misspelt(&self.environments, &self.protected, &self.require_reason, sections)
    }

    /// Adds the protection and requirements of another workspace, and its environments if none are known.
    fn add(&mut self, other: &Self) {
        if self.environments.is_empty() {
            self.environments.clone_from(&other.environments);
        }
        add_names(&mut self.protected, &other.protected);
        self.require_reason.add(&other.require_reason);
    }
}
