//! Several programs that share toggles and a configuration.

use serde_json::Value;

use crate::support::{Run, Scratch, saved_list};

const SHOP: &str = "
    ranking type=integer default=3 owner=payments declared=shop/src/lib.rs:1 value=shop/src/lib.rs:2
    mail kind=ops owner=payments declared=shop/src/lib.rs:3 asked=shop/src/lib.rs:4
";
const HIST: &str = "
    ranking type=text default=fast owner=payments declared=hist/src/lib.rs:1 value=hist/src/lib.rs:2
    mail kind=release owner=history since=2026-11-01 expires=2026-11-20 declared=hist/src/lib.rs:3 asked=hist/src/lib.rs:4
    old kind=release since=2026-01-01 declared=hist/src/lib.rs:5 asked=hist/src/lib.rs:6
";

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("shop", saved_list(SHOP));
    scratch.file("hist", saved_list(HIST));
    scratch
}

fn check(arguments: &[&str]) -> Run {
    scratch().toggle(&[&["check"], arguments, &["--today", "2026-12-01"]].concat())
}

/// Returns the messages of a rule, each with its level and programs.
#[track_caller]
fn found(arguments: &[&str], rule: &str) -> Vec<(String, String, Value)> {
    let report = check(&[arguments, &["--format", "json"]].concat()).json("check");
    let findings = report["findings"].as_array().expect("a list").iter().filter(|finding| finding["rule"] == rule);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    findings.map(|it| (text(&it["level"]), text(&it["message"]), it["programs"].clone())).collect()
}

#[test]
fn later_program_with_expired_toggle_is_found() {
    let expired = |arguments: &[&str]| found(arguments, "expired");
    let alone = expired(&["hist"]);
    let [(level, message, programs)] = alone.as_slice() else { panic!("{alone:?}") };
    assert_eq!((level.as_str(), programs), ("warning", &serde_json::json!([])));
    assert_eq!(message, "the toggle `mail` expired on 2026-11-20; remove it, or give it another date");
    for both in [["shop", "hist"], ["hist", "shop"]] {
        let found = expired(&both);
        let [(_, message, programs)] = found.as_slice() else { panic!("{found:?}") };
        assert!(message.ends_with("another date (program: hist)"), "{message}");
        assert_eq!(programs, &serde_json::json!(["hist"]));
    }
}

#[test]
fn types_that_differ_in_programs_are_an_error() {
    let found = found(&["shop", "hist"], "declared-differently");
    let messages: Vec<(&str, &str)> = found.iter().map(|(level, text, _)| (level.as_str(), text.as_str())).collect();
    assert_eq!(
        messages,
        [
            (
                "error",
                "the toggle `ranking` is declared differently: type `integer` in shop, `text` in hist; declare it once, in \
                 a crate that all of them use",
            ),
            (
                "warning",
                "the toggle `mail` is declared differently: kind `ops` in shop, `release` in hist; owner `payments` in \
                 shop, `history` in hist; since none in shop, `2026-11-01` in hist; expires none in shop, `2026-11-20` in \
                 hist; declare it once, in a crate that all of them use",
            ),
        ]
    );
}

#[test]
fn equal_declarations_of_programs_are_fine() {
    let scratch = scratch();
    scratch.file("copy", saved_list(SHOP));
    scratch.toggle(&["check", "shop", "copy", "--today", "2026-12-01"]).fine();
}

#[test]
fn state_that_one_program_refuses_names_it() {
    let scratch = scratch();
    scratch.file("t.toml", "ranking = 4\n");
    let found = scratch.toggle(&["check", "shop", "hist", "--config", "t.toml", "--today", "2026-12-01"]).findings();
    assert!(found.contains("found the integer 4 (program: hist)\n  --> t.toml:1:1\n"), "{found}");
}

#[test]
fn overdue_toggle_of_later_program_is_listed() {
    let listed = |arguments: &[&str]| {
        scratch()
            .toggle(&[&["list", "--overdue", "--today", "2026-12-01", "--format", "csv"], arguments].concat())
            .fine()
    };
    let expected = "mail,off,release / ops,history / payments,2026-11-01 / -,2026-11-20 / -,2,p 1.0.0,";
    let list = listed(&["shop", "hist"]);
    assert!(list.contains(expected), "{list}");
    assert!(list.contains("\nold,"), "{list}");
    assert!(!list.contains("\nranking,"), "{list}");
}

#[test]
fn schema_accepts_the_types_of_every_program() {
    let schema: Value = serde_json::from_str(&scratch().toggle(&["schema", "shop", "hist"]).fine()).expect("JSON");
    let validator = jsonschema::draft7::new(&schema).expect("the schema is one");
    for (value, expected) in [("4", true), ("\"slow\"", true), ("true", false), ("[]", false)] {
        let file: Value = serde_json::from_str(&format!("{{ \"ranking\": {value} }}")).expect("JSON");
        assert_eq!(validator.is_valid(&file), expected, "{value}");
    }
    let rules = |serve: Value| serde_json::json!({ "ranking": { "rules": [{ "serve": serve }] } });
    assert!(validator.is_valid(&rules(5.into())) && validator.is_valid(&rules("slow".into())));
    assert!(!validator.is_valid(&rules(true.into())));
    let of_program =
        |at: usize| schema["properties"]["ranking"]["anyOf"][at]["description"].as_str().unwrap_or_default();
    assert_eq!(of_program(0), "Owned by payments, fast by default, in hist.");
    assert_eq!(of_program(1), "Owned by payments, 3 by default, in shop.");
}

#[test]
fn toggle_that_is_overdue_twice_is_one_finding() {
    let scratch = Scratch::new();
    let toggle = "mail kind=release since=2026-01-01 expires=2026-11-20 declared=src/lib.rs:1 asked=src/lib.rs:2";
    scratch.file("list.json", saved_list(toggle));
    let rules = |arguments: &[&str]| -> Vec<Value> {
        let arguments = [&["check", "list.json", "--today", "2026-12-01", "--format", "json"], arguments].concat();
        let report = scratch.toggle(&arguments).json("check");
        report["findings"].as_array().expect("a list").iter().map(|finding| finding["rule"].clone()).collect()
    };
    assert_eq!(rules(&[]), ["expired"]);
    assert_eq!(rules(&["--allow", "expired"]), ["too-old"]);
    // The finding with the higher level stays.
    assert_eq!(rules(&["--deny", "too-old"]), ["too-old"]);
}

#[test]
fn program_without_records_is_noted() {
    let scratch = scratch();
    let tool = env!("CARGO_BIN_EXE_cargo-toggle");
    let expected = format!("note: {tool} (");
    let notes = |arguments: &[&str]| {
        let run = scratch.toggle(arguments);
        assert!(run.stderr.starts_with(&expected) && run.stderr.contains("has no toggle records"), "{}", run.stderr);
    };
    notes(&["check", "shop", tool]);
    notes(&["explain", "mail", "--binary", tool]);
    scratch.file("t.toml", "mail = true\n");
    notes(&["set", "mail", "off", "--file", "t.toml", "--binary", tool]);
}
