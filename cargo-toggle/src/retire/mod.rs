//! `cargo toggle retire`: a settled toggle leaves the code.
//!
//! Data flows one way: arguments → texts → a plan → files. The plan is pure; everything after it can be taken back.

mod workspace;
mod keep;
pub mod rewrite;
mod plan;
mod mentions;
mod vcs;
mod write;
mod verify;
mod trial;
mod apply;
mod report;
mod overdue;
mod overdue_report;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{ArgGroup, Args, ValueEnum};

use self::{
    apply::Refused,
    plan::{Plan, Texts},
    report::Report,
    rewrite::Braces,
    vcs::Accept,
    workspace::Workspace,
};
use crate::{
    cargo::{self, BUILD_OPTIONS},
    inventory::Pin,
    output::{self, Line, Outcome, note},
    terminal, text_file,
    toggle_file::ToggleFile,
};

/// Remove a settled toggle from the code: its checks, its declaration and its states
///
/// Prints the edit as a diff, and writes nothing without `--apply` or `--commit`. Everything that is not edited stays
/// byte for byte.
///
/// Exit status: 0 if every place is edited, 1 if a place is left to a person or the test command fails, 2 if the
/// command could not run.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("writes").args(["apply", "commit"]).multiple(true))]
#[allow(clippy::struct_excessive_bools, reason = "they are flags")]
pub struct Retire {
    /// The toggle
    #[arg(required_unless_present = "all_overdue")]
    name: Option<String>,
    /// The way that stays: `on`, `off`, or the name of a variant
    ///
    /// It can be left out if every file of `--config` sets the toggle to the same state for everybody, or if the build
    /// pins the toggle.
    #[arg(long, value_name = "STATE")]
    keep: Option<String>,
    /// Retire each overdue toggle whose state is settled
    ///
    /// These are the toggles of `cargo toggle stale` that are past their date, too old for their kind, pinned, or
    /// unchanged for 30 days by the log of a file, and whose evidence names the state to keep. A toggle that leaves a
    /// place to a person is skipped and listed. Without `--commit`, this is a dry run of each.
    #[arg(long, conflicts_with_all = ["name", "keep"])]
    all_overdue: bool,
    /// A toggle file whose entries of the toggle are removed; give it again for several
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// Edit only this package; give it again for several
    #[arg(short, long, value_name = "NAME")]
    package: Vec<String>,
    /// Keep the braces of every block that stays
    ///
    /// Without this flag, a block that stays loses its braces where the code means the same without them.
    #[arg(long)]
    keep_braces: bool,
    /// Write the files, and check the result with cargo
    ///
    /// All files are written or none. A new error of the compiler takes everything back.
    #[arg(long)]
    apply: bool,
    /// Write the files as `--apply` does, and commit them with the message that is printed
    ///
    /// The working directory must have no changes. There is one commit for each toggle.
    #[arg(long, conflicts_with_all = ["allow_dirty", "allow_staged", "allow_no_vcs"])]
    commit: bool,
    /// Commit only if this command of the shell passes, such as `cargo test`
    ///
    /// The command runs in the current directory after the edit. If it fails, the edit is taken back, the end of the
    /// output is printed, and no other toggle is retired.
    #[arg(long, value_name = "COMMAND", requires = "commit")]
    test: Option<String>,
    /// Write although a place is left to a person
    #[arg(long, requires = "writes")]
    partial: bool,
    /// Do not build before and after
    #[arg(long, requires = "writes")]
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
        match &self.name {
            Some(name) => self.run_single(&workspace, name, &configurations),
            None => self.run_overdue(&workspace, &configurations),
        }
    }

    fn run_single(&self, workspace: &Workspace, name: &str, configurations: &[(PathBuf, String)]) -> Result<Outcome> {
        let (plan, mut report) = self.planned(workspace, name, self.keep.as_deref(), configurations)?;
        if !self.writes() {
            self.print(&report)?;
            return Ok(Outcome::of(plan.has_leftovers()));
        }
        if self.commit {
            vcs::require_clean(&workspace.root)?;
            vcs::require_tracked(&workspace.root, &plan)?;
        } else {
            vcs::check(&workspace.root, &plan, self.accept)?;
        }
        if plan.has_leftovers() && !self.partial {
            self.print(&report)?;
            bail!("some places are left to a person; edit them first, or give `--partial`");
        }
        match self.apply(workspace, &plan, &mut report)? {
            None | Some(Refused::Test) => {}
            Some(Refused::Missed) => {
                self.print(&report)?;
                bail!("the programs have checks that are not edited; edit them first, or give `--partial`");
            }
            Some(Refused::Broken(reason)) => {
                if report.denied {
                    self.print(&report)?;
                }
                bail!("the edit was taken back: {reason}");
            }
        }
        self.print(&report)?;
        let is_left = plan.has_leftovers() || !report.missed.is_empty() || report.denied;
        Ok(Outcome::of(is_left || report.failed_test.is_some()))
    }

    fn writes(&self) -> bool {
        self.apply || self.commit
    }

    fn braces(&self) -> Braces {
        if self.keep_braces { Braces::Kept } else { Braces::Dropped }
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

    /// Plans the retirement of a toggle. Without a given state, the configurations or the build decide which one stays.
    fn planned(
        &self,
        workspace: &Workspace,
        name: &str,
        given: Option<&str>,
        configurations: &[(PathBuf, String)],
    ) -> Result<(Plan, Report)> {
        let texts = Texts::read(workspace)?;
        let pinned = || if texts.mention(name) { self.pinned(name) } else { Ok(None) };
        let (keep, others) = keep::of(given, name, &texts.declarations, configurations, pinned)?;
        let plan = plan::make(&texts, name, &keep, configurations, self.braces())?;
        let mut report = Report::of(&workspace.root, &plan, mentions::find(workspace, &plan));
        report.changes = others;
        Ok((plan, report))
    }

    /// Builds the workspace, and returns the state that the build pins the toggle to.
    fn pinned(&self, name: &str) -> Result<Option<String>> {
        let built = verify::build(self.manifest_path.as_deref())?;
        if !built.is_success {
            bail!("the workspace does not build as it is, so a pin of `{name}` is not known; give `--keep`");
        }
        let toggle = verify::recorded(&built, name)?;
        match toggle.as_ref().map_or(Pin::None, |toggle| toggle.pin()) {
            Pin::None => Ok(None),
            Pin::To(state) => Ok(Some(state.to_owned())),
            Pin::InPart(state) => {
                bail!(
                    "the build pins `{name}` to {state} in a part of the code alone; say which way stays with `--keep`"
                )
            }
        }
    }

    fn print(&self, report: &Report) -> Result<()> {
        output::print(|out| match self.format {
            Format::Human | Format::Diff => report.print_diff(out),
            Format::Json => output::json(out, report),
        })?;
        if self.format == Format::Human {
            terminal::print_aside(&report.summary());
            if report.applied && report.commit.is_none() {
                note("a message for the commit:");
                let lines = report.commit_message.lines().map(|line| Line::new().text(line));
                terminal::print_aside(&lines.collect::<Vec<_>>());
            }
        }
        Ok(())
    }
}
