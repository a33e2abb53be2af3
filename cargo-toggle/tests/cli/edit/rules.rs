//! Rules, percentages and sections.

use super::{FILE, everything, log, read, scratch, set, unset};
use crate::support::Scratch;

#[test]
fn a_percentage_is_a_string() {
    let scratch = scratch("mail = false # careful\n");
    assert_eq!(set(&scratch, &["mail", "25%"]).fine(), "mail: off -> 25% (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = \"25%\" # careful\n");
    assert_eq!(set(&scratch, &["mail", "0.5%"]).fine(), "mail: 25% -> 0.5% (toggles.toml)\n");
    assert_eq!(set(&scratch, &["mail", "0.5%"]).fine(), "mail: already 0.5% (toggles.toml)\n");
    assert_eq!(unset(&scratch, &["mail"]).fine(), "mail: 0.5% -> not set (toggles.toml)\n");
    assert_eq!(log(&scratch)[1]["before"], "25%");
}

/// The arguments of rules with everything.
const ALL: [&str; 15] = [
    "mail",
    "--rule",
    r#"{ when = { country = ["NL", "BE"] }, rollout = 25 }"#,
    "--rule",
    r"{ ramp = [{ at = 2026-12-01T09:00:00Z, to = 1 }] }",
    "--otherwise",
    "no",
    "--requires",
    "new-checkout",
    "--from",
    "2026-12-01",
    "--until",
    "2027-01-15 00:00:00z",
    "--salt",
    "a \"b\"",
];

const WRITTEN: &str = r#"[mail]
rules = [
  { when = { country = ["NL", "BE"] }, rollout = 25 },
  { ramp = [{ at = 2026-12-01T09:00:00Z, to = 1 }] },
]
otherwise = "off"
requires = ["new-checkout"]
from = 2026-12-01
until = 2027-01-15T00:00:00Z
salt = "a \"b\""
"#;

#[test]
fn rules_are_written_as_they_are_documented() {
    let scratch = scratch("mail = false\n");
    let shown = set(&scratch, &ALL).fine();
    assert!(shown.starts_with(r#"mail: off -> { rules = [{ when = { country = ["NL", "BE"] }, rollout = 25 }, "#));
    assert!(shown.ends_with("… (toggles.toml)\n"), "{shown}");
    assert_eq!(read(&scratch, FILE), WRITTEN);
    assert!(set(&scratch, &ALL).fine().starts_with("mail: already { rules = "));
    assert_eq!(unset(&scratch, &["mail"]).fine().rsplit(" -> ").next(), Some("not set (toggles.toml)\n"));
    assert_eq!(log(&scratch)[0]["after"], log(&scratch)[1]["before"]);
}

#[test]
fn rules_are_added_and_the_rest_stays() {
    let scratch = scratch("[mail]\nrules = [\n  { rollout = 1 }, # one\n]\n");
    set(&scratch, &["mail", "--append", "--rule", "{ rollout = 3 }", "--otherwise", "off"]).fine();
    set(&scratch, &["mail", "--prepend", "--rule", "{ rollout = 0 }"]).fine();
    assert_eq!(
        read(&scratch, FILE),
        "[mail]\nrules = [\n  { rollout = 0 },\n  { rollout = 1 }, # one\n  { rollout = 3 },\n]\notherwise = \"off\"\n"
    );
}

fn production<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["mail", "--environment", "production"], arguments].concat()
}

#[test]
fn an_environment_has_its_own() {
    let scratch = scratch("mail = true\n");
    let shown = set(&scratch, &production(&["off", "--reason", "not there"])).fine();
    assert_eq!(shown, "mail in production: not set -> off (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = true\n\n[environment.production]\nmail = false\n");
    assert_eq!(log(&scratch)[0]["environment"], "production");
    let json = unset(&scratch, &production(&["--format", "json", "--dry-run"])).json("unset");
    assert_eq!((&json["environment"], &json["before"]), (&"production".into(), &"off".into()));
    unset(&scratch, &production(&[])).fine();
    assert_eq!(read(&scratch, FILE), "mail = true\n\n[environment.production]\n");
    assert!(set(&scratch, &["mail", "on", "--format", "json"]).json("set")["environment"].is_null());
}

#[test]
fn a_state_and_rules_exclude_each_other() {
    let scratch = scratch("mail = true\n");
    let before = everything(scratch.path());
    let refused = |arguments: &[&str], because: &str| {
        let message = set(&scratch, arguments).refused();
        assert!(message.contains(because), "{message}");
    };
    refused(&["mail"], "<STATE>");
    refused(&["mail", "on", "--salt", "x"], "cannot be used with");
    refused(&["mail", "--salt", "x", "--append", "--prepend"], "cannot be used with");
    refused(&["mail", "--rule", "{ rollout = }"], "column 13: ");
    refused(&["mail", "--rule", "{ x = 1, x = 2 }"], "column 10: duplicate key");
    refused(&["mail", "--rule", "25"], "a rule is a table, as in `{ rollout = 25 }`, not integer");
    refused(&["mail", "--rule", "{ rollout =\n 25 }"], "a rule is one line");
    refused(&["mail", "--from", "today"], "--from <DATE>");
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn a_long_table_leaves_room_in_the_log() {
    let scratch = Scratch::new();
    let rule = format!("{{ when = {{ name = [{}] }} }}", vec![r#""\u001bé\\""#; 900].join(", "));
    set(&scratch, &["mail", "--create", "--rule", &rule]).fine();
    set(&scratch, &["mail", "--append", "--rule", "{}", "--reason", &"x".repeat(500)]).fine();
    let log = log(&scratch);
    assert!(log[1]["before"].as_str().is_some_and(|before| before.ends_with('…') && before.len() > 200));
}
