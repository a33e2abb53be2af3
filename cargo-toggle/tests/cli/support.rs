use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

/// This program.
pub(crate) fn this() -> PathBuf {
    std::env::current_exe().expect("this program is a file")
}

/// A directory of its own for one test, outside of any package.
pub(crate) struct Scratch(TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a directory can be made"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the directory")).expect("directories can be made");
        std::fs::write(&path, content).expect("the file can be written");
        path
    }

    /// Runs `cargo toggle` here.
    pub(crate) fn toggle(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments))
    }

    /// `cargo toggle` with these arguments, to run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-toggle"));
        command.arg("toggle").args(arguments).current_dir(self.path()).env_remove("TOGGLE_FILE");
        command
    }
}

/// What a run has printed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(mut command: Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("the tool can be run");
        let text = |bytes| String::from_utf8(bytes).expect("it prints text");
        Self { status: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Its output, where all was well.
    #[track_caller]
    pub(crate) fn fine(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// Its output, where there were findings.
    #[allow(dead_code, reason = "for the commands that check")]
    #[track_caller]
    pub(crate) fn findings(self) -> String {
        assert_eq!((self.status, self.stderr.as_str()), (Some(1), ""), "{}", self.stdout);
        self.stdout
    }

    /// Its message, where it could not run.
    #[track_caller]
    pub(crate) fn refused(self) -> String {
        assert_eq!((self.status, self.stdout.as_str()), (Some(2), ""), "{}", self.stderr);
        self.stderr
    }

    /// Its output as JSON, in the format of this name.
    #[track_caller]
    pub(crate) fn json(&self, format: &str) -> serde_json::Value {
        let json: serde_json::Value = serde_json::from_str(&self.stdout).expect("it prints JSON");
        assert_eq!((&json["format"], &json["version"]), (&format!("cargo-toggle/{format}").into(), &1.into()));
        json
    }
}
