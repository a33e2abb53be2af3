//! The problems that the runtime reports for a configuration.

use std::{ffi::OsString, path::Path};

use crate::{
    env_file::{EnvFile, Mistake},
    inventory::Inventory,
    program::{in_environment, once, program},
    toggle_file::ToggleFile,
};
use jiff::Timestamp;
use toggle_runtime::{
    __admin::{self, Fault, Program},
    Error, Problem, ProblemPlace, Reason,
};

use super::{
    environment_names,
    environments::{EnvironmentFindings, Environments},
    findings::{Finding, Location},
    lints,
    programs::Programs,
    rule::Rule,
    segments,
};

/// Returns the problems of the configuration, for each source separately.
///
/// Several programs may share the configuration. A name is unknown if none of the programs has it; every other problem
/// counts if any of them reports it.
pub(super) fn findings(
    named: &Programs<'_>,
    merged: &Inventory,
    files: &[ToggleFile],
    env_file: Option<&EnvFile>,
    environments: &Environments,
    now: Timestamp,
) -> Vec<Finding> {
    let variables = variables(env_file);
    let of_variable = |name: &str| {
        let file = env_file?;
        Some(Location { line: Some(file.line_of(name)?), ..Location::of_file(&file.path) })
    };
    let mut findings: Vec<Finding> = env_file.into_iter().flat_map(mistakes).collect();
    let of_program = |inventory: &Inventory, pass: Pass| {
        let mut findings = Vec::new();
        let mut found = EnvironmentFindings::default();
        for file in files {
            let path = file.path();
            for environment in environments.of_file(path) {
                let of_file = program(inventory, Vec::new());
                let mut of_environment = Vec::new();
                match of_file
                    .install(in_environment(file.require_in(once(), environment.as_deref()), environment.as_deref()))
                {
                    Ok(()) => {
                        add_problems(&mut of_environment, pass, inventory, &of_file, files, &|place| {
                            Location::in_file(place, path)
                        });
                    }
                    Err(error) => of_environment.push(unreadable(&error, path)),
                }
                found.add(environment, of_environment);
                if pass == Pass::States {
                    add(&mut findings, unreachable(inventory, &of_file, path));
                }
            }
            add(&mut findings, found.take());
        }
        let of_env = program(inventory, variables.clone());
        let _ = of_env.install(once());
        let mut of_variables = Vec::new();
        let locate = |place: &ProblemPlace| match place {
            ProblemPlace::Variable(name) => of_variable(name),
            _ => None,
        };
        add_problems(&mut of_variables, pass, inventory, &of_env, files, &locate);
        add(&mut findings, of_variables);
        if pass == Pass::States {
            for environment in environments.all() {
                let all = program(inventory, variables.clone());
                let sources = files.iter().fold(once(), |builder, file| file.add_to(builder, environment.as_deref()));
                let _ = all.install(in_environment(sources, environment.as_deref()));
                let locate = |place: &ProblemPlace| files.iter().find_map(|file| Location::in_file(place, file.path()));
                found.add(environment, unset(inventory, &all).chain(of_all_sources(&all, locate)).collect());
            }
            add(&mut findings, found.take());
        }
        findings
    };
    add(&mut findings, named.findings(|program| of_program(program, Pass::States)));
    add(&mut findings, of_program(merged, Pass::Names));
    for file in files {
        findings.extend(lints::findings(named.all(), file, environments, now));
        findings.extend(segments::unused(file));
    }
    findings.extend(environment_names::near(files));
    findings.extend(environment_names::unknown(environments, files, env_file));
    findings
}

/// Returns the variables of the program, without `TOGGLE_FILE`: its path belongs to the machine of the program.
pub(super) fn variables(env_file: Option<&EnvFile>) -> Vec<(OsString, OsString)> {
    let variables = env_file.iter().flat_map(|file| file.variables.clone());
    variables.filter(|(name, _)| name != __admin::FILE).collect()
}

