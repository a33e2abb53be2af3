//! Toggles of one program that conflict with each other.

use crate::{
    inventory::{Field, Inventory, Toggle},
    program::program,
};
use toggle_runtime::{__admin::Program, Problem};

use super::{
    findings::{Finding, Location},
    rule::Rule,
};

/// Returns the clashes in one program.
pub(super) fn findings(inventory: &Inventory) -> Vec<Finding> {
    let program: Program = program(inventory, Vec::new());
    program.problems().iter().filter_map(|problem| of_problem(problem, inventory)).collect()
}

fn of_problem(problem: &Problem, inventory: &Inventory) -> Option<Finding> {
    let text = problem.to_string();
    let location = |name: &str| inventory.find(name).and_then(Toggle::place).map(Location::of_place);
    match problem {
        Problem::SharedVariable { toggles, .. } => {
            let location = toggles.first().and_then(|name| location(name));
            Some(Finding::new(Rule::SharedVariable, None, text, location))
        }
        Problem::NeverOn { name, .. } => Some(Finding::new(Rule::NeverOn, Some(name), text, location(name))),
        Problem::PinnedInPart { name, .. } => Some(Finding::new(Rule::PinnedInPart, Some(name), text, location(name))),
        Problem::DeclaredTwice { name, .. } => {
            let message = match inventory.find(name).map(Toggle::contradictions) {
                Some(fields) if !fields.is_empty() => {
                    let fields: Vec<&str> = fields.into_iter().map(Field::as_str).collect();
                    format!("{text}; they differ in {}", fields.join(", "))
                }
                _ => text,
            };
            Some(Finding::new(Rule::DeclaredTwice, Some(name), message, location(name)))
        }
        _ => None,
    }
}
