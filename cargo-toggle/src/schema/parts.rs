//! Parts that the definitions share.

use serde_json::{Map, Value, json};

/// Returns a reference to a definition. This draft ignores keywords next to a reference.
pub(super) fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// The pattern of a percentage with a percent sign.
pub(super) const PERCENTAGE: &str = r"0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]{1,3}0*)?)%";

/// Returns the schema of a percentage. It does not limit the decimals of a number: `multipleOf` is inexact in the
/// editors.
pub(super) fn share(description: &str) -> Value {
    json!({
        "description": description,
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": 100,
        "pattern": format!("^{PERCENTAGE}$"),
    })
}

/// The pattern of a date: `2026-12-01T09:00:00Z`, or `2026-12-01`. A file never quotes dates, but editors see them as
/// strings.
pub(super) const DATE: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$";

/// Returns the schema of a date, or of a time with an offset.
pub(super) fn with_date(description: &str) -> Value {
    json!({ "description": description, "type": "string", "pattern": DATE })
}

/// Returns a schema with a description.
pub(super) fn with(description: &str, mut schema: Map<String, Value>) -> Value {
    schema.insert("description".to_owned(), description.into());
    schema.into()
}

/// Returns the keywords of a schema.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
