//! The output that all subcommands share: versioned JSON, and the exit status. Writing it is in [`crate::terminal`].

use std::io::{self, Write};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

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

/// Output that is printed as JSON. A new field keeps the version; any other change raises it.
pub trait Versioned {
    /// The name of the subcommand.
    const FORMAT: &'static str;
    /// The version of the format.
    const VERSION: u32 = 1;
    /// The oldest version that can still be read.
    const OLDEST: u32 = Self::VERSION;

    /// Returns the name of the format in messages.
    fn called() -> String {
        format!("the format `{}` of `cargo toggle {} --format json`", name_of(Self::FORMAT), Self::FORMAT)
    }
}

/// The frame around all JSON: the format and its version.
#[derive(Deserialize)]
#[serde(expecting = "an object with `format` and `version`")]
struct Frame {
    format: String,
    version: u32,
}

/// Reads the output of [`json`] or [`json_line`].
///
/// # Errors
///
/// If it has another format or version. Those are checked first, since the other fields depend on them.
pub fn read<T: Versioned + DeserializeOwned>(json: &[u8]) -> Result<T> {
    let expected = || format!("expected {}", T::called());
    let frame: Frame = serde_json::from_slice(json).with_context(expected)?;
    if frame.format != name::<T>() {
        bail!("{}, found `{}`", expected(), frame.format);
    }
    if !(T::OLDEST..=T::VERSION).contains(&frame.version) {
        let read =
            if T::OLDEST == T::VERSION { T::VERSION.to_string() } else { format!("{} to {}", T::OLDEST, T::VERSION) };
        bail!(
            "this {} has format version {}, this `cargo toggle` reads {read}; use the `cargo toggle` that wrote it",
            T::FORMAT,
            frame.version
        );
    }
    serde_json::from_slice(json).with_context(expected)
}

fn name<T: Versioned>() -> String {
    name_of(T::FORMAT)
}

fn name_of(format: &str) -> String {
    format!("cargo-toggle/{format}")
}

/// Prints a body as JSON, indented, with a line feed at the end.
///
/// # Errors
///
/// If the output cannot be written.
pub fn json<T: Versioned + Serialize>(out: &mut Out<'_>, body: &T) -> io::Result<()> {
    out.json(&Framed::of(body))
}

/// Writes a body as one line of JSON, to a file.
///
/// # Errors
///
/// If it cannot be written.
pub fn json_line<T: Versioned + Serialize>(mut to: impl Write, body: &T) -> io::Result<()> {
    Out::new(&mut to).json_line(&Framed::of(body))
}

/// Prints a body as one line of JSON.
///
/// # Errors
///
/// If the output cannot be written.
pub fn print_json_line<T: Versioned + Serialize>(out: &mut Out<'_>, body: &T) -> io::Result<()> {
    out.json_line(&Framed::of(body))
}

/// The frame with its body.
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
