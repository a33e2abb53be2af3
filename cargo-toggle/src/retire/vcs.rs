//! The state of the working directory: an edit of many files has to be easy to look at and to take back.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use super::plan::Plan;

/// The changes in a working directory that an edit accepts.
#[derive(Debug, Clone, Copy, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "they are the flags of `cargo fix`")]
pub(super) struct Accept {
    /// Edit although files have changes
    #[arg(long)]
    pub(super) allow_dirty: bool,
    /// Edit although changes are staged
    #[arg(long)]
    pub(super) allow_staged: bool,
    /// Edit although there is no git repository
    #[arg(long)]
    pub(super) allow_no_vcs: bool,
}

/// Refuses a directory whose changes would mix with the edit, as `cargo fix` does.
///
/// # Errors
///
/// There is no repository, or it has changes, or git cannot be run.
pub(super) fn check(root: &Path, plan: &Plan, accept: Accept) -> Result<()> {
    let git = |arguments: &[&str]| Command::new("git").arg("-C").arg(root).args(arguments).output();
    let inside = git(&["rev-parse", "--is-inside-work-tree"]);
    if !inside.as_ref().is_ok_and(|output| output.status.success()) {
        if accept.allow_no_vcs {
            return Ok(());
        }
        bail!(
            "{} is in no git repository, so an edit is hard to take back; `--allow-no-vcs` edits it anyway",
            root.display()
        );
    }
    let status =
        git(&["status", "--porcelain=v1", "-z", "--untracked-files=no"]).context("`git status` cannot be run")?;
    if !status.status.success() {
        bail!("`git status` failed: {}", String::from_utf8_lossy(&status.stderr).trim());
    }
    let status = String::from_utf8_lossy(&status.stdout).into_owned();
    let entries = || status.split('\0').filter(|entry| entry.len() > 3);
    let dirty = entries().find(|entry| !entry[1..].starts_with(' ')).filter(|_| !accept.allow_dirty);
    let staged =
        entries().find(|entry| !entry.starts_with(' ')).filter(|_| !accept.allow_staged && !accept.allow_dirty);
    let mut untracked = Command::new("git");
    untracked.arg("-C").arg(root).args(["ls-files", "--others", "--"]);
    untracked.args(plan.changes.iter().map(|change| &change.path));
    let untracked = untracked.output().context("`git ls-files` cannot be run")?;
    let untracked = String::from_utf8_lossy(&untracked.stdout).into_owned();
    if let Some(file) = untracked.lines().next().filter(|_| !accept.allow_dirty) {
        bail!("`{file}` is not in git, so its text would be lost; commit it first, or give `--allow-dirty`");
    }
    if let Some(file) = dirty {
        bail!("`{}` has changes; commit them first, or give `--allow-dirty`", &file[3..]);
    }
    if let Some(file) = staged {
        bail!("`{}` has staged changes; commit them first, or give `--allow-staged`", &file[3..]);
    }
    Ok(())
}
