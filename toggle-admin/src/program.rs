//! A program as its binary describes it: its toggles in the runtime's own registry. The binary never runs.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Result, bail};
use toggle_runtime::{
    __admin::{self, Program, files_of_directory},
    Builder,
};
use toggle_syntax::record::{Body, Declaration, Place, Record};

use crate::{
    env_file::{EnvFile, EnvFileFormat},
    inventory::Inventory,
    notes::Notes,
    pipe::STANDARD_INPUT,
    store::SharedStore,
    toggle_file::ToggleFile,
};

/// The paths of a program's configuration.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// The toggle files and directories of such files, highest first; `-` is the standard input.
    pub files: Vec<PathBuf>,
    /// The store whose document is a toggle file, too, above all files.
    pub store: Option<SharedStore>,
    /// A file of environment variables, as in `NAME=value`. A value is literal: `$NAME` is not expanded.
    pub env_file: Option<PathBuf>,
    /// The format of that file. Without one, the file is read as dotenv does, with notes where docker differs.
    pub env_file_format: Option<EnvFileFormat>,
}

impl Configuration {
    /// Opens the files, and reads the pipes and the document of the store.
    ///
    /// # Errors
    ///
    /// If a file is missing or cannot be read, with its path, or if the store cannot be read.
    pub fn open(&self, notes: Notes<'_>) -> Result<Opened> {
        let inputs: Vec<&Path> = self.files.iter().chain(&self.env_file).map(PathBuf::as_path).collect();
        let is_input = |path: &&&Path| **path == Path::new(STANDARD_INPUT);
        if inputs.iter().filter(is_input).nth(1).is_some() {
            bail!("only one file can be the standard input; name the other by its path");
        }
        let mut files = Vec::new();
        if let Some(store) = &self.store {
            files.push(ToggleFile::of_text(store.name().into(), &store.document()?.text));
        }
        for path in &self.files {
            files.push(ToggleFile::open(path)?);
        }
        let env_file =
            self.env_file.as_deref().map(|path| EnvFile::read(path, self.env_file_format, notes)).transpose()?;
        Ok(Opened { files, env_file })
    }

    /// Returns whether a file is the standard input.
    pub fn reads_input(&self) -> bool {
        self.files.iter().chain(&self.env_file).any(|path| path == Path::new(STANDARD_INPUT))
    }
}

/// The configuration of a program, open.
#[derive(Debug)]
pub struct Opened {
    /// The toggle files and directories, as they were given, highest first.
    pub files: Vec<ToggleFile>,
    /// The file of variables, if one was given.
    pub env_file: Option<EnvFile>,
}

impl Opened {
    /// Returns the toggle file that the variable `TOGGLE_FILE` names and that is not read: its path belongs to the
    /// machine of the program. `--config` replaces it.
    pub fn unread(&self) -> Option<Unread<'_>> {
        let file = self.env_file.as_ref();
        let variables = file.map_or_else(|| std::env::vars_os().collect(), |file| file.variables.clone());
        let path = __admin::variable(&variables, __admin::FILE).filter(|_| self.files.is_empty())?;
        Some(Unread { file, path: path.to_string_lossy().into_owned() })
    }
}

/// A toggle file that a variable names and that is not read.
#[derive(Debug)]
pub struct Unread<'a> {
    /// The file of variables, or `None` for the environment of this command.
    pub file: Option<&'a EnvFile>,
    /// The path of the toggle file.
    pub path: String,
}

impl Unread<'_> {
    /// Notes that the toggle file is not read.
    pub fn note(&self, notes: Notes<'_>) {
        let place = self.file.map(|file| {
            let line = file.line_of(__admin::FILE).map(|line| format!(":{line}")).unwrap_or_default();
            format!("{}{line}: ", file.path.display())
        });
        let place = place.unwrap_or_default();
        notes.note(&format!("{place}`{}={}` is not read; give it with `--config`", __admin::FILE, self.path));
    }
}

/// Refuses a directory of toggle files if the caller needs one file.
///
/// # Errors
///
/// If the path is a directory. The message lists its files.
pub fn require_file(path: &Path) -> Result<()> {
    /// The largest number of files that the message lists.
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

/// Adds a toggle file or a directory of such files. It may be missing or broken.
pub fn with_source(builder: Builder, path: &Path) -> Builder {
    if path.is_dir() { builder.optional_directory(path) } else { builder.optional_file(path) }
}

/// Returns the program with the toggles of an inventory, in an environment with these variables.
pub fn program(inventory: &Inventory, variables: Vec<(OsString, OsString)>) -> Program {
    Program::new(inventory.records(), variables)
}

/// The value of a default that is not known. No file can contain this value.
pub const NOT_KNOWN: &str = "\u{fdd0}";

/// Returns a program that has these toggles. Each is off where nothing sets it, since nothing else is known of it.
pub fn program_of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Program {
    program_of(names, "off", Vec::new())
}

/// Returns the program of [`program_of_names`], except that a toggle that nothing sets has the value [`NOT_KNOWN`].
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

/// Returns a builder that reads a file once, as it is now, without the settle time.
pub fn once() -> Builder {
    toggle_runtime::builder().watch(false).settle(Duration::ZERO)
}

/// Sets the environment of a program. Without one, the program runs in the environment that its variables name.
pub fn in_environment(builder: Builder, environment: Option<&str>) -> Builder {
    match environment {
        Some(environment) => builder.environment(environment),
        None => builder,
    }
}
