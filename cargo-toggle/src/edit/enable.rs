//! `cargo toggle disable` and `cargo toggle enable`: the key `enabled` in the table of a toggle.

use anyhow::Result;
use clap::Args;
use toggle_admin::edit::{Change, checked};

use super::{
    options::{Simulated, TargetArgs},
    single,
};
use crate::output::Outcome;

/// Switch a toggle off in a file or a store that programs follow, and keep its rules
///
/// Writes `enabled = false` into the table of the toggle. The toggle is then off or, if it is not of type on/off, has
/// its `otherwise` value. Its rules, requirements and period stay in the file, for `cargo toggle enable`. A state
/// becomes a table, as in `{ otherwise = "on", enabled = false }`, and a toggle that is not in the file gets an entry.
/// A toggle that is set to off stays as it is. If the file only has a toggle with almost this name, and no `--binary`
/// has this one, the name is refused. So a typo leaves no toggle on. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
pub struct Disable {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    /// Create the file if it is missing, and disable a toggle even if the file only has one with almost this name
    #[arg(long)]
    create: bool,
    /// Create the section `[environment.NAME]` if it is missing
    #[arg(long, requires = "environment")]
    create_environment: bool,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    target: TargetArgs,
}

/// Undo `cargo toggle disable`, so that the rules of a toggle apply again
///
/// Removes `enabled = false` from the table of the toggle. A one-line table that then only has `otherwise` becomes that
/// state, and a table that is then empty is removed. If the toggle is not disabled, nothing happens: to switch on a
/// toggle that is set to off, use `cargo toggle set`. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
pub struct Enable {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    target: TargetArgs,
}

impl Disable {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let target = self.target.target()?;
        let change = Change::disable(&self.name, &target)?.creating(self.create, self.create_environment);
        single::run(&change, &self.simulated, self.target.format)
    }
}

impl Enable {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let target = self.target.target()?;
        single::run(&Change::enable(&self.name, &target)?, &self.simulated, self.target.format)
    }
}
