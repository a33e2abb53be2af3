//! `cargo toggle list`: every toggle of a build.

mod filter;
mod states;
mod state_tables;
mod tables;
mod text;

use anyhow::Result;
use clap::{Args, ValueEnum};

pub(crate) use self::text::{explain_emptiness, without_records};
use self::{
    filter::Filter,
    states::{Configured, Document},
};
use crate::{
    cargo::Input,
    inventory::Inventory,
    output::{self, Outcome},
    summary::count,
};

/// List every toggle of a build, and every place that asks for it
///
/// A binary is read and never run. Without one, the current package or workspace is built. With `--config`, it lists
/// what each toggle is in each environment, and what sets it.
#[derive(Debug, Args)]
pub struct List {
    /// Show every place that asks
    #[arg(long)]
    points: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    configured: Configured,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    input: Input,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Aligned columns
    #[default]
    Table,
    /// All that is known, with `--points` or without
    Json,
    /// For a file that is kept with the source
    Markdown,
    /// A line for each toggle or, with `--points`, each place
    Csv,
}

impl List {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If there is nothing to read, or it cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        let mut inventory = self.input.inventory()?;
        if inventory.toggles.is_empty() {
            explain_emptiness(&inventory);
        }
        let all = inventory.toggles.len();
        self.filter.apply(&mut inventory, self.input.build.manifest_path())?;
        if inventory.toggles.is_empty() && all > 0 {
            output::note(&format!("of {} none passes the filters", count(all, "toggle")));
        }
        if self.configured.is_given() {
            return self.list_states(inventory);
        }
        output::print(|out| match self.format {
            Format::Table => text::print(out, &inventory, self.points),
            Format::Json => output::json(out, &inventory),
            Format::Markdown => tables::markdown(out, &inventory, self.points),
            Format::Csv => tables::csv(out, &inventory, self.points),
        })?;
        Ok(Outcome::Fine)
    }

    /// Lists the states in several environments.
    fn list_states(&self, mut inventory: Inventory) -> Result<Outcome> {
        let any = !inventory.toggles.is_empty();
        let states = self.configured.states(&mut inventory)?;
        if inventory.toggles.is_empty() && any {
            output::note("no toggle differs in these environments");
        }
        output::print(|out| match self.format {
            Format::Table => state_tables::print(out, &inventory, &states),
            Format::Json => output::json(out, &Document::of(&inventory, &states)?),
            Format::Markdown => state_tables::markdown(out, &inventory, &states),
            Format::Csv => state_tables::csv(out, &inventory, &states),
        })?;
        Ok(Outcome::Fine)
    }
}
