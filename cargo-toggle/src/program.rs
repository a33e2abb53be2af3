//! The program that a binary is, without running it: its toggles in the runtime's own registry.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use toggle_runtime::{
    __tool::{Program, files_of_directory},
    Builder,
};
use toggle_syntax::record::{Body, Declaration, Place, Record};

use crate::{
    env_file::{EnvFile, EnvFileFormat},
    inventory::Inventory,
};

/// What a program is configured with.
#[derive(Debug, Args)]
pub struct Configuration {
    /// A toggle file, or a directory of such files; give it again for several, highest first
    #[arg(long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// A file of environment variables, as in `NAME=value`
    ///
    /// A value is taken as it stands: `$NAME` is not expanded, so that your own environment makes no difference.
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Who reads that file when the program runs; otherwise it is read as dotenv does, and a note says where docker
    /// would not
    #[arg(long, value_enum, value_name = "FORMAT", requires = "env_file")]
    pub env_file_format: Option<EnvFileFormat>,
}

impl Configuration {
    /// Fails where a file is not there at all, which is a slip of the one who calls.
    ///
    /// # Errors
    ///
    /// With the path.
    pub fn require(&self) -> Result<()> {
        self.config
            .iter()
            .chain(&self.env_file)
            .try_for_each(|path| path.metadata().map(drop).with_context(|| path.display().to_string()))
    }

    /// Returns the toggle files, highest first. A directory is taken as its files, of which the last one is the highest.
    ///
    /// # Errors
    ///
    /// If a directory cannot be read or has no files, with its path.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let files: Result<Vec<_>> = self.config.iter().map(|path| files_of(path)).collect();
        Ok(files?.concat())
    }

    /// The file of variables, if one was given.
    ///
    /// # Errors
    ///
    /// If it cannot be read, with its path.
    pub fn env_file(&self) -> Result<Option<EnvFile>> {
        self.env_file.as_deref().map(|path| EnvFile::read(path, self.env_file_format)).transpose()
    }
}

/// Returns the toggle files that a path names, highest first: itself, or those of a directory.
///
/// # Errors
///
/// If a directory cannot be read or has no files, with its path.
pub fn files_of(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = files_of_directory(path).map_err(|error| anyhow!("{}: {error}", path.display()))?;
    files.reverse();
    Ok(files)
}

/// Refuses a directory of toggle files where one file is wanted.
///
/// # Errors
///
/// With the files to choose from.
pub fn require_file(path: &Path) -> Result<()> {
    /// The largest number that is listed.
    const MOST: usize = 10;
    if !path.is_dir() {
        return Ok(());
    }
    let Ok(files) = files_of_directory(path) else {
        bail!("{}: is a directory without toggle files; name a file in it", path.display());
    };
    let mut names: Vec<String> = files.iter().take(MOST).map(|file| file.display().to_string()).collect();
    names.extend(files.len().checked_sub(MOST).filter(|more| *more > 0).map(|more| format!("{more} more")));
    bail!("{}: is a directory; name one of its files: {}", path.display(), names.join(", "))
}

/// Adds a toggle file, or a directory of such files, that may be missing or broken.
pub fn with_source(builder: Builder, path: &Path) -> Builder {
    if path.is_dir() { builder.optional_directory(path) } else { builder.optional_file(path) }
}

/// The program of these toggles, in an environment with these variables.
pub fn program(inventory: &Inventory, variables: Vec<(OsString, OsString)>) -> Program {
    Program::new(inventory.records(), variables)
}

/// The value that a default has which is not known. No file says that.
pub const NOT_KNOWN: &str = "\u{fdd0}";

/// A program that has these toggles, of which nothing else is known: they are off where nothing sets them.
pub fn program_of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Program {
    program_of(names, "off", Vec::new())
}

/// As [`program_of_names`], but where nothing sets a toggle, it is [`NOT_KNOWN`].
pub fn program_of_any<'a>(names: impl IntoIterator<Item = &'a str>, variables: Vec<(OsString, OsString)>) -> Program {
    program_of(names, NOT_KNOWN, variables)
}

fn program_of<'a>(
    names: impl IntoIterator<Item = &'a str>,
    default: &str,
    variables: Vec<(OsString, OsString)>,
) -> Program {
    let body = Body::Declaration(Declaration { default, ty: "any", ..Declaration::default() });
    let records = names.into_iter().map(|name| Record::new(name, Place::default(), body).to_bytes());
    Program::new(records, variables)
}

/// How a file is read once: as it is now, without waiting for it to settle.
pub fn once() -> Builder {
    toggle_runtime::builder().watch(false).settle(Duration::ZERO)
}

/// The same for a program that runs in this stage; without one, in that of its environment.
pub fn in_stage(builder: Builder, stage: Option<&str>) -> Builder {
    match stage {
        Some(stage) => builder.environment(stage),
        None => builder,
    }
}
