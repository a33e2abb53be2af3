//! The check of the toggles of programs against their configuration, in both directions.

mod configuration;
mod environments;
mod lints;
mod segments;
mod environment_names;
mod records;
mod clashes;
mod toggles;
mod differing;
mod near;
mod pins;

mod findings;
mod counts;
mod programs;
mod checked;
mod rule;
mod levels;
mod report;
mod exceptions;

use std::env;

use anyhow::Result;
use toggle_runtime::{Date, Kind};

pub use self::{
    checked::{Checked, CheckedFile},
    counts::Counts,
    findings::{Finding, Location},
    report::Report,
    rule::{Level, Rule},
};
use self::{environments::Environments, exceptions::Scope, levels::Levels, programs::Programs};
use crate::{inventory::Inventory, lifetime, notes::Notes, program::Opened, settings::Lints, toggle_file::ToggleFile};

/// The inputs of a check.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The programs.
    pub programs: &'a [Inventory],
    /// The toggles of all programs, as [`Inventory::merged`] returns them.
    pub inventory: &'a Inventory,
    /// Whether the workspace may have other programs, which are not checked.
    pub is_part: bool,
    /// Whether the programs were built for the check. The variables of this process then belong to their build.
    pub is_built: bool,
    /// The configuration.
    pub configuration: &'a Opened,
    /// The environment that the programs run in. Without one, the file of variables may name it, or else each
    /// environment of the files is checked, and none.
    pub environment: Option<&'a str>,
    /// The settings of the workspace.
    pub lints: &'a Lints,
    /// The rules to report as errors, including rules that are off by default.
    pub deny: &'a [Rule],
    /// The rules to turn off.
    pub allow: &'a [Rule],
    /// The age limits of kinds in days, above those of the settings.
    pub max_age: &'a [(Kind, Option<u32>)],
    /// The date to use as today.
    pub today: Option<Date>,
}

/// Checks programs and their configuration.
///
/// # Errors
///
/// If a directory of toggle files cannot be read, the settings name no rule, or the clock is outside of the calendar.
pub fn check(inputs: &Inputs<'_>, notes: Notes<'_>) -> Result<Report> {
    let Inputs { programs, inventory, configuration: opened, lints, .. } = *inputs;
    let levels = Levels::new(inputs.deny, inputs.allow, exceptions::levels(lints)?);
    let mut limits = lints.limits;
    for (kind, days) in inputs.max_age {
        limits.set(*kind, *days);
    }
    let today = inputs.today.map_or_else(lifetime::today, Ok)?;
    let files: Result<Vec<_>> = opened.files.iter().map(ToggleFile::files).collect();
    let (files, env_file) = (files?.concat(), opened.env_file.as_ref());
    if inputs.environment.is_some() && files.is_empty() && env_file.is_none() {
        notes.note("`--environment` has no effect: no configuration is checked; give one with `--config`");
    }
    let environments = Environments::of(&files, inputs.environment, &configuration::variables(env_file));
    let named = Programs::of(programs);
    // The instant from which rules must have an effect.
    let now = inputs.today.map_or_else(toggle_runtime::__admin::now, lifetime::start);
    let mut findings = configuration::findings(&named, inventory, &files, env_file, &environments, now);
    records::explain(&mut findings, inventory, programs, notes);
    findings.extend(named.findings(|program| {
        let of_toggles = toggles::of_program(program, inventory, today, &limits);
        clashes::findings(program).into_iter().chain(of_toggles).chain(pins::flippable(program)).collect()
    }));
    findings.extend(differing::findings(inventory, &named));
    let of_all = toggles::never_asked(inventory).chain(near::findings(inventory, &files));
    findings.extend(of_all.map(|finding| named.with_those_of_toggle(finding)));
    if inputs.is_built {
        findings.extend(pins::unknown(inventory, env::vars_os().map(|(name, _)| name)));
    }
    findings.extend(environment_names::unprotected(lints, &files));
    findings.retain_mut(|finding| levels.apply(finding));
    let scope =
        Scope { inventory, has_configuration: !files.is_empty() || env_file.is_some(), is_part: inputs.is_part };
    exceptions::apply(&mut findings, lints, &scope, today);
    findings.retain_mut(|finding| levels.apply(finding));
    near::remove_repeated(&mut findings);
    toggles::remove_repeated(&mut findings);
    findings.sort_by(Finding::order);
    let counts = Counts::of(&findings);
    let checked = Checked::of(&named, &files, env_file, &environments, opened.unread().as_ref());
    Ok(Report { toggles: inventory.toggles.len(), checked, findings, counts })
}
