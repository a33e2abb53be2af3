//! The list of inputs that a check has covered.

use crate::{env_file::EnvFile, program::Unread, toggle_file::ToggleFile};
use serde::Serialize;

use super::{environments::Environments, programs::Programs};

/// The inputs of a check, so that an empty check cannot pass for a good one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Checked {
    /// The programs, by name.
    pub programs: Vec<String>,
    /// The toggle files, highest first.
    pub files: Vec<CheckedFile>,
    /// The file of variables, if one was given.
    pub env_file: Option<String>,
    /// The path in `TOGGLE_FILE`, if that file was perhaps meant to be checked.
    pub unread_file: Option<String>,
}

/// A toggle file, with the environments for which it was checked. `None` stands for no environment.
#[derive(Debug, Serialize)]
pub struct CheckedFile {
    /// The file, as it was given.
    pub file: String,
    /// The environments.
    pub environments: Vec<Option<String>>,
}

impl Checked {
    pub(super) fn of(
        programs: &Programs<'_>,
        files: &[ToggleFile],
        env_file: Option<&EnvFile>,
        environments: &Environments,
        unread: Option<&Unread<'_>>,
    ) -> Self {
        let of_file = |file: &ToggleFile| CheckedFile {
            file: file.path().display().to_string(),
            environments: environments.of_file(file.path()),
        };
        Self {
            programs: programs.named().map(|(name, _)| name.to_owned()).collect(),
            files: files.iter().map(of_file).collect(),
            env_file: env_file.map(|file| file.path.display().to_string()),
            unread_file: unread.map(|unread| unread.path.clone()),
        }
    }

    /// Returns a description of the configuration, as in `prod.toml (no environment, staging), prod.env`.
    pub fn configuration(&self) -> String {
        let files = self.files.iter().map(CheckedFile::shown).chain(self.env_file.clone());
        let files: Vec<String> = files.collect();
        if files.is_empty() { "no configuration given".to_owned() } else { files.join(", ") }
    }
}

impl CheckedFile {
    fn shown(&self) -> String {
        let Self { file, environments } = self;
        let environments: Vec<&str> =
            environments.iter().map(|name| name.as_deref().unwrap_or("no environment")).collect();
        match environments.as_slice() {
            ["no environment"] => file.clone(),
            environments => format!("{file} ({})", environments.join(", ")),
        }
    }
}
