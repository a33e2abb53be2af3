//! Several toggles in one change, all or nothing.

use std::collections::HashSet;

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;

use super::{
    audit::LINES,
    change::Change,
    draft::{Edit, Made, Planned},
    new_state::checked,
    report::Report,
    transaction,
};
use crate::versioned::Versioned;

/// A toggle and its new state.
#[derive(Debug, PartialEq, Eq)]
pub struct Assignment<'a> {
    /// The toggle.
    pub name: String,
    /// The state.
    pub state: &'a str,
}

/// Parses words as assignments. Returns `None` if the first word is the name of a single toggle.
///
/// # Errors
///
/// If a word is not an assignment, a toggle has several, or there are too many.
pub fn assignments<'a>(words: &[&'a str]) -> Result<Option<Vec<Assignment<'a>>>> {
    match words {
        [first, ..] if first.contains('=') => {}
        [] | [_] | [_, _] => return Ok(None),
        [first, ..] => bail!("several toggles are set as in `a=on b=25%`, but `{first}` has no `=`"),
    }
    ensure!(words.len() <= LINES, "{} toggles are more than the {LINES} of one change", words.len());
    let mut names = HashSet::new();
    let mut assignments = Vec::new();
    for word in words {
        let Some((name, state)) = word.split_once('=') else {
            bail!("several toggles are set as in `a=on b=25%`, but `{word}` has no `=`");
        };
        let name = checked(name)?;
        ensure!(!state.is_empty(), "expected a state after `{name}=`");
        ensure!(names.insert(name.clone()), "`{name}` is set twice");
        assignments.push(Assignment { name, state });
    }
    Ok(Some(assignments))
}

/// The outcome of the change.
#[derive(Debug, Serialize)]
pub struct Reports<'a> {
    /// The path, as it was given.
    pub file: String,
    /// Whether the file was written.
    pub changed: bool,
    /// The id of the change in the audit log, if there was one.
    pub change: Option<String>,
    /// The revision of a store's document after the change, or without one the current revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// The report of each toggle.
    pub toggles: Vec<Report<'a>>,
    /// The warnings about users who can replace the file, with their remedies.
    pub warnings: Vec<String>,
}

impl Versioned for Reports<'_> {
    const FORMAT: &'static str = "set-several";
}

/// Makes all of these changes, or none.
///
/// # Errors
///
/// If one of them cannot be made, or there are none. The file is unchanged then.
pub fn make_all<'a>(changes: &'a [Change<'_>]) -> Result<Reports<'a>> {
    let first = changes.first().context("no change is given")?;
    first.target.check_environment()?;
    let made = transaction::make_edit(first.target, first.create, |old| {
        let mut text = old.to_owned();
        let mut edits = Vec::new();
        for change in changes {
            let (edit, edited) = change.edit(&text)?;
            edits.push(edit);
            text = edited;
        }
        Ok(Planned { text, edits })
    })?;
    let Made { old, new: Planned { text, edits }, change, revision, warning } = made;
    let report = |(of, edit): (&'a Change<'_>, Edit)| {
        let new = Planned { text: text.clone(), edits: Vec::new() };
        of.report(edit, Made { old: old.clone(), new, change: change.clone(), revision, warning: None })
    };
    Ok(Reports {
        file: first.target.shown(),
        changed: change.is_some(),
        toggles: changes.iter().zip(edits).map(report).collect(),
        warnings: warning.into_iter().collect(),
        revision,
        change: change.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expected: &str) {
        let words: Vec<&str> = words.split(' ').collect();
        let shown = match assignments(&words) {
            Ok(None) => "one".to_owned(),
            Ok(Some(all)) => {
                all.iter().map(|one| format!("{} to {}", one.name, one.state)).collect::<Vec<_>>().join(", ")
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn name_without_a_sign_is_one_toggle() {
        check("a", "one");
        check("a on", "one");
        check("a b=on", "one");
    }

    #[test]
    fn assignments_are_split_at_the_first_sign() {
        check("a=on", "a to on");
        check("a=on b=25% c=x=y", "a to on, b to 25%, c to x=y");
    }

    #[test]
    fn mistaken_assignment_is_refused() {
        check("a=on b", "several toggles are set as in `a=on b=25%`, but `b` has no `=`");
        check("a on b=on", "several toggles are set as in `a=on b=25%`, but `a` has no `=`");
        check("a=on a=off", "`a` is set twice");
        check("a= b=on", "expected a state after `a=`");
        check("2nd=on", "a toggle name starts with an ASCII letter, not with '2'");
        let many = (0..=LINES).map(|number| format!("a{number}=on")).collect::<Vec<_>>().join(" ");
        check(&many, "33 toggles are more than the 32 of one change");
    }
}
