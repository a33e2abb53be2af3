//! The writing of a plan: the build before and after, the test command, and the commit. Everything is taken back if one
//! of them fails.

use anyhow::{Result, bail};
use toggle_admin::inventory::{Pin, Toggle};

use super::{
    arguments::Retire,
    plan::Plan,
    report::{Died, FailedTest, Report},
    trial, vcs, verify,
    workspace::Workspace,
    write::Transaction,
};
use crate::{cargo::Attempt, output::Line, terminal};

/// The reason why all files are as before, although the command could run.
#[derive(Debug)]
pub(super) enum Refused {
    /// The programs have checks that the plan does not edit. Nothing was written.
    Missed,
    /// The edited code does not build, for this reason.
    Broken(String),
    /// The test command fails.
    Test,
}

impl Retire {
    /// Writes the files, checks them, and commits them if that is asked for.
    ///
    /// # Errors
    ///
    /// The workspace does not build as it is, or a file cannot be written, or a program cannot be run. Every file is as
    /// before then.
    pub(super) fn apply(&self, workspace: &Workspace, plan: &Plan, report: &mut Report) -> Result<Option<Refused>> {
        let before = if self.no_check { None } else { Some(verify::build(self.manifest_path.as_deref())?) };
        if let Some(before) = &before {
            if !before.is_success {
                bail!("the workspace does not build as it is; mend it first, or give `--no-check`");
            }
            if let Some(toggle) = verify::recorded(before, &plan.target.name)? {
                self.require_same_pin(&toggle, report)?;
                report.missed = verify::cross_check(&workspace.root, plan, &toggle);
            }
            if !report.missed.is_empty() && !self.partial {
                return Ok(Some(Refused::Missed));
            }
        }
        let mut transaction = Transaction::begin(&workspace.root, &plan.changes)?;
        let mut tried = match &before {
            Some(before) => self.check(workspace, plan, report, before, &mut transaction),
            None => Ok(None),
        };
        if let Ok(None) = tried {
            tried = self.commit(workspace, report, &transaction);
        }
        match tried {
            Ok(None) => transaction.finish()?,
            Ok(Some(refused)) => {
                transaction.take_back()?;
                return Ok(Some(refused));
            }
            Err(error) => {
                transaction.take_back()?;
                return Err(error.context("the edit was taken back"));
            }
        }
        report.applied = true;
        Ok(None)
    }

    /// Refuses to keep a state that the configurations have and the build does not.
    fn require_same_pin(&self, toggle: &Toggle, report: &Report) -> Result<()> {
        if self.keep.is_none()
            && let Pin::To(state) = toggle.pin()
            && state != report.keep.trim_matches('"')
        {
            let (name, keep) = (&toggle.name, &report.keep);
            bail!(
                "the build pins `{name}` to {state}, and the files set it to {keep}; say which way stays with `--keep`"
            );
        }
        Ok(())
    }

    /// Builds the edited workspace, tidies up, and reports what died.
    fn check(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        report: &mut Report,
        before: &Attempt,
        transaction: &mut Transaction,
    ) -> Result<Option<Refused>> {
        let manifest = self.manifest_path.as_deref();
        let broken = || Ok(Some(Refused::Broken("the code does not compile without the toggle".to_owned())));
        let mut after = verify::build(manifest)?;
        if has_new_errors(before, &after) {
            return broken();
        }
        let tidied = verify::tidied(&workspace.root, plan, &verify::news(before, &after, |_| true), self.braces());
        if !tidied.is_empty() {
            for (path, text) in tidied {
                transaction.refine(&path, text)?;
            }
            after = verify::build(manifest)?;
            if has_new_errors(before, &after) {
                return broken();
            }
        }
        if !after.is_success {
            // A crate that denies lints hides the errors of the crates above it.
            report.denied = true;
            after = verify::build_without_denied(manifest, &workspace.target)?;
            if has_new_errors(before, &after) {
                return broken();
            }
        }
        if report.missed.is_empty()
            && !plan.has_leftovers()
            && let Some(toggle) = verify::recorded(&after, &plan.target.name)?
        {
            let place = toggle.place().map(|place| format!(", at {place}")).unwrap_or_default();
            return Ok(Some(Refused::Broken(format!("`{}` is still in a program{place}", plan.target.name))));
        }
        report.died = verify::news(before, &after, verify::is_dead)
            .into_iter()
            .map(|diagnostic| Died { place: verify::place(diagnostic), message: diagnostic.message.clone() })
            .collect();
        if report.denied && self.commit {
            let reason = "the code denies warnings about code that nothing needs any more, so the commit would not \
                          build; give `--apply` in place of `--commit`, and remove that code";
            return Ok(Some(Refused::Broken(reason.to_owned())));
        }
        Ok(None)
    }

    /// Runs the test command, and commits the files if it passes.
    fn commit(&self, workspace: &Workspace, report: &mut Report, transaction: &Transaction) -> Result<Option<Refused>> {
        if let Some(command) = &self.test
            && let Some(output) = trial::run(command)?
        {
            report.failed_test = Some(FailedTest { command: command.clone(), output });
            return Ok(Some(Refused::Test));
        }
        if self.commit {
            transaction.require_unchanged()?;
            report.commit = Some(vcs::commit(&workspace.root, &transaction.paths(), &report.commit_message)?);
        }
        Ok(None)
    }
}

/// Prints the first errors that the second build has and the first did not have, and returns whether there are any.
/// Lints are no errors here, since an edit can leave code that nothing uses.
fn has_new_errors(before: &Attempt, after: &Attempt) -> bool {
    let errors = verify::news(before, after, verify::is_error);
    for error in errors.iter().take(5) {
        let text = error.rendered.clone().unwrap_or_else(|| format!("{}: {}", verify::place(error), error.message));
        terminal::print_aside(&text.lines().map(|line| Line::new().text(line)).collect::<Vec<_>>());
    }
    !errors.is_empty()
}
