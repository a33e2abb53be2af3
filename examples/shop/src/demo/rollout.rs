//! The toggle file of the demonstration, and the steps of the release.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use tempfile::TempDir;

/// The toggle file of the demonstration, in a temporary directory.
#[derive(Debug)]
pub(super) struct Rollout {
    file: PathBuf,
    directory: TempDir,
}

impl Rollout {
    /// Creates the file, with the new checkout off for everyone.
    pub(super) fn new() -> anyhow::Result<Self> {
        let directory = tempfile::tempdir().context("cannot make a directory for the toggles")?;
        let rollout = Self { file: directory.path().join("toggles.toml"), directory };
        rollout.reach(0)?;
        Ok(rollout)
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Releases the new checkout to this percentage of customers with an edit of the file.
    pub(super) fn reach(&self, percent: u8) -> anyhow::Result<()> {
        let toggles = format!(
            "bulk-discount = true\n\
             price-engine = \"shadow\"\n\
             \n\
             [new-checkout]\n\
             rules = [{{ rollout = {percent} }}]\n\
             otherwise = false\n\
             guard = {{ failures = \"10%\", over = \"5s\", min-calls = 50 }}\n"
        );
        let new = self.directory.path().join("new.toml");
        fs::write(&new, toggles)
            .and_then(|()| fs::rename(&new, &self.file))
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}
