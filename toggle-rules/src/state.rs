//! The state of a toggle, as events and reports show it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{percentage::Percentage, value::Value};

/// The state of a toggle.
///
/// In JSON it is the value, or an object for rules: `{"rules": 2, "otherwise": "off"}`. A bare percentage adds its
/// number: `{"rules": 1, "percentage": 25.0, "otherwise": "off"}`. Rules of a
/// [disabled](crate::reference#disabled) toggle add a key: `{"rules": 2, "otherwise": "off", "enabled": false}`.
///
/// An object with other keys, or with other types, is the table of a [structure][structures]. The JSON of a
/// struct with exactly these fields and types deserializes as rules.
///
/// [structures]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_structures/index.html
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
#[non_exhaustive]
pub enum State {
    /// [Rules](crate::reference), which are evaluated for each context.
    #[non_exhaustive]
    Rules {
        /// The number of rules.
        rules: usize,
        /// The share of contexts, if the rules are a bare percentage such as `"25%"`. JSON omits it otherwise.
        #[serde(with = "percentage", skip_serializing_if = "Option::is_none", default)]
        percentage: Option<Percentage>,
        /// The value for contexts that no rule matches.
        otherwise: Value,
        /// Whether the rules apply. `enabled = false` in the table of a toggle switches the toggle off and keeps its
        /// rules. JSON contains it only if it is `false`.
        #[serde(skip_serializing_if = "is_enabled", default = "enabled")]
        enabled: bool,
    },
    // After the rules, because a table is an object as well, and serde takes the first variant that fits.
    /// One value for every context.
    Plain(Value),
}

impl State {
    /// Returns whether this is plain [`On`](Value::On).
    #[inline]
    pub fn is_on(&self) -> bool {
        matches!(self, Self::Plain(Value::On))
    }

    /// Returns the value if it is the same for every context.
    #[inline]
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
            Self::Rules { enabled: false, .. } => f.pad("disabled"),
            Self::Rules { percentage: Some(share), .. } => f.pad(&format!("{share}%")),
            Self::Rules { rules: 1, .. } => f.pad("1 rule"),
            Self::Rules { rules, .. } => f.pad(&format!("{rules} rules")),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_enabled(enabled: &bool) -> bool {
    *enabled
}

/// Returns the meaning of JSON without the key.
fn enabled() -> bool {
    true
}

/// The JSON form of a percentage, a number.
mod percentage {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::percentage::Percentage;

    #[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
    pub(super) fn serialize<S: Serializer>(share: &Option<Percentage>, serializer: S) -> Result<S::Ok, S::Error> {
        match share {
            Some(share) => serializer.serialize_some(&share.number()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Percentage>, D::Error> {
        let number = Option::<f64>::deserialize(deserializer)?;
        number.map(Percentage::from_number).transpose().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_of_rules_is_read_as_it_was_written() {
        for percentage in [None, Some(Percentage::percent(25)), Percentage::from_number(33.333).ok()] {
            let state = State::Rules { rules: 1, percentage, otherwise: "bm25".into(), enabled: true };
            let json = serde_json::to_string(&state).expect("it can be written");
            assert_eq!(serde_json::from_str::<State>(&json).ok(), Some(state), "{json}");
        }
    }

    #[test]
    fn state_of_disabled_toggle_is_read_as_written() {
        let state = State::Rules { rules: 2, percentage: None, otherwise: Value::Off, enabled: false };
        let json = serde_json::to_string(&state).expect("it can be written");
        assert_eq!(json, r#"{"rules":2,"otherwise":"off","enabled":false}"#);
        assert_eq!(serde_json::from_str::<State>(&json).ok(), Some(state));
    }
}
