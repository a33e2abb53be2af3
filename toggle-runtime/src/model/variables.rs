//! The reserved environment variables: all that do not set one toggle.

use std::ffi::OsString;

use toggle_syntax::name::{self, PIN_PREFIX, VARIABLE_PREFIX};

/// The path of the toggle file that is read if the code names none.
pub(crate) const FILE: &str = "TOGGLE_FILE";
/// The URL of the store that is read if the code adds no source of its own.
pub(crate) const STORE: &str = "TOGGLE_STORE";
/// The files for the connection to the store, which its engine reads.
pub(crate) const STORE_FILES: [&str; 4] =
    ["TOGGLE_STORE_CA", "TOGGLE_STORE_CERT", "TOGGLE_STORE_KEY", "TOGGLE_STORE_PASSWORD_FILE"];
/// The environment of the program, such as `production`, if the code names none.
pub(crate) const STAGE: &str = "TOGGLE_ENVIRONMENT";
/// The attributes of the process: `region=eu,version=2.3`.
pub(crate) const CONTEXT: &str = "TOGGLE_CONTEXT";
/// The directory to which a test run writes its coverage.
pub(crate) const COVERAGE: &str = "TOGGLE_COVERAGE";
/// The person who changes toggle files with `cargo toggle`. Programs ignore it.
pub(crate) const ACTOR: &str = "TOGGLE_ACTOR";
/// The states of several toggles: `new-checkout=on,beta-search=off`.
pub(crate) const LIST: &str = "TOGGLES";
/// The reserved variables with the toggle prefix, or almost that prefix.
pub(crate) const RESERVED: [&str; 11] = {
    let [ca, cert, key, password] = STORE_FILES;
    [FILE, STORE, ca, cert, key, password, STAGE, CONTEXT, COVERAGE, ACTOR, LIST]
};
/// The number of characters after the prefix from which on a name may be a shortened reserved variable.
const BEGINNING: usize = 3;

/// Returns the reserved variable that begins with this name, such as `TOGGLE_ENVIRONMENT` for `TOGGLE_ENV`.
pub(crate) fn begun(variable: &str) -> Option<&'static str> {
    let tail = name::without_variable_prefix(variable)?.to_ascii_uppercase();
    let begins = |reserved: &&str| reserved.strip_prefix(VARIABLE_PREFIX).is_some_and(|all| all.starts_with(&tail));
    if tail.len() < BEGINNING { None } else { RESERVED.into_iter().find(begins) }
}

/// Returns the value of a variable, if it is set and not empty. Trims white space, such as the carriage return that a
/// file with Windows line endings leaves.
pub(crate) fn value<'v>(
    variables: impl IntoIterator<Item = &'v (OsString, OsString)>,
    variable: &str,
) -> Option<OsString> {
    let values = variables.into_iter().filter(|(name, _)| name == variable).map(|(_, value)| value);
    let mut trimmed = values.map(|value| value.to_str().map_or_else(|| value.clone(), |value| value.trim().into()));
    trimmed.find(|value| !value.is_empty())
}

/// Returns the meaning of a variable with the toggle prefix that does not set a toggle.
pub(crate) fn reserved(variable: &str) -> Option<&'static str> {
    match variable {
        FILE => Some("the path of the toggle file"),
        STORE => Some("the URL of the store"),
        file if STORE_FILES.contains(&file) => Some("a file for the connection to the store"),
        STAGE => Some("the environment of the program"),
        CONTEXT => Some("the attributes of the process"),
        COVERAGE => Some("the directory for the coverage of a test run"),
        ACTOR => Some("the author of changes to toggle files"),
        pin if pin.starts_with(PIN_PREFIX) => Some("the pin of a toggle at build time"),
        _ => None,
    }
}
