//! `cargo toggle diff`: the changes between two builds, or the differences between two configurations.

mod compare;
mod configuration;
mod entries;
mod markdown;
#[cfg(test)]
mod tests;
mod text;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

pub use self::compare::{Change, Difference, FieldChange, Moved, Places, compare};
use self::configuration::Configurations;
use crate::{
    inventory::Inventory,
    list,
    output::{self, Outcome},
};

/// Compare the toggles of two builds, or two configurations
///
/// Tells which toggles and which places that ask for them are new, gone, changed or moved. With `--config`, it compares
/// the entries of two toggle files, `--config old.toml new.toml`, or those that count in two environments of one,
/// `--config toggles.toml --environment staging production`: what `cargo toggle promote` would change. Comments and the
/// way in which an entry is written make no difference. How a toggle is watched (`guard`, `observe`, ..) stays as it is
/// in each environment, so where only that differs, it is marked, and is no reason for exit status 1.
///
/// Exit status: 0 if nothing differs, 1 if something does, 2 if it could not be compared.
#[derive(Debug, Args)]
pub struct Diff {
    /// A finished binary, or a list saved with `cargo toggle list --format json`
    #[arg(required_unless_present = "config")]
    old: Option<PathBuf>,
    /// What to compare it with: a binary or a saved list, whichever the other is
    #[arg(required_unless_present = "config")]
    new: Option<PathBuf>,
    /// Leave out the places that have only moved, as they do when the code above them grows
    #[arg(long, conflicts_with = "config")]
    ignore_moved: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    configurations: Configurations,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line for each change: `+` is new, `-` is gone, `~` is changed or moved
    #[default]
    Human,
    /// All that is known
    Json,
    /// For release notes: without the places that have only moved
    Markdown,
}

impl Diff {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If one of the inputs cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        if self.configurations.are_given() {
            return self.of_configurations();
        }
        let [old, new] = [&self.old, &self.new].map(|path| path.as_deref().context("two builds are needed"));
        let mut difference = compare(&open(old?)?, &open(new?)?);
        if self.ignore_moved {
            difference.forget_moved();
        }
        output::print(|out| match self.format {
            Format::Human => text::print(out, &difference),
            Format::Json => output::json(out, &difference),
            Format::Markdown => markdown::print(out, &difference),
        })?;
        Ok(Outcome::of(!difference.is_empty()))
    }

    fn of_configurations(&self) -> Result<Outcome> {
        let report = self.configurations.report()?;
        output::print(|out| match self.format {
            Format::Human => entries::print(out, &report),
            Format::Json => output::json(out, &report),
            Format::Markdown => entries::markdown(out, &report),
        })?;
        Ok(Outcome::of(report.differs()))
    }
}

fn open(path: &Path) -> Result<Inventory> {
    let inventory = Inventory::open(path)?;
    if inventory.toggles.is_empty() {
        list::explain_emptiness(&inventory);
    }
    Ok(inventory)
}
