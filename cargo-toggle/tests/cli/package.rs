//! Packages that tests build.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::Scratch;

/// The root of the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A package outside of the workspace. All such packages share a target directory, so each test needs a unique
/// package name.
pub(crate) struct Package {
    pub(crate) scratch: Scratch,
    pub(crate) target: PathBuf,
}

impl Package {
    pub(crate) fn new(name: &str, manifest: &str) -> Self {
        Self::with(name, manifest, "toggle-runtime")
    }

    /// A package that makes records without the runtime, whose dependencies take long to build in one more profile.
    pub(crate) fn of_records(name: &str) -> Self {
        Self::with(name, "", "toggle-syntax")
    }

    fn with(name: &str, manifest: &str, dependency: &str) -> Self {
        let scratch = Scratch::new();
        let path = fs::canonicalize(ROOT).expect("the repository is there").join(dependency);
        scratch.file(
            "Cargo.toml",
            format!(
                "[package]\nname = \"{name}\"\nversion = \"1.2.3\"\nedition = \"2024\"\n{manifest}\n\
                 [dependencies]\n{dependency} = {{ path = '{}', default-features = false }}\n\
                 [profile.dev]\ndebug = false\n[profile.release]\nopt-level = 0\n[workspace]\n",
                path.display()
            ),
        );
        // The lock file selects dependencies that are already downloaded.
        scratch.file("Cargo.lock", fs::read(Path::new(ROOT).join("Cargo.lock")).expect("it is there"));
        // The directory of this workspace, whose tests of builds build the same dependencies.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target directory");
        Self { scratch, target: target.to_owned() }
    }

    /// Returns the command `cargo toggle` with these arguments in the package's directory.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.scratch.command(arguments);
        command.env("CARGO_TARGET_DIR", &self.target);
        command.env("CARGO_NET_OFFLINE", "true").env("CARGO_TERM_QUIET", "true");
        command
    }
}
