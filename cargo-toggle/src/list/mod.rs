//! `cargo toggle list`: every toggle of a build.

mod filter;
mod tables;
mod text;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::filter::Filter;
pub(crate) use self::text::explain_emptiness;
use crate::{
    cargo::Input,
    output::{self, Outcome},
    summary::count,
};

/// List every toggle of a build, and every place that asks for it
///
/// A binary is read and never run. Without one, the current package or workspace is built.
#[derive(Debug, Args)]
pub struct List {
    /// Show every place that asks
    #[arg(long)]
    points: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
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
        output::print(|out| match self.format {
            Format::Table => text::print(out, &inventory, self.points),
            Format::Json => output::json(out, &inventory),
            Format::Markdown => tables::markdown(out, &inventory, self.points),
            Format::Csv => tables::csv(out, &inventory, self.points),
        })?;
        Ok(Outcome::Fine)
    }
}
