//! Toggles with monitoring settings in the file.

use serde_json::{Map, Value};

use super::{FILE, log, of_all_types, read, rules::refused, scratch, set, unset};
use crate::support::saved_list;

const GUARD: &str = r#"guard = { failures = "5%", over = "1m" }"#;

#[test]
fn a_state_leaves_a_budget_where_it_is() {
    let scratch =
        scratch(&format!("new-checkout = {{ rules = [{{ rollout = 1 }}], {GUARD}, observe = true }} # dark\n"));
    let is = |state: &str| format!("new-checkout = {{ {state}, {GUARD}, observe = true }} # dark\n");
    let shown = set(&scratch, &["new-checkout", "25%"]).fine();
    assert!(shown.ends_with(&format!(
        " -> {{ rules = [{{ rollout = 25 }}], otherwise = \"off\", {GUARD}, observe = true }} (toggles.toml)\n"
    )));
    assert_eq!(read(&scratch, FILE), is("rules = [{ rollout = 25 }], otherwise = \"off\""));
    set(&scratch, &["new-checkout", "on"]).fine();
    assert_eq!(read(&scratch, FILE), is("otherwise = true"));
    set(&scratch, &["new-checkout", "shadow 5%"]).fine();
    assert_eq!(read(&scratch, FILE), is("otherwise = \"shadow 5%\""));
    set(&scratch, &["new-checkout", "--rule", "{ segment = \"staff\" }"]).refused();
    set(&scratch, &["new-checkout", "--rule", "{ rollout = 1 }", "--salt", "x"]).fine();
    assert_eq!(read(&scratch, FILE), is("rules = [{ rollout = 1 }], salt = \"x\""));
    let logged = log(&scratch);
    assert!(logged.iter().all(|entry| entry["after"].as_str().is_some_and(|after| after.contains(GUARD))));
}

#[test]
fn toggle_with_monitoring_only_gets_a_state() {
    let scratch = scratch(&format!("[environment.production.mail]\n# the budget\n{GUARD}\n\n[mail]\nobserve = true\n"));
    set(&scratch, &["mail", "on", "--environment", "production"]).fine();
    set(&scratch, &["mail", "off"]).fine();
    let expected = format!(
        "[environment.production.mail]\notherwise = true\n# the budget\n{GUARD}\n\n[mail]\notherwise = false\nobserve = true\n"
    );
    assert_eq!(read(&scratch, FILE), expected);
    let already = set(&scratch, &["mail", "off"]).fine();
    assert!(already.starts_with("mail: already { otherwise = \"off\", observe = true } (toggles.toml)\n"), "{already}");
    unset(&scratch, &["mail", "--all"]).fine();
    assert!(!read(&scratch, FILE).contains("observe"));
}

#[test]
fn a_state_of_any_type_goes_into_the_table() {
    let scratch = of_all_types();
    scratch.file(FILE, "ranking.observe = true\nitems = { observe = true }\ngreeting = { observe = true }\n");
    for (name, state) in [("ranking", "neural"), ("items", "5"), ("greeting", "25%")] {
        set(&scratch, &[name, state, "--binary", "list.json"]).fine();
    }
    let expected = "ranking.observe = true\nranking.otherwise = \"neural\"\nitems = { otherwise = 5, observe = true }\n\
                    greeting = { otherwise = \"25%\", observe = true }\n";
    assert_eq!(read(&scratch, FILE), expected);
    let nothing = "the toggle has no shadow mode: no toggle point has `#[feature_toggle(\"mail\", else = .., shadow)]`";
    scratch.file(FILE, format!("mail = {{ {GUARD} }}\n"));
    refused(&scratch, &["mail", "shadow 5%", "--binary", "list.json"], nothing);
}

#[test]
fn invalid_percentage_in_a_table_is_refused() {
    for text in [format!("mail = {{ {GUARD} }}\n"), format!("[environment]\np = {{ mail = {{ {GUARD} }} }}\n")] {
        let scratch = scratch(&text);
        let stage = if text.starts_with("mail") { &[][..] } else { &["--environment", "p"] };
        let outside = "`250%` is more than 100 %";
        refused(&scratch, &[&["mail", "250%"], stage].concat(), outside);
        let written = "a percentage is written as in `25%` or `0.5%`, found `5.%`";
        refused(&scratch, &[&["mail", "5.%"], stage].concat(), written);
        let no_shadow = super::shadow::no_shadow("shadow 101%");
        refused(&scratch, &[&["mail", "shadow 101%"], stage].concat(), &no_shadow);
    }
}

/// Checks all keys in the schema for editors, so that none is forgotten.
#[test]
fn monitoring_keys_stay() {
    let scratch = of_all_types();
    scratch.file("list.json", saved_list("mail guard=src/a.rs:1 shadow=src/b.rs:2"));
    let schema: Value = serde_json::from_str(&scratch.toggle(&["schema", "list.json"]).fine()).expect("it is JSON");
    let table = tables(&schema).into_iter().find(|table| table.contains_key("rules")).expect("there is a table");
    let says_what_it_is =
        ["rules", "otherwise", "without-key", "requires", "from", "until", "salt", "shadow", "enabled"];
    let watches: Vec<&String> = table.keys().filter(|key| !says_what_it_is.contains(&key.as_str())).collect();
    assert_eq!(watches.len(), 4);
    for key in watches {
        scratch.file(FILE, format!("[mail]\n{key} = {{}} # watch\n"));
        set(&scratch, &["mail", "on", "--binary", "list.json"]).fine();
        assert_eq!(read(&scratch, FILE), format!("[mail]\notherwise = true\n{key} = {{}} # watch\n"));
    }
}

/// Returns the properties of all objects in a schema.
fn tables(schema: &Value) -> Vec<&Map<String, Value>> {
    let own = schema["properties"].as_object();
    let below: Vec<&Value> = match schema {
        Value::Object(entries) => entries.values().collect(),
        Value::Array(elements) => elements.iter().collect(),
        _ => Vec::new(),
    };
    own.into_iter().chain(below.into_iter().flat_map(tables)).collect()
}

#[test]
fn earlier_mistake_in_budget_allows_edits() {
    let scratch = of_all_types();
    scratch.file(FILE, format!("price = {{ {GUARD} }}\nmail = {{ guard = {{}}, rules = [{{ rollout = 101 }}] }}\n"));
    set(&scratch, &["price", "25%", "--binary", "list.json"]).fine();
    set(&scratch, &["mail", "on"]).fine();
    refused(
        &scratch,
        &["mail", "--rule", "{ rollout = 101 }"],
        "`--rule` 1, column 13: `101` is more than 100 %; write `25`, `0.5` or `\"25%\"`",
    );
}
