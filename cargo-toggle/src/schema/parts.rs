//! Parts that the definitions share.

use serde_json::{Map, Value, json};

/// A reference to a definition. In this draft, nothing that stands beside it counts.
pub(super) fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// A percentage as a word.
pub(super) const PERCENTAGE: &str = r"0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]{1,3}0*)?)%";

/// A percentage. How many decimals a number has cannot be said: `multipleOf` is inexact in the editors.
pub(super) fn share(description: &str) -> Value {
    json!({
        "description": description,
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": 100,
        "pattern": format!("^{PERCENTAGE}$"),
    })
}

/// A date is text to the editors, and never quoted in a file: `2026-12-01T09:00:00Z`, or `2026-12-01`.
pub(super) const DATE: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$";

/// A date, or a time with an offset.
pub(super) fn with_date(description: &str) -> Value {
    json!({ "description": description, "type": "string", "pattern": DATE })
}

/// A schema with a description.
pub(super) fn with(description: &str, mut schema: Map<String, Value>) -> Value {
    schema.insert("description".to_owned(), description.into());
    schema.into()
}

/// The keywords of a schema.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
