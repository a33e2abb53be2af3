//! Required toggles that leave promoted toggles off.

use anyhow::Result;

use crate::{
    edit::entries::{Entries, Section},
    inventory::Inventory,
};

/// Returns a note for each required toggle that leaves one of these toggles off in an environment of a text.
///
/// # Errors
///
/// If the text is not TOML.
pub(super) fn notes<'a>(
    text: &str,
    environment: &str,
    toggles: impl Iterator<Item = &'a str>,
    programs: &[Inventory],
) -> Result<Vec<String>> {
    let counts = Entries::read(text, |name| Inventory::type_in(programs, name).unwrap_or_default())?
        .in_environment(Some(environment));
    let mut notes = Vec::new();
    for toggle in toggles {
        for required in counts.toggles.get(toggle).into_iter().flat_map(|entry| &entry.requires) {
            notes.extend(note(toggle, required, environment, &Required { counts: &counts, programs }));
        }
    }
    Ok(notes)
}

fn note(toggle: &str, required: &str, environment: &str, all: &Required<'_>) -> Option<String> {
    match all.is_on(required, &mut vec![toggle.to_owned()]) {
        Some(true) => None,
        Some(false) => Some(format!("`{toggle}` requires `{required}`, which is not on in `{environment}`")),
        None => Some(format!(
            "`{toggle}` requires `{required}`, which is not set in `{environment}`: `{toggle}` is off there, unless \
             `{required}` is on by default"
        )),
    }
}

/// The entries and programs that can have required toggles.
struct Required<'a> {
    counts: &'a Section,
    programs: &'a [Inventory],
}

impl Required<'_> {
    /// Returns whether a toggle is on for anyone, or `None` if that depends on an unknown default.
    fn is_on(&self, name: &str, above: &mut Vec<String>) -> Option<bool> {
        let entry = self.counts.toggles.get(name);
        let is_on = entry.and_then(|entry| entry.content().is_ever_on()).or_else(|| self.default(name));
        if is_on == Some(false) || above.iter().any(|other| other == name) {
            return is_on;
        }
        above.push(name.to_owned());
        let is_left_off = |required: &String| self.is_on(required, above) == Some(false);
        let is_off = entry.into_iter().flat_map(|entry| &entry.requires).any(is_left_off);
        if is_off { Some(false) } else { is_on }
    }

    fn default(&self, name: &str) -> Option<bool> {
        self.programs.iter().find_map(|program| program.find(name)).map(|toggle| toggle.default.is_on())
    }
}
