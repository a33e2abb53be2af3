//! The rules of a check: their names, levels and advice.

use clap::ValueEnum;
use serde::Serialize;

/// A rule of the check. Users write these names, so the names never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// A configuration cannot be read, so that a program would ignore all of it
    Unreadable,
    /// No program has toggle records, so that the configuration cannot be checked
    NoRecords,
    /// The configuration sets a name that is not a toggle of the build
    UnknownName,
    /// The configuration sets a toggle to a state that it cannot have
    InvalidState,
    /// A rule is below a rule that matches everybody
    #[serde(rename = "unreachable-rule")]
    #[value(name = "unreachable-rule")]
    Unreachable,
    /// All rules serve the same as `otherwise`
    NoEffect,
    /// The rollout of a rule takes no users, since an earlier rule takes the same buckets
    SharedBuckets,
    /// No context satisfies the condition of a rule
    NeverMatches,
    /// No rule names a segment
    UnusedSegment,
    /// The programs run in an environment that no file has a section for
    UnknownEnvironment,
    /// Two sections are for environments that have almost the same name
    NearEnvironment,
    /// Several toggles share one environment variable
    SharedVariable,
    /// A toggle is declared more than once
    DeclaredTwice,
    /// Several programs declare a toggle differently
    DeclaredDifferently,
    /// Code checks whether a toggle is on, but the toggle is not of type on/off
    NeverOn,
    /// The configuration sets a toggle to another state than the build has pinned
    ContradictsPin,
    /// Only some of the code that checks a toggle has been built with it pinned
    PinnedInPart,
    /// A toggle is past its expiry date
    Expired,
    /// A toggle is older than its kind allows
    TooOld,
    /// A toggle is declared but unused: no listed point checks it
    NeverAsked,
    /// Code checks a toggle that has no declaration, and almost the name of a declared one
    NearUndeclared,
    /// An exception in the manifest matches nothing, or its date has passed
    StaleException,
    /// A toggle has no declaration (reported under `--deny` only)
    Undeclared,
    /// No configuration sets a toggle (reported under `--deny` only)
    Unset,
    /// A release toggle is not pinned by the build (reported under `--deny` only)
    Flippable,
}

/// The level of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Level {
    /// A mistake
    Error,
    /// A possible problem
    Warning,
}

impl Level {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Rule {
    pub(crate) fn all() -> &'static [Self] {
        Self::value_variants()
    }

    /// Returns the name of the rule.
    pub(crate) fn id(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Returns the description of the rule, on one line.
    pub(crate) fn description(self) -> String {
        let help = self.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
        help.unwrap_or_default()
    }

    /// Returns the advice for a finding of this rule.
    pub(crate) fn help(self) -> &'static str {
        self.facts().help
    }

    /// Returns whether the rule is about a configuration.
    pub(super) fn is_of_configuration(self) -> bool {
        self.facts().topic == Topic::Configuration
    }

    /// Returns the default level of the rule, or `None` if the rule is off by default.
    pub(crate) fn level(self) -> Option<Level> {
        self.facts().level
    }

    fn facts(self) -> Facts {
        match self {
            Self::Unreadable => Facts::error(
                Topic::Configuration,
                "Fix the line that is named. Until then, a program keeps its last good states.",
            ),
            Self::NoRecords => Facts::error(
                Topic::Configuration,
                "Check the binary as it was linked, before a tool removes its sections.",
            ),
            Self::UnknownName => Facts::error(
                Topic::Configuration,
                "Write the name of a toggle that the program has, or remove the entry.",
            ),
            Self::InvalidState => Facts::error(
                Topic::Configuration,
                "Write a state that the toggle can have. Until then, its declared default applies.",
            ),
            Self::Unreachable => Facts::warning(
                Topic::Configuration,
                "Remove one of the rules, or put the one that matches everybody last.",
            ),
            Self::NoEffect | Self::SharedBuckets | Self::NeverMatches => Facts::warning(
                Topic::Configuration,
                "Remove the rule, or fix its condition or rollout: no decision depends on it.",
            ),
            Self::UnusedSegment => {
                Facts::warning(Topic::Configuration, "Remove the segment, or name it with `segment` in a rule.")
            }
            Self::UnknownEnvironment => Facts::warning(
                Topic::Configuration,
                "Name an environment that the files have a section for, or write that section.",
            ),
            Self::NearEnvironment => {
                Facts::warning(Topic::Configuration, "Rename one of the sections, if both mean one environment.")
            }
            Self::SharedVariable => {
                Facts::error(Topic::Code, "Rename one of the toggles, or set them by name in `TOGGLES`.")
            }
            Self::DeclaredTwice => Facts::error(Topic::Code, "Remove all declarations but one."),
            Self::DeclaredDifferently => {
                Facts::warning(Topic::Code, "Declare the toggle once, in a crate that all programs use.")
            }
            Self::NeverOn => Facts::error(Topic::Code, "Read the value of the toggle, with `value!` or `get`."),
            Self::ContradictsPin => Facts::error(
                Topic::Configuration,
                "Remove the entry: a pinned toggle cannot be set. Or build without the pin.",
            ),
            Self::PinnedInPart => Facts::error(Topic::Code, "Build all of the program with the pin, or with none."),
            Self::Expired | Self::TooOld => {
                Facts::warning(Topic::Code, "Remove the toggle from the code, or give it another date.")
            }
            Self::NeverAsked => {
                Facts::warning(Topic::Code, "Remove the declaration, or check the toggle in a way that is recorded.")
            }
            Self::NearUndeclared => {
                Facts::warning(Topic::Code, "Write the name of the declared toggle, or declare this one.")
            }
            Self::StaleException => Facts::warning(Topic::Code, "Remove the exception, or give it a later date."),
            Self::Undeclared => Facts::denied(Topic::Code, "Declare the toggle with `#[toggle(..)]` above a static."),
            Self::Unset => Facts::denied(
                Topic::Configuration,
                "Set the toggle in the configuration, so that its state does not depend on the build.",
            ),
            Self::Flippable => Facts::denied(Topic::Code, "Build with the toggle pinned, or remove it."),
        }
    }
}

/// The level, the topic and the advice of a rule.
struct Facts {
    level: Option<Level>,
    topic: Topic,
    help: &'static str,
}

/// The topic of a rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Configuration,
    Code,
}

impl Facts {
    const fn error(topic: Topic, help: &'static str) -> Self {
        Self { level: Some(Level::Error), topic, help }
    }

    const fn warning(topic: Topic, help: &'static str) -> Self {
        Self { level: Some(Level::Warning), topic, help }
    }

    /// Returns the facts of a rule that is reported only if it is denied.
    const fn denied(topic: Topic, help: &'static str) -> Self {
        Self { level: None, topic, help }
    }
}
