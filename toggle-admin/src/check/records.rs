//! Programs without toggle records.

use std::collections::HashSet;

use super::{findings::Finding, rule::Rule};
use crate::{
    inventory::{Artifact, Inventory, explain_emptiness, explain_empty, without_records},
    notes::Notes,
    summary::count,
};

/// Replaces the findings about names in the configuration by one finding about the programs: no name is known without
/// toggle records. If there are no such findings, or other programs have toggles, a note names each program without
/// records.
pub(super) fn explain(findings: &mut Vec<Finding>, inventory: &Inventory, programs: &[Inventory], notes: Notes<'_>) {
    if !inventory.toggles.is_empty() {
        explain_empty(programs, notes);
        return;
    }
    let of_names = findings.extract_if(.., |finding| finding.rule == Rule::UnknownName);
    let unknown = of_names.map(|finding| finding.toggle).collect::<HashSet<_>>().len();
    if unknown == 0 {
        explain_emptiness(inventory, notes);
        return;
    }
    let because = |artifact: &Artifact| {
        let message =
            format!("{}; {} in the configuration cannot be checked", without_records(artifact), count(unknown, "name"));
        Finding::new(Rule::NoRecords, None, message, None)
    };
    findings.extend(inventory.artifacts.iter().map(because));
    if inventory.artifacts.is_empty() {
        let message =
            format!("the list has no toggles; {} in the configuration cannot be checked", count(unknown, "name"));
        findings.push(Finding::new(Rule::NoRecords, None, message, None));
    }
}
