//! Runs of cargo, and the parsing of its output.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

use crate::project::Project;

/// The settings of cargo runs, with the directories of their builds and logs.
pub(crate) struct Cargo<'a> {
    pub(crate) targets: PathBuf,
    pub(crate) logs: PathBuf,
    /// The flags of all lints that clippy warns about.
    pub(crate) lints: &'a [&'a str],
}

/// The result of a test run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tests {
    pub(crate) built: bool,
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// Whether cargo succeeded. For a test without cases (`harness = false`), this is the only result.
    pub(crate) success: bool,
}

/// The warnings of a build, each with its file, its line and its text.
pub(crate) struct Warnings {
    pub(crate) built: bool,
    pub(crate) all: BTreeSet<(String, String)>,
}

impl Cargo<'_> {
    /// Runs `cargo test` with the toggle `gate` in the given state.
    pub(crate) fn test(&self, project: &Project, arguments: &[&str], state: &str, log: &str) -> Result<Tests> {
        let mut command = self.cargo(project);
        command.env("TOGGLE_GATE", state).args(["test", "--no-fail-fast"]).args(arguments);
        let (output, success) = self.run(command, log)?;
        let counts = output.lines().filter_map(|line| line.strip_prefix("test result: "));
        let count = |word: &str| counts.clone().map(|line| number_before(line, word)).sum();
        let built = !output.contains("error: could not compile") && !output.contains("error: failed to");
        Ok(Tests { built, passed: count(" passed"), failed: count(" failed"), success })
    }

    /// Runs clippy on the library and its tests.
    pub(crate) fn lint(&self, project: &Project, arguments: &[&str], log: &str) -> Result<Warnings> {
        let mut command = self.cargo(project);
        command.args(["clippy", "--no-deps", "--lib", "--tests", "--message-format=short"]).args(arguments);
        // A lint that the crate denies counts as a warning like all others.
        command.args(["--", "--cap-lints=warn"]).args(self.lints);
        let (output, built) = self.run(command, log)?;
        Ok(Warnings { built, all: output.lines().filter_map(warning).collect() })
    }

    fn cargo(&self, project: &Project) -> Command {
        // The time limit stops a test that hangs, so that the other tests still run.
        let mut command = Command::new("timeout");
        command.args(["--kill-after=10", "600", "cargo"]).current_dir(&project.dir);
        // Cargo takes copies of one package in different directories for the same package. Therefore each mode has
        // its own target directory. All crates share it, so that their dependencies are built once.
        let target = self.targets.join(project.dir.file_name().unwrap_or_default());
        command.env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0");
        command
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_PROFILE_TEST_DEBUG", "0")
            .env("CARGO_TERM_COLOR", "never");
        command
    }

    fn run(&self, mut command: Command, log: &str) -> Result<(String, bool)> {
        let path = self.logs.join(log);
        let file = fs::File::create(&path).with_context(|| path.display().to_string())?;
        let status = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).status();
        let status = status.with_context(|| format!("cannot run {}", Path::new(command.get_program()).display()))?;
        let output = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        Ok((output, status.success()))
    }
}

/// The number in `12 passed` of `ok. 12 passed; 0 failed`.
fn number_before(line: &str, word: &str) -> usize {
    let before = line.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Parses `src/lib.rs:3:9: warning: unused variable`, without the column, because the attribute moves it.
fn warning(line: &str) -> Option<(String, String)> {
    let (place, message) = line.split_once(": warning: ")?;
    let (place, _column) = place.rsplit_once(':')?;
    // This warning belongs to another package.
    if place.starts_with(['/', '.']) {
        return None;
    }
    Some((place.to_owned(), in_order(message)))
}

/// Sorts the names in the first braces of a message, because clippy lists the imports of a wildcard in no fixed
/// order.
fn in_order(message: &str) -> String {
    let list = message.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (names, after))) = list else { return message.to_owned() };
    let mut names: Vec<&str> = names.split(", ").collect();
    names.sort_unstable();
    format!("{before}{{{}}}{after}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_tests() {
        let line = "FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(number_before(line, " passed"), 12);
        assert_eq!(number_before(line, " failed"), 3);
    }

    #[test]
    fn reads_warnings() {
        let read = warning("src/lib.rs:3:9: warning: unused variable: `x`: help: write `_x`");
        assert_eq!(read, Some(("src/lib.rs:3".to_owned(), "unused variable: `x`: help: write `_x`".to_owned())));
        let read = warning("src/lib.rs:1:5: warning: wildcard import: help: try: `super::{b, a}`");
        assert_eq!(read, Some(("src/lib.rs:1".to_owned(), "wildcard import: help: try: `super::{a, b}`".to_owned())));
        assert_eq!(warning("warning: `x` (lib) generated 3 warnings"), None);
        assert_eq!(warning("/elsewhere/src/lib.rs:3:9: warning: unused"), None);
    }
}
