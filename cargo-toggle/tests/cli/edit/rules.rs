//! Rules, percentages and sections.

use super::{FILE, everything, log, of_all_types, read, scratch, set, unset};
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

/// The arguments of rules with all keys.
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
    let removed = "not set (toggles.toml); removed: `rules`, `otherwise`, `requires`, `from`, `until`, `salt`\n";
    assert_eq!(unset(&scratch, &["mail"]).fine().rsplit(" -> ").next(), Some(removed));
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

#[test]
fn rules_are_added_to_a_table_on_one_line() {
    let scratch = scratch("mail = { otherwise = \"on\" }\n");
    let shown = set(&scratch, &["mail", "--append", "--rule", "{ rollout = 5 }"]).fine();
    assert_eq!(
        shown,
        "mail: { otherwise = \"on\" } -> { rules = [{ rollout = 5 }], otherwise = \"on\" } (toggles.toml)\n"
    );
    set(&scratch, &["mail", "--prepend", "--rule", "{ rollout = 1 }", "--salt", "x"]).fine();
    let expected = "mail = { rules = [{ rollout = 1 }, { rollout = 5 }], otherwise = \"on\", salt = \"x\" }\n";
    assert_eq!(read(&scratch, FILE), expected);
}

#[test]
fn state_without_key_is_set_with_rules() {
    let scratch = scratch("[mail]\nrules = [{ rollout = 1 }]\notherwise = \"off\"\n");
    let shown = set(&scratch, &["mail", "--append", "--without-key", "on"]).fine();
    assert_eq!(
        shown,
        "mail: { rules = [{ rollout = 1 }], otherwise = \"off\" } -> { rules = [{ rollout = 1 }], otherwise = \"off\", \
         without-key = \"on\" } (toggles.toml)\n"
    );
    assert_eq!(read(&scratch, FILE), "[mail]\nrules = [{ rollout = 1 }]\notherwise = \"off\"\nwithout-key = \"on\"\n");
}

fn production<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["mail", "--environment", "production"], arguments].concat()
}

