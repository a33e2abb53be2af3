//! What all subcommands print alike: JSON with a version, text for people, and the exit status.

use std::io::{self, BufWriter, Write};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{style, untrusted};

/// How a command has ended, where it could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    Fine,
    /// Exit status 1.
    Findings,
}

/// How to print, where there are no other ways.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// All that is known
    Json,
}

impl Outcome {
    /// Findings, if there are any.
    pub fn of(any: bool) -> Self {
        if any { Self::Findings } else { Self::Fine }
    }
}

/// Something that is printed as JSON. What is added to it keeps the version, any other change raises it.
pub trait Versioned {
    /// The subcommand whose output it is.
    const FORMAT: &'static str;
    /// The version of its form.
    const VERSION: u32 = 1;
}

/// The frame around all JSON: what it is, and in which version.
#[derive(Deserialize)]
struct Frame {
    format: String,
    version: u32,
}

/// Reads what [`json`] or [`json_line`] has printed.
///
/// # Errors
///
/// If it is something else, or of another version. That is looked at first: what else is in there depends on it.
pub fn read<T: Versioned + DeserializeOwned>(json: &[u8]) -> Result<T> {
    let expected = || format!("expected the format `{}` of `cargo toggle {} --format json`", name::<T>(), T::FORMAT);
    let frame: Frame = serde_json::from_slice(json).with_context(expected)?;
    if frame.format != name::<T>() {
        bail!("{}, found `{}`", expected(), frame.format);
    }
    if frame.version != T::VERSION {
        bail!("expected version {} of the format, found {}; use the `cargo toggle` of that", T::VERSION, frame.version);
    }
    serde_json::from_slice(json).with_context(expected)
}

fn name<T: Versioned>() -> String {
    format!("cargo-toggle/{}", T::FORMAT)
}

/// Prints JSON without our frame around it: indented, and with a line feed at the end.
///
/// # Errors
///
/// If the output cannot be written.
pub fn json_document(mut out: impl Write, document: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", untrusted::json(serde_json::to_string_pretty(document)?))
}

/// Prints a body as JSON: indented, and with a line feed at the end.
///
/// # Errors
///
/// If the output cannot be written.
pub fn json<T: Versioned + Serialize>(out: impl Write, body: &T) -> io::Result<()> {
    json_document(out, &Framed::of(body))
}

/// Prints a body as one line of JSON.
///
/// # Errors
///
/// If the output cannot be written.
pub fn json_line<T: Versioned + Serialize>(mut out: impl Write, body: &T) -> io::Result<()> {
    writeln!(out, "{}", untrusted::json(serde_json::to_string(&Framed::of(body))?))
}

/// The frame with what is in it.
#[derive(Serialize)]
struct Framed<'a, T> {
    format: String,
    version: u32,
    #[serde(flatten)]
    body: &'a T,
}

impl<'a, T: Versioned> Framed<'a, T> {
    fn of(body: &'a T) -> Self {
        Self { format: name::<T>(), version: T::VERSION, body }
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
pub fn print(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    print_to_reader(print).map(drop)
}

/// As [`print()`], and tells whether somebody still reads.
///
/// # Errors
///
/// If the output cannot be written.
pub fn print_to_reader(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<bool> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    match print(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        printed => printed.map(|()| true).context("the output cannot be written"),
    }
}

/// Tells something beside the output that does not change the outcome.
pub fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{warning}note{warning:#}: {text}", warning = style::WARNING);
}
