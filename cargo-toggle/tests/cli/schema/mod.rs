//! `cargo toggle schema`: the schema and the runtime accept the same files.

mod cases;

use serde_json::{Value, json};
use toggle_admin::inventory::Inventory;
use toggle_runtime::{__admin::Program, Problem, Source, SourceError, States, builder};

use self::cases::{ACCEPTED, ACCEPTED_BY_THE_SCHEMA_ALONE, REFUSED};
use crate::support::{Run, Scratch, saved_list, this};

fn run() -> Run {
    Scratch::new().toggle(&["schema", &this().display().to_string()])
}

fn schema() -> Value {
    serde_json::from_str(&run().fine()).expect("a schema is JSON")
}

/// Returns whether a file of states is valid by the schema.
fn is_valid(schema: &Value, file: &str) -> bool {
    let document: toml_edit::DocumentMut = file.parse().unwrap_or_else(|error| panic!("{error}\n{file}"));
    jsonschema::draft7::new(schema).expect("the schema is one").is_valid(&json(document.as_item()))
}

/// Converts TOML to JSON like editors do: types that JSON lacks become strings or null.
fn json(item: &toml_edit::Item) -> Value {
    match item {
        toml_edit::Item::Value(value) => json_of_value(value),
        toml_edit::Item::ArrayOfTables(tables) => tables.iter().map(|table| json_of_table(table)).collect(),
        toml_edit::Item::Table(table) => json_of_table(table),
        toml_edit::Item::None => Value::Null,
    }
}

fn json_of_value(value: &toml_edit::Value) -> Value {
    use toml_edit::Value as Toml;
    match value {
        Toml::Boolean(value) => json!(value.value()),
        Toml::String(value) => json!(value.value()),
        Toml::Integer(value) => json!(value.value()),
        Toml::Float(value) => json!(value.value()),
        Toml::Datetime(value) => json!(value.value().to_string()),
        Toml::Array(array) => array.iter().map(json_of_value).collect(),
        Toml::InlineTable(table) => json_of_table(table),
    }
}

fn json_of_table(table: &dyn toml_edit::TableLike) -> Value {
    Value::Object(table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect())
}

/// Returns whether the runtime accepts a file of states without a problem, in a program with these toggles.
fn is_accepted(program: &Inventory, file: &str) -> bool {
    let states = States::from_toml(file, "t.toml", None).unwrap_or_else(|error| panic!("{error}\n{file}"));
    let program = Program::new(program.records(), Vec::new());
    program.install(builder().source(Saying(states))).expect("it can be read");
    // The name of a section reserves its variable, which is not a problem of the file.
    program.problems().iter().all(|problem| matches!(problem, Problem::SharedVariable { .. }))
}

struct Saying(States);

impl Source for Saying {
    fn name(&self) -> String {
        "test".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        Ok(self.0.clone())
    }
}