#[test]
fn an_environment_has_its_own() {
    let scratch = scratch("mail = true\n");
    let shown = set(&scratch, &production(&["off", "--create-environment", "--reason", "not there"])).fine();
    assert_eq!(shown, "mail in production: not set -> off (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = true\n\n[environment.production]\nmail = false\n");
    assert_eq!(log(&scratch)[0]["environment"], "production");
    let json = unset(&scratch, &production(&["--format", "json", "--dry-run"])).json("unset");
    assert_eq!((&json["environment"], &json["before"]), (&"production".into(), &"off".into()));
    unset(&scratch, &production(&[])).fine();
    assert_eq!(read(&scratch, FILE), "mail = true\n");
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
    refused(&["mail", "on", "--append"], "cannot be used with");
    refused(&["mail", "--rule", "{ rollout = }"], "column 13: expected a value after `=`, found `}`");
    refused(&["mail", "--rule", "{ rollout == 25 }"], "column 12: expected a value after `=`, found `=`");
    refused(&["mail", "--rule", "rollout = 25"], "a rule is in braces, as in `{ rollout = 25 }`");
    refused(&["mail", "--rule", "= 25"], "a rule is in braces, as in `{ rollout = 25 }`");
    refused(&["mail", "--rule", "{ x = 1, x = 2 }"], "column 10: `x` is set twice");
    refused(&["mail", "--append"], "`--append` adds to the existing rules; give the new ones with `--rule`");
    refused(&["mail", "--prepend"], "`--prepend` adds to the existing rules; give the new ones with `--rule`");
    refused(&["mail", "--rule", "25"], "a rule is a table, as in `{ rollout = 25 }`, not integer");
    refused(&["mail", "--rule", "{ rollout =\n 25 }"], "a rule has to be on one line");
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

/// Checks that this call is refused with this reason, and changes nothing.
#[track_caller]
pub(super) fn refused(scratch: &Scratch, arguments: &[&str], because: &str) {
    let before = everything(scratch.path());
    let message = set(scratch, arguments).refused();
    assert_eq!(message, format!("error: `{}` cannot be set to that: {because}\n", arguments[0]));
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn state_that_runtime_refuses_is_not_written() {
    let scratch = scratch("mail = true\n\n[segment.staff]\ngroup = \"staff\"\n");
    refused(&scratch, &["mail", "250%"], "`250%` is more than 100 %");
    refused(
        &scratch,
        &["mail", "--rule", "{ segment = \"staff\" }", "--rule", "  { rollout = 25, segment = \"stuff\" }"],
        "`--rule` 2, column 27: there is no segment `stuff`; did you mean `staff`?",
    );
    refused(
        &scratch,
        &["mail", "--rule", "{ when = { x = 'é' }, rollot = 25 }"],
        "`--rule` 1, column 23: unknown key `rollot`; did you mean `rollout`?",
    );
    refused(
        &scratch,
        &["mail", "--from", "2026-12-02"],
        "these options set no state, only when the rules apply; add `--rule`, or `--append` to keep its rules",
    );
    let window = ["mail", "--rule", "{}", "--from", "2026-12-02", "--until", "2026-12-01"];
    refused(&scratch, &window, "the window ends before it begins: `from` is 2026-12-02T00:00:00Z");
    set(&scratch, &["mail", "--rule", "{}", "--requires", "wishlist"]).fine();
    refused(
        &scratch,
        &["wishlist", "--rule", "{}", "--requires", "mail"],
        "it requires itself: `wishlist` requires `mail` requires `wishlist`",
    );
}

#[test]
fn percentage_for_otherwise_is_refused() {
    let scratch = scratch("mail = true\n");
    let because = "expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found";
    for word in ["25%", "shadow5%", "maybe"] {
        let hint = "a toggle of another type needs `--binary`";
        refused(&scratch, &["mail", "--otherwise", word], &format!("{because} `{word}`; {hint}"));
    }
}

#[test]
fn earlier_mistakes_allow_edits() {
    let text = "[mail]\nrules = [{ rollout = 101 }]\n[wishlist]\ncolour = 1\n[environment.production]\nmail = 1\n";
    let scratch = scratch(text);
    set(&scratch, &["mail", "--append", "--rule", "{ rollout = 25 }"]).fine();
    refused(
        &scratch,
        &["mail", "--append", "--rule", "{ rollout = -1 }"],
        "`--rule` 1, column 13: `-1` is less than 0 %; write `25`, `0.5` or `\"25%\"`",
    );
    refused(
        &scratch,
        &["mail", "--rule", "{ rollout = 101 }"],
        "`--rule` 1, column 13: `101` is more than 100 %; write `25`, `0.5` or `\"25%\"`",
    );
    set(&scratch, &["mail", "25%"]).fine();
    set(&scratch, &["wishlist", "on"]).fine();
}

#[test]
fn a_state_is_written_as_its_type() {
    let scratch = of_all_types();
    let is_written = |name: &str, state: &str, literal: &str| {
        set(&scratch, &[name, state, "--binary", "list.json"]).fine();
        let text = read(&scratch, FILE);
        assert!(text.lines().any(|line| line == format!("{name} = {literal}")), "{text}");
    };
    is_written("mail", "1", "true");
    is_written("mail", "25%", "\"25%\"");
    is_written("ranking", "neural", "\"neural\"");
    is_written("items", "1", "1");
    is_written("share", "-1", "-1");
    is_written("share", "-0.25", "-0.25");
    is_written("share", ".5", "0.5");
    is_written("retries", "255", "255");
    is_written("timeout", "1m 30s", "\"1m 30s\"");
    is_written("greeting", "on", "\"on\"");
    is_written("greeting", "ON", "\"ON\"");
    is_written("greeting", "25%", "\"25%\"");
    is_written("greeting", "Good\n\"morning\"", r#""Good\n\"morning\"""#);
    let rules = ["--rule", "{ serve = { bm25 = 70, neural = 30 } }", "--otherwise", "neural"];
    set(&scratch, &[&["ranking", "--binary", "list.json"], rules.as_slice()].concat()).fine();
    let text = read(&scratch, FILE);
    let expected = "\n\n[ranking]\nrules = [{ serve = { bm25 = 70, neural = 30 } }]\notherwise = \"neural\"\n";
    assert!(text.ends_with(expected), "{text}");
    assert_eq!(unset(&scratch, &["items"]).fine(), "items: 1 -> not set (toggles.toml)\n");
}

#[test]
fn a_state_of_another_type_is_refused() {
    let scratch = of_all_types();
    let refused = |name: &str, arguments: &[&str], because: &str| {
        refused(&scratch, &[&[name], arguments, &["--binary", "list.json"]].concat(), because);
    };
    let on_or_off = "expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), or a percentage as in `25%`";
    refused("mail", &["neural"], &format!("{on_or_off}, found `neural`"));
    refused("ranking", &["nural"], "expected one of `bm25`, `neural`, found `nural`; did you mean `neural`?");
    refused("ranking", &["25%"], "expected one of `bm25`, `neural`, found `25%`");
    refused("items", &["101"], "expected an integer in 1..=100, found the integer 101");
    refused("items", &["1.5"], "expected an integer, found `1.5`");
    refused("share", &["2"], "expected a number in -1..=1, found the integer 2");
    refused("share", &["nan"], "expected a number in -1..=1, found the number NaN");
    refused("share", &["much"], "expected a number, found `much`");
    refused("retries", &["256"], "expected an integer in 0..=255, found the integer 256");
    refused("timeout", &["91s"], "expected a duration in 10ms..=90s, such as `250ms`, found `91s`");
    refused(
        "timeout",
        &["250"],
        "a duration is written with its unit (`h`, `m`, `s`, `ms`, `us` or `ns`), as in `250ms` or `1m 30s`, found `250`",
    );
    let weights = "{ serve = { bm25 = 70, neurl = 30 } }";
    refused(
        "ranking",
        &["--rule", weights],
        "`--rule` 1, column 24: expected `bm25` or `neural`, found `neurl`; did you mean `neural`?",
    );
    super::rules::refused(
        &scratch,
        &["ranking", "neural"],
        &format!("{on_or_off}, found `neural`; a toggle of another type needs `--binary`"),
    );
}
