//! The stages that a configuration is checked for.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use toggle_runtime::__tool;

use super::findings::Finding;
use crate::{toggle_file::ToggleFile, untrusted};

/// The stages in which a program may run: the one that is asked for or that a file of variables names; otherwise, each
/// that a file has something for, and none.
pub(super) struct Stages {
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

impl Stages {
    pub(super) fn of(files: &[ToggleFile], asked: Option<&str>, variables: &[(OsString, OsString)]) -> Self {
        let in_variables = || {
            let is_set = |(name, value): &&(OsString, OsString)| name == __tool::STAGE && !value.is_empty();
            variables.iter().rfind(is_set).map(|(_, stage)| stage.to_string_lossy().into_owned())
        };
        let of_file = |file: &ToggleFile| (file.path().to_owned(), file.names().stages);
        Self {
            only: asked
                .map(|stage| (stage.trim().to_owned(), Origin::Argument))
                .or_else(|| in_variables().map(|stage| (stage.trim().to_owned(), Origin::Variable))),
            files: files.iter().map(of_file).collect(),
        }
    }

    /// The stages for which a file is looked at. That it has nothing for a stage of another file is no mistake.
    pub(super) fn of_file(&self, path: &Path) -> Vec<Option<String>> {
        let named = self.files.iter().filter(|(file, _)| file == path).flat_map(|(_, stages)| stages);
        self.with(named)
    }

    /// Returns the stage that is asked for, if one is, and by whom, unless a file has a section for it.
    pub(super) fn unknown(&self) -> Option<(&str, Origin)> {
        let (stage, origin) = self.only.as_ref()?;
        self.known().all(|known| known != stage).then_some((stage, *origin))
    }

    /// Returns the stages that the files have a section for.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flat_map(|(_, stages)| stages).map(String::as_str)
    }

    /// The stages of all files.
    pub(super) fn all(&self) -> Vec<Option<String>> {
        self.with(self.files.iter().flat_map(|(_, stages)| stages))
    }

    fn with<'s>(&self, named: impl Iterator<Item = &'s String>) -> Vec<Option<String>> {
        if let Some((stage, _)) = &self.only {
            return vec![Some(stage.clone())];
        }
        let mut stages: Vec<Option<String>> = named.cloned().map(Some).collect();
        stages.push(None);
        stages.sort();
        stages.dedup();
        stages
    }
}

/// What has been found in several stages.
#[derive(Default)]
pub(super) struct StageFindings {
    stages: Vec<Option<String>>,
    /// Each with the stages in which it has been found.
    findings: Vec<(Finding, Vec<Option<String>>)>,
}

impl StageFindings {
    /// Adds what has been found in a stage.
    pub(super) fn add(&mut self, stage: Option<String>, findings: Vec<Finding>) {
        for finding in findings {
            match self.findings.iter_mut().find(|(known, _)| *known == finding) {
                Some((_, stages)) if stages.contains(&stage) => {}
                Some((_, stages)) => stages.push(stage.clone()),
                None => self.findings.push((finding, vec![stage.clone()])),
            }
        }
        self.stages.push(stage);
    }

    /// Takes all of it. Where something is not found in every stage, it says in which.
    pub(super) fn take(&mut self) -> Vec<Finding> {
        let Self { stages, findings } = std::mem::take(self);
        let told = |(mut finding, found): (Finding, Vec<Option<String>>)| {
            if found.len() < stages.len() {
                let name =
                    |stage: &Option<String>| stage.as_ref().map_or("none".to_owned(), |name| format!("`{name}`"));
                let names: Vec<String> = found.iter().map(name).collect();
                finding.message = format!("{} (environment: {})", finding.message, untrusted::shown(&names.join(", ")));
            }
            finding
        };
        findings.into_iter().map(told).collect()
    }
}