#[track_caller]
fn check(schema: &Value, entry: &str, expected: bool) {
    let program = Inventory::open(&this()).expect("this program can be read");
    assert_eq!((is_valid(schema, entry), is_accepted(&program, entry)), (expected, expected), "{entry}");
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
    for word in ["", " ", " on", "on ", "on\\n", "\\non", "onoff", "y", "enabled", "10", "2", "oñ", "tru", "ſ"] {
        check(&schema, &format!("mail = \"{word}\""), false);
    }
    for other in ["0", "1", "-1", "0.0", "1.0", "inf", "nan", "2026-11-23", "11:30:00", "[]", "[true]"] {
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

/// Returns a program with toggles of all types, and its schema.
fn program_of_all() -> (Inventory, Value) {
    let scratch = Scratch::new();
    let list = scratch.file("list.json", saved_list(TOGGLES));
    let schema = serde_json::from_str(&scratch.toggle(&["schema", "list.json"]).fine()).expect("a schema is JSON");
    (Inventory::open(&list).expect("it is a list"), schema)
}

const TOGGLES: &str = "
    a declared=src/lib.rs:1
    b asked=src/lib.rs:9
    environment declared=src/lib.rs:2
    segment type=text default= declared=src/lib.rs:3
    ranking type=variants,bm25,neural default=bm25 declared=src/lib.rs:4
    items type=integer,1..=100 default=20 declared=src/lib.rs:5
    offset type=integer default=0 declared=src/lib.rs:6
    share type=float,0..=1 default=0.5 declared=src/lib.rs:7
    greeting type=text default=Hello declared=src/lib.rs:8
    timeout type=duration,10ms..=90s default=250ms declared=src/lib.rs:11
    retries type=integer,0..=255 default=3 declared=src/lib.rs:12
    guarded guard=src/lib.rs:9
    shadowed shadow=src/lib.rs:10
";
#[test]
fn every_key_and_every_type_of_state() {
    let (program, schema) = program_of_all();
    let check = |files: &[&str], valid: bool, accepted: bool| {
        for file in files {
            assert_eq!((is_valid(&schema, file), is_accepted(&program, file)), (valid, accepted), "{file}");
        }
    };
    check(ACCEPTED, true, true);
    check(REFUSED, false, false);
    check(ACCEPTED_BY_THE_SCHEMA_ALONE, true, false);
}

/// Checks conditions that the schema and the runtime both accept or both refuse.
#[test]
fn every_operator() {
    let (program, schema) = program_of_all();
    let check = |when: &str, expected: bool| {
        for file in [format!("[segment]\ns = {when}"), format!("a.rules = [{{ when = {when} }}]")] {
            assert_eq!((is_valid(&schema, &file), is_accepted(&program, &file)), (expected, expected), "{file}");
        }
    };
    for value in ["'x'", "1", "-0.5", "true", "2026-12-01", "['x', 1, true, 2026-12-01T09:00:00Z]"] {
        for accepted in [format!("{{ x = {value} }}"), format!("[{{ x = {value}, key = 'y' }}]")] {
            check(&accepted, true);
            check(&accepted.replace(value, &format!("{{ not = {value} }}")), true);
        }
    }
    for operator in ["starts-with", "ends-with", "contains"] {
        for (value, expected) in
            [("'x'", true), ("['x', 'y']", true), ("[]", false), ("1", false), ("[1]", false), ("{}", false)]
        {
            check(&format!("{{ x = {{ {operator} = {value} }} }}"), expected);
        }
    }
    for operator in ["above", "at-least", "at-most", "below"] {
        for (value, expected) in [
            ("1", true),
            ("0.5", true),
            ("2026-12-01T09:00:00+01:00", true),
            ("2026-12-01", true),
            ("2026-12-01T09:00:00", false),
            ("'x'", false),
            ("[1]", false),
            ("inf", false),
        ] {
            check(&format!("{{ x = {{ {operator} = {value} }} }}"), expected);
        }
    }
    for (condition, expected) in [
        ("{ x = { semver = '>=2.3' } }", true),
        ("{ x = { semver = 2 } }", false),
        ("{ x = { matches = '^a+$' } }", true),
        ("{ x = { matches = ['a'] } }", false),
        ("{ x = { present = true } }", true),
        ("{ x = { present = 'yes' } }", false),
        ("{ x = { not = { present = false } } }", false),
        ("{ x = { not = { not = { above = 3, below = 9 } } } }", true),
        ("{ x = { not = { abov = 3 } } }", false),
        ("{ x = { starts_with = 'x' } }", false),
        ("{ x = {} }", false),
        ("{ x = [] }", false),
        ("{ x = [['y']] }", false),
        ("{ x = [{ above = 3 }] }", false),
        ("{ x = inf }", false),
        ("{}", false),
        ("[]", false),
        ("[{}]", false),
        ("['x']", false),
        ("'x'", false),
    ] {
        check(condition, expected);
    }
}

/// Checks that every key has a description for editors.
#[test]
fn every_key_is_described() {
    fn check(schema: &Value, path: &str) {
        for keyword in ["properties", "definitions"] {
            for (name, value) in schema[keyword].as_object().into_iter().flatten() {
                let path = format!("{path}/{name}");
                assert!(value["description"].is_string() || value["$ref"].is_string(), "{path}");
                check(value, &path);
            }
        }
        for inner in [&schema["items"], &schema["additionalProperties"]] {
            if inner.is_object() {
                check(inner, path);
            }
        }
    }
    check(&program_of_all().1, "");
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

#[test]
fn declared_attributes_are_the_only_ones() {
    let scratch = Scratch::new();
    let list = scratch.file("list.json", saved_list(TOGGLES));
    let program = Inventory::open(&list).expect("it is a list");
    let declared = "[attributes]\ncountry = 'string'\nplan = ['free', 'pro']\n";
    scratch.file("toggles.toml", declared);
    let run = scratch.toggle(&["schema", "list.json", "--config", "toggles.toml"]);
    let schema: Value = serde_json::from_str(&run.fine()).expect("a schema is JSON");
    for (rule, expected) in [
        ("{ when = { country = 'NL', plan = 'pro', key = 'user-1' } }", true),
        ("{ when = [{ country = 'NL' }, { plan = { not = 'pro' } }], rollout = 5, by = 'country' }", true),
        ("{ when = { contry = 'NL' } }", false),
        ("{ when = [{ country = 'NL' }, { contry = 'NL' }] }", false),
        ("{ rollout = 5, by = 'compny' }", false),
    ] {
        let file = format!("a.rules = [{rule}]\n{declared}");
        assert_eq!((is_valid(&schema, &file), is_accepted(&program, &file)), (expected, expected), "{file}");
    }
    scratch.file("toggles.toml", "a = true");
    let without = scratch.toggle(&["schema", "list.json", "--config", "toggles.toml"]).fine();
    assert_eq!(without, scratch.toggle(&["schema", "list.json"]).fine(), "nothing is declared");
    scratch.file("toggles.toml", "a = ");
    let message = scratch.toggle(&["schema", "list.json", "--config", "toggles.toml"]).refused();
    assert!(message.contains("toggles.toml: line 1, column 5: "), "{message}");
}
