//! The reasons of an answer under their `OpenFeature` names, and the steps that lead to it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The reason of a decision, under its name in [OpenFeature's specification][reasons].
///
/// [reasons]: https://openfeature.dev/specification/types#resolution-reason
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Reason {
    /// A source sets the toggle to a plain state.
    Static,
    /// No source sets the toggle, so its declared default applies, or off if the toggle is not declared. A source whose
    /// [rules](crate::reference) match no context gives this reason as well.
    Default,
    /// A rule matches.
    TargetingMatch,
    /// A rule matches because of the bucket in its rollout or its weights.
    Split,
    /// The rules do not apply: the table has `enabled = false`, a required toggle is not on, or the time is outside the
    /// window. The [guard][guard] of the toggle may have tripped as well.
    ///
    /// [guard]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_guard/index.html
    Disabled,
    /// The default applies because of an error.
    ///
    /// Either the toggle does not exist, or its state in a source has a mistake, or no rule matches and a rule had no
    /// value to hash. A rule has no value to hash if the context lacks the targeting key, or the attribute that
    /// replaces it. `without-key` replaces the error by a defined value.
    Error,
}

impl Reason {
    /// Returns the name in the specification.
    #[inline]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Static => "STATIC",
            Self::Default => "DEFAULT",
            Self::TargetingMatch => "TARGETING_MATCH",
            Self::Split => "SPLIT",
            Self::Disabled => "DISABLED",
            Self::Error => "ERROR",
        }
    }

    /// Returns the name in OpenTelemetry's semantic conventions.
    pub const fn as_semantic_convention(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Default => "default",
            Self::TargetingMatch => "targeting_match",
            Self::Split => "split",
            Self::Disabled => "disabled",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error behind the reason [`Error`](Reason::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorType {
    /// The state of the toggle in a source has a mistake, so the default applies.
    Unreadable,
    /// A rollout hashes the targeting key, and the context has none.
    NoKey,
    /// A rollout hashes an attribute that the context lacks.
    NoAttribute,
}

/// The outcome of one part of a toggle's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RuleStep {
    /// The part: `enabled`, `requires`, `window`, `rule 1` and so on, `otherwise` or `without-key`.
    pub rule: String,
    /// The place of the part in a file, if it has one.
    pub place: Option<String>,
    /// Whether this part decided.
    pub decides: bool,
    /// The explanation in prose.
    ///
    /// It quotes the values that the rules read: attributes, and the targeting key if a rule uses the attribute `key`.
    /// See [personal data][personal_data].
    ///
    /// [personal_data]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_personal_data/index.html
    pub why: String,
    /// The bucket of the hashed value, from 0 to 99999, if the rule needed it.
    pub bucket: Option<u32>,
    /// The first bucket that is out.
    pub threshold: Option<u32>,
    /// The bucket that chose among several weights.
    pub weights: Option<u32>,
}
