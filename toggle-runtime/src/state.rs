use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// What a toggle is set to.
///
/// As JSON it is the value, or `{"rules": "25%"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum State {
    /// The same for everybody.
    Plain(Value),
    /// [Rules](crate::_rules), which decide for each context.
    #[non_exhaustive]
    Rules {
        /// In short: `25%`, or how many there are, as in `3 rules`.
        rules: Arc<str>,
    },
}

impl State {
    /// Whether this is plainly [`On`](Value::On).
    pub fn is_on(&self) -> bool {
        matches!(self, Self::Plain(Value::On))
    }

    /// The value, if it is the same for everybody.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Rules { .. } => None,
        }
    }
}

impl<T: Into<Value>> From<T> for State {
    fn from(value: T) -> Self {
        Self::Plain(value.into())
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(value) => value.fmt(f),
            Self::Rules { rules } => f.pad(rules),
        }
    }
}
