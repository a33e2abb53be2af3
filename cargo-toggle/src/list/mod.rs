//! `cargo toggle list`: every toggle of a build.

mod filter;
mod states;
mod state_tables;
mod sort;
mod kept;
mod columns;
mod tables;
mod text;

use std::{io, path::PathBuf};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use toggle_admin::{
    inventory::{Inventory, explain_emptiness},
    summary::count,
};

use self::{
    filter::Filter,
    sort::Sort,
    states::{Configured, Document, States},
};
use crate::{
    cargo::Input,
    output::{self, Out, Outcome},
    terminal,
};

/// List every toggle of a build, and every place that checks it
///
/// A binary is read and never run. Without one, the current package or workspace is built. With `--config`, it lists
/// the state of each toggle in each environment, and the source of the state.
#[derive(Debug, Args)]
pub struct List {
    /// Show every toggle point
    #[arg(long)]
    points: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The column to sort by
    #[arg(long, value_enum, default_value_t, value_name = "COLUMN")]
    sort: Sort,
    /// Print every column of a table; without this option, columns that do not fit into the terminal, or into 80
    /// characters, are left out
    #[arg(long)]
    wide: bool,
    /// Print no list, but compare this file with it; exit status 1 if the file is missing or differs
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
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
    /// JSON with all details, with `--points` or without
    Json,
    /// For a file that is kept in the repository
    Markdown,
    /// A line for each toggle or, with `--points`, each toggle point
    Csv,
}

impl List {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If there is nothing to read, or an input cannot be read.
    pub fn run(&self) -> Result<Outcome> {
        if self.check.is_some() && matches!(self.format, Format::Table) {
            bail!("`--check` does not compare tables for a terminal; give `--format markdown`, `csv` or `json`");
        }
        let mut inventory = self.input.inventory()?;
        if inventory.toggles.is_empty() {
            explain_emptiness(&inventory, output::notes());
        }
        let all = inventory.toggles.len();
        self.filter.apply(&mut inventory, self.input.build.manifest_path())?;
        if inventory.toggles.is_empty() && all > 0 {
            output::note(&format!("none of {} matches the filters", count(all, "toggle")));
        }
        self.sort.apply(&mut inventory);
        let states = self.states(&mut inventory)?;
        let print = |out: &mut Out<'_>| match &states {
            Some(states) => self.print_states(out, &inventory, states),
            None => self.print(out, &inventory),
        };
        if let Some(path) = &self.check {
            let mut list = Vec::new();
            print(&mut Out::new(&mut list))?;
            return kept::compare(path, &String::from_utf8_lossy(&list));
        }
        output::print(print)?;
        Ok(Outcome::Fine)
    }

    fn print(&self, out: &mut Out<'_>, inventory: &Inventory) -> io::Result<()> {
        let width = if self.wide { usize::MAX } else { terminal::width() };
        match self.format {
            Format::Table => text::print(out, inventory, self.points, width),
            Format::Json => output::json(out, inventory),
            Format::Markdown => tables::markdown(out, inventory, self.points),
            Format::Csv => tables::csv(out, inventory, self.points),
        }
    }

    /// Returns the states in several environments, if a configuration is given.
    fn states(&self, inventory: &mut Inventory) -> Result<Option<States>> {
        if !self.configured.is_given() {
            return Ok(None);
        }
        let any = !inventory.toggles.is_empty();
        let states = self.configured.states(inventory)?;
        if inventory.toggles.is_empty() && any {
            output::note("no toggle differs between these environments");
        }
        Ok(Some(states))
    }

    fn print_states(&self, out: &mut Out<'_>, inventory: &Inventory, states: &States) -> io::Result<()> {
        match self.format {
            Format::Table => state_tables::print(out, inventory, states),
            Format::Json => output::json(out, &Document::of(inventory, states)?),
            Format::Markdown => state_tables::markdown(out, inventory, states),
            Format::Csv => state_tables::csv(out, inventory, states),
        }
    }
}
