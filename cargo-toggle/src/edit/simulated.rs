//! A change that is only shown, with the users for whom it changes the toggle.

use std::path::Path;

use anyhow::Result;
use clap::Args;

use super::{Change, place::Place, transaction};
use crate::{
    output::Outcome,
    question::{Setting, this_second},
    simulate::{Changes, Keys},
    toggle_file::ToggleFile,
};

/// The option to simulate the change of one toggle.
#[derive(Debug, Args)]
pub(super) struct Simulated {
    /// Only show what would be done, and how many users would get another value: a number, for `user-1`, `user-2` and
    /// so on, a file with one targeting key on each line, or `-`, as for `cargo toggle simulate --keys`
    ///
    /// The file alone decides, and not the variables of this environment.
    #[arg(long = "simulate", value_name = "FILE|N", allow_negative_numbers = true)]
    pub(super) keys: Option<Keys>,
}

/// Shows a change, and how many of these users would get another value. Nothing is written.
pub(super) fn run(change: &Change<'_>, keys: &Keys) -> Result<Outcome> {
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
        stage: change.target.environment.as_deref(),
        at: this_second(),
    };
    let changes = Changes::of(&setting.with(&before, &after)?, &setting.with(&after, &before)?, keys)?;
    let report = change.report(edit, &new, None, None);
    super::Report { dry_run: true, simulated: Some(changes), ..report }.print(change.target.format)
}

/// Returns the file with this text, or none where there is nothing in it yet.
fn files(path: &Path, text: &str) -> Vec<ToggleFile> {
    let file = || ToggleFile::of_text(path.to_owned(), text);
    (!text.trim().is_empty()).then(file).into_iter().collect()
}
