//! Names of environments that no file has, or that are misspelt.

use std::collections::BTreeSet;

use crate::{
    env_file::EnvFile,
    settings::{Lints, Misspelt},
    toggle_file::ToggleFile,
};
use toggle_runtime::__admin::{self, Section, Sections};
use toggle_syntax::name;

use super::{
    environments::{Environments, Origin},
    findings::{Finding, Location},
    rule::{Level, Rule},
};

/// Returns the finding about the environment for which the files are checked, if none of them has a section for it.
///
/// The runtime [reports](misspelt) an environment with almost the name of a file's section, for that file.
pub(super) fn unknown(
    environments: &Environments,
    files: &[ToggleFile],
    env_file: Option<&EnvFile>,
) -> Option<Finding> {
    let (environment, origin) = environments.unknown()?;
    let known: BTreeSet<&str> = environments.known().collect();
    let known = Vec::from_iter(known);
    let is_reported = name::nearest_stage(environment, known.iter().copied()).is_some();
    // A variable names the environment of every program, even if the program's files have no section for any.
    let is_silent = origin == Origin::Variable && known.is_empty();
    let first = files.first()?;
    if is_reported || is_silent {
        return None;
    }
    let location = match (origin, env_file) {
        (Origin::Variable, Some(file)) => {
            Location { line: file.line_of(__admin::STAGE), ..Location::of_file(&file.path) }
        }
        _ => files.iter().find_map(|file| section(file, |_| true)).unwrap_or_else(|| Location::of_file(first.path())),
    };
    let advice = if known.is_empty() {
        format!("write `[environment.{environment}]`, or leave the environment out")
    } else {
        format!("there is `[environment.{}]`", known.join("]`, `[environment."))
    };
    let message = format!("no file has a section for the environment `{environment}`; {advice}");
    Some(Finding::new(Rule::UnknownEnvironment, None, message, Some(location)))
}

/// Returns the finding about an environment with almost the name of a file's section, at that section.
pub(super) fn misspelt(message: String, nearest: &str, at: Option<Location>, files: &[ToggleFile]) -> Finding {
    let location = at.map(|at| {
        let file = files.iter().find(|file| Location::of_file(file.path()).file == at.file);
        file.and_then(|file| section(file, |name| name == nearest)).unwrap_or(at)
    });
    let finding = Finding::new(Rule::UnknownEnvironment, None, message, location);
    Finding { level: Level::Error, nearest: Some(nearest.to_owned()), ..finding }
}

/// Returns the environment sections with almost the name of an earlier section.
pub(super) fn near(files: &[ToggleFile]) -> Vec<Finding> {
    let mut known: Vec<(String, Location)> = Vec::new();
    let mut findings = Vec::new();
    for file in files {
        let sections = Sections::of(&file.text().unwrap_or_default());
        for Section { name: environment, line, column } in sections.stages {
            let location = Location { line: Some(line), column: Some(column), ..Location::of_file(file.path()) };
            let names = known.iter().map(|(name, _)| name.as_str());
            let nearest = name::nearest_stage(&environment, names).filter(|nearest| *nearest != environment);
            if let Some((nearest, first)) = nearest.and_then(|near| known.iter().find(|(name, _)| name == near)) {
                let place = first.line.map_or_else(|| first.file.clone(), |line| format!("{}:{line}", first.file));
                let message = format!(
                    "`[environment.{environment}]` has almost the name of `[environment.{nearest}]` ({place}); keep one \
                     of them, or allow `{}` if you need both",
                    Rule::NearEnvironment.id(),
                );
                let finding = Finding::new(Rule::NearEnvironment, None, message, Some(location.clone()));
                findings.push(Finding { nearest: Some(nearest.clone()), ..finding });
            }
            known.push((environment, location));
        }
    }
    findings
}

/// Returns the names in the settings of the workspace that protect nothing, since a section has almost that name.
pub(super) fn unprotected(lints: &Lints, files: &[ToggleFile]) -> Vec<Finding> {
    let texts = files.iter().filter_map(ToggleFile::text);
    let environments: Vec<Section> = texts.flat_map(|text| Sections::of(&text).stages).collect();
    let names: Vec<&str> = environments.iter().map(|environment| environment.name.as_str()).collect();
    let location = Location::of_file(&lints.manifest);
    let finding = |misspelt: Misspelt| {
        let finding = Finding::new(Rule::UnknownEnvironment, None, misspelt.to_string(), Some(location.clone()));
        Finding { level: Level::Error, nearest: Some(misspelt.nearest), ..finding }
    };
    lints.edits.misspelt(&names).into_iter().map(finding).collect()
}

/// Returns the place of a file's first section for a matching environment.
fn section(file: &ToggleFile, is_such: impl Fn(&str) -> bool) -> Option<Location> {
    let sections = Sections::of(&file.text()?);
    let Section { line, column, .. } = sections.stages.into_iter().find(|environment| is_such(&environment.name))?;
    Some(Location { line: Some(line), column: Some(column), ..Location::of_file(file.path()) })
}
