use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toggle_rules::{ErrorType, Reason, Value};

/// The answer to a question by name, and why it is that, as [`decide`](crate::decide) gives it.
///
/// It is a [`Decision`](crate::Decision) without the way to it, so that making one allocates nothing and takes no lock.
///
/// As JSON it is
/// `{"value": "on", "reason": "SPLIT", "variant": "on", "source": "file toggles.toml"}`, with an `error` where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Decided {
    /// The answer.
    pub value: Value,
    /// Why it is this answer.
    pub reason: Reason,
    /// The name of the value: `on`, `off`, `shadow`, a variant or a text. Numbers and tables have none, and neither has
    /// the answer for a name that is no toggle.
    pub variant: Option<Arc<str>>,
    /// The source that decided, such as `environment`, `program`, `scope` or `default`.
    pub source: Arc<str>,
    /// The kind of mistake where [`reason`](Self::reason) is [`Error`](Reason::Error). Left out in JSON if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub error: Option<ErrorCode>,
}

impl Decided {
    /// Whether the toggle is on.
    pub fn is_on(&self) -> bool {
        self.value.is_on()
    }
}

/// The kind of mistake behind an answer, in the words of [OpenFeature's specification][codes].
/// [`explain`](crate::explain) has the mistake in full.
///
/// [codes]: https://openfeature.dev/specification/types#error-code
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ErrorCode {
    /// The name is no toggle of this program.
    FlagNotFound,
    /// What a source says of the toggle cannot be understood, so the declared default counts.
    ParseError,
    /// A source cannot be read, and no other speaks of the toggle, so the declared default counts.
    General,
    /// A rollout goes by the targeting key, and the context has none.
    TargetingKeyMissing,
    /// A rollout goes by an attribute that the context does not have.
    InvalidContext,
}

impl From<ErrorType> for ErrorCode {
    fn from(error: ErrorType) -> Self {
        match error {
            ErrorType::Unreadable => Self::ParseError,
            ErrorType::NoKey => Self::TargetingKeyMissing,
            ErrorType::NoAttribute => Self::InvalidContext,
        }
    }
}
