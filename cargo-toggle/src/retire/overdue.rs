//! `cargo toggle retire --all-overdue`: one toggle after the other, with a commit for each.

use std::path::PathBuf;

use anyhow::{Result, bail};
use toggle_admin::{lifetime, settings};

use super::{
    apply::Refused,
    arguments::{Format, Retire},
    overdue_report::{Each, OverdueReport, Status},
    vcs, verify,
    workspace::Workspace,
};
use crate::{
    output::{self, Outcome, note},
    stale::{self, DAYS, Found},
    terminal,
};

impl Retire {
    /// Retires all overdue toggles, or plans each of them. The next one is tried only if the test command has passed.
    ///
    /// # Errors
    ///
    /// The workspace has changes or does not build, a configuration cannot be read, or git refuses a commit. Everything
    /// after the last commit is taken back.
    pub(super) fn run_overdue(&self, workspace: &Workspace, configurations: &[(PathBuf, String)]) -> Result<Outcome> {
        if self.commit {
            vcs::require_clean(&workspace.root)?;
        }
        let mut report = OverdueReport { toggles: self.overdue(configurations)? };
        // After an error, the report still has the toggles with a commit.
        let done = self.each(workspace, &mut report);
        output::print(|out| match self.format {
            Format::Human | Format::Diff => Ok(()),
            Format::Json => output::json(out, &report),
        })?;
        if self.format == Format::Human {
            terminal::print_aside(&report.summary(self.commit));
        }
        done?;
        Ok(Outcome::of(report.toggles.iter().any(|each| !each.is_complete())))
    }

    /// Returns the overdue toggles, in the order of their names.
    fn overdue(&self, configurations: &[(PathBuf, String)]) -> Result<Vec<Each>> {
        let manifest = self.manifest_path.as_deref();
        let built = verify::build(manifest)?;
        if !built.is_success {
            bail!("the workspace does not build as it is, so its toggles are not known; mend it first");
        }
        let inventory = verify::inventory(&built)?;
        let (limits, today) = (settings::limits(manifest)?, lifetime::today()?);
        let found = stale::find(&inventory, configurations, &[], &limits, today, DAYS)?;
        Ok(found.into_iter().filter(Found::is_overdue).map(Each::new).collect())
    }

    fn each(&self, workspace: &Workspace, report: &mut OverdueReport) -> Result<()> {
        let mut is_any = true;
        // A toggle that another one requires can be planned once that one is retired.
        while is_any {
            is_any = false;
            for each in report.toggles.iter_mut().filter(|each| each.waits) {
                self.one(workspace, each)?;
                match each.status {
                    Status::Retired => is_any = true,
                    Status::Failed => return Ok(()),
                    Status::WouldRetire | Status::Skipped | Status::NotTried => {}
                }
            }
        }
        Ok(())
    }

    fn one(&self, workspace: &Workspace, each: &mut Each) -> Result<()> {
        let planned = self
            .configurations()
            .and_then(|configurations| self.planned(workspace, &each.name, each.keep.as_deref(), &configurations));
        let (plan, report) = match planned {
            Ok(planned) => planned,
            Err(error) => {
                each.skip(format!("{error:#}"));
                each.waits = true;
                return Ok(());
            }
        };
        each.waits = false;
        let report = each.report.insert(report);
        if plan.has_leftovers() && !self.partial {
            each.skip("places are left to a person".to_owned());
            return Ok(());
        }
        if !self.commit {
            each.status = Status::WouldRetire;
            return if self.format == Format::Json { Ok(()) } else { report.print(self.format) };
        }
        if let Err(error) = vcs::require_tracked(&workspace.root, &plan) {
            each.skip(format!("{error:#}"));
            return Ok(());
        }
        note(&format!("retiring `{}` ({})", report.toggle, report.keep));
        match self.apply(workspace, &plan, report)? {
            None => {
                each.status = Status::Retired;
                if self.format != Format::Json {
                    report.print(self.format)?;
                }
            }
            Some(Refused::Missed) => each.skip("the programs have checks that are not edited".to_owned()),
            Some(Refused::Broken(reason)) => each.skip(format!("its edit was taken back: {reason}")),
            Some(Refused::Test) => {
                each.status = Status::Failed;
                each.reason = Some("the test command fails after its edit, which was taken back".to_owned());
            }
        }
        Ok(())
    }
}
