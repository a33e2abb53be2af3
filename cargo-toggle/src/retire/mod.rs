//! `cargo toggle retire`: a settled toggle leaves the code.
//!
//! Data flows one way: arguments → texts → a plan → files. The plan is pure; everything after it can be taken back.

mod workspace;
mod vcs;
mod keep;
pub mod rewrite;
mod plan;
mod mentions;
mod arguments;
mod report;
mod planned;
mod write;
mod verify;
mod trial;
mod apply;
mod overdue;
mod overdue_report;

use std::path::PathBuf;

use anyhow::{Result, bail};

pub use self::arguments::Retire;
use self::{apply::Refused, workspace::Workspace};
use crate::{
    cargo,
    output::{Outcome, note},
};

impl Retire {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// The toggle is unknown, the value to keep is not certain, a file cannot be read or written, or the result does
    /// not compile. Every file is as before then.
    pub fn run(&self) -> Result<Outcome> {
        if self.all_overdue && self.apply && !self.commit {
            bail!("`--all-overdue` writes a commit for each toggle; give `--commit` in place of `--apply`");
        }
        let configurations = self.configurations()?;
        let metadata = cargo::metadata(self.manifest_path.as_deref())?;
        let workspace = Workspace::of(&metadata, &self.package)?;
        let _lock = self.writes().then(|| write::lock(&workspace.root, &workspace.target)).transpose()?;
        if self.writes()
            && let Some(count) = write::recover(&workspace.root)?
        {
            note(&format!("an earlier edit was interrupted; its {count} files are as before"));
        }
        if !self.writes() && write::is_interrupted(&workspace.root) {
            note(
                "another edit was interrupted, or is running; the next run with `--apply` or `--commit` takes it back",
            );
        }
        match &self.name {
            Some(name) => self.run_single(&workspace, name, &configurations),
            None => self.run_overdue(&workspace, &configurations),
        }
    }

    fn run_single(&self, workspace: &Workspace, name: &str, configurations: &[(PathBuf, String)]) -> Result<Outcome> {
        let (plan, mut report) = self.planned(workspace, name, self.keep.as_deref(), configurations)?;
        if !self.writes() {
            report.print(self.format)?;
            return Ok(Outcome::of(plan.has_leftovers()));
        }
        if self.commit {
            vcs::require_clean(&workspace.root)?;
            vcs::require_tracked(&workspace.root, &plan)?;
        } else {
            vcs::check(&workspace.root, &plan, self.accept)?;
        }
        if plan.has_leftovers() && !self.partial {
            report.print(self.format)?;
            bail!("some places are left to a person; edit them first, or give `--partial`");
        }
        match self.apply(workspace, &plan, &mut report)? {
            None | Some(Refused::Test) => {}
            Some(Refused::Missed) => {
                report.print(self.format)?;
                bail!("the programs have checks that are not edited; edit them first, or give `--partial`");
            }
            Some(Refused::Broken(reason)) => {
                if report.denied {
                    report.print(self.format)?;
                }
                bail!("the edit was taken back: {reason}");
            }
        }
        report.print(self.format)?;
        let is_left = plan.has_leftovers() || !report.missed.is_empty() || report.denied;
        Ok(Outcome::of(is_left || report.failed_test.is_some()))
    }
}
