//! Ages in days, as the manifest and the command line give them.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use toggle_runtime::Kind;

/// A number of days, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected a number of days, or \"none\"")]
pub enum Days {
    /// So many.
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

/// Reads a number of days as the command line gives it, or `none`.
///
/// # Errors
///
/// Says what was expected.
pub fn days(text: &str) -> Result<Days> {
    match text {
        "none" => Ok(Days::Word(Word::None)),
        days => days.parse().map(Days::Number).context("expected a number of days, or `none`"),
    }
}

/// Reads a limit as the command line gives it: `release=60` or `ops=none`.
///
/// # Errors
///
/// Says what was expected.
pub fn limit(text: &str) -> Result<(Kind, Option<u32>)> {
    let Some((kind, days)) = text.split_once('=') else { bail!("expected KIND=DAYS, as in `release=60`") };
    Ok((kind.parse()?, self::days(days)?.number()))
}
