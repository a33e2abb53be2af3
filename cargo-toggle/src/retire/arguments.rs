//! The command line of `retire`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{ArgGroup, Args, ValueEnum};
use toggle_admin::{text_file, toggle_file::ToggleFile};

use super::{rewrite::Braces, vcs::Accept};
use crate::cargo::BUILD_OPTIONS;

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
    pub(super) name: Option<String>,
    /// The way that stays: `on`, `off`, or the name of a variant
    ///
    /// It can be left out if every file of `--config` sets the toggle to the same state for everybody, or if the build
    /// pins the toggle.
    #[arg(long, value_name = "STATE")]
    pub(super) keep: Option<String>,
    /// Retire each overdue toggle whose state is settled
    ///
    /// These are the toggles of `cargo toggle stale` that are past their date, too old for their kind, pinned, or
    /// unchanged for 30 days by the log of a file, and whose evidence names the state to keep. A toggle that leaves a
    /// place to a person is skipped and listed. Without `--commit`, this is a dry run of each.
    #[arg(long, conflicts_with_all = ["name", "keep"])]
    pub(super) all_overdue: bool,
    /// A toggle file whose entries of the toggle are removed; give it again for several
    #[arg(long, value_name = "FILE")]
    pub(super) config: Vec<PathBuf>,
    /// Edit only this package; give it again for several
    #[arg(short, long, value_name = "NAME")]
    pub(super) package: Vec<String>,
    /// Keep the braces of every block that stays
    ///
    /// Without this flag, a block that stays loses its braces where the code means the same without them.
    #[arg(long)]
    pub(super) keep_braces: bool,
    /// Write the files, and check the result with cargo
    ///
    /// All files are written or none. A new error of the compiler takes everything back.
    #[arg(long)]
    pub(super) apply: bool,
    /// Write the files as `--apply` does, and commit them with the message that is printed
    ///
    /// The working directory must have no changes. There is one commit for each toggle.
    #[arg(long, conflicts_with_all = ["allow_dirty", "allow_staged", "allow_no_vcs"])]
    pub(super) commit: bool,
    /// Commit only if this command of the shell passes, such as `cargo test`
    ///
    /// The command runs in the current directory after the edit. If it fails, the edit is taken back, the end of the
    /// output is printed, and no other toggle is retired.
    #[arg(long, value_name = "COMMAND", requires = "commit")]
    pub(super) test: Option<String>,
    /// Write although a place is left to a person
    #[arg(long, requires = "writes")]
    pub(super) partial: bool,
    /// Do not build before and after
    #[arg(long, requires = "writes")]
    pub(super) no_check: bool,
    /// The changes in the working directory that are accepted.
    #[command(flatten)]
    pub(super) accept: Accept,
    /// The manifest of the workspace
    #[arg(long, value_name = "PATH", help_heading = BUILD_OPTIONS)]
    pub(super) manifest_path: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A diff, and a summary on the standard error output
    #[default]
    Human,
    /// The diff alone
    Diff,
    /// All that is known
    Json,
}

impl Retire {
    /// Returns whether files are written.
    pub(super) fn writes(&self) -> bool {
        self.apply || self.commit
    }

    /// Returns whether blocks keep the braces that nothing needs.
    pub(super) fn braces(&self) -> Braces {
        if self.keep_braces { Braces::Kept } else { Braces::Dropped }
    }

    /// Returns the toggle files with their texts, in the order of the arguments.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub(super) fn configurations(&self) -> Result<Vec<(PathBuf, String)>> {
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
}
