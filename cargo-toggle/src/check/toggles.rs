//! What is wrong with the toggles of a build, whatever the configuration.

use toggle_runtime::Date;

use super::{findings::Finding, rule::Rule};
use crate::{
    inventory::{Inventory, Toggle},
    lifetime::{self, Limits, Overdue},
};

pub(super) fn findings(inventory: &Inventory, today: Date, limits: &Limits) -> Vec<Finding> {
    inventory.toggles.iter().flat_map(|toggle| of_toggle(toggle, today, limits)).collect()
}

fn of_toggle(toggle: &Toggle, today: Date, limits: &Limits) -> Vec<Finding> {
    let name = &toggle.name;
    let Some(declaration) = toggle.declaration() else {
        let message = format!("the toggle `{name}` is not declared; write `#[toggle(\"{name}\", ..)]` above a static");
        return vec![Finding::of_toggle(Rule::Undeclared, toggle, message)];
    };
    let mut findings = Vec::new();
    for overdue in lifetime::overdue(declaration, today, limits) {
        let (rule, message) = match overdue {
            Overdue::Expired(date) => (
                Rule::Expired,
                format!("the toggle `{name}` has expired on {date}; remove it, or give it another date"),
            ),
            Overdue::TooOld { kind, age, limit } => (
                Rule::TooOld,
                format!("the toggle `{name}` is {age} days old; a toggle of the kind {kind} may be {limit}; remove it"),
            ),
        };
        findings.push(Finding::of_toggle(rule, toggle, message));
    }
    if toggle.points.is_empty() {
        let message = format!(
            "the toggle `{name}` is declared, but nothing asks for it; remove it (a call of `is_enabled` is not listed; \
             `enabled!` is)"
        );
        findings.push(Finding::of_toggle(Rule::NeverAsked, toggle, message));
    }
    findings
}
