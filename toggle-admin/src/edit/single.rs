//! The change of one toggle in a file, made or only shown.

use std::path::Path;

use anyhow::{Context, Result};

use super::{change::Change, draft::Draft, place::Place, report::Report, transaction};
use crate::{
    question::{Setting, this_second},
    simulate::{Changes, Keys},
    toggle_file::ToggleFile,
};

/// Makes a change.
///
/// # Errors
///
/// If the file cannot be edited. The file is unchanged then.
pub fn make<'a>(change: &'a Change<'_>) -> Result<Report<'a>> {
    change.target.check_environment()?;
    let mut made = transaction::make(change.target, change.create, |place| draft(change, place))?;
    let edit = made.draft.edits.pop().context("a draft without an edit")?;
    Ok(change.report(edit, &made.draft.text, made.change, made.warning))
}

fn draft(change: &Change<'_>, place: &Place) -> Result<Draft> {
    let old = transaction::read(change.target, place, change.create)?;
    let (edit, text) = change.edit(old.as_ref().map_or("", |old| &old.text))?;
    Ok(Draft { old, text, edits: vec![edit] })
}

/// Returns a change that is not made, with the number of these users who would get another value.
///
/// # Errors
///
/// If the file cannot be edited, or a user cannot be read.
pub fn simulate<'a>(change: &'a Change<'_>, keys: &Keys) -> Result<Report<'a>> {
    let (target, notes) = (change.target, change.target.notes());
    target.check_environment()?;
    let path = target.file()?;
    let place = Place::resolve(path, change.create)?;
    let old = transaction::read(target, &place, change.create)?;
    let old = old.as_ref().map_or("", |old| old.text.as_str());
    let (edit, new) = change.edit(old)?;
    let (before, after) = (files(path, old), files(path, &new));
    let setting = Setting {
        name: change.name,
        program: change.programs.first(),
        variables: Vec::new(),
        environment: target.environment.as_deref(),
        at: this_second(),
    };
    let (first, second) = (setting.with(&before, &after, notes)?, setting.with(&after, &before, notes)?);
    let changes = Changes::of(&first, &second, keys, notes)?;
    let report = change.report(edit, &new, None, None);
    Ok(Report { dry_run: true, simulated: Some(changes), ..report })
}

/// Returns the file with this text, or no file if the text is empty.
fn files(path: &Path, text: &str) -> Vec<ToggleFile> {
    let file = || ToggleFile::of_text(path.to_owned(), text);
    (!text.trim().is_empty()).then(file).into_iter().collect()
}
