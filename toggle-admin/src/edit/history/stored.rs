//! The changes in the log of a store.

use anyhow::Result;

use super::events::{Damage, Event, Row};
use crate::{
    edit::shared::Line,
    store::{SharedStore, WITHIN},
};

/// Reads the log of a store, oldest change first, and the lines that another program wrote.
///
/// # Errors
///
/// If the store has no document, or cannot be read.
pub(super) fn read(store: &SharedStore) -> Result<(Vec<Event>, Vec<Damage>)> {
    // Not every engine returns an error for the log of a store without a document.
    store.document()?;
    let (mut changes, mut damaged) = (Vec::new(), Vec::new());
    for logged in store.engine().log(None, usize::MAX, WITHIN).map_err(|error| store.failed(&error))? {
        let number = logged.revision.number();
        match Line::read(&logged.line) {
            Ok(line) => changes.extend(line.entries().into_iter().map(|entry| {
                let row = Row { revision: Some(number), ..Row::of(entry, false) };
                Event::Change(Box::new(row))
            })),
            Err(error) => damaged.push(Damage {
                file: format!("{} log", store.name()),
                line: usize::try_from(number).ok(),
                reason: format!("{error:#}"),
            }),
        }
    }
    Ok((changes, damaged))
}
