//! `cargo toggle coverage`: the states of toggles that a test run has exercised.

mod covered;
mod report;
mod run;
mod text;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use toggle_admin::inventory::{Inventory, Toggle};

use self::{
    covered::{Covered, Recorded},
    report::Report,
};
use crate::output::{self, Format, Outcome};

/// Run the tests, and report which toggles were never on, or never off
///
/// Runs `cargo test` with the arguments after `--`. A state is covered if a check has returned it, in a test or in a
/// program that a test has started. A toggle that is on or off needs both states, and a toggle with variants needs all
/// of them. Numbers and strings have no list of states, and a toggle that the build has pinned has no other state.
#[derive(Debug, Args)]
pub struct Coverage {
    /// Exit with status 1 if this is found
    #[arg(long, value_enum)]
    deny: Vec<Deny>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Run nothing; report on earlier test runs, which had this directory in `TOGGLE_COVERAGE`
    #[arg(long, value_name = "DIRECTORY", requires = "binaries")]
    dir: Option<PathBuf>,
    /// With `--dir`, the finished binaries with the toggles to cover, or lists saved with `--format json`
    #[arg(long = "binary", value_name = "BINARY", requires = "dir")]
    binaries: Vec<PathBuf>,
    /// Arguments for `cargo test`
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// A toggle with a state that no test has exercised
    Untested,
}

/// Returns the states of each toggle that no test has exercised, by the records of test runs in a directory.
///
/// # Errors
///
/// The directory cannot be read, or no test run has recorded there.
pub(crate) fn untested(directory: &Path, toggles: &[Toggle]) -> Result<Vec<Vec<String>>> {
    let recorded = Recorded::read(directory, toggles)?;
    recorded.require(directory)?;
    Ok(toggles.iter().map(|toggle| recorded.covered(toggle).never).collect())
}

impl Coverage {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the tests fail or cannot be run, or if a binary or a record cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let (inventory, recorded) = match &self.dir {
            Some(directory) => {
                let programs = Inventory::open_all(self.binaries.iter())?;
                let inventory = Inventory::merged(&programs);
                let recorded = Recorded::read(directory, &inventory.toggles)?;
                recorded.require(directory)?;
                (inventory, recorded)
            }
            None => run::tests(&self.arguments)?,
        };
        let toggles: Vec<Covered> = inventory.toggles.iter().map(|toggle| recorded.covered(toggle)).collect();
        let untested = toggles.iter().filter(|toggle| !toggle.never.is_empty()).count();
        let report = Report { untested, toggles };
        output::print(|out| match self.format {
            Format::Human => text::print(out, &report),
            Format::Json => output::json(out, &report),
        })?;
        Ok(Outcome::of(untested > 0 && self.deny.contains(&Deny::Untested)))
    }
}
