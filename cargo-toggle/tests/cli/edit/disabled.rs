//! `disable` and `enable`, and other edits that keep the rules of a toggle.

use super::{FILE, everything, log, of_all_types, read, scratch};
use crate::support::{Run, Scratch, saved_list};

const TABLE: &str = "[new]\nrules = [{ rollout = 25 }] # a quarter\nrequires = [\"mail\"]\n";
const SHOWN: &str = "rules = [{ rollout = 25 }], requires = [\"mail\"]";

fn disable(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[&["disable", "--file", FILE], arguments].concat())
}

fn enable(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[&["enable", "--file", FILE], arguments].concat())
}

fn set(scratch: &Scratch, arguments: &[&str]) -> String {
    super::set(scratch, arguments).fine()
}

/// Checks a file before and after `new` is disabled. Enabling it again restores the file.
#[track_caller]
fn check(before: &str, disabled: &str) {
    let scratch = scratch(before);
    disable(&scratch, &["new"]).fine();
    assert_eq!(read(&scratch, FILE), disabled);
    enable(&scratch, &["new"]).fine();
    assert_eq!(read(&scratch, FILE), before);
}

#[test]
fn disabled_toggle_is_enabled_as_it_was() {
    check(TABLE, &format!("{TABLE}enabled = false\n"));
    check("new = true # all\n", "new = { otherwise = \"on\", enabled = false } # all\n");
    check("new = { rules = [{ rollout = 5 }] }\n", "new = { rules = [{ rollout = 5 }], enabled = false }\n");
    check("[new]\n# why\nobserve = true\n", "[new]\nenabled = false\n# why\nobserve = true\n");
    check("new.rules = [{}]\nmail = true\n", "new.rules = [{}]\nnew.enabled = false\nmail = true\n");
    check("mail = true\n", "mail = true\nnew = { enabled = false }\n");
    check("[new]\notherwise = true # on\n", "[new]\notherwise = true # on\nenabled = false\n");
}

#[test]
fn disabled_percentage_becomes_a_rule() {
    let scratch = scratch("new = \"25%\"\n");
    disable(&scratch, &["new"]).fine();
    let rules = "new = { rules = [{ rollout = 25 }], otherwise = \"off\", enabled = false }\n";
    assert_eq!(read(&scratch, FILE), rules);
    enable(&scratch, &["new"]).fine();
    assert_eq!(read(&scratch, FILE), rules.replace(", enabled = false", ""));
}

#[test]
fn disabled_toggle_of_any_type_keeps_its_state() {
    let scratch = of_all_types();
    scratch.file(FILE, "ranking = \"neural\"\nitems = 5\n");
    for name in ["ranking", "items"] {
        disable(&scratch, &[name, "--binary", "list.json"]).fine();
    }
    let expected =
        "ranking = { otherwise = \"neural\", enabled = false }\nitems = { otherwise = 5, enabled = false }\n";
    assert_eq!(read(&scratch, FILE), expected);
    for name in ["ranking", "items"] {
        enable(&scratch, &[name, "--binary", "list.json"]).fine();
    }
    assert_eq!(read(&scratch, FILE), "ranking = \"neural\"\nitems = 5\n");
}

#[test]
fn disable_and_enable_are_logged_and_printed() {
    let scratch = scratch(TABLE);
    let disabled = format!("new: {{ {SHOWN} }} -> {{ {SHOWN}, enabled = false }} (toggles.toml)\n");
    assert_eq!(disable(&scratch, &["new", "--reason", "a fault"]).fine(), disabled);
    let enabled = format!("new: {{ {SHOWN}, enabled = false }} -> {{ {SHOWN} }} (toggles.toml)\n");
    assert_eq!(enable(&scratch, &["new"]).fine(), enabled);
    let actions: Vec<String> = log(&scratch).iter().map(|entry| entry["action"].to_string()).collect();
    assert_eq!(actions, ["\"disable\"", "\"enable\""]);
    assert_eq!(log(&scratch)[0]["reason"], "a fault");
    let json = disable(&scratch, &["new", "--format", "json", "--dry-run"]).json("disable");
    assert_eq!((&json["action"], &json["changed"]), (&"disable".into(), &false.into()));
    disable(&scratch, &["new"]).fine();
    let json = enable(&scratch, &["new", "--format", "json"]).json("enable");
    assert_eq!((&json["action"], &json["removed"]), (&"enable".into(), &serde_json::json!(["enabled"])));
}

