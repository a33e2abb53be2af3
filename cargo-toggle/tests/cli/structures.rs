//! Toggles with structs as values. The file has a table for them, and the tool does not know their fields.

use serde_json::json;

use crate::support::{Run, Scratch, saved_list};

const FILE: &str = "[limits]\nrules = [{ when = { plan = \"pro\" }, serve = { burst = 60, per-second = 40 } }]\n\
                    otherwise = { burst = 5, hosts = [\"a\"], since = 2026-12-01 }\n";

fn scratch(file: &str) -> Scratch {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", file);
    let list =
        "limits type=structure declared=src/lib.rs:3 value=src/lib.rs:7\nmail declared=src/lib.rs:4 asked=src/lib.rs:8";
    scratch.file("list.json", saved_list(list));
    scratch
}

fn run(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[arguments, &["--binary", "list.json"]].concat())
}

/// Runs a subcommand that takes the list as a positional argument.
fn run_on(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[arguments, &["list.json"]].concat())
}

#[test]
fn list_shows_a_structure_without_default() {
    let scratch = scratch("");
    let text = run_on(&scratch, &["list"]).fine();
    assert!(text.contains("limits  (in code)"), "{text}");
    let list = run_on(&scratch, &["list", "--format", "json"]).json("list");
    assert_eq!(list["toggles"][0]["declarations"][0]["type"], "structure");
    assert_eq!(list["toggles"][0]["default"], json!({ "(in code)": 0 }));
}

#[test]
fn check_takes_tables_alone() {
    let check = |file: &str| run_on(&scratch(file), &["check", "--config", "toggles.toml"]);
    check(FILE).fine();
    check("limits = { burst = 5 }").fine();
    let text = check("limits = 5").findings();
    assert!(text.contains("expected a table, found the integer 5"), "{text}");
    let text = check("limits = { burst = 5, salt = 'x' }").findings();
    assert!(text.contains("this is the table of a toggle, since it has `salt`"), "{text}");
    let text = check("mail = { burst = 5 }").findings();
    assert!(text.contains("unknown key `burst`"), "{text}");
}

#[test]
fn misspelt_key_without_binary_is_found() {
    let explain = |file: &str| {
        let run = scratch(file).toggle(&["explain", "limits", "--config", "toggles.toml", "--format", "json"]);
        run.json("explain")["decision"]["value"].clone()
    };
    assert_eq!(explain("limits = { burst = 5 }"), json!({ "burst": 5 }));
    assert_eq!(explain("limits.otherwise = { burst = 5 }"), json!({ "burst": 5 }));
    let run = scratch("limits = { rulse = [] }").toggle(&["explain", "limits", "--config", "toggles.toml"]);
    assert!(run.findings().contains("unknown key `rulse`; did you mean `rules`?"));
}

#[test]
fn explain_shows_the_table() {
    let scratch = scratch(FILE);
    let text = run(&scratch, &["explain", "limits", "--config", "toggles.toml"]).fine();
    assert!(text.starts_with("limits is { burst = 5, hosts = [\"a\"], since = 2026-12-01 }: DEFAULT"), "{text}");
    assert!(text.contains("default            (in code)"), "{text}");
    let arguments = ["explain", "limits", "--config", "toggles.toml", "--context", "plan=pro", "--format", "json"];
    let decision = run(&scratch, &arguments).json("explain");
    assert_eq!(decision["decision"]["value"], json!({ "burst": 60, "per-second": 40 }));
}

#[test]
fn simulate_counts_tables() {
    let scratch = scratch("[limits]\nrules = [{ rollout = 50, serve = { burst = 1 } }]");
    let arguments = ["simulate", "limits", "--config", "toggles.toml", "--keys", "1000", "--format", "json"];
    let values = run(&scratch, &arguments).json("simulate");
    let mut values: Vec<String> =
        values["values"].as_array().expect("a list").iter().map(|share| share["value"].to_string()).collect();
    values.sort();
    assert_eq!(values, ["{\"(in code)\":0}", "{\"burst\":1}"]);
}

#[test]
fn diff_finds_no_change_of_a_default() {
    let scratch = scratch("");
    scratch.file("new.json", saved_list("limits type=structure declared=src/lib.rs:3 value=src/lib.rs:7"));
    let diff = scratch.toggle(&["diff", "list.json", "new.json", "--format", "json"]).json("diff");
    assert_eq!(diff["changed"], json!([]), "{diff}");
}

#[test]
fn schema_has_an_object() {
    let run = run_on(&scratch(""), &["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&run.fine()).expect("JSON");
    let limits = &schema["properties"]["limits"];
    assert_eq!((&limits["type"], &limits["additionalProperties"]), (&json!(["object"]), &json!(true)));
    assert_eq!(limits["properties"]["otherwise"]["type"], "object");
    assert_eq!(schema["definitions"]["rule,structure"]["properties"]["serve"]["type"], "object");
    assert_eq!(limits.get("default"), None);
}

#[test]
fn set_refuses_and_leaves_the_file() {
    let scratch = scratch(FILE);
    for state in [&["on"][..], &["5"], &["--rule", "{ rollout = 5 }"]] {
        let refused = run(&scratch, &[&["set", "--file", "toggles.toml", "limits"], state].concat()).refused();
        assert!(refused.contains("this toggle is a table, which no argument can express; edit the file"), "{refused}");
    }
    assert_eq!(std::fs::read_to_string(scratch.path().join("toggles.toml")).ok().as_deref(), Some(FILE));
}
