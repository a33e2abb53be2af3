//! The problems of a build's toggles that do not depend on the configuration.

use std::collections::HashMap;

use crate::{
    inventory::{Inventory, Toggle},
    lifetime::{self, Limits, Overdue},
};
use toggle_runtime::{Date, Type};
use toggle_syntax::name::nearest;

use super::{
    findings::{Finding, Location},
    rule::Rule,
};

/// Returns the findings about the toggles of one program. `merged` has the toggles of all programs.
pub(super) fn of_program(inventory: &Inventory, merged: &Inventory, today: Date, limits: &Limits) -> Vec<Finding> {
    let of_toggle = |toggle| match Toggle::declaration(toggle) {
        Some(_) => overdue(toggle, today, limits),
        None => vec![undeclared(toggle, merged)],
    };
    inventory.toggles.iter().flat_map(of_toggle).collect()
}

/// Returns the unused toggles: one of the programs declares each, and none has a point of it.
pub(super) fn never_asked(merged: &Inventory) -> impl Iterator<Item = Finding> {
    let is_declared_alone = |toggle: &&Toggle| toggle.declaration().is_some() && toggle.points.is_empty();
    merged.toggles.iter().filter(is_declared_alone).map(|toggle| {
        let (method, listed) = if toggle.ty() == Type::OnOff { ("is_enabled", "enabled!") } else { ("get", "value!") };
        let message = format!(
            "the toggle `{}` is declared but unused; remove it (a call of `{method}` is not listed; \
             `{listed}` is)",
            toggle.name
        );
        Finding::of_toggle(Rule::NeverAsked, toggle, message)
    })
}

fn undeclared(toggle: &Toggle, inventory: &Inventory) -> Finding {
    let name = &toggle.name;
    let declared = inventory.toggles.iter().filter(|other| other.declaration().is_some());
    let nearest = nearest(name, declared.map(|other| other.name.as_str()));
    let what_to_do = match nearest {
        Some(nearest) => format!("did you mean `{nearest}`, which is declared?"),
        None => format!("write `#[toggle(\"{name}\", ..)]` above a static"),
    };
    let message = format!("the toggle `{name}` is not declared; {what_to_do}");
    let finding = Finding::of_toggle(Rule::Undeclared, toggle, message);
    Finding { nearest: nearest.map(str::to_owned), ..finding }
}

fn overdue(toggle: &Toggle, today: Date, limits: &Limits) -> Vec<Finding> {
    let name = &toggle.name;
    let mut findings = Vec::new();
    for declaration in &toggle.declarations {
        for overdue in lifetime::overdue(declaration, today, limits) {
            let (rule, message) = match overdue {
                Overdue::Expired(date) => (
                    Rule::Expired,
                    format!("the toggle `{name}` expired on {date}; remove it, or give it another date"),
                ),
                Overdue::TooOld { kind, age, limit } => (
                    Rule::TooOld,
                    format!(
                        "the toggle `{name}` is {age} days old; the limit of the kind {kind} is {limit}; remove it"
                    ),
                ),
            };
            let finding = Finding::new(rule, Some(name), message, Some(Location::of_place(&declaration.place)));
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// Removes one of the two findings about a toggle that is overdue in two ways. The finding of the higher level stays,
/// or else the one about its date.
pub(super) fn remove_repeated(findings: &mut Vec<Finding>) {
    let key = |finding: &Finding| (finding.toggle.clone(), finding.location.clone(), finding.programs.clone());
    let of_rule = |rule: Rule, findings: &[Finding]| -> HashMap<_, _> {
        findings.iter().filter(|finding| finding.rule == rule).map(|finding| (key(finding), finding.level)).collect()
    };
    let (expired, too_old) = (of_rule(Rule::Expired, findings), of_rule(Rule::TooOld, findings));
    findings.retain(|finding| match finding.rule {
        Rule::TooOld => expired.get(&key(finding)).is_none_or(|level| finding.level < *level),
        Rule::Expired => too_old.get(&key(finding)).is_none_or(|level| finding.level <= *level),
        _ => true,
    });
}
