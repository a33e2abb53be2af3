//! `cargo toggle retire`: a settled toggle leaves the code.
//!
//! Data flows one way: arguments → texts → a plan → files. The plan is pure; everything after it can be taken back.

mod keep;
mod mentions;
mod plan;
mod report;
pub mod rewrite;
mod vcs;
mod verify;
mod workspace;
mod write;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use toggle_admin::{text_file, toggle_file::ToggleFile};

use self::{
    plan::{Plan, Texts},
    report::{Died, Report},
    vcs::Accept,
    workspace::Workspace,
    write::Transaction,
};
use crate::{
    cargo::{self, BUILD_OPTIONS},
    output::{self, Line, Outcome, note},
    terminal,
};

/// Remove a settled toggle from the code: its checks, its declaration and its states
///
/// Prints the edit as a diff, and writes nothing without `--apply`. Everything that is not edited stays byte for byte.
///
/// Exit status: 0 if every place is edited, 1 if a place is left to a person, 2 if the command could not run.
#[derive(Debug, Args)]
pub struct Retire {
    /// The toggle
    name: String,
    /// The way that stays: `on`, `off`, or the name of a variant
    ///
    /// It can be left out if every file of `--config` sets the toggle to the same state for everybody.
    #[arg(long, value_name = "STATE")]
    keep: Option<String>,
    /// A toggle file whose entries of the toggle are removed; give it again for several
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// Edit only this package; give it again for several
    #[arg(short, long, value_name = "NAME")]
    package: Vec<String>,
    /// Write the files, and check the result with cargo
    ///
    /// All files are written or none. A new error of the compiler takes everything back.
    #[arg(long)]
    apply: bool,
    /// Write although a place is left to a person
    #[arg(long, requires = "apply")]
    partial: bool,
    /// Do not build before and after
    #[arg(long, requires = "apply")]
    no_check: bool,
    /// The changes in the working directory that are accepted.
    #[command(flatten)]
    accept: Accept,
    /// The manifest of the workspace
    #[arg(long, value_name = "PATH", help_heading = BUILD_OPTIONS)]
    manifest_path: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A diff, and a summary on the standard error output
    #[default]
    Human,
    /// The diff alone
    Diff,
    /// All that is known
    Json,
}

impl Retire {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// The toggle is unknown, the value to keep is not certain, a file cannot be read or written, or the result does
    /// not compile. Every file is as before then.
    pub fn run(&self) -> Result<Outcome> {
        let configurations = self.configurations()?;
        let metadata = cargo::metadata(self.manifest_path.as_deref())?;
        let workspace = Workspace::of(&metadata, &self.package)?;
        let _lock = self.apply.then(|| write::lock(&workspace.root, &workspace.target)).transpose()?;
        if self.apply
            && let Some(count) = write::recover(&workspace.root)?
        {
            note(&format!("an earlier edit was interrupted; its {count} files are as before"));
        }
        let texts = Texts::read(&workspace)?;
        let (keep, others) = keep::of(self.keep.as_deref(), &self.name, &texts.declarations, &configurations)?;
        let plan = plan::make(&texts, &self.name, &keep, &configurations)?;
        let mut report = Report::of(&workspace.root, &plan, mentions::find(&workspace, &plan));
        report.changes = others;
        if !self.apply {
            self.print(&report)?;
            return Ok(Outcome::of(plan.has_leftovers()));
        }
        vcs::check(&workspace.root, &plan, self.accept)?;
        if plan.has_leftovers() && !self.partial {
            self.print(&report)?;
            bail!("some places are left to a person; edit them first, or give `--partial`");
        }
        self.apply(&workspace, &plan, &mut report)?;
        self.print(&report)?;
        Ok(Outcome::of(plan.has_leftovers() || !report.missed.is_empty() || report.denied))
    }

