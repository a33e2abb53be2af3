//! `cargo toggle set`, `unset`, `disable`, `enable`, `promote`, `undo` and `log`: changing a file of toggles that
//! running programs follow.

mod document;
mod keys;
mod inline;
mod insert;
mod slot;
mod refusal;
mod fault;
mod literal;
mod said;
mod spans;
mod verify;
mod sections;
mod wanted;
mod task;
mod entries;

mod arguments;
mod enable;
mod negative;

mod target;

mod keep;
mod directory;
mod place;
mod lock;
mod audit;
mod in_place;
mod store;
mod transaction;
mod admission;

mod shadowed;
mod report;
mod told;
mod restore;
mod history;
mod undo;
mod several;
mod simulated;
mod promote;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use toggle_runtime::__tool::Names;
use toggle_syntax::{
    Type,
    name::{did_you_mean, nearest},
};

pub(crate) use self::entries::{Entries, Entry, Section};
use self::{
    arguments::{Arguments, KEYS, checked},
    audit::Action,
    place::Place,
    report::Report,
    sections::Missing,
    simulated::Simulated,
    slot::Slot,
    target::Target,
    task::{Step, Task},
    transaction::{Draft, Edit},
    wanted::Wanted,
};
pub use self::{
    enable::{Disable, Enable},
    history::Log,
    negative::below_nothing,
    promote::Promote,
    undo::Undo,
};
use crate::{
    inventory::{Inventory, Toggle},
    output::Outcome,
};

/// Set a toggle, or several at once, in a file that programs follow
///
/// Comments and order stay. The file is replaced in one go, so that nobody ever reads half of it (but see `--in-place`
/// for files that are mounted alone); the content before is kept in `FILE.previous`, and each change is a line of JSON
/// in `FILE.audit.jsonl`. A link is followed, and stays. Two who write at the same time wait for each other. What is
/// not understood is refused, and nothing changed.
///
/// A state or rules take the place of what is there, be it a state or a table. With `--append` or `--prepend`, the
/// rules that are there stay, and of the other keys only those are exchanged that are given. How the toggle is watched
/// (`guard`, `observe`, `shadow-limit`, `shadow-values`) always stays: a state then goes into the table, as `otherwise`
/// or, if it is a percentage, as a rule.
///
/// `off` only disables a table with rules, as `cargo toggle disable` does, so that they stay; `--replace` removes them.
/// The output names whatever is removed, and the environments, pins and variables that count instead of the change.
///
/// `cargo toggle set a=on b=25%` sets several toggles in one change: all of them, or none. `cargo toggle undo` takes
/// them back together.
#[derive(Debug, Args)]
pub struct Set {
    /// The toggle, or several of them, each with its state: `a=on b=25%`
    #[arg(value_parser = named)]
    name: String,
    #[command(flatten)]
    arguments: Arguments,
    /// More toggles with their states
    #[arg(value_name = "NAME=STATE", conflicts_with_all = KEYS)]
    more: Vec<String>,
    /// With `off`, remove the rules that are there, and do not only disable them
    #[arg(long)]
    replace: bool,
    /// Make the file if there is none
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

/// Remove a toggle from a file that programs follow, so that its default counts
///
/// The keys `guard`, `observe`, `shadow-limit` and `shadow-values` stay, unless `--all` is given. The
/// section of an environment goes with its last entry. If the toggle is not in there, all is well and nothing happens.
/// Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
pub struct Unset {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    /// Remove how the toggle is watched, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    target: Target,
}

impl Set {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. It is as it was, then.
    pub fn run(&self) -> Result<Outcome> {
        let words = [Some(self.name.as_str()), self.arguments.state.as_deref()];
        let words: Vec<&str> = words.into_iter().flatten().chain(self.more.iter().map(String::as_str)).collect();
        let Some(assignments) = several::assignments(&words)? else {
            return self.change(&self.name, |ty| self.arguments.wanted(ty))?.run();
        };
        self.arguments.require_states_alone()?;
        ensure!(
            self.simulated.keys.is_none(),
            "`--simulate` counts the users of one toggle, as in `cargo toggle set NAME STATE --simulate 1000`"
        );
        let changes = assignments.iter().map(|one| self.change(&one.name, |ty| arguments::state(one.state, ty)));
        several::run(&changes.collect::<Result<Vec<_>>>()?)
    }

