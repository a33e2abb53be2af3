//! What is wrong with the toggles of a build, whatever the configuration.

use toggle_runtime::{Date, Declaration, Type};
use toggle_syntax::name::nearest;

use super::{findings::Finding, rule::Rule};
use crate::{
    inventory::{Inventory, Toggle},
    lifetime::{self, Limits, Overdue},
};

pub(super) fn findings(inventory: &Inventory, today: Date, limits: &Limits) -> Vec<Finding> {
    let of_toggle = |toggle| match Toggle::declaration(toggle) {
        Some(declaration) => of_declared(toggle, declaration, today, limits),
        None => vec![undeclared(toggle, inventory)],
    };
    inventory.toggles.iter().flat_map(of_toggle).collect()
}

fn undeclared(toggle: &Toggle, inventory: &Inventory) -> Finding {
    let name = &toggle.name;
    let declared = inventory.toggles.iter().filter(|other| other.declaration().is_some());
    let nearest = nearest(name, declared.map(|other| other.name.as_str()));
    let what_to_do = match nearest {
        Some(nearest) => format!("did you mean `{nearest}`, which is?"),
        None => format!("write `#[toggle(\"{name}\", ..)]` above a static"),
    };
    let message = format!("the toggle `{name}` is not declared; {what_to_do}");
    let finding = Finding::of_toggle(Rule::Undeclared, toggle, message);
    Finding { nearest: nearest.map(str::to_owned), ..finding }
}

fn of_declared(toggle: &Toggle, declaration: &Declaration, today: Date, limits: &Limits) -> Vec<Finding> {
    let name = &toggle.name;
    let mut findings = Vec::new();
    for overdue in lifetime::overdue(declaration, today, limits) {
        let (rule, message) = match overdue {
            Overdue::Expired(date) => {
                (Rule::Expired, format!("the toggle `{name}` expired on {date}; remove it, or give it another date"))
            }
            Overdue::TooOld { kind, age, limit } => (
                Rule::TooOld,
                format!("the toggle `{name}` is {age} days old; a toggle of the kind {kind} may be {limit}; remove it"),
            ),
        };
        findings.push(Finding::of_toggle(rule, toggle, message));
    }
    if toggle.points.is_empty() {
        let (method, listed) =
            if declaration.ty == Type::OnOff { ("is_enabled", "enabled!") } else { ("get", "value!") };
        let message = format!(
            "the toggle `{name}` is declared, but nothing asks for it; remove it (a call of `{method}` is not listed; \
             `{listed}` is)"
        );
        findings.push(Finding::of_toggle(Rule::NeverAsked, toggle, message));
    }
    findings
}
