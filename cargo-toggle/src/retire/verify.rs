//! The compiler's opinion before and after: new errors, code that died, and suggestions.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use cargo_metadata::diagnostic::{Applicability, Diagnostic, DiagnosticLevel, DiagnosticSpan};
use toggle_admin::inventory::{Inventory, Toggle};

use super::{
    plan::Plan,
    rewrite::{Braces, Keep},
};
use crate::cargo::{self, Attempt};

/// Lints whose suggestions only tidy up after the edit.
const TIDY: [&str; 4] = ["unused_imports", "unused_braces", "unused_parens", "unused_labels"];

/// Lints that name code which nothing needs any more.
const DEAD: [&str; 4] = ["dead_code", "unused_variables", "unreachable_patterns", "unreachable_code"];

/// Builds the whole workspace.
///
/// # Errors
///
/// Cargo cannot be run.
pub(super) fn build(manifest: Option<&Path>) -> Result<Attempt> {
    let mut arguments: Vec<OsString> = ["--workspace", "--all-targets"].map(OsString::from).into();
    if let Some(manifest) = manifest {
        arguments.extend([OsString::from("--manifest-path"), manifest.into()]);
    }
    cargo::attempt("build", arguments)
}

/// Builds the whole workspace with denied lints as warnings, in a directory next to the usual results.
///
/// # Errors
///
/// Cargo cannot be run.
pub(super) fn build_without_denied(manifest: Option<&Path>, target: &Path) -> Result<Attempt> {
    let mut arguments: Vec<OsString> = ["--workspace", "--all-targets"].map(OsString::from).into();
    arguments.extend([OsString::from("--target-dir"), target.join("cargo-toggle-retire").into()]);
    arguments.extend(["--config", "build.rustflags=[\"--cap-lints=warn\"]"].map(OsString::from));
    if let Some(manifest) = manifest {
        arguments.extend([OsString::from("--manifest-path"), manifest.into()]);
    }
    cargo::attempt("build", arguments)
}

/// Returns the messages of the second build that the first did not have.
pub(super) fn news<'a>(
    before: &Attempt,
    after: &'a Attempt,
    is_wanted: impl Fn(&Diagnostic) -> bool,
) -> Vec<&'a Diagnostic> {
    let mut known: BTreeMap<(Option<&str>, &str), usize> = BTreeMap::new();
    for diagnostic in &before.diagnostics {
        *known.entry(key(diagnostic)).or_default() += 1;
    }
    let mut news: Vec<&Diagnostic> = Vec::new();
    for diagnostic in after.diagnostics.iter().filter(|diagnostic| is_wanted(diagnostic)) {
        match known.get_mut(&key(diagnostic)) {
            Some(count) if *count > 0 => *count -= 1,
            // A library and its tests both report the same.
            _ if news.iter().any(|found| key(found) == key(diagnostic) && place(found) == place(diagnostic)) => {}
            _ => news.push(diagnostic),
        }
    }
    news
}

/// Returns whether the message is an error, and not a lint that the code denies, nor the last line of a compiler.
pub(super) fn is_error(diagnostic: &Diagnostic) -> bool {
    let is_lint = code(diagnostic).is_some_and(|code| !code.starts_with('E'));
    let is_count = code(diagnostic).is_none() && diagnostic.message.starts_with("aborting due to ");
    matches!(diagnostic.level, DiagnosticLevel::Error | DiagnosticLevel::Ice) && !is_lint && !is_count
}

/// Returns whether the message is about code that nothing needs any more.
pub(super) fn is_dead(diagnostic: &Diagnostic) -> bool {
    code(diagnostic).is_some_and(|code| DEAD.contains(&code))
}

/// Returns the place of a message, `file:line`.
pub(super) fn place(diagnostic: &Diagnostic) -> String {
    let primary = diagnostic.spans.iter().find(|span| span.is_primary);
    primary.map(|span| format!("{}:{}", span.file_name, span.line_start)).unwrap_or_default()
}

/// Returns the edited files with the suggestions of the compiler that tidy up.
pub(super) fn tidied(root: &Path, plan: &Plan, diagnostics: &[&Diagnostic], braces: Braces) -> Vec<(PathBuf, String)> {
    let is_tidy = |code: &str| TIDY.contains(&code) && (braces == Braces::Dropped || code != "unused_braces");
    let mut edits: BTreeMap<PathBuf, Vec<&DiagnosticSpan>> = BTreeMap::new();
    for diagnostic in diagnostics {
        if !code(diagnostic).is_some_and(is_tidy) {
            continue;
        }
        for span in diagnostic.children.iter().chain(std::iter::once(*diagnostic)).flat_map(|part| &part.spans) {
            let is_certain = matches!(span.suggestion_applicability, Some(Applicability::MachineApplicable));
            let path = root.join(&span.file_name);
            if is_certain
                && span.suggested_replacement.is_some()
                && plan.changes.iter().any(|change| change.path == path)
            {
                edits.entry(path).or_default().push(span);
            }
        }
    }
    let mut tidied = Vec::new();
    for (path, mut spans) in edits {
        let Ok(mut text) = fs::read_to_string(&path) else { continue };
        spans.sort_by_key(|span| (std::cmp::Reverse(span.byte_start), span.byte_end));
        spans.dedup_by_key(|span| (span.byte_start, span.byte_end));
        let mut end = text.len();
        for span in spans {
            let range = span.byte_start as usize..span.byte_end as usize;
            // Suggestions that touch each other are for the next time.
            if range.end > end || text.get(range.clone()).is_none() {
                continue;
            }
            end = range.start;
            text.replace_range(range, span.suggested_replacement.as_deref().unwrap_or_default());
        }
        tidied.push((path, text));
    }
    tidied
}

/// Returns the recorded places of the toggle that are in no edited range.
pub(super) fn cross_check(root: &Path, plan: &Plan, toggle: &Toggle) -> Vec<String> {
    let mut missed = Vec::new();
    let declarations = toggle.declarations.iter().map(|declaration| &declaration.place);
    for place in toggle.points.iter().map(|point| &point.place).chain(declarations) {
        let is_edited = plan.changes.iter().filter(|change| change.path == root.join(&place.file)).any(|change| {
            let at = position(&change.old, place.line, place.column);
            change.edited.iter().any(|range| range.contains(&at))
        });
        if !is_edited {
            missed.push(place.to_string());
        }
    }
    missed.sort();
    missed.dedup();
    missed
}

/// Returns the toggle as the programs of a build record it.
///
/// # Errors
///
/// The programs cannot be read.
pub(super) fn recorded(built: &Attempt, name: &str) -> Result<Option<Toggle>> {
    Ok(inventory(built)?.find(name).cloned())
}

/// Returns all toggles that the programs of a build record.
///
/// # Errors
///
/// The programs cannot be read.
pub(super) fn inventory(built: &Attempt) -> Result<Inventory> {
    Ok(Inventory::merged(&Inventory::open_all(built.programs.iter())?))
}

/// Returns the word for the value that stays.
pub(super) fn word(keep: &Keep) -> &str {
    match keep {
        Keep::On => "on",
        Keep::Off => "off",
        Keep::Variant { name, .. } => name,
        Keep::Literal(text) => text,
    }
}

fn key(diagnostic: &Diagnostic) -> (Option<&str>, &str) {
    (code(diagnostic), &diagnostic.message)
}

fn code(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.code.as_ref().map(|code| code.code.as_str())
}

/// Returns the byte of a line and a column, both from 1, the column in characters.
fn position(text: &str, line: u32, column: u32) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    start + rest.char_indices().nth(column.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at)
}
