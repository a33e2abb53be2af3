//! `cargo toggle coverage`: the states of toggles that a test run has exercised.

mod covered;
mod report;
mod run;
mod text;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::{
    covered::{Covered, Recorded},
    report::Report,
};
use crate::{
    inventory::Inventory,
    output::{self, Format, Outcome},
};

/// Run the tests, and tell which toggles were never on, or never off
///
/// Runs `cargo test` with what comes after `--`. A state is covered if a check has given it as its answer, in a test or
/// in a program that a test has started: of a toggle that is on or off, both are to be; of one with variants, all are.
/// Numbers and texts have no list of states, and what the build has pinned has no other.
#[derive(Debug, Args)]
pub struct Coverage {
    /// Fail, with exit status 1, if there is some of this
    #[arg(long, value_enum)]
    deny: Vec<Deny>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Run nothing: report on what test runs have noted here, where they had this directory in `TOGGLE_COVERAGE`
    #[arg(long, value_name = "DIRECTORY", requires = "binaries")]
    dir: Option<PathBuf>,
    /// With `--dir`, the finished binaries whose toggles are to be covered, or lists saved with `--format json`
    #[arg(long = "binary", value_name = "BINARY", requires = "dir")]
    binaries: Vec<PathBuf>,
    /// What is passed on to `cargo test`
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// A toggle some of whose states no test has come upon
    Untested,
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
