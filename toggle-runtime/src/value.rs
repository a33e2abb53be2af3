use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What a toggle is set to, and what a check of it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Value {
    /// The gated code does not run.
    Off,
    /// The gated code runs.
    On,
}

impl Value {
    /// Whether this is [`On`](Self::On).
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }

    /// `on` or `off`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
        }
    }

    /// The words of the configuration for it, which are read in either case.
    pub(crate) const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Off => &["off", "false", "0", "no"],
            Self::On => &["on", "true", "1", "yes"],
        }
    }
}

impl From<bool> for Value {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Reads a word of the configuration: `on`, `true`, `1`, `yes`, or `off`, `false`, `0`, `no`, in either case.
impl FromStr for Value {
    type Err = InvalidValue;

    fn from_str(word: &str) -> Result<Self, InvalidValue> {
        let is_meant = |value: &Self| value.words().iter().any(|known| word.eq_ignore_ascii_case(known));
        [Self::On, Self::Off].into_iter().find(is_meant).ok_or(InvalidValue)
    }
}

/// A word that is no [`Value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidValue;

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`)")
    }
}

impl std::error::Error for InvalidValue {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: Option<Value>) {
        assert_eq!(word.parse().ok(), expected, "{word:?}");
    }

    #[test]
    fn the_words_of_the_configuration() {
        for word in ["on", "true", "1", "yes", "ON", "True"] {
            check(word, Some(Value::On));
        }
        for word in ["off", "false", "0", "no", "OFF", "nO"] {
            check(word, Some(Value::Off));
        }
        for word in ["", " on", "enabled", "25%", "2", "oñ"] {
            check(word, None);
        }
    }
}
