//! Keys of the grammar in the place of attribute names.

use toggle_syntax::keys::{Keyword, ToggleKey};
use toml_spanner::{Item, Value as TomlValue};

use super::words::RuleKey;
use crate::{date, operators::OperatorKey};

/// The owner of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Rule,
    Segment,
}

/// Returns the advice for an attribute that is likely a misplaced key of the grammar.
///
/// Its name is a key, and its value has the type that this key takes. A table of operators shows that an attribute is
/// meant.
pub(super) fn misplaced(word: &str, value: &Item<'_>, owner: Owner) -> Option<String> {
    if is_of_operators(value) {
        return None;
    }
    let holds_attributes = holds_attributes(value);
    let alone = match word {
        "any" | "or" if holds_attributes => {
            "alternatives are a list of tables: `[{ country = \"NL\" }, { plan = \"pro\" }]`"
        }
        "all" | "and" if holds_attributes => "all attributes of a table must match; write them next to each other",
        "when" => "this is a condition already; remove `when`",
        word if OperatorKey::of(word).is_some() => {
            "an operator belongs in an attribute, as in `country = { not = \"NL\" }`"
        }
        word if holds_attributes || fits(word, value) => {
            let advice = belongs(word, owner)?;
            return Some(format!(
                "{advice}; if an attribute is named `{word}`, write its value as in `{{ not = {{ not = \"x\" }} }}`"
            ));
        }
        _ => return None,
    };
    Some(alone.to_owned())
}

/// Returns where a key belongs that is not allowed in a condition.
fn belongs(word: &str, owner: Owner) -> Option<&'static str> {
    match (RuleKey::of(word), owner) {
        (Some(RuleKey::Segment), Owner::Segment) => {
            Some("segments do not refer to each other; a rule can name several, as in `segment = [\"a\", \"b\"]`")
        }
        (Some(_), Owner::Segment) => Some("a segment is a condition alone; this belongs in a rule"),
        (Some(_), Owner::Rule) => {
            Some("it belongs in the rule, next to `when`, as in `{ when = { country = \"NL\" }, rollout = 25 }`")
        }
        (None, _) => ToggleKey::of(word).map(|_| "it belongs next to `rules`, not in a condition"),
    }
}

/// The types of values that a key of a rule or toggle takes, as far as an attribute can have them as well.
#[derive(Clone, Copy)]
enum Takes {
    Nothing,
    Everything,
    Boolean,
    Text,
    /// A string, or a list of strings.
    Names,
    Percentage,
    Date,
    /// A string, a number or a boolean.
    State,
}

impl Takes {
    fn of(word: &str) -> Self {
        match (RuleKey::of(word), ToggleKey::of(word)) {
            (Some(key), _) => Self::of_rule(key),
            (None, Some(key)) => Self::of_toggle(key),
            (None, None) => Self::Nothing,
        }
    }

    fn of_rule(key: RuleKey) -> Self {
        match key {
            RuleKey::When | RuleKey::Ramp => Self::Nothing,
            RuleKey::Segment => Self::Names,
            RuleKey::Serve => Self::State,
            RuleKey::Rollout => Self::Percentage,
            RuleKey::By => Self::Text,
            RuleKey::Linear => Self::Boolean,
        }
    }

    fn of_toggle(key: ToggleKey) -> Self {
        match key {
            ToggleKey::Rules => Self::Everything,
            ToggleKey::Otherwise | ToggleKey::WithoutKey => Self::State,
            ToggleKey::Requires => Self::Names,
            ToggleKey::From | ToggleKey::Until => Self::Date,
            ToggleKey::Salt | ToggleKey::ShadowLimit => Self::Text,
            ToggleKey::Enabled | ToggleKey::ShadowValues | ToggleKey::Guard | ToggleKey::Observe => Self::Boolean,
            ToggleKey::Shadow => Self::Percentage,
        }
    }
}

/// Returns whether a value has the type that a key of a rule or toggle takes.
fn fits(word: &str, value: &Item<'_>) -> bool {
    let value = value.value();
    match Takes::of(word) {
        Takes::Nothing => false,
        Takes::Everything => true,
        Takes::Boolean => matches!(value, TomlValue::Boolean(_)),
        Takes::Text => matches!(value, TomlValue::String(_)),
        Takes::Names => match value {
            TomlValue::Array(values) => values.iter().all(|value| matches!(value.value(), TomlValue::String(_))),
            value => matches!(value, TomlValue::String(_)),
        },
        Takes::Percentage => match value {
            TomlValue::String(text) => text.ends_with('%'),
            value => matches!(value, TomlValue::Integer(_) | TomlValue::Float(_)),
        },
        Takes::Date => match value {
            TomlValue::String(text) => date::in_text(text).is_some() || date::lacks_offset(text),
            value => matches!(value, TomlValue::DateTime(_)),
        },
        Takes::State => {
            matches!(value, TomlValue::String(_) | TomlValue::Integer(_) | TomlValue::Float(_) | TomlValue::Boolean(_))
        }
    }
}

/// Returns whether the value is a table of operators only.
fn is_of_operators(value: &Item<'_>) -> bool {
    match value.value() {
        TomlValue::Table(table) => {
            !table.is_empty() && table.iter().all(|(key, _)| OperatorKey::of(key.name).is_some())
        }
        _ => false,
    }
}

/// Returns whether the value is a table of attributes, or a list of such tables, rather than a table of operators.
fn holds_attributes(value: &Item<'_>) -> bool {
    match value.value() {
        TomlValue::Table(table) => table.iter().any(|(key, _)| OperatorKey::of(key.name).is_none()),
        TomlValue::Array(values) => values.iter().any(|value| matches!(value.value(), TomlValue::Table(_))),
        _ => false,
    }
}
