//! Keys of the grammar that stand where a condition names attributes.

use toml_spanner::{Item, Value as TomlValue};

use super::words::{OPERATORS, RULE, TOGGLE};
use crate::date;

/// What a condition belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Rule,
    Segment,
}

/// What is wrong with an attribute whose name is a word of the grammar, and whose value is what that word takes. A
/// table of operators shows that an attribute is meant.
pub(super) fn misplaced(word: &str, value: &Item<'_>, owner: Owner) -> Option<String> {
    if is_of_operators(value) {
        return None;
    }
    let holds_attributes = holds_attributes(value);
    let alone = match word {
        "any" | "or" if holds_attributes => {
            "alternatives are a list of tables: `[{ country = \"NL\" }, { plan = \"pro\" }]`"
        }
        "all" | "and" if holds_attributes => "all attributes of a table must match; write them beside each other",
        "when" => "this is a condition already; leave `when` out",
        word if OPERATORS.known.contains(&word) => {
            "an operator stands within an attribute, as in `country = { not = \"NL\" }`"
        }
        word if holds_attributes || fits(word, value) => {
            let advice = belongs(word, owner)?;
            return Some(format!(
                "{advice}; if an attribute is called `{word}`, write its value as in `{{ not = {{ not = \"x\" }} }}`"
            ));
        }
        _ => return None,
    };
    Some(alone.to_owned())
}

/// Where a key belongs that does not belong into a condition.
fn belongs(word: &str, owner: Owner) -> Option<&'static str> {
    Some(match owner {
        Owner::Segment if word == "segment" => {
            "segments do not refer to each other; a rule can name several, as in `segment = [\"a\", \"b\"]`"
        }
        Owner::Segment if RULE.known.contains(&word) => "a segment is a condition alone; this belongs into a rule",
        Owner::Rule if RULE.known.contains(&word) => {
            "it stands in the rule, beside `when`, as in `{ when = { country = \"NL\" }, rollout = 25 }`"
        }
        _ if TOGGLE.known.contains(&word) => "it stands beside `rules`, not in a condition",
        _ => return None,
    })
}

/// Whether a value is what a key of a rule or toggle takes.
fn fits(word: &str, value: &Item<'_>) -> bool {
    match value.value() {
        _ if word == "rules" => true,
        TomlValue::String(text) => match word {
            "segment" | "requires" | "by" | "salt" | "shadow-limit" | "serve" | "otherwise" | "without-key" => true,
            "rollout" | "shadow" => text.ends_with('%'),
            "from" | "until" => date::in_text(text).is_some() || date::lacks_offset(text),
            _ => false,
        },
        TomlValue::Array(values) => {
            let is_list = values.iter().all(|value| matches!(value.value(), TomlValue::String(_)));
            is_list && matches!(word, "segment" | "requires")
        }
        TomlValue::Integer(_) | TomlValue::Float(_) => {
            matches!(word, "rollout" | "shadow" | "serve" | "otherwise" | "without-key")
        }
        TomlValue::Boolean(_) => {
            matches!(
                word,
                "linear" | "enabled" | "observe" | "guard" | "serve" | "otherwise" | "without-key" | "shadow-values"
            )
        }
        TomlValue::DateTime(_) => matches!(word, "from" | "until"),
        TomlValue::Table(_) => false,
    }
}

/// Whether it is a table of operators alone.
fn is_of_operators(value: &Item<'_>) -> bool {
    match value.value() {
        TomlValue::Table(table) => {
            !table.is_empty() && table.iter().all(|(key, _)| OPERATORS.known.contains(&key.name))
        }
        _ => false,
    }
}

/// Whether it is a table of attributes, or a list of such, rather than one of operators.
fn holds_attributes(value: &Item<'_>) -> bool {
    match value.value() {
        TomlValue::Table(table) => table.iter().any(|(key, _)| !OPERATORS.known.contains(&key.name)),
        TomlValue::Array(values) => values.iter().any(|value| matches!(value.value(), TomlValue::Table(_))),
        _ => false,
    }
}
