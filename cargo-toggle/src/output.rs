//! The output that all subcommands share: versioned JSON, and the exit status. Writing it is in [`crate::terminal`].

use std::io;

use clap::ValueEnum;
use serde::Serialize;
use toggle_admin::notes::Notes;
use toggle_admin::versioned::Framed;
pub use toggle_admin::versioned::Versioned;

pub use crate::terminal::{Line, Out, note, print, print_to_reader};

/// The outcome of a command that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    Fine,
    /// Exit status 1.
    Findings,
}

/// The output format of subcommands with only these two.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// JSON with all details
    Json,
}

impl Outcome {
    /// Returns `Findings` if there are any, else `Fine`.
    pub fn of(any: bool) -> Self {
        if any { Self::Findings } else { Self::Fine }
    }
}

/// Prints a body as JSON, indented, with a line feed at the end.
///
/// # Errors
///
/// If the output cannot be written.
pub fn json<T: Versioned + Serialize>(out: &mut Out<'_>, body: &T) -> io::Result<()> {
    out.json(&Framed::of(body))
}

/// Prints a body as one line of JSON.
///
/// # Errors
///
/// If the output cannot be written.
pub fn print_json_line<T: Versioned + Serialize>(out: &mut Out<'_>, body: &T) -> io::Result<()> {
    out.json_line(&Framed::of(body))
}

/// Returns the receiver that prints each note.
pub fn notes() -> Notes<'static> {
    Notes::to(&note)
}
