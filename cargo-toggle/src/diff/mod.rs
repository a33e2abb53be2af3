//! `cargo toggle diff`: the changes between two builds, or the differences between two configurations.

mod entries;
mod markdown;
mod text;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use toggle_admin::{
    diff::{compare, compare_configurations},
    inventory::{Inventory, explain_emptiness},
};

use crate::output::{self, Outcome};

/// Compare the toggles of two builds, or two configurations
///
/// Reports the toggles and toggle points that are new, removed, changed or moved. With `--config old.toml new.toml`, it
/// compares the entries of two toggle files. With `--config toggles.toml --environment staging production`, it compares
/// the entries that apply in two environments of one file: the changes that `cargo toggle promote` would make. Comments
/// and formatting make no difference. Monitoring keys (`guard`, `observe`, ..) stay as they are in each environment, so
/// a difference in those alone is marked, and does not set exit status 1.
///
/// Exit status: 0 if nothing differs, 1 if something does, 2 if the comparison failed.
#[derive(Debug, Args)]
pub struct Diff {
    /// A finished binary, or a list saved with `cargo toggle list --format json`
    #[arg(required_unless_present = "config")]
    old: Option<PathBuf>,
    /// The build to compare with: a binary or a saved list, in any combination
    #[arg(required_unless_present = "config")]
    new: Option<PathBuf>,
    /// Leave out the places that have only moved, for example because the code above them has grown
    #[arg(long, conflicts_with = "config")]
    ignore_moved: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    configurations: Configurations,
}

/// The two configurations to compare.
#[derive(Debug, Args)]
#[command(next_help_heading = "Configurations instead of builds")]
pub struct Configurations {
    /// Two toggle files to compare (`-` is the standard input), or one file with two environments in `--environment`
    #[arg(long, value_name = "FILE", num_args = 1..=2, conflicts_with_all = ["old", "new"])]
    config: Vec<PathBuf>,
    /// The environment in which two files are compared, or the two environments to compare, first the one to promote
    ///
    /// Without this option, two files are compared section by section.
    #[arg(long, value_name = "NAME", num_args = 1..=2, requires = "config", conflicts_with_all = ["old", "new"])]
    environment: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line for each change: `+` is new, `-` is removed, `~` is changed or moved
    #[default]
    Human,
    /// JSON with all details
    Json,
    /// For release notes: moved places are only counted
    Markdown,
}

impl Diff {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If one of the inputs cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        if !self.configurations.config.is_empty() {
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
        let report = compare_configurations(&self.configurations.config, &self.configurations.environment)?;
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
        explain_emptiness(&inventory, output::notes());
    }
    Ok(inventory)
}