    /// The change of one toggle to what is wanted of one of its type.
    fn change<'a>(&'a self, name: &'a str, wanted: impl FnOnce(Option<&Type>) -> Result<Wanted>) -> Result<Change<'a>> {
        let Self { replace, create, create_environment, simulated, target, .. } = self;
        let programs = target.programs(name)?;
        let ty = ty(&programs, name);
        let wanted = wanted(ty.as_ref()).with_context(|| format!("`{name}` cannot be set to that"))?;
        let (ty, task) = (ty.unwrap_or_default(), Task::Set { wanted, replaces: *replace });
        let (create, create_environment) = (*create, *create_environment);
        Ok(Change { name, programs, ty, task, create, create_environment, simulated, target })
    }
}

impl Unset {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. It is as it was, then.
    pub fn run(&self) -> Result<Outcome> {
        let programs = self.target.programs(&self.name)?;
        let ty = ty(&programs, &self.name).unwrap_or_default();
        let Self { name, all, simulated, target } = self;
        let task = Task::Unset { all: *all };
        Change { name, programs, ty, task, create: false, create_environment: false, simulated, target }.run()
    }
}

/// What the states of this toggle are, going by these programs, if that is known.
fn ty(programs: &[Inventory], name: &str) -> Option<Type> {
    programs.iter().find_map(|program| program.find(name)).map(Toggle::ty)
}

/// What is to be done.
struct Change<'a> {
    name: &'a str,
    programs: Vec<Inventory>,
    ty: Type,
    task: Task,
    create: bool,
    create_environment: bool,
    simulated: &'a Simulated,
    target: &'a Target,
}

impl Change<'_> {
    fn run(&self) -> Result<Outcome> {
        self.target.check_environment()?;
        if let Some(keys) = &self.simulated.keys {
            return simulated::run(self, keys);
        }
        let mut made = transaction::make(self.target, self.create, |place| self.draft(place))?;
        let edit = made.draft.edits.pop().context("a draft without an edit")?;
        let report = self.report(edit, &made.draft.text, made.change, made.warning);
        report.print(self.target.format)
    }

    fn draft(&self, place: &Place) -> Result<Draft> {
        let old = transaction::read(self.target, place, self.create)?;
        let (edit, text) = self.edit(old.as_ref().map_or("", |old| &old.text))?;
        Ok(Draft { old, text, edits: vec![edit] })
    }

    /// Makes the change in a text, without any file.
    fn edit(&self, text: &str) -> Result<(Edit, String)> {
        let slot = Slot { name: self.name, ty: &self.ty, stage: self.target.environment.as_deref() };
        let refused = |refusal| anyhow!("{}:{refusal}", self.shown());
        let present = document::present(text, slot).map_err(refused)?;
        let is_known = slot.stage.is_some_and(|stage| self.target.knows_environment(stage));
        let missing = match self.create_environment {
            true => Missing::Made,
            false if is_known || !self.task.makes_entry() => Missing::Fine,
            false => Missing::Refused,
        };
        sections::require(text, slot, missing).with_context(|| self.shown())?;
        if let Some(reason) = self.task.refuses(present.as_ref(), ty(&self.programs, self.name).as_ref()) {
            return Err(refused(document::refusal(text, slot, reason)));
        }
        let Step { wanted, action } = self.task.step(present.as_ref(), &self.ty);
        let mut edited = document::edit(text, slot, wanted.as_ref()).map_err(refused)?;
        if matches!(self.task, Task::Disable) && edited.before.is_none() && self.programs.is_empty() && !self.create {
            self.refuse_misspelt(text)?;
        }
        let is_checked = action != Action::Unset && edited.before != edited.after;
        if let Some(wanted) = wanted.filter(|_| is_checked) {
            verify::verify(&self.programs, slot, &wanted, edited.before.as_ref(), text, &edited.text)?;
        }
        let text = std::mem::take(&mut edited.text);
        Ok((Edit::of(action, slot, edited), text))
    }

    /// Refuses a name that no part of the file has, but almost.
    fn refuse_misspelt(&self, text: &str) -> Result<()> {
        let names = Names::of(text).toggles;
        let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        if let Some(near) = nearest(self.name, names.iter().copied()).filter(|_| !names.contains(&self.name)) {
            bail!(
                "{}: has no toggle `{}`; {} If not, `--create` writes it, or `--binary` tells that the program has it",
                self.shown(),
                self.name,
                did_you_mean(self.name, near)
            );
        }
        Ok(())
    }

    /// Reports the edit, after which the file has this text.
    fn report(&self, edit: Edit, text: &str, change: Option<String>, warning: Option<String>) -> Report<'_> {
        let slot = Slot { name: self.name, ty: &self.ty, stage: self.target.environment.as_deref() };
        let Edit { action, before, after, nearest, .. } = edit;
        Report {
            toggle: self.name,
            task: &self.task,
            action,
            removed: told::removed(before.as_ref(), after.as_ref()),
            shadowed_by: shadowed::by(text, slot, &self.shown(), &self.programs),
            environment: self.target.environment.as_deref(),
            file: self.shown(),
            before,
            after,
            changed: change.is_some(),
            dry_run: self.target.dry_run,
            simulated: None,
            change,
            nearest,
            warnings: warning.into_iter().collect(),
        }
    }

    fn shown(&self) -> String {
        self.target.shown()
    }
}

/// Reads the name of a toggle, or an assignment, whose name is looked at later.
fn named(text: &str) -> Result<String, toggle_syntax::name::InvalidName> {
    if text.contains('=') { Ok(text.to_owned()) } else { checked(text) }
}