    fn configurations(&self) -> Result<Vec<(PathBuf, String)>> {
        let mut configurations = Vec::new();
        for path in &self.config {
            for file in ToggleFile::open(path)?.files()? {
                let path = std::path::absolute(file.path())
                    .with_context(|| format!("{} cannot be found", file.path().display()))?;
                configurations.push((path, text_file::read(file.path())?.0));
            }
        }
        Ok(configurations)
    }

    /// Writes the files, and takes all back if the compiler finds a new error.
    fn apply(&self, workspace: &Workspace, plan: &Plan, report: &mut Report) -> Result<()> {
        if self.no_check {
            Transaction::begin(&workspace.root, &plan.changes)?.commit()?;
            report.applied = true;
            return Ok(());
        }
        let before = verify::build(self.manifest_path.as_deref())?;
        if !before.is_success {
            bail!("the workspace does not build as it is; mend it first, or give `--no-check`");
        }
        report.missed = verify::cross_check(&workspace.root, plan, &before)?;
        if !report.missed.is_empty() && !self.partial {
            self.print(report)?;
            bail!("the programs have checks that are not edited; edit them first, or give `--partial`");
        }
        let mut transaction = Transaction::begin(&workspace.root, &plan.changes)?;
        match self.check(workspace, plan, report, &before, &mut transaction) {
            Ok(()) => transaction.commit()?,
            Err(error) => {
                transaction.take_back()?;
                return Err(error.context("the edit was taken back"));
            }
        }
        report.applied = true;
        Ok(())
    }

    /// Builds the edited workspace, tidies up, and reports what died.
    fn check(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        report: &mut Report,
        before: &cargo::Attempt,
        transaction: &mut Transaction,
    ) -> Result<()> {
        let manifest = self.manifest_path.as_deref();
        let mut after = verify::build(manifest)?;
        fail_for_new_errors(before, &after)?;
        let tidied = verify::tidied(&workspace.root, plan, &verify::news(before, &after, |_| true));
        if !tidied.is_empty() {
            for (path, text) in tidied {
                transaction.refine(&path, text)?;
            }
            after = verify::build(manifest)?;
            fail_for_new_errors(before, &after)?;
        }
        if !after.is_success {
            // A crate that denies lints hides the errors of the crates above it.
            report.denied = true;
            after = verify::build_without_denied(manifest, &workspace.target)?;
            fail_for_new_errors(before, &after)?;
        }
        if report.missed.is_empty() && !plan.has_leftovers() {
            verify::require_gone(&plan.target.name, &after)?;
        }
        report.died = verify::news(before, &after, verify::is_dead)
            .into_iter()
            .map(|diagnostic| Died { place: verify::place(diagnostic), message: diagnostic.message.clone() })
            .collect();
        Ok(())
    }

    fn print(&self, report: &Report) -> Result<()> {
        output::print(|out| match self.format {
            Format::Human | Format::Diff => report.print_diff(out),
            Format::Json => output::json(out, report),
        })?;
        if self.format == Format::Human {
            terminal::print_aside(&report.summary());
            if report.applied {
                note("a message for the commit:");
                let lines = report.commit_message.lines().map(|line| Line::new().text(line));
                terminal::print_aside(&lines.collect::<Vec<_>>());
            }
        }
        Ok(())
    }
}

/// Fails if the second build has an error that the first did not have. Lints are no errors here, since an edit can
/// leave code that nothing uses.
fn fail_for_new_errors(before: &cargo::Attempt, after: &cargo::Attempt) -> Result<()> {
    let errors = verify::news(before, after, verify::is_error);
    if errors.is_empty() {
        return Ok(());
    }
    for error in errors.iter().take(5) {
        let text = error.rendered.clone().unwrap_or_else(|| format!("{}: {}", verify::place(error), error.message));
        terminal::print_aside(&text.lines().map(|line| Line::new().text(line)).collect::<Vec<_>>());
    }
    bail!("the code does not compile without the toggle")
}
