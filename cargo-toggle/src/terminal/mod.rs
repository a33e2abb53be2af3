//! The only access to the standard output and the standard error output.
//!
//! Any output may contain text from others: a name in a binary, a path, a line of a configuration, an argument. So
//! these are the only ways to print, and each of them escapes such text ([`toggle_syntax::shown`]):
//!
//! * a [`Line`] for people: no text in it starts another line or a command to a CI system;
//! * a document in a format that other programs read, with the lines of that format ([`Out::document`]);
//! * JSON, which keeps every text exact ([`Out::json`]);
//! * a command to GitHub ([`Out::order`]);
//! * the output of another program ([`pass_on()`]), and the messages of clap ([`usage()`]);
//! * a text without any text from others ([`Out::own`]), and plain names for a script ([`print_to_script`]).
//!
//! `clippy.toml` forbids every other way to the two streams.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is the door")]

mod line;
mod passed_on;
mod panics;
mod usage;
mod options;

use std::io::{self, BufWriter, IsTerminal, Write};

use anyhow::{Context, Result};
use serde::Serialize;
use toggle_admin::untrusted;

pub use self::{
    line::Line,
    options::{OutputOptions, is_quiet, width},
    panics::report_panics,
    passed_on::pass_on,
    usage::usage,
};
use crate::style;

/// The output of a command, with any destination.
pub struct Out<'a>(&'a mut dyn Write);

impl std::fmt::Debug for Out<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Out").finish_non_exhaustive()
    }
}

impl<'a> Out<'a> {
    /// Returns an output with this destination.
    pub fn new(to: &'a mut dyn Write) -> Self {
        Self(to)
    }

    /// Prints a line for people.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn line(&mut self, line: &Line) -> io::Result<()> {
        self.0.write_all(line.rendered().as_bytes())
    }

    /// Prints a text in a format that other programs read. The caller escapes text from others as the format requires,
    /// so that it stays on its line. Everything else that could have an effect is escaped here.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn document(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.line(&Line::new().text(line)))
    }

    /// Prints a line with a command to GitHub. The caller escapes its arguments as GitHub requires.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn order(&mut self, order: &str) -> io::Result<()> {
        writeln!(self.0, "{}", untrusted::shown(order))
    }

    /// Prints indented JSON.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn json(&mut self, document: &impl Serialize) -> io::Result<()> {
        writeln!(self.0, "{}", untrusted::json(&serde_json::to_string_pretty(document)?))
    }

    /// Prints JSON on one line.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn json_line(&mut self, document: &impl Serialize) -> io::Result<()> {
        writeln!(self.0, "{}", untrusted::json(&serde_json::to_string(document)?))
    }

    /// Prints a text unchanged. It contains no text from others: a script, a manual page.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn own(&mut self, text: &[u8]) -> io::Result<()> {
        self.0.write_all(text)
    }
}

/// Prints to the standard output. Colours are dropped if the output is not a terminal, and under `NO_COLOR`. The output
/// is buffered, and flushed before this returns.
///
/// A reader may stop early, as `head` does. This is not an error, and does not change the result: the exit status stays
/// the same.
///
/// # Errors
///
/// If the output cannot be written.
pub fn print(print: impl FnOnce(&mut Out<'_>) -> io::Result<()>) -> Result<()> {
    print_to_reader(print).map(drop)
}

/// Prints like [`print()`], and returns whether the reader is still there.
///
/// # Errors
///
/// If the output cannot be written.
pub fn print_to_reader(print: impl FnOnce(&mut Out<'_>) -> io::Result<()>) -> Result<bool> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    match print(&mut Out::new(&mut out)).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        printed => printed.map(|()| true).context("the output cannot be written"),
    }
}

/// Prints bytes unchanged for a script of this tool, even bytes that are not printed to a terminal.
///
/// # Errors
///
/// If the output cannot be written.
pub fn print_to_script(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("the output cannot be written"),
    }
}

/// Prints lines for people to the standard error output, next to a document on the standard output.
pub fn print_aside(lines: &[Line]) {
    if is_quiet() {
        return;
    }
    let mut stream = anstream::stderr().lock();
    for line in lines {
        // An error here has no other stream to go to.
        let _: io::Result<()> = stream.write_all(line.rendered().as_bytes());
    }
}

/// Prints a note to the standard error output, unless notes are turned off. A note does not change the exit status.
pub fn note(text: &str) {
    if is_quiet() {
        return;
    }
    tell(&Line::new().styled(style::WARNING, "note").text(": ").text(text));
}

/// Prompts on the terminal, and returns the answer, or `None` without a terminal.
pub fn confirm(question: &str) -> Option<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    let line = Line::new().styled(style::WARNING, "confirm").text(": ").text(question).text(" [y/N]");
    tell(&line);
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).ok().map(|_| is_yes(&answer))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

/// Prints the error because of which the command could not run.
pub fn error(error: &anyhow::Error) {
    tell(&Line::new().styled(style::ERROR, "error").text(format_args!(": {error:#}")));
}

/// Prints a line to the standard error output. A failure to write does not change the result.
fn tell(line: &Line) {
    let _ = anstream::stderr().write_all(line.rendered().as_bytes());
}

/// Returns whether the standard error output has colours.
pub fn has_colours() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn answer_without_yes_is_no() {
        for (answer, expected) in [("y\n", true), (" YES\r\n", true), ("", false), ("\n", false), ("yep", false)] {
            assert_eq!(is_yes(answer), expected, "{answer:?}");
        }
    }
}
