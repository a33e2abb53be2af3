//! Programs without toggle records.

use super::{Artifact, Inventory};
use crate::notes::Notes;

/// Notes why the toggles of an inventory are not known.
pub fn explain_emptiness(inventory: &Inventory, notes: Notes<'_>) {
    inventory.artifacts.iter().for_each(|artifact| notes.note(&without_records(artifact)));
}

/// Notes for each program without any toggle why its toggles are not known.
pub fn explain_empty<'a>(programs: impl IntoIterator<Item = &'a Inventory>, notes: Notes<'_>) {
    let empty = programs.into_iter().filter(|program| program.toggles.is_empty());
    empty.for_each(|program| explain_emptiness(program, notes));
}

/// Returns the possible reasons why a binary has no records.
pub fn without_records(Artifact { path, format }: &Artifact) -> String {
    format!(
        "{path} ({format}) has no toggle records: no code that is linked into it has a toggle, or it was built before \
         toggles were recorded, or a tool has removed the section"
    )
}
