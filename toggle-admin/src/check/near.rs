//! Toggles without a declaration that have almost the name of another toggle.

use std::collections::HashSet;

use crate::{
    inventory::{Inventory, Toggle},
    toggle_file::ToggleFile,
};
use toggle_syntax::misspelt::{Candidate, Misspelt, misspelt};

use super::{findings::Finding, rule::Rule};

/// Returns the toggles whose name is a misspelling, unless a file of the configuration has that name, too.
pub(super) fn findings(inventory: &Inventory, files: &[ToggleFile]) -> Vec<Finding> {
    let names = files.iter().flat_map(|file| file.names().toggles);
    let set: HashSet<String> = names.map(|(name, _)| name).collect();
    let candidates: Vec<Candidate<'_>> = inventory.toggles.iter().map(candidate).collect();
    let found = misspelt(&candidates).into_iter().filter(|found| !set.contains(found.name));
    found.filter_map(|found| Some(finding(found, inventory.find(found.name)?))).collect()
}

fn candidate(toggle: &Toggle) -> Candidate<'_> {
    let (is_declared, places) = (toggle.declaration().is_some(), toggle.points.len());
    Candidate { name: &toggle.name, is_declared, places }
}

/// Removes the findings that the rule `undeclared` repeats with the same suggested name.
pub(super) fn remove_repeated(findings: &mut Vec<Finding>) {
    let key = |finding: &Finding| (finding.toggle.clone(), finding.nearest.clone());
    let undeclared: HashSet<_> = findings.iter().filter(|finding| finding.rule == Rule::Undeclared).map(key).collect();
    findings.retain(|finding| finding.rule != Rule::NearUndeclared || !undeclared.contains(&key(finding)));
}

fn finding(found: Misspelt<'_>, toggle: &Toggle) -> Finding {
    let finding = Finding::of_toggle(Rule::NearUndeclared, toggle, found.message());
    Finding { nearest: Some(found.meant.to_owned()), ..finding }
}
