use serde_json::{Value, json};
use toggle_runtime::{__tool::Program, builder};

use crate::support::{Run, Scratch, this};

fn run() -> Run {
    Scratch::new().toggle(&["schema", &this().display().to_string()])
}

fn schema() -> Value {
    serde_json::from_str(&run().fine()).expect("a schema is JSON")
}

/// Whether a file of states is valid by the schema.
fn is_valid(schema: &Value, file: &str) -> bool {
    let table: toml_edit::DocumentMut = file.parse().expect("the file is TOML");
    let json = Value::Object(table.iter().map(|(name, item)| (name.to_owned(), json(item))).collect());
    jsonschema::draft7::new(schema).expect("the schema is one").is_valid(&json)
}

/// TOML as the editors see it: what JSON does not have is text to them, or nothing.
fn json(item: &toml_edit::Item) -> Value {
    use toml_edit::Value as Toml;
    match item {
        toml_edit::Item::Value(Toml::Boolean(value)) => json!(value.value()),
        toml_edit::Item::Value(Toml::String(value)) => json!(value.value()),
        toml_edit::Item::Value(Toml::Integer(value)) => json!(value.value()),
        toml_edit::Item::Value(Toml::Float(value)) => json!(value.value()),
        toml_edit::Item::Value(Toml::Datetime(value)) => json!(value.value().to_string()),
        toml_edit::Item::Value(Toml::Array(_)) => json!([]),
        _ => json!({}),
    }
}

/// Whether the runtime takes a file of states over without a word.
fn is_accepted(file: &str) -> bool {
    let scratch = Scratch::new();
    let path = scratch.file("toggles.toml", file);
    let inventory = cargo_toggle::inventory::Inventory::open(&this()).expect("this program can be read");
    let program = Program::new(inventory.records(), Vec::new());
    program.install(builder().file(path).watch(false)).expect("the file is TOML");
    program.problems().is_empty()
}

#[track_caller]
fn check(schema: &Value, entry: &str, expected: bool) {
    assert_eq!((is_valid(schema, entry), is_accepted(entry)), (expected, expected), "{entry}");
}

#[test]
fn the_schema_and_the_runtime_accept_the_same() {
    let schema = schema();
    for state in ["true", "false", "'''on'''"] {
        check(&schema, &format!("mail = {state}"), true);
    }
    for word in ["on", "true", "1", "yes", "off", "false", "0", "no", "ON", "True", "yEs", "OfF", "FALSE", "No"] {
        check(&schema, &format!("mail = \"{word}\""), true);
    }
    for word in ["", " ", " on", "on ", "on\\n", "\\non", "onoff", "y", "enabled", "10", "2", "25%", "oñ", "tru", "ſ"]
    {
        check(&schema, &format!("mail = \"{word}\""), false);
    }
    for other in ["0", "1", "-1", "0.0", "1.0", "inf", "nan", "2026-11-23", "11:30:00", "[]", "[true]", "{}"] {
        check(&schema, &format!("mail = {other}"), false);
    }
    for file in ["# nothing", "mail = true\n\"new-checkout\" = 'off'\nbeta-search = true"] {
        check(&schema, file, true);
    }
    for file in ["mial = true", "MAIL = true", "mail.x = true", "[mail]\nx = true", "[[mail]]", "mail = true\nx = 'on'"]
    {
        check(&schema, file, false);
    }
}

#[test]
fn a_toggle_is_described_in_its_own_words() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let toggles = &schema["properties"];
    assert_eq!(
        toggles["new-checkout"]["description"],
        "Serve the rewritten checkout flow.\n\nAll at once, or not at all.\n\nRelease toggle, owned by payments, \
         since 2026-11-23, expires 2027-03-01, off by default."
    );
    assert_eq!(toggles["beta-search"]["description"], "Undeclared, off by default.");
    assert_eq!((&toggles["mail"]["default"], &toggles["new-checkout"]["default"]), (&true.into(), &false.into()));
}

#[test]
fn the_schema_is_the_same_each_time() {
    let text = run().fine();
    assert_eq!(text, run().fine());
    assert!(text.starts_with("{\n  \"$schema\": "), "{text}");
    let scratch = Scratch::new();
    let list = scratch.toggle(&["list", &this().display().to_string(), "--format", "json"]).fine();
    scratch.file("list.json", list);
    assert_eq!(text, scratch.toggle(&["schema", "list.json"]).fine());
}

#[test]
fn a_program_without_toggles_has_no_entries() {
    let run = Scratch::new().toggle(&["schema", env!("CARGO_BIN_EXE_cargo-toggle")]);
    assert!(run.stderr.contains("has no toggle records"), "{}", run.stderr);
    let schema: Value = serde_json::from_str(&run.stdout).expect("a schema is JSON");
    assert!(is_valid(&schema, "") && !is_valid(&schema, "mail = true"));
}
