//! Conditions: the attributes of a context, and the operators that they are compared with.

use serde_json::{Map, Value, json};

use super::parts::{DATE, object, refer, with};

pub(super) fn condition(declared: Option<&[&str]>) -> Value {
    let condition = json!({
        "description": "Attributes of the context, all of which have to match; or a list of such tables, of which one has to. `key` is the targeting key.",
        "type": ["object", "array"],
        "additionalProperties": refer("attribute"),
        "minProperties": 1,
        "items": refer("attributes"),
        "minItems": 1,
    });
    of_declared(condition, declared)
}

pub(super) fn attributes(declared: Option<&[&str]>) -> Value {
    let attributes = json!({
        "description": "Attributes of the context, all of which have to match.",
        "type": "object",
        "additionalProperties": refer("attribute"),
        "minProperties": 1,
    });
    of_declared(attributes, declared)
}

/// A schema of attributes where these alone are declared.
fn of_declared(mut attributes: Value, declared: Option<&[&str]>) -> Value {
    if let Some(names) = declared {
        let names: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), refer("attribute"))).collect();
        attributes["properties"] = names.into();
        attributes["additionalProperties"] = false.into();
    }
    attributes
}

/// A word, its description, and the schema of its value.
pub(super) type Operator = (&'static str, &'static str, fn() -> Value);

/// `present` is the first, since it does not go into a `not`.
pub(super) const OPERATORS: &[Operator] = &[
    ("present", "Whether the attribute has to be there or not.", || json!({ "type": "boolean" })),
    ("not", "The attribute is there and does not match this.", || refer("attribute-in-not")),
    (
        "semver",
        "A version that satisfies this requirement, as in `Cargo.toml`: `>=2.3`.",
        || json!({ "type": "string" }),
    ),
    ("starts-with", "A text that starts with this, or with one of these.", texts),
    ("ends-with", "A text that ends with this, or with one of these.", texts),
    ("contains", "A text that has this in it, or one of these.", texts),
    ("above", "Greater, or later.", bound),
    ("at-least", "Not less, or not earlier.", bound),
    ("at-most", "Not greater, or not later.", bound),
    ("below", "Less, or earlier.", bound),
    ("matches", "A text in which this regular expression is found.", || json!({ "type": "string", "maxLength": 4096 })),
];

/// The schema of an attribute: a value, a list of values, or a table of these operators.
pub(super) fn attribute(operators: &[Operator]) -> Value {
    let operators: Map<String, Value> = operators
        .iter()
        .map(|(name, description, value)| {
            let value = value();
            // A reference has its own description.
            let value = if value.get("$ref").is_some() { value } else { with(description, object(value)) };
            ((*name).to_owned(), value)
        })
        .collect();
    json!({
        "description": "What the attribute has to be: a text, number, boolean or date, a list of which it is one, or a table of operators, all of which fit. One that is not there matches nothing but `{ present = false }`.",
        "type": ["string", "number", "boolean", "array", "object"],
        "items": { "type": ["string", "number", "boolean"] },
        "minItems": 1,
        "additionalProperties": false,
        "properties": operators,
        "minProperties": 1,
    })
}

fn texts() -> Value {
    json!({ "type": ["string", "array"], "items": { "type": "string" }, "minItems": 1 })
}

fn bound() -> Value {
    json!({ "type": ["number", "string"], "pattern": DATE })
}
