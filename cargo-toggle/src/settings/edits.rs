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
    /// The file that is edited where no other is given.
    pub file: Option<PathBuf>,
    /// The environments that there are, if they are known.
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
/// If the manifest cannot be read, or says something that is not understood: it may protect environments.
pub fn edits() -> Result<Edits> {
    let source = manifest::settings(None).context(UNKNOWN)?;
    let edits = source.as_ref().map(|source| read(source, true)).transpose()?;
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
    for source in manifest::settings_of(file).context(UNKNOWN)? {
        all.add(&read(&source, false)?);
    }
    all.add(here);
    Ok(all)
}

/// The advice where a manifest cannot be read.
const UNKNOWN: &str = "it is not known what the workspace protects; mend its manifest";

/// Reads the settings of edits. Only the workspace of the current directory `has_file`.
pub(super) fn read(source: &Source, has_file: bool) -> Result<Edits> {
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
