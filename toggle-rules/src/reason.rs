//! The reasons of an answer, in the words of `OpenFeature`, and the steps that lead to it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a decision is what it is, in the words of [OpenFeature's specification][reasons].
///
/// [reasons]: https://openfeature.dev/specification/types#resolution-reason
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Reason {
    /// A source sets the toggle to a plain state.
    Static,
    /// No source speaks of the toggle, so its declared default counts: off, if it is not declared. Or a source has
    /// [rules](crate::reference) for it of which none matches.
    Default,
    /// A rule matches.
    TargetingMatch,
    /// A rule matches by the share of all that its rollout takes in, or by its weights.
    Split,
    /// The rules do not count: their table says `enabled = false`, a toggle that they require is not on, or the time is
    /// outside of their window. Or the toggle's [guard][guard] has switched it off.
    ///
    /// [guard]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_guard/index.html
    Disabled,
    /// The default counts because the toggle does not exist or what a source says of it is wrong; or no rule matches,
    /// and one of them only because the context has no targeting key, or not the attribute that takes its place, and
    /// nothing says what counts then.
    Error,
}

impl Reason {
    /// The specification's word.
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

    /// The word of OpenTelemetry's semantic conventions.
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

/// Why an answer has the reason [`Error`](Reason::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorType {
    /// A source says something of the toggle that cannot be understood, so its default counts.
    Unreadable,
    /// A rollout goes by the targeting key, and there is none.
    NoKey,
    /// A rollout goes by an attribute that is not there.
    NoAttribute,
}

/// The outcome of one part of a toggle's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RuleStep {
    /// The part: `enabled`, `requires`, `window`, `rule 1` and so on, `otherwise` or `without-key`.
    pub rule: String,
    /// The place where the part stands, if it has one of its own.
    pub place: Option<String>,
    /// Whether it is the part that decided.
    pub decides: bool,
    /// Why, in words. They quote what the rules have looked at: values of attributes, and the targeting key where a
    /// rule asks for the attribute `key`. See [personal data][personal_data].
    ///
    /// [personal_data]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_personal_data/index.html
    pub why: String,
    /// The bucket of the hashed value, from 0 to 99999, if it was looked at.
    pub bucket: Option<u32>,
    /// The buckets below this are in.
    pub threshold: Option<u32>,
    /// The bucket by which one of several weights was chosen.
    pub weights: Option<u32>,
}
