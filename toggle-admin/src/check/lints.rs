//! Rules without any effect, as the runtime finds them.

use std::{collections::HashMap, path::Path};

use crate::{
    inventory::Inventory,
    program::{in_environment, once, program},
    toggle_file::ToggleFile,
};
use jiff::Timestamp;
use toggle_runtime::{
    __admin::{Lint, LintKind, Program},
    ProblemPlace,
};

use super::{
    environments::Environments,
    findings::{Finding, Location},
    rule::Rule,
};

/// Returns the rules of a file that have no effect at or after `now`.
///
/// A rule is among them only if it has no effect in any program and environment in which it applies.
pub(super) fn findings(
    programs: &[Inventory],
    file: &ToggleFile,
    environments: &Environments,
    now: Timestamp,
) -> Vec<Finding> {
    let mut seen = Seen::default();
    for inventory in programs {
        for environment in environments.of_file(file.path()) {
            let program = program(inventory, Vec::new());
            // A file that cannot be read is a finding in another module.
            if program
                .install(in_environment(file.require_in(once(), environment.as_deref()), environment.as_deref()))
                .is_ok()
            {
                seen.add(&program, inventory, now);
            }
        }
    }
    seen.without_effect().map(|lint| finding(lint, file.path())).collect()
}

/// The number of programs and environments in which rules apply, and in which they have no effect.
#[derive(Default)]
struct Seen {
    /// The count by toggle and place.
    rules: HashMap<(String, Option<ProblemPlace>), usize>,
    /// The lint and its count, by toggle, place and kind.
    lints: HashMap<(String, Option<ProblemPlace>, LintKind), (Lint, usize)>,
}

impl Seen {
    fn add(&mut self, program: &Program, inventory: &Inventory, now: Timestamp) {
        for toggle in &inventory.toggles {
            for rule in program.rules(&toggle.name) {
                *self.rules.entry((toggle.name.clone(), rule.place)).or_default() += 1;
            }
        }
        for lint in program.lints(now) {
            let key = (lint.toggle.clone(), lint.place.clone(), lint.kind);
            self.lints.entry(key).or_insert((lint, 0)).1 += 1;
        }
    }

    /// Returns the lints of the rules that have no effect wherever they apply. A lint of a whole table belongs to no
    /// rule.
    fn without_effect(self) -> impl Iterator<Item = Lint> {
        let Self { rules, lints } = self;
        let counts = move |lint: &Lint| rules.get(&(lint.toggle.clone(), lint.place.clone())).copied();
        lints
            .into_values()
            .filter(move |(lint, count)| counts(lint).is_none_or(|all| all == *count))
            .map(|(lint, _)| lint)
    }
}

fn finding(lint: Lint, path: &Path) -> Finding {
    let rule = match lint.kind {
        LintKind::NoEffect => Rule::NoEffect,
        LintKind::SharedBuckets => Rule::SharedBuckets,
        LintKind::NeverMatches => Rule::NeverMatches,
    };
    let location = lint.place.as_ref().and_then(|place| Location::in_file(place, path));
    Finding::new(rule, Some(&lint.toggle), lint.message, location)
}
