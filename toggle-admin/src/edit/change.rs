//! The change of one toggle: the edit of a text, and its report.

use crate::inventory::Inventory;
use anyhow::{Context, Result, anyhow, bail};
use toggle_runtime::__admin::Names;
use toggle_syntax::{
    Type,
    name::{did_you_mean, nearest},
};

use super::{
    audit::Action,
    document,
    draft::{Edit, Made},
    new_state::NewState,
    overrides,
    removed::removed,
    report::Report,
    sections::{self, Missing},
    slot::Slot,
    target::Target,
    task::{Step, Task},
    verify,
};

/// A change of one toggle.
#[derive(Debug)]
pub struct Change<'a> {
    pub(super) name: &'a str,
    pub(super) programs: Vec<Inventory>,
    ty: Type,
    task: Task,
    pub(super) create: bool,
    create_environment: bool,
    pub(super) target: &'a Target<'a>,
}

impl<'a> Change<'a> {
    /// Returns the change that sets a toggle. Off only disables a table with rules, unless `replaces` is set.
    ///
    /// # Errors
    ///
    /// If a program cannot be read, none has a toggle of this name, or the toggle cannot have this state.
    pub fn set(name: &'a str, state: &NewState, replaces: bool, target: &'a Target<'a>) -> Result<Self> {
        let programs = target.programs(name)?;
        let ty = Inventory::type_in(&programs, name);
        let request = state.request(ty.as_ref()).with_context(|| format!("`{name}` cannot be set to that"))?;
        Ok(Self::of(name, programs, ty, Task::Set { request, replaces }, target))
    }

    /// Returns the change that removes the state and rules of a toggle, and with `all` also its monitoring keys.
    ///
    /// # Errors
    ///
    /// If a program cannot be read, or none has a toggle of this name.
    pub fn unset(name: &'a str, all: bool, target: &'a Target<'a>) -> Result<Self> {
        Self::with(name, Task::Unset { all }, target)
    }

    /// Returns the change that disables a toggle and keeps its rules.
    ///
    /// # Errors
    ///
    /// If a program cannot be read, or none has a toggle of this name.
    pub fn disable(name: &'a str, target: &'a Target<'a>) -> Result<Self> {
        Self::with(name, Task::Disable, target)
    }

    /// Returns the change that makes the rules of a disabled toggle apply again.
    ///
    /// # Errors
    ///
    /// If a program cannot be read, or none has a toggle of this name.
    pub fn enable(name: &'a str, target: &'a Target<'a>) -> Result<Self> {
        Self::with(name, Task::Enable, target)
    }

    fn with(name: &'a str, task: Task, target: &'a Target<'a>) -> Result<Self> {
        let programs = target.programs(name)?;
        let ty = Inventory::type_in(&programs, name);
        Ok(Self::of(name, programs, ty, task, target))
    }

    /// Returns a change that requires its file and its section.
    fn of(name: &'a str, programs: Vec<Inventory>, ty: Option<Type>, task: Task, target: &'a Target<'a>) -> Self {
        let ty = ty.unwrap_or_default();
        Self { name, programs, ty, task, create: false, create_environment: false, target }
    }

    /// Sets whether a missing file and a missing section of the environment are created.
    #[must_use]
    pub fn creating(self, file: bool, environment: bool) -> Self {
        Self { create: file, create_environment: environment, ..self }
    }
}

impl Change<'_> {
    /// Applies the change to a text, without any file.
    pub(super) fn edit(&self, text: &str) -> Result<(Edit, String)> {
        let slot = Slot { name: self.name, ty: &self.ty, environment: self.target.environment.as_deref() };
        let refused = |refusal| anyhow!("{}:{refusal}", self.shown());
        let present = document::present(text, slot).map_err(refused)?;
        let is_known = slot.environment.is_some_and(|environment| self.target.knows_environment(environment));
        let missing = match self.create_environment {
            true => Missing::Made,
            false if is_known || !self.task.makes_entry() => Missing::Fine,
            false => Missing::Refused,
        };
        sections::require(text, slot, missing).with_context(|| self.shown())?;
        if let Some(reason) =
            self.task.refuses(present.as_ref(), Inventory::type_in(&self.programs, self.name).as_ref())
        {
            return Err(refused(document::refusal(text, slot, reason)));
        }
        let Step { request, action } = self.task.step(present.as_ref(), &self.ty);
        let mut edited = document::edit(text, slot, request.as_ref()).map_err(refused)?;
        if matches!(self.task, Task::Disable) && edited.before.is_none() && self.programs.is_empty() && !self.create {
            self.refuse_misspelt(text)?;
        }
        let is_checked = action != Action::Unset && edited.before != edited.after;
        if let Some(request) = request.filter(|_| is_checked) {
            verify::verify(&self.programs, slot, &request, edited.before.as_ref(), text, &edited.text)?;
        }
        let text = std::mem::take(&mut edited.text);
        Ok((Edit::of(action, slot, edited), text))
    }

    /// Refuses a name that the file does not have, if the file has a similar one.
    fn refuse_misspelt(&self, text: &str) -> Result<()> {
        let names = Names::of(text).toggles;
        let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        if let Some(near) = nearest(self.name, names.iter().copied()).filter(|_| !names.contains(&self.name)) {
            bail!(
                "{}: has no toggle `{}`; {} Otherwise, `--create` adds it, or `--binary` shows that the program has it",
                self.shown(),
                self.name,
                did_you_mean(self.name, near)
            );
        }
        Ok(())
    }

    /// Returns the report of the edit.
    pub(super) fn report(&self, edit: Edit, made: Made) -> Report<'_> {
        let Made { new, change, revision, warning, .. } = made;
        let slot = Slot { name: self.name, ty: &self.ty, environment: self.target.environment.as_deref() };
        let Edit { action, before, after, nearest, .. } = edit;
        Report {
            toggle: self.name,
            task: &self.task,
            action,
            removed: removed(before.as_ref(), after.as_ref()),
            overridden_by: overrides::of(&new.text, slot, &self.shown(), &self.programs),
            environment: self.target.environment.as_deref(),
            file: self.shown(),
            before,
            after,
            changed: change.is_some(),
            dry_run: self.target.dry_run,
            simulated: None,
            change,
            revision,
            nearest,
            warnings: warning.into_iter().collect(),
        }
    }

    fn shown(&self) -> String {
        self.target.shown()
    }
}
