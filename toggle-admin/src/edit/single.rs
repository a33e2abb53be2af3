//! The change of one toggle in a file or a store, made or only shown.

use std::path::Path;

use anyhow::{Context, Result};

use super::{
    change::Change,
    draft::{Made, Planned},
    place::Place,
    report::Report,
    transaction,
};
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
    let mut made = transaction::make_edit(change.target, change.create, |old| {
        let (edit, text) = change.edit(old)?;
        Ok(Planned { text, edits: vec![edit] })
    })?;
    let edit = made.new.edits.pop().context("a draft without an edit")?;
    Ok(change.report(edit, made))
}

/// Returns a change that is not made, with the number of these users who would get another value.
///
/// # Errors
///
/// If the file cannot be edited, or a user cannot be read.
pub fn simulate<'a>(change: &'a Change<'_>, keys: &Keys) -> Result<Report<'a>> {
    let (target, notes) = (change.target, change.target.notes());
    target.check_environment()?;
    let shown = target.shown();
    let old = if let Some(store) = target.store() {
        store.document()?.text
    } else {
        let place = Place::resolve(target.file()?, change.create)?;
        transaction::read(target, &place, change.create)?.map(|old| old.text).unwrap_or_default()
    };
    let (edit, text) = change.edit(&old)?;
    let path = Path::new(&shown);
    let (before, after) = (files(path, &old), files(path, &text));
    let setting = Setting {
        name: change.name,
        program: change.programs.first(),
        variables: Vec::new(),
        environment: target.environment.as_deref(),
        at: this_second(),
    };
    let (first, second) = (setting.with(&before, &after, notes)?, setting.with(&after, &before, notes)?);
    let changes = Changes::of(&first, &second, keys, notes)?;
    let new = Planned { text, edits: Vec::new() };
    let report = change.report(edit, Made { old, new, change: None, revision: None, warning: None });
    Ok(Report { dry_run: true, simulated: Some(changes), ..report })
}

/// Returns the file with this text, or no file if the text is empty.
fn files(path: &Path, text: &str) -> Vec<ToggleFile> {
    let file = || ToggleFile::of_text(path.to_owned(), text);
    (!text.trim().is_empty()).then(file).into_iter().collect()
}
