//! The keys of the settings. Any other key is a mistake, and is reported with the nearest known key.

use anyhow::{Result, bail};
use serde_json::Value as Json;
use toggle_runtime::Kind;
use toggle_syntax::name::{did_you_mean, nearest};

const SETTINGS: [&str; 8] =
    ["max-age", "audit", "file", "environments", "protected", "require-reason", "lints", "exceptions"];
const AUDIT: [&str; 4] = ["size", "age", "keep", "rules"];
const EXCEPTION: [&str; 4] = ["rule", "toggle", "reason", "until"];

/// Checks that the settings have no unknown keys. [`check_audit`] checks the keys of the audit log.
///
/// # Errors
///
/// If there is an unknown key.
pub(super) fn check(settings: &Json) -> Result<()> {
    check_table(settings, "", &SETTINGS)?;
    let kinds = Kind::ALL.map(|kind| kind.to_string());
    check_table(&settings["max-age"], "max-age.", &kinds.each_ref().map(String::as_str))?;
    let exceptions = settings["exceptions"].as_array();
    exceptions.into_iter().flatten().try_for_each(|exception| check_table(exception, "exceptions.", &EXCEPTION))
}

/// Checks that the settings of the audit log have no unknown keys.
///
/// # Errors
///
/// If there is an unknown key.
pub(super) fn check_audit(settings: &Json) -> Result<()> {
    check_table(&settings["audit"], "audit.", &AUDIT)
}

fn check_table(table: &Json, prefix: &str, known: &[&str]) -> Result<()> {
    let keys = table.as_object().into_iter().flat_map(|table| table.keys());
    let Some(unknown) = keys.into_iter().find(|key| !known.contains(&key.as_str())) else { return Ok(()) };
    match nearest(unknown, known.iter().copied()) {
        Some(known) => bail!("unknown key `{prefix}{unknown}`; {}", did_you_mean(unknown, known)),
        None => bail!("unknown key `{prefix}{unknown}`; the keys are `{}`", known.join("`, `")),
    }
}
