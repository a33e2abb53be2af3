//! Ages in days, as the manifest and the command line write them.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use toggle_runtime::Kind;

/// A number of days, or no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected a number of days, or \"none\"")]
pub enum Days {
    /// A number of days.
    Number(u32),
    /// The word `none`.
    Word(Word),
}

/// The word in place of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// No limit.
    None,
}

impl Days {
    /// Returns the number, if there is a limit.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Number(days) => Some(days),
            Self::Word(Word::None) => None,
        }
    }
}

/// Parses a number of days from the command line, or `none`.
///
/// # Errors
///
/// If the text is neither. The message names the expected form.
pub fn days(text: &str) -> Result<Days> {
    match text {
        "none" => Ok(Days::Word(Word::None)),
        days => days.parse().map(Days::Number).context("expected a number of days, or `none`"),
    }
}

/// Parses a limit from the command line: `release=60` or `ops=none`.
///
/// # Errors
///
/// If the text has another form. The message names the expected one.
pub fn limit(text: &str) -> Result<(Kind, Option<u32>)> {
    let Some((kind, days)) = text.split_once('=') else { bail!("expected KIND=DAYS, as in `release=60`") };
    Ok((kind.parse()?, self::days(days)?.number()))
}
