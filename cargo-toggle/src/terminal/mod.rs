//! The one door to the standard output and the standard error output.
//!
//! Whatever is printed may hold a text of others: a name in a binary, a path, a line of a configuration, an argument.
//! So there are only these ways out, and each escapes it ([`toggle_syntax::shown`]):
//!
//! * a [`Line`] for people, of which no text starts another line or an order to a CI system;
//! * a document in a format that other programs read, whose lines are those of the format ([`Out::document`]);
//! * JSON, which keeps every text exact ([`Out::json`]);
//! * an order to GitHub ([`Out::order`]);
//! * what another program prints ([`pass_on()`]), and what clap says ([`usage()`]);
//! * a text without a word of others ([`Out::own`]), and names that are plain words, for a script
//!   ([`print_to_script`]).
//!
//! `clippy.toml` refuses every other way to the two streams.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is the door")]

mod line;
mod passed_on;
mod panics;
mod usage;
mod options;

use std::io::{self, BufWriter, IsTerminal, Write};

use anyhow::{Context, Result};
use serde::Serialize;

pub use self::{
    line::Line,
    options::{OutputOptions, is_quiet, width},
    panics::report_panics,
    passed_on::pass_on,
    usage::usage,
};
use crate::{style, untrusted};

/// The output of a command, to whatever it is written.
pub struct Out<'a>(&'a mut dyn Write);

impl std::fmt::Debug for Out<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Out").finish_non_exhaustive()
    }
}

impl<'a> Out<'a> {
    /// Returns an output that is written to this.
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

    /// Prints a text in a format that other programs read. The caller keeps each text of others on its line, as the
    /// format wants it. All else that would do more than be read is escaped here.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn document(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.line(&Line::new().text(line)))
    }

    /// Prints a line that is an order to GitHub, with its arguments as it wants them escaped.
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

    /// Prints a text as it is, without a word of others in it: a script, a manual page.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn own(&mut self, text: &[u8]) -> io::Result<()> {
        self.0.write_all(text)
    }
}

/// Prints to the standard output, which drops colours where they are not wanted: when it is no terminal, and under
/// `NO_COLOR`. It is buffered, and written to its end before this returns.
///
/// Who reads may stop where he has seen enough, as `head` does. That is no error, and changes nothing in what has been
/// found: the exit status is the same.
///
/// # Errors
///
/// If the output cannot be written.
pub fn print(print: impl FnOnce(&mut Out<'_>) -> io::Result<()>) -> Result<()> {
    print_to_reader(print).map(drop)
}

/// Prints as [`print()`] does, and returns whether somebody still reads.
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

/// Prints bytes for a script of our own, exactly: also those that a terminal would not be given.
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
        // Nobody is left to be told.
        let _: io::Result<()> = stream.write_all(line.rendered().as_bytes());
    }
}

/// Tells something beside the output that does not change the outcome, unless notes are not wanted.
pub fn note(text: &str) {
    if is_quiet() {
        return;
    }
    tell(&Line::new().styled(style::WARNING, "note").text(": ").text(text));
}

/// Asks a question on the terminal, and returns the answer, or `None` where there is nobody to ask.
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

/// Tells why the command could not run.
pub fn error(error: &anyhow::Error) {
    tell(&Line::new().styled(style::ERROR, "error").text(format_args!(": {error:#}")));
}

/// Tells a line beside the output. Where that cannot be written, nothing is lost that changes the outcome.
fn tell(line: &Line) {
    let _ = anstream::stderr().write_all(line.rendered().as_bytes());
}

/// Returns whether colours are wanted on the standard error output.
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
