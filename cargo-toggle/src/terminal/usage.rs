//! The messages of clap about the command line: help and errors.

use std::{error::Error as _, ffi::OsString, io::Write};

use clap::{
    Error,
    error::{ContextKind, ContextValue},
};
use toggle_admin::untrusted::shown;

use super::passed_on;

/// The largest number of characters quoted from an argument.
const QUOTED: usize = 400;

/// Prints a message of clap about these arguments, with the quoted words escaped.
#[expect(clippy::disallowed_methods, reason = "this is a part of the door")]
pub fn usage(said: Error, arguments: &[OsString]) {
    let is_stderr = said.use_stderr();
    let text = rendered(said, arguments);
    let _ = if is_stderr {
        anstream::stderr().write_all(text.as_bytes())
    } else {
        anstream::stdout().write_all(text.as_bytes())
    };
}

fn rendered(mut said: Error, arguments: &[OsString]) -> String {
    let is_harmful = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        shown(&argument) != argument
    };
    if arguments.iter().any(is_harmful) {
        // In a suggestion, clap puts colours between the words of an argument.
        said.remove(ContextKind::Suggested);
    }
    let words: Vec<(ContextKind, ContextValue)> = said
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(quoted(text)))),
            ContextValue::Strings(texts) => {
                Some((kind, ContextValue::Strings(texts.iter().map(|text| quoted(text)).collect())))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in words {
        said.insert(kind, value);
    }
    let mut text = said.render().ansi().to_string();
    if let Some(reason) = said.source().map(ToString::to_string) {
        text = text.replace(&reason, &shown(&reason));
    }
    passed_on::escaped(&text)
}

/// Returns a quoted word of the arguments: escaped, and cut if it is long.
fn quoted(text: &str) -> String {
    let mut letters = text.chars();
    let mut start: String = letters.by_ref().take(QUOTED).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    shown(&start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::command;

    const EVIL: &str = "\u{1b}[8m\u{1b}[2J\n::error::x\u{202e}";
    const SHOWN: &str = r"\u{1b}[8m\u{1b}[2J\n::error::x\u{202e}";

    #[track_caller]
    fn check(arguments: &[&str], expected: &str) {
        let arguments: Vec<OsString> = ["cargo-toggle"].iter().chain(arguments).map(OsString::from).collect();
        let error = command().try_get_matches_from(&arguments).expect_err("they are wrong");
        let text = rendered(error, &arguments);
        let without_ours = anstream::adapter::strip_str(&text).to_string();
        assert!(without_ours.starts_with(&format!("error: {expected}")), "{without_ours}");
        assert!(!text.contains("\u{1b}[8m") && !text.contains("\n::"), "{text:?}");
    }

    #[test]
    fn words_of_arguments_are_escaped() {
        check(&[EVIL], &format!("unrecognized subcommand '{SHOWN}'"));
        check(&["list", &format!("--{EVIL}")], &format!("unexpected argument '--{SHOWN}' found"));
        check(&["list", "--format", EVIL], &format!("invalid value '{SHOWN}' for '--format <FORMAT>'"));
        check(&["check", "--max-age", EVIL], &format!("invalid value '{SHOWN}' for '--max-age <KIND=DAYS>'"));
    }

    #[test]
    fn long_argument_is_cut() {
        let name = "x".repeat(5000);
        let expected = format!("invalid value '{}…' for '--as <NAME>': the name has 5000 bytes", "x".repeat(QUOTED));
        check(&["set", "a", "off", "--as", &name], &expected);
    }

    #[test]
    fn reasons_are_those_of_the_argument_itself() {
        let expected = r"invalid value '{ rollout =\n 25 }' for '--rule <TOML>': a rule has to be on one line";
        check(&["set", "a", "--file", "f", "--rule", "{ rollout =\n 25 }"], expected);
    }

    #[test]
    fn help_is_clap_own() {
        let arguments = ["cargo-toggle", "--help"].map(OsString::from);
        let help = command().try_get_matches_from(&arguments).expect_err("it is asked for help");
        let own = help.render().ansi().to_string();
        assert_eq!(rendered(help, &arguments), own);
    }
}
