//! `cargo toggle set`, `unset`, `disable` and `enable`: changing a file of toggles that running programs follow.

mod document;
mod keys;
mod inline;
mod insert;
mod slot;
mod refusal;
mod literal;
mod said;
mod spans;
mod verify;
mod sections;
mod wanted;
mod task;

mod arguments;
mod enable;

mod target;

mod keep;
mod directory;
mod place;
mod lock;
mod audit;
mod in_place;
mod store;

mod shadowed;
mod report;
mod told;
#[cfg(test)]
mod tests;

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use toggle_syntax::Type;

pub use self::enable::{Disable, Enable};
use self::{
    arguments::{Arguments, checked},
    audit::{Action, Entry},
    document::Edited,
    lock::Lock,
    place::{Content, Place},
    report::Report,
    said::Said,
    slot::Slot,
    store::{Replaced, Way},
    target::{Logged, Target},
    task::{Step, Task},
};
use crate::{
    inventory::{Inventory, Toggle},
    output::{Outcome, note},
};

/// How often to start over where somebody else keeps writing the file.
const ATTEMPTS: u32 = 20;

/// Set a toggle in a file that programs follow
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
/// `off` only disables a table with rules, as `cargo toggle disable` does, so that they stay; `--replace` removes them. The
/// output names whatever is removed, and the environments, pins and variables that count instead of the change.
#[derive(Debug, Args)]
pub struct Set {
    /// The toggle
    #[arg(value_parser = checked)]
    name: String,
    #[command(flatten)]
    arguments: Arguments,
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
    target: Target,
}

/// Remove a toggle from a file that programs follow, so that its default counts
///
/// How the toggle is watched (`guard`, `observe`, `shadow-limit`, `shadow-values`) stays, unless `--all` is given. The
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
    target: Target,
}

impl Set {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. It is as it was, then.
    pub fn run(&self) -> Result<Outcome> {
        let programs = self.target.programs(&self.name)?;
        let ty = ty(&programs, &self.name);
        let wanted = self.arguments.wanted(ty.as_ref());
        let wanted = wanted.with_context(|| format!("`{}` cannot be set to that", self.name))?;
        let Self { name, replace, create, create_environment, target, .. } = self;
        let (ty, task) = (ty.unwrap_or_default(), Task::Set { wanted, replaces: *replace });
        let (create, create_environment) = (*create, *create_environment);
        Change { name, programs, ty, task, create, create_environment, target }.run()
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
        let (name, task, target) = (&self.name, Task::Unset { all: self.all }, &self.target);
        Change { name, programs, ty, task, create: false, create_environment: false, target }.run()
    }
}

/// What the states of this toggle are, going by these programs, if that is known.
fn ty(programs: &[Inventory], name: &str) -> Option<Type> {
    programs.iter().find_map(|program| program.find(name)).map(Toggle::ty)
}

/// Warns once of who else may exchange the file.
fn warn(place: &Place, warned: &mut Option<String>) {
    if warned.is_none()
        && let Some(warning) = place.warning()
    {
        note(&warning);
        *warned = Some(warning);
    }
}

/// What is to be done.
struct Change<'a> {
    name: &'a str,
    programs: Vec<Inventory>,
    ty: Type,
    task: Task,
    create: bool,
    create_environment: bool,
    target: &'a Target,
}

/// What would be done to a file as it is now.
struct Draft {
    old: Option<Content>,
    edited: Edited,
    action: Action,
}

impl Draft {
    fn is_done(&self) -> bool {
        self.edited.before == self.edited.after
    }
}

