//! `cargo toggle diff`: what has changed between two builds.

mod compare;
mod markdown;
#[cfg(test)]
mod tests;
mod text;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};

pub use self::compare::{Change, Difference, FieldChange, Moved, Places, compare};
use crate::{
    inventory::Inventory,
    list,
    output::{self, Outcome},
};

/// Compare the toggles of two builds
///
/// Tells which toggles and which places that ask for them are new, gone, changed or moved. Exit status: 0 if nothing
/// differs, 1 if something does, 2 if the builds could not be read.
#[derive(Debug, Args)]
pub struct Diff {
    /// A finished binary, or a list saved with `cargo toggle list --format json`
    old: PathBuf,
    /// What to compare it with: a binary or a saved list, whichever the other is
    new: PathBuf,
    /// Leave out the places that have only moved, as they do when the code above them grows
    #[arg(long)]
    ignore_moved: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
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
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If one of the two cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let mut difference = compare(&open(&self.old)?, &open(&self.new)?);
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
}

fn open(path: &Path) -> Result<Inventory> {
    let inventory = Inventory::open(path)?;
    if inventory.toggles.is_empty() {
        list::explain_emptiness(&inventory);
    }
    Ok(inventory)
}
