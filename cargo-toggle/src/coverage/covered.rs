use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use serde::Serialize;
use toggle_syntax::Type;

use crate::inventory::Toggle;

/// The states of a toggle that tests have come upon, and those that they have not.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Covered {
    pub(super) name: String,
    /// What the build has pinned it to, so that no other state can be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pin: Option<String>,
    pub(super) exercised: Vec<String>,
    pub(super) never: Vec<String>,
}

/// What test runs have noted: the answers of each toggle.
#[derive(Debug, Default)]
pub(super) struct Noted(HashMap<String, HashSet<String>>);

impl Noted {
    /// Reads all that is in a directory. A process that was killed may have left half a line, which says nothing.
    pub(super) fn read(directory: &Path) -> Result<Self> {
        let mut noted = Self::default();
        let entries = match fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", directory.display())),
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let text = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                noted.note(&String::from_utf8_lossy(&text));
            }
        }
        Ok(noted)
    }

    fn note(&mut self, text: &str) {
        let lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        for (name, value) in lines.filter_map(|line| line.split_once('\t')) {
            self.0.entry(name.to_owned()).or_default().insert(value.to_owned());
        }
    }

    /// What is covered of a toggle.
    pub(super) fn covered(&self, toggle: &Toggle) -> Covered {
        let nothing = HashSet::new();
        let noted = self.0.get(&toggle.name).unwrap_or(&nothing);
        let pin = pin(toggle);
        let states = if pin.is_some() { Vec::new() } else { states(toggle) };
        let (exercised, never) = states.into_iter().partition(|state| noted.contains(state));
        Covered { name: toggle.name.clone(), pin, exercised, never }
    }
}

/// The states that tests are to come upon.
fn states(toggle: &Toggle) -> Vec<String> {
    match toggle.ty() {
        Type::OnOff => vec!["off".to_owned(), "on".to_owned()],
        Type::Variants(names) => names,
        _ => Vec::new(),
    }
}

/// What the build has pinned it to, everywhere or in some place.
fn pin(toggle: &Toggle) -> Option<String> {
    let of_declarations = toggle.declarations.iter().map(|declaration| &declaration.pin);
    of_declarations.chain(toggle.points.iter().map(|point| &point.pin)).flatten().next().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_says_nothing() {
        let mut noted = Noted::default();
        noted.note("mail\ton\nmail\toff\nnew-checkout\tof");
        noted.note("\nnothing\n");
        assert_eq!(noted.0.len(), 1);
        assert_eq!(noted.0["mail"].len(), 2);
    }
}
