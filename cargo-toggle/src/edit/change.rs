//! The change of one toggle: the edit of a text, and its report.

use anyhow::{Context, Result, anyhow, bail};
use toggle_runtime::__admin::Names;
use toggle_syntax::{
    Type,
    name::{did_you_mean, nearest},
};

use super::{
    audit::Action,
    document,
    draft::Edit,
    overrides,
    removed::removed,
    report::Report,
    sections::{self, Missing},
    simulated::Simulated,
    slot::Slot,
    target::Target,
    task::{Step, Task},
    verify,
};
use crate::inventory::Inventory;

/// A change of one toggle, as the command line requests it.
pub(super) struct Change<'a> {
    pub(super) name: &'a str,
    pub(super) programs: Vec<Inventory>,
    pub(super) ty: Type,
    pub(super) task: Task,
    pub(super) create: bool,
    pub(super) create_environment: bool,
    pub(super) simulated: &'a Simulated,
    pub(super) target: &'a Target,
}

impl<'a> Change<'a> {
    /// Returns a change that requires its file and its section.
    ///
    /// # Errors
    ///
    /// If a program cannot be read, or none has a toggle of this name.
    pub(super) fn new(name: &'a str, task: Task, simulated: &'a Simulated, target: &'a Target) -> Result<Self> {
        let programs = target.programs(name)?;
        let ty = Inventory::type_in(&programs, name).unwrap_or_default();
        Ok(Self { name, programs, ty, task, create: false, create_environment: false, simulated, target })
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

    /// Returns the report of the edit; `text` is the new text of the file.
    pub(super) fn report(&self, edit: Edit, text: &str, change: Option<String>, warning: Option<String>) -> Report<'_> {
        let slot = Slot { name: self.name, ty: &self.ty, environment: self.target.environment.as_deref() };
        let Edit { action, before, after, nearest, .. } = edit;
        Report {
            toggle: self.name,
            task: &self.task,
            action,
            removed: removed(before.as_ref(), after.as_ref()),
            overridden_by: overrides::of(text, slot, &self.shown(), &self.programs),
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
