//! Negative states, which the parser of the command line takes for options.

use std::ffi::OsString;

use anyhow::{Error, anyhow};
use clap::error::ErrorKind;

/// Returns the error about a negative percentage or duration in the arguments of `set`, if that made the parser fail.
pub fn below_nothing(arguments: &[OsString], error: &clap::Error) -> Option<Error> {
    let is_set = arguments.get(1).is_some_and(|command| command == "set");
    if !is_set || error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let state = arguments.iter().skip(2).filter_map(|argument| argument.to_str()).find(|argument| {
        let number = argument.strip_prefix('-').unwrap_or_default();
        let unit = number.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        unit.len() < number.len() && !unit.is_empty()
    })?;
    let fault = if state.ends_with('%') { "is less than 0 %" } else { "is less than 0, and no duration is negative" };
    Some(anyhow!("`{state}` {fault}"))
}
