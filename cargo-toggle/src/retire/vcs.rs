//! The state of the working directory, and commits: an edit of many files has to be easy to look at and to take back.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, bail};

use super::plan::Plan;

/// The changes in a working directory that an edit accepts.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
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
    if !is_inside(root) {
        if accept.allow_no_vcs {
            return Ok(());
        }
        bail!(
            "{} is in no git repository, so an edit is hard to take back; `--allow-no-vcs` edits it anyway",
            root.display()
        );
    }
    let mut untracked = git(root, &["ls-files", "--others", "--"]);
    untracked.args(plan.changes.iter().map(|change| &change.path));
    let untracked = untracked.output().context("`git ls-files` cannot be run")?;
    let untracked = String::from_utf8_lossy(&untracked.stdout).into_owned();
    if let Some(file) = untracked.lines().next().filter(|_| !accept.allow_dirty) {
        bail!("`{file}` is not in git, so its text would be lost; commit it first, or give `--allow-dirty`");
    }
    let status = status(root, &[])?;
    let entries = || status.split('\0').filter(|entry| entry.len() > 3);
    let dirty = entries().find(|entry| !entry[1..].starts_with(' ')).filter(|_| !accept.allow_dirty);
    let staged =
        entries().find(|entry| !entry.starts_with(' ')).filter(|_| !accept.allow_staged && !accept.allow_dirty);
    if let Some(file) = dirty {
        bail!("`{}` has changes; commit them first, or give `--allow-dirty`", &file[3..]);
    }
    if let Some(file) = staged {
        bail!("`{}` has staged changes; commit them first, or give `--allow-staged`", &file[3..]);
    }
    Ok(())
}

/// Refuses a working directory with changes.
///
/// # Errors
///
/// There is no repository, or it has changes, or git cannot be run.
pub(super) fn require_clean(root: &Path) -> Result<()> {
    if !is_inside(root) {
        bail!("{} is in no git repository, so there is nothing to commit to", root.display());
    }
    let status = status(root, &[])?;
    match status.split('\0').find_map(|entry| entry.get(3..)) {
        Some(file) => bail!("`{file}` has changes, and a commit of this command has its edit alone; commit them first"),
        None => Ok(()),
    }
}

/// Refuses to edit a file that a commit cannot have.
///
/// # Errors
///
/// A file of the plan is not in the repository, or has changes, or git cannot be run.
pub(super) fn require_tracked(root: &Path, plan: &Plan) -> Result<()> {
    for change in &plan.changes {
        let path = fs::canonicalize(&change.path);
        let path = path.with_context(|| format!("{} cannot be found", change.path.display()))?;
        let known = git(root, &["ls-files", "--error-unmatch", "--"]).arg(in_root(root, &path)).output();
        if !known.context("`git ls-files` cannot be run")?.status.success() {
            bail!("{} is not in the git repository, so no commit can have its edit", change.path.display());
        }
        if !status(root, &[&path])?.is_empty() {
            bail!("{} has changes; commit them first", change.path.display());
        }
    }
    Ok(())
}

/// Commits these files, and nothing else. Returns the hash of the commit.
///
/// # Errors
///
/// Git or a hook refuses the commit.
pub(super) fn commit(root: &Path, paths: &[&Path], message: &str) -> Result<String> {
    let mut commit = git(root, &["commit", "--quiet"]);
    for paragraph in message.trim_end().split("\n\n") {
        commit.args(["-m", paragraph]);
    }
    commit.arg("--").args(paths.iter().map(|path| in_root(root, path)));
    succeeded("git commit", commit.output())?;
    let head = succeeded("git rev-parse", git(root, &["rev-parse", "HEAD"]).output())?;
    Ok(head.trim().to_owned())
}

/// Returns whether the last commit has this text of a file.
pub(super) fn is_committed(path: &Path, text: &str) -> bool {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return false };
    let name = format!("HEAD:./{}", name.to_string_lossy());
    // With the filters, the text is that of the working directory, such as with CRLF.
    let shown = git(directory, &["cat-file", "--filters", &name]).output();
    shown.is_ok_and(|shown| shown.status.success() && shown.stdout == text.as_bytes())
}

fn git(directory: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    // A path is a path, also if it starts with `:`.
    git.arg("-C").arg(directory).args(arguments).env("GIT_LITERAL_PATHSPECS", "1");
    git
}

fn is_inside(root: &Path) -> bool {
    git(root, &["rev-parse", "--is-inside-work-tree"]).output().is_ok_and(|output| output.status.success())
}

/// Returns the changes of tracked files, each with two letters and a space before its path, and a NUL after it.
fn status(root: &Path, paths: &[&Path]) -> Result<String> {
    // An entry of a renamed file would have two paths.
    let mut status = git(root, &["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--"]);
    status.args(paths.iter().map(|path| in_root(root, path)));
    succeeded("git status", status.output())
}

/// Returns the path from the root, which git understands on every system.
fn in_root(root: &Path, path: &Path) -> PathBuf {
    let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    path.strip_prefix(root).unwrap_or(path).to_owned()
}

/// Returns the output of a command that has succeeded.
fn succeeded(command: &str, output: std::io::Result<Output>) -> Result<String> {
    let output = output.with_context(|| format!("`{command}` cannot be run"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).into_owned();
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        bail!("`{command}` failed: {}", lines.join("; "));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
