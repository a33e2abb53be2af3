//! The environments that a configuration is checked for.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{toggle_file::ToggleFile, untrusted};
use toggle_runtime::__admin;

use super::findings::Finding;

/// The environments to check: the one that an argument or a file of variables names, or else each that a file has a
/// section for, and none.
pub(super) struct Environments {
    only: Option<(String, Origin)>,
    files: Vec<(PathBuf, Vec<String>)>,
}

/// The origin of the environment that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The arguments of the command.
    Argument,
    /// A file of variables.
    Variable,
}

impl Environments {
    pub(super) fn of(files: &[ToggleFile], asked: Option<&str>, variables: &[(OsString, OsString)]) -> Self {
        let in_variables = || {
            let is_set = |(name, value): &&(OsString, OsString)| name == __admin::STAGE && !value.is_empty();
            variables.iter().rfind(is_set).map(|(_, environment)| environment.to_string_lossy().into_owned())
        };
        let of_file = |file: &ToggleFile| (file.path().to_owned(), file.names().stages);
        Self {
            only: asked
                .map(|environment| (environment.trim().to_owned(), Origin::Argument))
                .or_else(|| in_variables().map(|environment| (environment.trim().to_owned(), Origin::Variable))),
            files: files.iter().map(of_file).collect(),
        }
    }

    /// Returns the environments to check a file for. A file need not have a section for an environment of another file.
    pub(super) fn of_file(&self, path: &Path) -> Vec<Option<String>> {
        let named = self.files.iter().filter(|(file, _)| file == path).flat_map(|(_, environments)| environments);
        self.with(named)
    }

    /// Returns the environment that an argument or a variable names, with its origin, unless a file has a section for
    /// it.
    pub(super) fn unknown(&self) -> Option<(&str, Origin)> {
        let (environment, origin) = self.only.as_ref()?;
        self.known().all(|known| known != environment).then_some((environment, *origin))
    }

    /// Returns the environments that the files have a section for.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flat_map(|(_, environments)| environments).map(String::as_str)
    }

    /// Returns the environments of all files.
    pub(super) fn all(&self) -> Vec<Option<String>> {
        self.with(self.files.iter().flat_map(|(_, environments)| environments))
    }

    fn with<'s>(&self, named: impl Iterator<Item = &'s String>) -> Vec<Option<String>> {
        if let Some((environment, _)) = &self.only {
            return vec![Some(environment.clone())];
        }
        let mut environments: Vec<Option<String>> = named.cloned().map(Some).collect();
        environments.push(None);
        environments.sort();
        environments.dedup();
        environments
    }
}

/// The findings in several environments.
#[derive(Default)]
pub(super) struct EnvironmentFindings {
    environments: Vec<Option<String>>,
    /// Each finding, with the environments that have it.
    findings: Vec<(Finding, Vec<Option<String>>)>,
}

impl EnvironmentFindings {
    /// Adds the findings in an environment.
    pub(super) fn add(&mut self, environment: Option<String>, findings: Vec<Finding>) {
        for finding in findings {
            match self.findings.iter_mut().find(|(known, _)| *known == finding) {
                Some((_, environments)) if environments.contains(&environment) => {}
                Some((_, environments)) => environments.push(environment.clone()),
                None => self.findings.push((finding, vec![environment.clone()])),
            }
        }
        self.environments.push(environment);
    }

    /// Takes all findings. A finding that not every environment has names its environments.
    pub(super) fn take(&mut self) -> Vec<Finding> {
        let Self { environments, findings } = std::mem::take(self);
        let told = |(mut finding, found): (Finding, Vec<Option<String>>)| {
            if found.len() < environments.len() {
                let name = |environment: &Option<String>| {
                    environment.as_ref().map_or("none".to_owned(), |name| format!("`{name}`"))
                };
                let names: Vec<String> = found.iter().map(name).collect();
                finding.message = format!("{} (environment: {})", finding.message, untrusted::shown(&names.join(", ")));
            }
            finding
        };
        findings.into_iter().map(told).collect()
    }
}
