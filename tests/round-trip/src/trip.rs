//! The trip there and back.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use cargo_toggle::retire::rewrite::{Edition, Target, rewrite};

use crate::{forms::Form, places::Places};

/// The numbers of some trips.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// The number of files with at least one gate.
    pub files: usize,
    /// The number of gates and checks.
    pub gates: usize,
}

/// A file that did not come back as it was.
#[derive(Debug)]
pub struct Difference {
    /// The reason, with the first line that differs.
    pub reason: String,
    /// The gated text.
    pub gated: String,
}

/// Gates the text in a form and retires the toggle. Returns the number of gates.
///
/// # Errors
///
/// The text did not come back as it was.
pub fn round_trip(text: &str, form: &Form) -> Result<usize, Box<Difference>> {
    let Some(places) = Places::of(text) else { return Ok(0) };
    let gated = (form.gate)(text, &places);
    if gated.count == 0 {
        return Ok(0);
    }
    let target = Target {
        name: "x".to_owned(),
        keep: (form.keep)(),
        idents: BTreeSet::from(["X".to_owned()]),
        keeps_declaration: false,
    };
    let fail = |reason: String| Box::new(Difference { reason, gated: gated.text.clone() });
    let back = rewrite(&gated.text, &target, Edition::From2024).map_err(|error| fail(format!("{error:#}")))?;
    let expected = gated.expected.as_deref().unwrap_or(text);
    if back.text == expected {
        return Ok(gated.count);
    }
    let mut pairs = expected.lines().zip(back.text.lines()).enumerate();
    let first = pairs.find(|(_, (expected, found))| expected != found);
    Err(fail(first.map_or_else(
        || "the ends of the texts differ".to_owned(),
        |(index, (expected, found))| format!("line {}: expected `{expected}`, found `{found}`", index + 1),
    )))
}

/// Returns the Rust files below a directory, in order.
#[must_use]
pub fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(directory) else { return found };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
