//! `cargo toggle completions` and `cargo toggle man`: the command line described for shells and for `man`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{
    complete,
    output::{self, Outcome},
};

/// Print the completions of a shell
///
/// For bash: `source <(cargo toggle completions bash)` in `~/.bashrc`. They complete `cargo-toggle`, which is the same
/// program, and for bash `cargo toggle`, too. The script calls this program for suggestions: subcommands, options, and
/// the names of toggles, environments and segments. Names come from `--file`, `--config` or `TOGGLE_FILE`, from the
/// file that `[workspace.metadata.toggle]` names, and from `--binary` or the programs in `target` that were built last.
/// Completion never builds anything.
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
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn run(&self) -> Result<Outcome> {
        let script = complete::script(&self.shell.to_string())?;
        output::print(|out| out.own(script.as_bytes()))?;
        Ok(Outcome::Fine)
    }
}

impl Manual {
    /// Writes the manual of this command line.
    ///
    /// # Errors
    ///
    /// If a page cannot be written.
    pub fn run(&self, command: clap::Command) -> Result<Outcome> {
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

/// Writes the pages of a command and its subcommands. A page replaces any file with its name, and never follows a link.
fn write_pages(command: clap::Command, directory: &Path) -> Result<()> {
    let pages = tempfile::tempdir_in(directory)?;
    clap_mangen::generate_to(command, pages.path())?;
    for page in fs::read_dir(pages.path())? {
        let page = page?;
        fs::rename(page.path(), directory.join(page.file_name()))?;
    }
    Ok(())
}