#[test]
fn nothing_to_do_leaves_no_trace() {
    let scratch = scratch("new = false\nmail = true\nold = { enabled = false }\n");
    let before = everything(scratch.path());
    assert_eq!(disable(&scratch, &["new"]).fine(), "new: already off (toggles.toml)\n");
    assert_eq!(disable(&scratch, &["old"]).fine(), "old: already { enabled = false } (toggles.toml)\n");
    assert_eq!(enable(&scratch, &["mail"]).fine(), "mail: not disabled, but on (toggles.toml)\n");
    assert_eq!(
        enable(&scratch, &["new"]).fine(),
        "new: not disabled, but off (toggles.toml); `cargo toggle set new on` switches it on\n"
    );
    assert_eq!(
        enable(&scratch, &["nail"]).fine(),
        "nail: not disabled, but not set (toggles.toml); did you mean `mail`?\n"
    );
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn off_keeps_rules_unless_they_are_replaced() {
    let scratch = scratch(TABLE);
    let kept = "; only disabled, which keeps `rules`, `requires`; `--replace` removes that\n";
    let told = set(&scratch, &["new", "off"]);
    assert!(told.ends_with(&format!(", enabled = false }} (toggles.toml){kept}")), "{told}");
    assert_eq!(read(&scratch, FILE), format!("{TABLE}enabled = false\n"));
    assert_eq!(log(&scratch)[0]["action"], "disable");
    let json = super::set(&scratch, &["new", "off", "--replace", "--format", "json"]).json("set");
    assert_eq!(json["removed"], serde_json::json!(["rules", "requires", "enabled"]));
    assert_eq!(read(&scratch, FILE), "new = false\n");
}

#[test]
fn state_names_what_it_removes() {
    let scratch = scratch(&format!("{TABLE}until = 2026-12-01\nenabled = false\nobserve = true\n"));
    let told = set(&scratch, &["new", "on"]);
    assert!(told.ends_with("; removed: `rules`, `requires`, `until`, `enabled`\n"), "{told}");
    assert_eq!(read(&scratch, FILE), "[new]\notherwise = true\nobserve = true\n");
}

#[test]
fn added_rules_keep_the_toggle_disabled() {
    let scratch = scratch(&format!("{TABLE}enabled = false\n"));
    let told = set(&scratch, &["new", "--append", "--rule", "{ rollout = 50 }"]);
    assert!(told.ends_with("; it stays disabled; `cargo toggle enable new` changes that\n"), "{told}");
}

#[test]
fn unset_keeps_how_a_toggle_is_watched() {
    let scratch = scratch(&format!("{TABLE}observe = true\n"));
    let told = super::unset(&scratch, &["new"]).fine();
    let end = "-> { observe = true } (toggles.toml); removed: `rules`, `requires`; kept: `observe`; `--all` removes that, too\n";
    assert!(told.ends_with(end), "{told}");
    assert_eq!(read(&scratch, FILE), "[new]\nobserve = true\n");
    let again = super::unset(&scratch, &["new"]).fine();
    assert!(again.starts_with("new: already { observe = true } (toggles.toml)"), "{again}");
    let json = super::unset(&scratch, &["new", "--all", "--format", "json"]).json("unset");
    assert_eq!((&json["removed"], &json["after"]), (&serde_json::json!(["observe"]), &serde_json::Value::Null));
}

#[test]
fn disabled_toggle_is_off_for_the_runtime() {
    let scratch = scratch("mail = true\n[new]\nrules = [{}]\n");
    let explain = |expected: &str| {
        let told = scratch.toggle(&["explain", "new", "--config", FILE]).fine();
        assert!(told.starts_with(expected), "{told}");
    };
    explain("new is on: TARGETING_MATCH, ");
    disable(&scratch, &["new"]).fine();
    explain("new is off: DISABLED, file toggles.toml (toggles.toml:4:1)\n");
}

#[test]
fn toggle_is_disabled_in_one_environment_only() {
    let before = "[new]\nrules = [{}]\n\n[environment.p]\nmail = true\n";
    let scratch = scratch(before);
    disable(&scratch, &["new", "--environment", "p"]).fine();
    assert_eq!(read(&scratch, FILE), format!("{before}new = {{ enabled = false }}\n"));
    enable(&scratch, &["new", "--environment", "p"]).fine();
    assert_eq!(read(&scratch, FILE), before);
}

/// Returns a directory with a file, and the list of a program with the struct `limits`.
fn with_limits(content: &str) -> Scratch {
    let scratch = scratch(content);
    scratch.file("list.json", saved_list("limits type=structure declared=src/lib.rs:3 value=src/lib.rs:7"));
    scratch
}

#[test]
fn table_of_a_struct_is_disabled_as_a_state() {
    let check = |before: &str, disabled: &str| {
        let scratch = with_limits(before);
        let known = ["limits", "--binary", "list.json"];
        disable(&scratch, &known).fine();
        assert_eq!(read(&scratch, FILE), disabled);
        let explained = scratch.toggle(&["explain", "limits", "--config", FILE, "--binary", "list.json"]).fine();
        assert!(explained.starts_with("limits is { burst = 50 }: DISABLED, "), "{explained}");
        enable(&scratch, &known).fine();
        assert_eq!(read(&scratch, FILE), before);
    };
    check("limits = { burst = 50 } # few\n", "limits = { otherwise = { burst = 50 }, enabled = false } # few\n");
    check("[limits]\notherwise = { burst = 50 }\n", "[limits]\notherwise = { burst = 50 }\nenabled = false\n");
}

#[test]
fn fields_called_like_keys_stay_in_otherwise() {
    let before = "limits = { otherwise = { from = 1 }, enabled = false }\n";
    for arguments in [&["limits", "--binary", "list.json"][..], &["limits"]] {
        let scratch = with_limits(before);
        enable(&scratch, arguments).fine();
        assert_eq!(read(&scratch, FILE), "limits = { otherwise = { from = 1 } }\n");
    }
}

#[test]
fn fields_of_a_struct_are_not_mixed_with_keys() {
    let check = |file: &str, command: &[&str], expected: &str| {
        let scratch = with_limits(file);
        let before = everything(scratch.path());
        let refused = scratch.toggle(command).refused();
        assert!(refused.contains(expected), "{refused}");
        assert_eq!(everything(scratch.path()), before);
    };
    let unknown = "toggles.toml:1:1: `burst` is not a key of a toggle's table, so this may be the value of a struct, where \
                   `enabled` would be a field; give `--binary`, or write the value as `otherwise = { burst = .. }` first";
    check("limits = { burst = 50 }\n", &["disable", "--file", FILE, "limits"], unknown);
    check("limits = { burst = 50 }\n", &["set", "--file", FILE, "limits", "off"], unknown);
    check("limits = { burst = 50, enabled = false }\n", &["enable", "--file", FILE, "limits"], unknown);
    let on_lines = "toggles.toml:1:2: this table is the value of the toggle, where `enabled` would be a field; write the \
                    value as `otherwise = { burst = .. }` first";
    let known = ["disable", "--file", FILE, "limits", "--binary", "list.json"];
    check("[limits]\nburst = 50 # few\n", &known, on_lines);
    let mixed = "toggles.toml:1:1: `burst` is not a key of a toggle's table; write the value as `otherwise = { burst = .. }` \
                 first";
    check("limits = { burst = 50, salt = \"x\" }\n", &known, mixed);
}

#[test]
fn enable_reports_a_struct_that_is_not_disabled() {
    let scratch = with_limits("limits = { burst = 50 }\n");
    let told = "limits: not disabled, but { burst = 50 } (toggles.toml)\n";
    assert_eq!(enable(&scratch, &["limits"]).fine(), told);
    assert_eq!(enable(&scratch, &["limits", "--binary", "list.json"]).fine(), told);
}

#[test]
fn name_that_is_almost_there_is_not_disabled() {
    let content = "new-checkout = true\n";
    let scratch = scratch(content);
    let disable = ["disable", "new-chekout", "--file", FILE];
    assert_eq!(
        scratch.toggle(&disable).refused(),
        "error: toggles.toml: has no toggle `new-chekout`; did you mean `new-checkout`? Otherwise, `--create` adds it, or \
         `--binary` shows that the program has it\n"
    );
    assert_eq!(read(&scratch, FILE), content);
    let run = scratch.toggle(&[&disable[..], &["--create"]].concat()).fine();
    assert!(run.contains("not set -> { enabled = false }"), "{run}");
    // A name that occurs in another part of the file is not a misspelling, even if the section has a similar name.
    let content = "new-checkout = true\n[environment.p]\nnew-checkouts = true\n";
    let scratch = self::scratch(content);
    let disable = |name| scratch.toggle(&["disable", name, "--file", FILE, "--environment", "p"]);
    let run = disable("new-checkout").fine();
    assert!(run.contains("not set -> { enabled = false }"), "{run}");
    assert!(disable("new-chekout").refused().contains("did you mean `new-checkout`?"));
}