/// Adds the findings that are new.
fn add(findings: &mut Vec<Finding>, found: impl IntoIterator<Item = Finding>) {
    for finding in found {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// A pass over the configuration: the kind of problems that it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// The names that the program does not have.
    Names,
    /// The toggles with an invalid state, and the toggles that nothing sets.
    States,
}

/// Adds the problems of the source. `locate` returns the location of a place in the source.
fn add_problems(
    findings: &mut Vec<Finding>,
    pass: Pass,
    inventory: &Inventory,
    program: &Program,
    files: &[ToggleFile],
    locate: &dyn Fn(&ProblemPlace) -> Option<Location>,
) {
    for problem in program.problems() {
        let message = __admin::message(&problem);
        findings.extend(match &problem {
            Problem::UnknownName { name, place, nearest, .. } if pass == Pass::Names => {
                // The problem of an unknown variable names the variable, and its place is the whole environment.
                let location = locate(place).or_else(|| locate(&ProblemPlace::Variable(name.clone())));
                let finding = Finding::new(Rule::UnknownName, Some(name), message, location);
                Some(Finding { nearest: nearest.clone(), ..finding })
            }
            Problem::UnknownNames { source, .. } if pass == Pass::Names => {
                Some(Finding::new(Rule::UnknownName, None, message, locate(&ProblemPlace::Source(source.clone()))))
            }
            Problem::InvalidState { name, place, .. } if pass == Pass::States => {
                let toggle = inventory.find(name).map(|_| name.as_str());
                Some(Finding::new(Rule::InvalidState, toggle, message, locate(place)))
            }
            Problem::UnknownEnvironment { place, nearest, .. } if pass == Pass::States => {
                Some(environment_names::misspelt(message, nearest, locate(place), files))
            }
            Problem::Pinned { name, place, .. } if pass == Pass::States => {
                Some(Finding::new(Rule::ContradictsPin, Some(name), message, locate(place)))
            }
            // The problems of the toggles themselves are found in each program.
            _ => None,
        });
    }
}

/// Returns the findings about lines of a file of variables that set no variable.
fn mistakes(file: &EnvFile) -> impl Iterator<Item = Finding> {
    file.mistakes.iter().map(|Mistake { line, message }| {
        let location = Location { line: Some(*line), ..Location::of_file(&file.path) };
        Finding::new(Rule::Unreadable, None, message.clone(), Some(location))
    })
}

/// Returns the finding about a file that the runtime rejects as a whole.
fn unreadable(error: &Error, path: &Path) -> Finding {
    let Fault { position, message, .. } = Fault::of_source(error);
    let location = Location {
        line: position.map(|(line, _)| line),
        column: position.map(|(_, column)| column),
        ..Location::of_file(path)
    };
    Finding::new(Rule::Unreadable, None, message, Some(location))
}

/// Returns the toggles that have their default.
fn unset(inventory: &Inventory, program: &Program) -> impl Iterator<Item = Finding> {
    inventory.toggles.iter().filter(|toggle| program.explain(&toggle.name).reason == Reason::Default).map(|toggle| {
        let message = format!("nothing sets the toggle `{}`, so it is {} by default", toggle.name, toggle.default);
        Finding::of_toggle(Rule::Unset, toggle, message)
    })
}

/// Returns the mistakes that only several sources make together, such as toggles in two files that require each other.
fn of_all_sources(program: &Program, locate: impl Fn(&ProblemPlace) -> Option<Location>) -> Vec<Finding> {
    let of_problem = |problem| match problem {
        Problem::InvalidState { name, place, message, .. } => {
            let message = format!("`{name}`: {message}");
            Some(Finding::new(Rule::InvalidState, Some(&name), message, locate(&place)))
        }
        _ => None,
    };
    program.problems_of_all().into_iter().filter_map(of_problem).collect()
}

/// Returns the rules of a file that are never tried.
fn unreachable(inventory: &Inventory, program: &Program, path: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    for toggle in &inventory.toggles {
        let rules = program.rules(&toggle.name);
        let last = rules.iter().take_while(|rule| rule.is_reached).count();
        for (position, rule) in rules.iter().enumerate().skip(last) {
            let message = format!(
                "rule {} of `{}` is never tried, since rule {last} matches everybody; remove one of them, or change their order",
                position + 1,
                toggle.name
            );
            let location = rule.place.as_ref().and_then(|place| Location::in_file(place, path));
            findings.push(Finding::new(Rule::Unreachable, Some(&toggle.name), message, location));
        }
    }
    findings
}
