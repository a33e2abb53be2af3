//! The rules of a check: their names, levels and advice.

use serde::Serialize;

/// Defines the rules: variant, name and description.
macro_rules! rules {
    ($($Rule:ident = $id:literal, $description:literal;)+) => {
        /// A rule of the check. Users write these names, so the names never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Rule {
            $(#[doc = $description] #[serde(rename = $id)] $Rule,)+
        }

        impl Rule {
            /// All rules, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$Rule),+];

            /// Returns the name of the rule.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$Rule => $id,)+
                }
            }

            /// Returns the description of the rule, on one line.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$Rule => $description,)+
                }
            }
        }
    };
}

rules! {
    Unreadable = "unreadable", "A configuration cannot be read, so that a program would ignore all of it";
    NoRecords = "no-records", "No program has toggle records, so that the configuration cannot be checked";
    UnknownName = "unknown-name", "The configuration sets a name that is not a toggle of the build";
    InvalidState = "invalid-state", "The configuration sets a toggle to a state that it cannot have";
    Unreachable = "unreachable-rule", "A rule is below a rule that matches everybody";
    NoEffect = "no-effect", "All rules serve the same as `otherwise`";
    SharedBuckets = "shared-buckets", "The rollout of a rule takes no users, since an earlier rule takes the same buckets";
    NeverMatches = "never-matches", "No context satisfies the condition of a rule";
    UnusedSegment = "unused-segment", "No rule names a segment";
    UnknownEnvironment = "unknown-environment", "The programs run in an environment that no file has a section for";
    NearEnvironment = "near-environment", "Two sections are for environments that have almost the same name";
    SharedVariable = "shared-variable", "Several toggles share one environment variable";
    DeclaredTwice = "declared-twice", "A toggle is declared more than once";
    DeclaredDifferently = "declared-differently", "Several programs declare a toggle differently";
    NeverOn = "never-on", "Code checks whether a toggle is on, but the toggle is not of type on/off";
    ContradictsPin = "contradicts-pin", "The configuration sets a toggle to another state than the build has pinned";
    PinnedInPart = "pinned-in-part", "Only some of the code that checks a toggle has been built with it pinned";
    Expired = "expired", "A toggle is past its expiry date";
    TooOld = "too-old", "A toggle is older than its kind allows";
    NeverAsked = "never-asked", "A toggle is declared but unused: no listed point checks it";
    NearUndeclared = "near-undeclared", "Code checks a toggle that has no declaration, and almost the name of a declared one";
    StaleException = "stale-exception", "An exception in the manifest matches nothing, or its date has passed";
    Undeclared = "undeclared", "A toggle has no declaration (reported under `--deny` only)";
    Unset = "unset", "No configuration sets a toggle (reported under `--deny` only)";
    Flippable = "flippable", "A release toggle is not pinned by the build (reported under `--deny` only)";
}

/// The level of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A mistake.
    Error,
    /// A possible problem.
    Warning,
}

impl Level {
    /// Returns the name of the level.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Rule {
    /// Returns the advice for a finding of this rule.
    pub fn help(self) -> &'static str {
        self.facts().help
    }

    /// Returns whether the rule is about a configuration.
    pub(super) fn is_of_configuration(self) -> bool {
        self.facts().topic == Topic::Configuration
    }

    /// Returns the default level of the rule, or `None` if the rule is off by default.
    pub fn level(self) -> Option<Level> {
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
