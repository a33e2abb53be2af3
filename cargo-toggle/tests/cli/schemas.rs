//! The JSON outputs, checked against their schemas.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Scratch, this};

/// Checks JSON output against the schema of its format and version, with undocumented fields forbidden.
///
/// The schemas themselves allow additional fields, as readers should.
#[track_caller]
pub(crate) fn conforms(format: &str, json: &Value) {
    let mut schema = read(&directory().join(format!("{format}.v{}.json", json["version"])));
    close(&mut schema);
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is one");
    let errors: Vec<String> =
        validator.iter_errors(json).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{json:#}");
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("every version of every format has a schema");
    serde_json::from_str(&text).expect("a schema is JSON")
}

/// Forbids all fields that the schema does not name.
fn close(schema: &mut Value) {
    if schema.get("properties").is_some_and(Value::is_object) {
        schema["additionalProperties"] = false.into();
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(close),
        Value::Array(elements) => elements.iter_mut().for_each(close),
        _ => {}
    }
}

/// Returns the JSON output of `list`.
fn listed() -> Value {
    Scratch::new().toggle(&["list", &this().display().to_string(), "--format", "json"]).json("list")
}

#[test]
#[should_panic(expected = "/toggles/0: Additional properties are not allowed ('colour' was unexpected)")]
fn a_field_without_documentation_is_found() {
    let mut json = listed();
    json["toggles"][0]["colour"] = "red".into();
    conforms("list", &json);
}

#[test]
fn every_field_has_a_description() {
    for entry in directory().read_dir().expect("there are schemas") {
        described(&read(&entry.expect("the directory can be read").path()));
    }
}

#[track_caller]
fn described(schema: &Value) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        assert!(field["description"].is_string(), "{name}: {field:#}");
    }
    for definition in schema["$defs"].as_object().into_iter().flat_map(serde_json::Map::values) {
        assert!(definition["description"].is_string(), "{definition:#}");
        described(definition);
    }
}
