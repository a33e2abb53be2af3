//! The change of one toggle in a file, made or only shown.

use std::path::Path;

use anyhow::{Context, Result};

use super::{change::Change, draft::Draft, place::Place, report::Report, transaction};
use crate::{
    output::Outcome,
    question::{Setting, this_second},
    simulate::{Changes, Keys},
    toggle_file::ToggleFile,
};

/// Makes the change, or shows it if users are given.
///
/// # Errors
///
/// If the file cannot be edited. The file is unchanged then.
pub(super) fn run(change: &Change<'_>) -> Result<Outcome> {
    change.target.check_environment()?;
    if let Some(keys) = &change.simulated.keys {
        return simulate(change, keys);
    }
    let mut made = transaction::make(change.target, change.create, |place| draft(change, place))?;
    let edit = made.draft.edits.pop().context("a draft without an edit")?;
    let report = change.report(edit, &made.draft.text, made.change, made.warning);
    report.print(change.target.format)
}

fn draft(change: &Change<'_>, place: &Place) -> Result<Draft> {
    let old = transaction::read(change.target, place, change.create)?;
    let (edit, text) = change.edit(old.as_ref().map_or("", |old| &old.text))?;
    Ok(Draft { old, text, edits: vec![edit] })
}

/// Shows a change, and the number of these users who would get another value. Writes nothing.
fn simulate(change: &Change<'_>, keys: &Keys) -> Result<Outcome> {
    let path = change.target.file()?;
    let place = Place::resolve(path, change.create)?;
    let old = transaction::read(change.target, &place, change.create)?;
    let old = old.as_ref().map_or("", |old| old.text.as_str());
    let (edit, new) = change.edit(old)?;
    let (before, after) = (files(path, old), files(path, &new));
    let setting = Setting {
        name: change.name,
        program: change.programs.first(),
        variables: Vec::new(),
        environment: change.target.environment.as_deref(),
        at: this_second(),
    };
    let changes = Changes::of(&setting.with(&before, &after)?, &setting.with(&after, &before)?, keys)?;
    let report = change.report(edit, &new, None, None);
    Report { dry_run: true, simulated: Some(changes), ..report }.print(change.target.format)
}

/// Returns the file with this text, or no file if the text is empty.
fn files(path: &Path, text: &str) -> Vec<ToggleFile> {
    let file = || ToggleFile::of_text(path.to_owned(), text);
    (!text.trim().is_empty()).then(file).into_iter().collect()
}
