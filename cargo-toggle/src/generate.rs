//! `cargo toggle completions` and `cargo toggle man`: what a shell and `man` want to know of the command line.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{
    command,
    output::{self, Outcome},
};

/// Print the completions of a shell
///
/// For bash: `cargo toggle completions bash > ~/.local/share/bash-completion/completions/cargo-toggle`. They complete
/// `cargo-toggle`, which is the same program.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual page, or write the pages of all subcommands
#[derive(Debug, Args)]
pub struct Manual {
    /// Write `cargo-toggle.1`, `cargo-toggle-list.1` and so on into this directory
    #[arg(long, value_name = "DIRECTORY")]
    directory: Option<PathBuf>,
}

impl Completions {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn run(&self) -> Result<Outcome> {
        // The generator for bash loses its way in a name with a hyphen.
        let name = if self.shell == Shell::Bash { "cargo_toggle" } else { "cargo-toggle" };
        // Made in memory, since the generator panics where it cannot write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command::command().bin_name(name), name, &mut script);
        let script = String::from_utf8(script).context("the completions are no text")?;
        let script = if self.shell == Shell::Bash { of_hyphen(&script) } else { script };
        output::print(|out| out.own(script.as_bytes()))?;
        Ok(Outcome::Fine)
    }
}

/// The script for bash, of which the function keeps its name, for the name with the hyphen.
fn of_hyphen(script: &str) -> String {
    let lines = script.lines().map(|line| match line.strip_suffix(" cargo_toggle") {
        Some(line) if line.trim_start().starts_with("complete ") => format!("{line} cargo-toggle\n"),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

impl Manual {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// If a page cannot be written.
    pub fn run(&self) -> Result<Outcome> {
        let command = command::command();
        if let Some(directory) = &self.directory {
            let shown = || directory.display().to_string();
            fs::create_dir_all(directory).with_context(shown)?;
            write_pages(command, directory).with_context(shown)?;
        } else {
            let mut page = Vec::new();
            Man::new(command).render(&mut page)?;
            output::print(|out| out.own(&page))?;
        }
        Ok(Outcome::Fine)
    }
}

/// Writes the pages of a command and its subcommands. A page takes the place of whatever has its name, and follows no
/// link.
fn write_pages(command: clap::Command, directory: &Path) -> Result<()> {
    let pages = tempfile::tempdir_in(directory)?;
    clap_mangen::generate_to(command, pages.path())?;
    for page in fs::read_dir(pages.path())? {
        let page = page?;
        fs::rename(page.path(), directory.join(page.file_name()))?;
    }
    Ok(())
}
