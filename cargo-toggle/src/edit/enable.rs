//! `cargo toggle disable` and `cargo toggle enable`: the key `enabled` in the table of a toggle.

use anyhow::Result;
use clap::Args;

use super::{arguments::checked, change::Change, simulated::Simulated, single, target::Target, task::Task};
use crate::output::Outcome;

/// Switch a toggle off in a file that programs follow, and keep its rules
///
/// Writes `enabled = false` into the table of the toggle. The toggle is off then or, if it is not on or off, what it is
/// `otherwise`; its rules, what it requires and its window stay in the file, for `cargo toggle enable`. A state becomes
/// a table, as in `{ otherwise = "on", enabled = false }`, and a toggle that is not in the file gets an entry. One that
/// is set to off stays as it is. Where the file has only a toggle of almost this name, and no `--binary` has this one,
/// the name is refused, so that a slip leaves nothing on. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
pub struct Disable {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    /// Make the file if there is none, and disable a toggle also where only one of almost this name is in the file
    #[arg(long)]
    create: bool,
    /// Make the section `[environment.NAME]` if there is none
    #[arg(long, requires = "environment")]
    create_environment: bool,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    target: Target,
}

/// Take back what `cargo toggle disable` has done, so that the rules of a toggle count again
///
/// Removes `enabled = false` from the table of the toggle. A table that then only says `otherwise` on its line becomes
/// that state, and one that then says nothing is removed. If the toggle is not disabled, nothing happens: a toggle that
/// is set to off is switched on by `cargo toggle set`. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
pub struct Enable {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    target: Target,
}

impl Disable {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let Self { name, create, create_environment, simulated, target } = self;
        let change = Change::new(name, Task::Disable, simulated, target)?;
        single::run(&Change { create: *create, create_environment: *create_environment, ..change })
    }
}

impl Enable {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let Self { name, simulated, target } = self;
        single::run(&Change::new(name, Task::Enable, simulated, target)?)
    }
}
