//! The program that a binary is, without running it: its toggles in the runtime's own registry.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::Args;
use toggle_runtime::{__tool::Program, Builder};
use toggle_syntax::record::{Body, Declaration, Place, Record};

use crate::{
    env_file::{EnvFile, EnvFileFormat},
    inventory::Inventory,
};

/// What a program is configured with.
#[derive(Debug, Args)]
pub struct Configuration {
    /// A toggle file; give it again for several, highest first
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

    /// The file of variables, if one was given.
    ///
    /// # Errors
    ///
    /// If it cannot be read, with its path.
    pub fn env_file(&self) -> Result<Option<EnvFile>> {
        self.env_file.as_deref().map(|path| EnvFile::read(path, self.env_file_format)).transpose()
    }
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
