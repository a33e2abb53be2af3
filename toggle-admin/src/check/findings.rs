//! A finding and its place.

use std::{cmp::Ordering, path::Path};

use crate::{inventory::Toggle, place, toggle_file::ToggleFile, untrusted};
use serde::Serialize;
use toggle_runtime::{Place, ProblemPlace};

use super::rule::{Level, Rule};

/// A problem that a check reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The rule that the problem breaks.
    pub rule: Rule,
    /// The level.
    pub level: Level,
    /// The toggle that has the problem, or the unknown name.
    pub toggle: Option<String>,
    /// The known name that is closest to the unknown one.
    pub nearest: Option<String>,
    /// The problem, and the action that solves it.
    pub message: String,
    /// The place of the problem.
    pub location: Option<Location>,
    /// The programs with the problem, if not all of several have it.
    pub programs: Vec<String>,
}

/// The place of a problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// The path of a configuration as it was given, or of a source file as the compiler prints it.
    pub file: String,
    /// The line, from 1, or `None` for the whole file.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
}

impl Finding {
    /// Returns a finding at the level of its rule. The message may contain text from the configuration.
    pub fn new(rule: Rule, toggle: Option<&str>, mut message: String, location: Option<Location>) -> Self {
        let level = rule.level().unwrap_or(Level::Warning);
        // The message contains text from the configuration, which may be anything.
        message = untrusted::shown(&message);
        Self { rule, level, toggle: toggle.map(str::to_owned), nearest: None, message, location, programs: Vec::new() }
    }

    pub(super) fn of_toggle(rule: Rule, toggle: &Toggle, message: String) -> Self {
        Self::new(rule, Some(&toggle.name), message, toggle.place().map(Location::of_place))
    }

    /// Compares by level (errors first), then by place.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let key = |finding: &Self| (finding.level, finding.location.clone(), finding.rule, finding.toggle.clone());
        key(self).cmp(&key(other)).then_with(|| self.message.cmp(&other.message))
    }
}

impl Location {
    /// Returns the location of a place in this file, or of the whole file.
    pub(super) fn in_file(place: &ProblemPlace, path: &Path) -> Option<Self> {
        let all = Self::of_file(path);
        match place {
            ProblemPlace::File { file, line, column, .. } if *file == all.file => {
                let number = |number: &Option<u32>| number.and_then(|number| usize::try_from(number).ok());
                Some(Self { line: number(line), column: number(column), ..all })
            }
            ProblemPlace::Source(name) if *name == ToggleFile::source_name(path) => Some(all),
            _ => None,
        }
    }

    pub(super) fn of_place(place: &Place) -> Self {
        // A binary may contain any number, and SARIF and GitHub reject line 0.
        let number = |number: u32| usize::try_from(number).ok().filter(|&number| number > 0);
        let line = number(place.line);
        Self { file: place::file(place), line, column: line.and(number(place.column)) }
    }

    pub(super) fn of_file(path: &Path) -> Self {
        Self { file: path.display().to_string(), line: None, column: None }
    }
}
