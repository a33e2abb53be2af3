//! Conditions: the attributes of a context, and the operators for them.

use serde_json::{Map, Value, json};
use toggle_runtime::__admin::{OperatorValue, operators};

use super::parts::{DATE, object, refer, with};

pub(super) fn condition(declared: Option<&[&str]>) -> Value {
    let condition = json!({
        "description": "Attributes of the context; all of them have to match. A list of such tables matches if one of them does. `key` is the targeting key.",
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
        "description": "Attributes of the context; all of them have to match.",
        "type": "object",
        "additionalProperties": refer("attribute"),
        "minProperties": 1,
    });
    of_declared(attributes, declared)
}

/// Returns a schema of attributes that allows only the declared ones, if there are any.
fn of_declared(mut attributes: Value, declared: Option<&[&str]>) -> Value {
    if let Some(names) = declared {
        let names: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), refer("attribute"))).collect();
        attributes["properties"] = names.into();
        attributes["additionalProperties"] = false.into();
    }
    attributes
}

/// Returns the schema of an operator's value.
fn value(value: OperatorValue) -> Value {
    match value {
        OperatorValue::Presence => json!({ "type": "boolean" }),
        OperatorValue::Attribute => refer("attribute-in-not"),
        OperatorValue::Text(None) => json!({ "type": "string" }),
        OperatorValue::Text(Some(longest)) => json!({ "type": "string", "maxLength": longest }),
        OperatorValue::Texts => json!({ "type": ["string", "array"], "items": { "type": "string" }, "minItems": 1 }),
        OperatorValue::Bound => json!({ "type": ["number", "string"], "pattern": DATE }),
    }
}

/// Returns the schema of an attribute: a value, a list of values, or a table of all operators allowed there.
pub(super) fn attribute(may_be_missing: bool) -> Value {
    let operators = operators().filter(|operator| may_be_missing || operator.value != OperatorValue::Presence);
    let operators: Map<String, Value> = operators
        .map(|operator| {
            let value = value(operator.value);
            // A reference has its own description.
            let value = if value.get("$ref").is_some() { value } else { with(operator.summary, object(value)) };
            (operator.name.to_owned(), value)
        })
        .collect();
    json!({
        "description": "The expected value: a string, number, boolean or date, a list that contains it, or a table of operators that all have to match. A missing attribute matches only `{ present = false }`.",
        "type": ["string", "number", "boolean", "array", "object"],
        "items": { "type": ["string", "number", "boolean"] },
        "minItems": 1,
        "additionalProperties": false,
        "properties": operators,
        "minProperties": 1,
    })
}
