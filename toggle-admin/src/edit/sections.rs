//! The section of an environment: whether a file has it, and when it is removed.

use anyhow::{Result, bail};
use toggle_syntax::name::{did_you_mean, nearest_stage};
use toml_edit::{Document, Item, TableLike};

use super::{
    refusal::parse,
    slot::{ENVIRONMENT, Slot},
    spans::{self, Lines},
};

/// The treatment of a missing section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// The edit is refused.
    Refused,
    /// The edit creates the section, or needs none.
    Fine,
    /// The edit creates the section at the request of the command line.
    Made,
}

/// Checks that the file has the section of an edit, or may get it.
///
/// # Errors
///
/// If the file has a section with almost this name, or has none and may not get one.
pub(super) fn require(text: &str, slot: Slot<'_>, missing: Missing) -> Result<()> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (Some(environment), Ok(document)) = (slot.environment, parse(body)) else { return Ok(()) };
    let environments = document.get(ENVIRONMENT).and_then(Item::as_table_like);
    let known: Vec<&str> = environments.into_iter().flat_map(TableLike::iter).map(|(name, _)| name).collect();
    require_among(&known, environment, missing)
}

/// Checks that a section is among these, or may be created.
///
/// # Errors
///
/// If one of them has almost this name, or the section may not be created.
pub(super) fn require_among(known: &[&str], environment: &str, missing: Missing) -> Result<()> {
    if known.contains(&environment) {
        return Ok(());
    }
    match (nearest_stage(environment, known.iter().copied()), missing) {
        (Some(nearest), Missing::Made) => bail!(
            "has no section `[environment.{environment}]`, and the name is too similar to the existing `{nearest}`; {} If both \
             are needed, write the section by hand, and allow the rule `near-environment` of `cargo toggle check`",
            did_you_mean(environment, nearest)
        ),
        (Some(nearest), _) => {
            bail!("has no section `[environment.{environment}]`; {}", did_you_mean(environment, nearest))
        }
        (None, Missing::Fine | Missing::Made) => return Ok(()),
        (None, Missing::Refused) => {}
    }
    let others = known.join("]`, `[environment.");
    let others = if known.is_empty() { String::new() } else { format!("; there is `[environment.{others}]`") };
    bail!("has no section `[environment.{environment}]`{others}; `--create-environment` creates it")
}

/// Returns the text without the section of the slot, if the section is empty. The comments in it and above it stay.
pub(super) fn without_empty(body: String, slot: Slot<'_>) -> String {
    let blocks = || {
        let document = Document::parse(body.as_str()).ok()?;
        let section = document.get(ENVIRONMENT)?.as_table_like()?.get(slot.environment?)?;
        let is_empty = section.as_table().is_some_and(|table| table.is_empty() && spans::has_header(table));
        is_empty.then(|| Lines::of(&document, &body).blocks(section))
    };
    match blocks() {
        Some(blocks) => spans::without_all(&body, blocks),
        None => body,
    }
}
