//! Texts from untrusted inputs: every subcommand prints them without side effects, in every format.

mod arguments;
mod cargo;
mod exact;
mod looks;
mod panics;
mod planted;
mod subcommands;
mod watched;

/// A hostile text. It sends commands to a terminal (screen, hidden text, link, clipboard, title) and to CI systems,
/// reverses text, contains invisible characters, begins new lines and mentions a user. It is a valid name of a file and
/// of a variable.
pub(crate) const EVIL: &str = "evil\u{1b}[2J\u{1b}[8m\u{9b}2J\u{1b}]8;;evil:x\u{1b}\\\u{1b}]52;c;ZXZpbAo\u{7}\u{1b}]0;evil\u{7}\
    \u{7f}\u{202e}\u{2066}\u{200b}\u{2028}\u{e0041}\r\n::error::evil ##[error]evil ##vso[task.evil]\r@evil\n";
