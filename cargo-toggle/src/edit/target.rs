//! The options that `set` and `unset` have in common.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use toggle_syntax::name::{did_you_mean, nearest};

use super::store::Way;
use crate::{inventory::Inventory, output::Format};

#[derive(Debug, Args)]
pub(super) struct Target {
    /// The file to edit
    #[arg(long)]
    pub(super) file: PathBuf,
    /// Edit what counts in this environment alone: the section `[environment.NAME]`
    #[arg(long, value_name = "NAME")]
    pub(super) environment: Option<String>,
    /// Why, for the audit log
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Refuse a name that no toggle of this binary, or of this list saved with `--format json`, has
    #[arg(long)]
    binary: Vec<PathBuf>,
    /// Write through the file's inode, for one that is mounted alone or has several names; not atomic
    ///
    /// By default, a new file is renamed into place, which a container that mounts the file alone, and not its
    /// directory, never sees. This way, a reader may see half of the file for a moment, and who is killed while writing
    /// leaves half of it, until the next edit mends that. A program that follows the file waits until it is quiet.
    #[arg(long)]
    in_place: bool,
    /// Only show what would be done
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How long to wait while others edit the file
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(super) wait: u64,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

impl Target {
    pub(super) fn way(&self) -> Way {
        if self.in_place { Way::InPlace } else { Way::Rename }
    }

    /// Those of the binaries that have this toggle.
    pub(super) fn programs(&self, name: &str) -> Result<Vec<Inventory>> {
        let programs = Inventory::open_all(&self.binary)?;
        if programs.is_empty() || programs.iter().any(|program| program.find(name).is_some()) {
            return Ok(programs.into_iter().filter(|program| program.find(name).is_some()).collect());
        }
        let inventory = Inventory::merged(&programs);
        let known = inventory.toggles.iter().map(|toggle| toggle.name.as_str());
        let paths: Vec<String> = self.binary.iter().map(|path| path.display().to_string()).collect();
        let hint = nearest(name, known).map(|known| format!("; {}", did_you_mean(name, known))).unwrap_or_default();
        bail!("{} has no toggle `{name}`{hint}", paths.join(", "))
    }
}
