//! The measuring programs: their build and their output.

use std::{
    env,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;

/// A program of this workspace, with its build profile and features.
pub(crate) struct Program {
    package: &'static str,
    profile: &'static str,
    features: &'static str,
}

pub(crate) const OURS: Program = Program { package: "toggle-ours", profile: "release", features: "" };
pub(crate) const OURS_WITH_LTO: Program = Program { profile: "lto", ..OURS };
pub(crate) const PEERS: Program = Program { package: "toggle-peers", features: "flagd", ..OURS };
pub(crate) const INSTRUCTIONS: Program = Program { package: "toggle-instructions", ..OURS };
pub(crate) const SCALE: Program = Program { package: "toggle-scale", ..OURS };

impl Program {
    /// Runs the program for a section, and returns the figures that it prints.
    pub(crate) fn figures<T: DeserializeOwned>(&self, section: &str) -> Result<T> {
        let output = self.run(&["--", section])?;
        toggle_measure::take_over(&output).with_context(|| format!("{} has not handed over figures", self.package))
    }

    /// Runs the program, and returns the section that it prints.
    pub(crate) fn markdown(&self) -> Result<String> {
        let text = String::from_utf8(self.run(&[])?)?;
        ensure!(text.starts_with("## "), "{} has printed something else than a section", self.package);
        Ok(text)
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["run", "--quiet", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
        command.args(["--package", self.package, "--profile", self.profile, "--features", self.features]);
        // The build script of a peer requires `protoc`.
        if env::var_os("PROTOC").is_none() {
            command.env("PROTOC", protoc_bin_vendored::protoc_bin_path()?);
        }
        // A peer reads this variable.
        command.env("PEER_NEW_CHECKOUT", "off");
        // With this variable, errors that a measurement creates would capture a backtrace.
        command.env_remove("RUST_BACKTRACE");
        let output = command.args(arguments).stderr(Stdio::inherit()).output().context("cannot run cargo")?;
        ensure!(output.status.success(), "{} ended with {}", self.package, output.status);
        Ok(output.stdout)
    }
}
