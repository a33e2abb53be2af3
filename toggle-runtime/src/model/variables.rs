//! The environment variables that are not those of one toggle.

use std::ffi::OsString;

use toggle_syntax::name::{self, PIN_PREFIX, VARIABLE_PREFIX};

/// Names the file that is read where none is given in code.
pub(crate) const FILE: &str = "TOGGLE_FILE";
/// Names the stage in which the program runs, where none is given in code.
pub(crate) const STAGE: &str = "TOGGLE_ENVIRONMENT";
/// Gives the process attributes: `region=eu,version=2.3`.
pub(crate) const CONTEXT: &str = "TOGGLE_CONTEXT";
/// Names the directory in which a test run notes what it has covered.
pub(crate) const COVERAGE: &str = "TOGGLE_COVERAGE";
/// Names who changes toggle files with `cargo toggle`. Programs ignore it.
pub(crate) const ACTOR: &str = "TOGGLE_ACTOR";
/// Sets several toggles: `new-checkout=on,beta-search=off`.
pub(crate) const LIST: &str = "TOGGLES";
/// The variables with the toggle prefix, or almost that, which are no toggle's.
pub(crate) const RESERVED: [&str; 6] = [FILE, STAGE, CONTEXT, COVERAGE, ACTOR, LIST];
/// The length, after the prefix, that somebody writes of a reserved variable who means it.
const BEGINNING: usize = 3;

/// The reserved variable that begins like this one, such as `TOGGLE_ENV`.
pub(crate) fn begun(variable: &str) -> Option<&'static str> {
    let tail = name::without_variable_prefix(variable)?.to_ascii_uppercase();
    let begins = |reserved: &&str| reserved.strip_prefix(VARIABLE_PREFIX).is_some_and(|all| all.starts_with(&tail));
    if tail.len() < BEGINNING { None } else { RESERVED.into_iter().find(begins) }
}

/// Returns the value of a variable, if it is set to something. White space around it does not count, such as the end of
/// a line that a file with the line ends of Windows leaves there.
pub(crate) fn value<'v>(
    variables: impl IntoIterator<Item = &'v (OsString, OsString)>,
    variable: &str,
) -> Option<OsString> {
    let values = variables.into_iter().filter(|(name, _)| name == variable).map(|(_, value)| value);
    let mut trimmed = values.map(|value| value.to_str().map_or_else(|| value.clone(), |value| value.trim().into()));
    trimmed.find(|value| !value.is_empty())
}

/// Returns what a variable with the toggle prefix means, if it is something else than the state of a toggle.
pub(crate) fn reserved(variable: &str) -> Option<&'static str> {
    match variable {
        FILE => Some("the path of the toggle file"),
        STAGE => Some("the environment of the program"),
        CONTEXT => Some("the attributes of the process"),
        COVERAGE => Some("the directory for the coverage of a test run"),
        ACTOR => Some("the author of changes to toggle files"),
        pin if pin.starts_with(PIN_PREFIX) => Some("the pin of a toggle at build time"),
        _ => None,
    }
}
