//! The known environments of a workspace, and the environments whose changes need a reason.

use anyhow::{Result, bail};
use serde::Deserialize;
use toggle_syntax::name::{did_you_mean, nearest_stage};

/// The environments whose changes need a reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected `true`, `false` or a list of environments")]
pub enum Required {
    /// All changes, or none.
    All(bool),
    /// The changes that apply in one of these environments.
    In(Vec<String>),
}

impl Default for Required {
    fn default() -> Self {
        Self::All(false)
    }
}

impl Required {
    /// Returns the named environments.
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::All(_) => &[],
            Self::In(names) => names,
        }
    }

    /// Returns whether any change needs a reason.
    pub(crate) fn is_any(&self) -> bool {
        match self {
            Self::All(all) => *all,
            Self::In(names) => !names.is_empty(),
        }
    }

    /// Adds the requirements of another workspace.
    pub(super) fn add(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::All(true), _) | (_, Self::All(false)) => {}
            (Self::In(names), Self::In(others)) => add_names(names, others),
            (Self::All(false) | Self::In(_), _) => self.clone_from(other),
        }
    }
}

/// Adds the names that are missing.
pub(super) fn add_names(names: &mut Vec<String>, others: &[String]) {
    for other in others {
        if !names.contains(other) {
            names.push(other.clone());
        }
    }
}

/// Checks that this is one of the environments, if they are known.
///
/// # Errors
///
/// If it is not one of them.
pub fn check_environment(name: &str, known: &[String]) -> Result<()> {
    if known.is_empty() || known.iter().any(|known| known == name) {
        return Ok(());
    }
    match nearest_stage(name, known.iter().map(String::as_str)) {
        Some(known) => bail!("there is no environment `{name}`; {}", did_you_mean(name, known)),
        None => bail!("there is no environment `{name}`; `environments` lists `{}`", known.join("`, `")),
    }
}