impl Change<'_> {
    fn run(&self) -> Result<Outcome> {
        let report = self.make()?;
        let printed = report.print(self.target.format);
        printed.context(if report.changed {
            "the change is made, but cannot be shown"
        } else {
            "nothing is changed"
        })?;
        Ok(Outcome::Fine)
    }

    fn make(&self) -> Result<Report<'_>> {
        let mut warning = None;
        let mut logged = None;
        for _ in 0..ATTEMPTS {
            let place = Place::resolve(&self.target.file, self.create)?;
            // What is refused, or is already so, leaves no trace: not even that of a lock. A file that was left half
            // written is mended first.
            if self.target.dry_run || !store::is_unfinished(&place)? {
                let draft = self.draft(&place)?;
                if draft.is_done() {
                    return Ok(self.report(draft, None, None));
                }
                warn(&place, &mut warning);
                if self.target.dry_run {
                    return Ok(self.report(draft, None, warning));
                }
            }
            warn(&place, &mut warning);
            let logged = *logged.get_or_insert_with(|| self.target.logged());
            let _lock = self.lock(&place)?;
            store::mend(&place)?;
            let draft = self.draft(&place)?;
            if draft.is_done() {
                return Ok(self.report(draft, None, warning));
            }
            let entry = self.entry(&draft, &place, logged);
            let (old, text, way) = (draft.old.as_ref(), &draft.edited.text, self.target.way());
            if let Replaced::Done(change) = store::replace(&place, old, text, entry, way, &logged.limits)? {
                return Ok(self.report(draft, Some(change), warning));
            }
        }
        bail!("{}: keeps changing; nothing was changed here", self.shown())
    }

    fn draft(&self, place: &Place) -> Result<Draft> {
        let old = place.read()?;
        if old.is_none() && !self.create {
            bail!("{}: was removed just now", self.shown());
        }
        let text = old.as_ref().map_or("", |old| &old.text);
        let slot = Slot { name: self.name, ty: &self.ty, stage: self.target.environment.as_deref() };
        let refused = |refusal| anyhow!("{}:{refusal}", self.shown());
        let present = document::present(text, slot).map_err(refused)?;
        let makes_section = self.create_environment || !self.task.makes_entry();
        sections::require(text, slot, makes_section).with_context(|| self.shown())?;
        let Step { wanted, action } = self.task.step(present.as_ref(), &self.ty);
        let edited = document::edit(text, slot, wanted.as_ref()).map_err(refused)?;
        let is_checked = action != Action::Unset && edited.before != edited.after;
        if let Some(wanted) = wanted.filter(|_| is_checked) {
            verify::verify(&self.programs, slot, &wanted, edited.before.as_ref(), text, &edited.text)?;
        }
        let draft = Draft { old, edited, action };
        match &draft.old {
            Some(old) if !draft.is_done() => match self.target.way() {
                Way::Rename => place.check_replaceable(old)?,
                Way::InPlace => place.check_writable(old)?,
            },
            _ => {}
        }
        Ok(draft)
    }

    fn lock(&self, place: &Place) -> Result<Lock> {
        let waits = || note(&format!("waiting for another `cargo toggle` that edits {}", self.shown()));
        Lock::acquire(place, Duration::from_secs(self.target.wait), waits)
            .with_context(|| format!("{}: cannot be locked: {}", self.shown(), place.shown(&place.lock())))
    }

    fn entry(&self, draft: &Draft, place: &Place, logged: Logged) -> Entry {
        let said = |said: Option<&Said>| said.map(|said| logged.text(said));
        Entry {
            environment: self.target.environment.clone(),
            before: said(draft.edited.before.as_ref()),
            after: said(draft.edited.after.as_ref()),
            reason: self.target.reason.clone(),
            ..Entry::new(draft.action, self.name, &place.real())
        }
    }

    fn report(&self, draft: Draft, change: Option<String>, warning: Option<String>) -> Report<'_> {
        let slot = Slot { name: self.name, ty: &self.ty, stage: self.target.environment.as_deref() };
        Report {
            toggle: self.name,
            task: &self.task,
            action: draft.action,
            removed: told::removed(draft.edited.before.as_ref(), draft.edited.after.as_ref()),
            shadowed_by: shadowed::by(&draft.edited.text, slot, &self.shown(), &self.programs),
            environment: self.target.environment.as_deref(),
            file: self.shown(),
            before: draft.edited.before,
            after: draft.edited.after,
            changed: change.is_some(),
            change,
            nearest: draft.edited.nearest,
            warnings: warning.into_iter().collect(),
        }
    }

    fn shown(&self) -> String {
        self.target.file.display().to_string()
    }
}
