//! The kinds of toggles.

use std::{fmt, str::FromStr};

/// The purpose of a toggle, which determines its expected lifetime: one of the four kinds in Pete Hodgson's
/// [Feature Toggles](https://martinfowler.com/articles/feature-toggles.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Kind {
    /// Separates deploying from releasing. It is removed when the feature is stable.
    Release,
    /// Compares alternatives. It is removed when the result is known.
    Experiment,
    /// Controls operation, such as a kill switch. It may stay.
    Ops,
    /// Grants access to a feature. It may stay.
    Permission,
}

impl Kind {
    /// All kinds, in the order of listings.
    pub const ALL: [Self; 4] = [Self::Release, Self::Experiment, Self::Ops, Self::Permission];

    /// Returns the word of declarations and listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Experiment => "experiment",
            Self::Ops => "ops",
            Self::Permission => "permission",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownKind)
    }
}

/// The error of a word that is no [kind](Kind).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownKind;

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a toggle's kind is `release`, `experiment`, `ops` or `permission`")
    }
}

impl std::error::Error for UnknownKind {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_its_own_word() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("Release".parse::<Kind>(), Err(UnknownKind));
    }
}
