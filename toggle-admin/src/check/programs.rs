//! The programs that a finding is about, if several are checked together.

use crate::{
    inventory::{self, Inventory},
    untrusted,
};

use super::findings::Finding;

/// The programs that are checked, each with a name.
pub(super) struct Programs<'a> {
    all: &'a [Inventory],
    names: Vec<String>,
}

impl<'a> Programs<'a> {
    pub(super) fn of(all: &'a [Inventory]) -> Self {
        Self { all, names: inventory::names(all) }
    }

    pub(super) fn all(&self) -> &'a [Inventory] {
        self.all
    }

    /// Returns each program with its name: its file name, or its path if two programs have the same file name.
    pub(super) fn named(&self) -> impl Iterator<Item = (&str, &'a Inventory)> {
        self.names.iter().map(String::as_str).zip(self.all)
    }

    /// Returns the findings about each program. A finding that is not about all programs names its programs.
    pub(super) fn findings(&self, of_program: impl Fn(&Inventory) -> Vec<Finding>) -> Vec<Finding> {
        let mut found: Vec<(Finding, Vec<String>)> = Vec::new();
        for (name, program) in self.named() {
            for finding in of_program(program) {
                match found.iter_mut().find(|(known, _)| *known == finding) {
                    Some((_, programs)) if programs.iter().any(|known| known == name) => {}
                    Some((_, programs)) => programs.push(name.to_owned()),
                    None => found.push((finding, vec![name.to_owned()])),
                }
            }
        }
        found.into_iter().map(|(finding, programs)| self.with(finding, programs)).collect()
    }

    /// Adds the names of the programs that have the toggle of a finding, unless all of them have it.
    pub(super) fn with_those_of_toggle(&self, finding: Finding) -> Finding {
        let Some(toggle) = finding.toggle.clone() else { return finding };
        let having = self.named().filter(|(_, program)| program.find(&toggle).is_some());
        let programs = having.map(|(name, _)| name.to_owned()).collect();
        self.with(finding, programs)
    }

    fn with(&self, mut finding: Finding, programs: Vec<String>) -> Finding {
        if programs.is_empty() || programs.len() == self.all.len() {
            return finding;
        }
        let thing = if programs.len() == 1 { "program" } else { "programs" };
        let names = untrusted::shown(&programs.join(", "));
        finding.message = format!("{} ({thing}: {names})", finding.message);
        Finding { programs, ..finding }
    }
}
