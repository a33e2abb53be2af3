//! The kinds of toggles.

use std::{fmt, str::FromStr};

/// What a toggle is for, which says how long it may live: the four kinds of Pete Hodgson's
/// [Feature Toggles](https://martinfowler.com/articles/feature-toggles.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Kind {
    /// Separates deploying from releasing; removed when the feature has settled.
    Release,
    /// Compares alternatives; removed when the answer is known.
    Experiment,
    /// Controls operation, such as a kill switch; may stay.
    Ops,
    /// Decides who may use something; may stay.
    Permission,
}

impl Kind {
    /// Every kind, in the order in which they are listed to users.
    pub const ALL: [Self; 4] = [Self::Release, Self::Experiment, Self::Ops, Self::Permission];

    /// The word that declarations and listings use.
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

/// A word that is none of the four [kinds](Kind).
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
