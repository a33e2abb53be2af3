//! `cargo toggle set` and `cargo toggle unset`.

use anyhow::{Result, ensure};
use clap::Args;
use toggle_admin::edit::{self, Change, NewState, checked};

use super::{
    options::{Simulated, TargetArgs},
    report::{print, text},
    single,
    state::{KEYS, StateArgs},
};
use crate::output::{self, Format, Outcome};

/// Set a toggle, or several at once, in a file or a store that programs follow
///
/// Comments and order stay. The file is replaced atomically, so that no reader ever sees half of it (for single-file
/// mounts, see `--in-place`). The previous content is kept in `FILE.previous`. Each change adds a line of JSON to
/// `FILE.audit.jsonl`. A link is followed, and stays. Concurrent edits wait for each other. Unsupported content is
/// refused, and nothing is changed.
///
/// A state or rules replace the current content, which may be a state or a table. With `--append` or `--prepend`, the
/// existing rules stay, and only the given keys are replaced. Monitoring keys (`guard`, `observe`, `shadow-limit`,
/// `shadow-values`) always stay: a state then goes into the table, as `otherwise` or, if it is a percentage, as a rule.
///
/// `off` only disables a table with rules, as `cargo toggle disable` does, so that the rules stay; `--replace` removes
/// them. The output lists the removed keys, and the environments, pins and variables that override the change.
///
/// With `--store`, the document of a store is edited, and its log gets the line, in one transaction. If another writer
/// has changed the document meanwhile, the change is made in the new document. It is refused if the other writer has
/// changed an entry that it changes, too.
///
/// `cargo toggle set a=on b=25%` sets several toggles in one change: all of them, or none. `cargo toggle undo` undoes
/// them together.
#[derive(Debug, Args)]
pub struct Set {
    /// The toggle, or several of them, each with its state: `a=on b=25%`
    #[arg(value_parser = named)]
    name: String,
    #[command(flatten)]
    arguments: StateArgs,
    /// More toggles with their states
    #[arg(value_name = "NAME=STATE", conflicts_with_all = KEYS)]
    more: Vec<String>,
    /// With `off`, remove the rules instead of only disabling them
    #[arg(long)]
    replace: bool,
    /// Create the file if it is missing
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

/// Remove a toggle from a file or a store that programs follow, so that its default applies
///
/// The keys `guard`, `observe`, `shadow-limit` and `shadow-values` stay, unless `--all` is given. The section of an
/// environment is removed with its last entry. If the file does not have the toggle, nothing happens, with exit status
/// 0. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
pub struct Unset {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    /// Remove the monitoring keys, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    target: TargetArgs,
}

impl Set {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let words = [Some(self.name.as_str()), self.arguments.state.as_deref()];
        let words: Vec<&str> = words.into_iter().flatten().chain(self.more.iter().map(String::as_str)).collect();
        let target = self.target.target()?;
        let change = |name, state: &NewState| -> Result<Change<'_>> {
            let change = Change::set(name, state, self.replace, &target)?;
            Ok(change.creating(self.create, self.create_environment))
        };
        let state = self.arguments.state();
        let Some(assignments) = edit::assignments(&words)? else {
            return single::run(&change(&self.name, &state)?, &self.simulated, self.target.format);
        };
        state.require_states_alone()?;
        ensure!(
            self.simulated.keys.is_none(),
            "`--simulate` counts the users of one toggle, as in `cargo toggle set NAME STATE --simulate 1000`"
        );
        let changes = assignments.iter().map(|one| change(&one.name, &NewState::plain(one.state)));
        let changes = changes.collect::<Result<Vec<_>>>()?;
        let reports = edit::make_all(&changes)?;
        print(reports.changed, |out| match self.target.format {
            Format::Human => reports.toggles.iter().try_for_each(|report| text(out, report)),
            Format::Json => output::json(out, &reports),
        })
    }
}

impl Unset {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let target = self.target.target()?;
        single::run(&Change::unset(&self.name, self.all, &target)?, &self.simulated, self.target.format)
    }
}

/// Parses the name of a toggle, or an assignment, whose name is checked later.
fn named(text: &str) -> Result<String, toggle_syntax::name::InvalidName> {
    if text.contains('=') { Ok(text.to_owned()) } else { checked(text) }
}
