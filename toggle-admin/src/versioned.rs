//! The frame around all JSON of `cargo toggle`: the format and its version.

use std::io::{self, Write};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::untrusted;

/// A result that is printed as JSON. A new field keeps the version; any other change raises it.
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

/// Reads the JSON of a result with its frame.
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

/// Writes a body as one line of JSON, to a file.
///
/// # Errors
///
/// If it cannot be written.
pub fn json_line<T: Versioned + Serialize>(mut to: impl Write, body: &T) -> io::Result<()> {
    writeln!(to, "{}", untrusted::json(&serde_json::to_string(&Framed::of(body))?))
}

/// The frame with its body.
#[derive(Debug, Serialize)]
pub struct Framed<'a, T> {
    format: String,
    version: u32,
    #[serde(flatten)]
    body: &'a T,
}

impl<'a, T> Framed<'a, T> {
    /// Returns the frame of this format around a body.
    pub(crate) fn named(format: &str, version: u32, body: &'a T) -> Self {
        Self { format: name_of(format), version, body }
    }
}

impl<'a, T: Versioned> Framed<'a, T> {
    /// Returns the frame around a body.
    pub fn of(body: &'a T) -> Self {
        Self::named(T::FORMAT, T::VERSION, body)
    }
}
