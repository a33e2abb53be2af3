//! The result of evaluating a toggle, without the steps that led to it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toggle_rules::{ErrorType, Reason, Value};

/// The value of a toggle and its reason, as [`decide`](crate::decide) returns it.
///
/// It is a [`Decision`](crate::Decision) without the steps that led to it. Making one allocates nothing and takes no
/// lock.
///
/// ```
/// use toggle_runtime::{Context, ErrorCode, Reason, decide};
///
/// let decided = decide("no-such-toggle", &Context::default());
/// assert!(!decided.is_on());
/// assert_eq!((decided.reason, decided.error), (Reason::Error, Some(ErrorCode::FlagNotFound)));
/// ```
///
/// Its JSON is `{"value": "on", "reason": "SPLIT", "variant": "on", "source": "file toggles.toml"}`, with an `error` if
/// there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Decided {
    /// The value of the toggle.
    pub value: Value,
    /// The reason for the value.
    pub reason: Reason,
    /// The name of the value: `on`, `off`, `shadow`, a variant or a string. `None` for numbers and tables, and for a
    /// name that is no toggle of the program.
    pub variant: Option<Arc<str>>,
    /// The name of the source that decided, such as `environment`, `program`, `scope` or `default`.
    pub source: Arc<str>,
    /// The kind of error if [`reason`](Self::reason) is [`Error`](Reason::Error). Left out in JSON if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub error: Option<ErrorCode>,
}

impl Decided {
    /// Returns whether the toggle is on.
    pub fn is_on(&self) -> bool {
        self.value.is_on()
    }
}

/// The kind of error behind a [`Decided`], in the terms of [OpenFeature's specification][codes].
///
/// [`Decision::error`](crate::Decision::error), as [`explain`](crate::explain) returns it, has the full message.
///
/// ```
/// use toggle_runtime::{Context, ErrorCode, decide};
///
/// match decide("no-such-toggle", &Context::default()).error {
///     Some(ErrorCode::FlagNotFound) => println!("there is no such toggle"),
///     Some(code) => println!("the default counts: {code:?}"),
///     None => {}
/// }
/// ```
///
/// [codes]: https://openfeature.dev/specification/types#error-code
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ErrorCode {
    /// The program has no toggle of this name.
    FlagNotFound,
    /// The toggle's entry in a source is invalid, so the declared default applies.
    ParseError,
    /// A source cannot be read, and no other source sets the toggle, so the declared default applies.
    General,
    /// A rollout hashes the targeting key, and the context has none.
    TargetingKeyMissing,
    /// A rollout hashes an attribute that the context does not have.
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
