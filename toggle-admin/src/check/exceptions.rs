//! The levels that the manifest sets for rules, and the findings that it excepts until a date.

use std::collections::BTreeMap;

use crate::{
    inventory::Inventory,
    settings::{self, Exception, Lints},
};
use anyhow::{Context, Result, bail};
use toggle_runtime::Date;
use toggle_syntax::name::{did_you_mean, nearest};

use super::{
    findings::{Finding, Location},
    rule::{Level, Rule},
};

/// Returns the level of each rule in the manifest; `None` turns a rule off.
///
/// # Errors
///
/// If a rule does not exist.
pub(super) fn levels(lints: &Lints) -> Result<BTreeMap<Rule, Option<Level>>> {
    let in_manifest = || format!("the `metadata.toggle` table of {}", lints.manifest.display());
    for exception in &lints.exceptions {
        rule(&exception.rule).with_context(in_manifest)?;
    }
    let level = |level: &settings::LintLevel| match level {
        settings::LintLevel::Error => Some(Level::Error),
        settings::LintLevel::Warning => Some(Level::Warning),
        settings::LintLevel::Allow => None,
    };
    lints.levels.iter().map(|(name, is)| Ok((rule(name).with_context(in_manifest)?, level(is)))).collect()
}

/// Returns the rule of this name.
fn rule(name: &str) -> Result<Rule> {
    if let Some(rule) = Rule::ALL.iter().find(|rule| rule.id() == name) {
        return Ok(*rule);
    }
    match nearest(name, Rule::ALL.iter().map(|rule| rule.id())) {
        Some(known) => bail!("there is no rule `{name}`; {}", did_you_mean(name, known)),
        None => bail!("there is no rule `{name}`; `cargo toggle check --help` lists the rules"),
    }
}

/// The inputs of the check, as far as exceptions depend on them.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    /// The toggles of all programs that were checked.
    pub(super) inventory: &'a Inventory,
    /// Whether a configuration was checked.
    pub(super) has_configuration: bool,
    /// Whether the workspace may have other programs, which were not checked.
    pub(super) is_part: bool,
}

impl Scope<'_> {
    /// Returns whether the check would have found the findings that the exception is about.
    fn covers(&self, exception: &Exception) -> bool {
        let is_of_configuration =
            Rule::ALL.iter().any(|rule| rule.is_of_configuration() && rule.id() == exception.rule);
        let is_known = || exception.toggle.as_ref().is_some_and(|toggle| self.inventory.find(toggle).is_some());
        (self.has_configuration || !is_of_configuration) && (!self.is_part || is_known())
    }
}

/// Removes the findings that the manifest excepts today. Reports each exception whose date has passed, and each that
/// matches nothing although its subject was checked.
pub(super) fn apply(findings: &mut Vec<Finding>, lints: &Lints, scope: &Scope<'_>, today: Date) {
    let mut stale = Vec::new();
    for (position, exception) in lints.exceptions.iter().enumerate() {
        let what = shown(exception);
        if exception.until < today {
            stale
                .push((position, format!("the exception of {what} ended on {}; fix what it excepts", exception.until)));
            continue;
        }
        let before = findings.len();
        findings.retain(|finding| !excepts(exception, finding));
        if findings.len() == before && scope.covers(exception) {
            stale.push((position, format!("the exception of {what} matches nothing; remove it")));
        }
    }
    let lines = if stale.is_empty() { Vec::new() } else { settings::exception_lines(&lints.manifest) };
    let finding = |(position, message): (usize, String)| {
        let location = Location { line: lines.get(position).copied(), ..Location::of_file(&lints.manifest) };
        Finding::new(Rule::StaleException, None, message, Some(location))
    };
    findings.extend(stale.into_iter().map(finding));
}

fn excepts(exception: &Exception, finding: &Finding) -> bool {
    finding.rule.id() == exception.rule
        && exception.toggle.as_ref().is_none_or(|toggle| finding.toggle.as_ref() == Some(toggle))
}

fn shown(exception: &Exception) -> String {
    let of = exception.toggle.as_ref().map(|toggle| format!(" of `{toggle}`")).unwrap_or_default();
    format!("`{}`{of} ({})", exception.rule, exception.reason)
}
