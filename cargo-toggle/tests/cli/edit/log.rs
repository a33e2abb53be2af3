//! The history of a file.

use serde_json::Value;

use super::{FILE, LOG, log, read, scratch, set, undo};
use crate::support::{Run, Scratch};

fn history(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[&["log", "--file", FILE], arguments].concat())
}

/// Returns the events as JSON.
#[track_caller]
fn events(scratch: &Scratch, arguments: &[&str]) -> Vec<Value> {
    let json = history(scratch, &[arguments, &["--format", "json"]].concat()).json("log");
    json["changes"].as_array().expect("it is a list").clone()
}

/// Returns the events in short form: a toggle with its states, or `hand` with the states of the toggles known to
/// differ.
#[track_caller]
fn short(scratch: &Scratch, arguments: &[&str]) -> Vec<String> {
    let states = |of: &Value| {
        let text = |key: &str| of[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", text("toggle"), text("before"), text("after"))
    };
    let short = |event: &Value| {
        if event["event"] == "change" {
            return states(event);
        }
        let toggles = event["toggles"].as_array().expect("it is a list");
        ["hand".to_owned()].into_iter().chain(toggles.iter().map(states)).collect::<Vec<_>>().join(" ")
    };
    events(scratch, arguments).iter().map(short).collect()
}

#[test]
fn each_change_is_a_row_with_its_reason() {
    let scratch = scratch("mail = true\n");
    set(&scratch, &["mail", "off", "--reason", "the mail server\nis down"]).fine();
    let arguments = ["set", "mail", "25%", "--environment", "production", "--create-environment", "--file", FILE];
    let mut command = scratch.command(&arguments);
    Run::of(command.env("SUDO_USER", "zoe"));
    let lines = log(&scratch);
    let text = |line: usize, key: &str| lines[line][key].as_str().expect("it is text").to_owned();
    let shown = history(&scratch, &[]).fine();
    let shown: Vec<&str> = shown.lines().collect();
    assert!(shown[0].starts_with(&format!("{}  {}  ", text(0, "at"), text(0, "change"))), "{shown:?}");
    assert!(shown[0].contains(&text(0, "who")) && shown[0].ends_with("  mail: on -> off"), "{shown:?}");
    assert_eq!(shown[1], "    the mail server\\nis down");
    assert!(shown[2].contains("  zoe as ") && shown[2].ends_with("  mail in production: not set -> 25%"), "{shown:?}");
    assert_eq!(shown.len(), 3);
}

#[test]
fn undo_names_its_change() {
    let scratch = scratch("a = true\n");
    set(&scratch, &["a", "off"]).fine();
    undo(&scratch, &[]).fine();
    let change = log(&scratch)[0]["change"].as_str().expect("it is text").to_owned();
    let shown = history(&scratch, &[]).fine();
    assert!(shown.ends_with(&format!("  undo a: off -> on, undoes {change}\n")), "{shown}");
}

#[test]
fn filters_take_a_toggle_a_time_and_a_user() {
    let scratch = scratch("a = true\n");
    set(&scratch, &["a", "off"]).fine();
    set(&scratch, &["b", "off"]).fine();
    let old = read(&scratch, LOG).replacen("\"at\":\"2", "\"at\":\"1", 1).replacen("\"who\":\"", "\"who\":\"zoe", 1);
    scratch.file(LOG, old);
    assert_eq!(short(&scratch, &[]), ["a on off", "b - off"]);
    assert_eq!(short(&scratch, &["b"]), ["b - off"]);
    assert_eq!(short(&scratch, &["--since", "2020-01-01"]), ["b - off"]);
    let who = log(&scratch)[0]["who"].as_str().expect("it is text").to_owned();
    assert_eq!(short(&scratch, &["--who", &who]), ["a on off"]);
    let nobody = history(&scratch, &["--who", "nobody else"]);
    assert_eq!((nobody.status, nobody.stdout.as_str()), (Some(0), ""));
    assert_eq!(nobody.stderr, "note: no change matches the filters\n");
}

#[test]
fn edits_by_hand_are_found_between_changes() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    scratch.file(FILE, "a = \"25%\"\nc = true\n");
    set(&scratch, &["a", "off"]).fine();
    scratch.file(FILE, "a = false # a comment\nc = true\n");
    set(&scratch, &["b", "on"]).fine();
    scratch.file(FILE, "a = true\nb = true\n");
    let expected = ["a off on", "hand a on 25%", "a 25% off", "hand", "b - on", "hand a off on"];
    assert_eq!(short(&scratch, &[]), expected);
    // An edit by hand with unknown toggles may concern this toggle.
    assert_eq!(short(&scratch, &["b"]), ["hand", "hand", "b - on"]);
    assert_eq!(short(&scratch, &["a"]), ["a off on", "hand a on 25%", "a 25% off", "hand", "hand a off on"]);
    let shown = history(&scratch, &[]).fine();
    assert!(shown.contains("by hand  ") && shown.contains("  a: on -> 25% (after 2"), "{shown}");
    assert!(shown.contains("  the file, outside of `cargo toggle` (after 2"), "{shown}");
    std::fs::remove_file(scratch.path().join(FILE)).expect("it is there");
    let last = short(&scratch, &[]).pop().expect("there are changes");
    assert_eq!(last, "hand");
    assert!(history(&scratch, &["a"]).fine().contains("  by hand  the file is gone (after 2"));
}

#[test]
fn broken_file_is_not_taken_for_removed_toggles() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    scratch.file(FILE, "a = true\n\n= 1\n");
    for arguments in [&[][..], &["a"]] {
        let shown = history(&scratch, arguments).fine();
        assert!(shown.contains("  the file cannot be read: toggles.toml:3:1: "), "{shown}");
        assert_eq!(shown.lines().count(), 2);
    }
    let because = events(&scratch, &[])[1]["unread"].as_str().map(str::to_owned).unwrap_or_default();
    assert!(because.starts_with("the file cannot be read: "), "{because}");
    let message = undo(&scratch, &[]).refused();
    assert!(message.starts_with("error: toggles.toml:3:1: ") && message.contains("does not parse"), "{message}");
}

#[test]
fn edit_by_hand_is_found_behind_a_later_change() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    scratch.file(FILE, "a = \"25%\"\n");
    set(&scratch, &["b", "on"]).fine();
    assert_eq!(short(&scratch, &[]), ["a off on", "hand", "b - on", "hand a on 25%"]);
    assert_eq!(short(&scratch, &["a"]), ["a off on", "hand", "hand a on 25%"]);
    let events = events(&scratch, &["a"]);
    let lines = log(&scratch);
    assert_eq!((&events[2]["after"], &events[2]["until"]), (&lines[0]["at"], &lines[1]["at"]));
}

#[test]
fn long_states_are_cut_around_their_difference() {
    let rules = |share: u32| {
        format!("a = {{ rules = [{{ when = {{ user = \"{}\" }}, rollout = {share} }}] }}\n", "u".repeat(200))
    };
    let scratch = scratch(&rules(25));
    let rule = format!("{{ when = {{ user = \"{}\" }}, rollout = 50 }}", "u".repeat(200));
    set(&scratch, &["a", "--rule", &rule]).fine();
    let shown = history(&scratch, &[]).fine();
    assert!(shown.contains("rollout = 25 }] } -> …") && shown.contains("rollout = 50 }] }\n"), "{shown}");
    scratch.toggle(&["disable", "a", "--file", FILE]).fine();
    scratch.toggle(&["enable", "a", "--file", FILE]).fine();
    let shown = history(&scratch, &[]).fine();
    assert!(shown.contains("  disable a: ") && shown.contains("  enable a: "), "{shown}");
    history(&scratch, &["--format", "json"]).json("log");
}

#[test]
fn unknown_name_is_refused_with_suggestion() {
    let scratch = scratch("audit-log = false\n");
    set(&scratch, &["audit-log", "on"]).fine();
    let run = |name: &str| history(&scratch, &[name]).stderr;
    let message = "note: no change of `audit-logg` has been logged; did you mean `audit-log`?\n";
    assert_eq!(run("audit-logg"), message);
    assert_eq!(run("nope"), "note: no change of `nope` has been logged\n");
    assert_eq!(run("audit-log"), "");
}

#[test]
fn time_without_an_offset_is_refused() {
    let scratch = scratch("a = false\n");
    let message = history(&scratch, &["--since", "2026-11-30T21:00:00"]).refused();
    assert!(message.contains("`2026-11-30T21:00:00Z`, or an offset as in `+01:00`"), "{message}");
}

#[test]
fn unedited_file_has_no_row_by_hand() {
    let scratch = scratch("a = false\n");
    let rule = "{ when = { user = \"zoe\" }, rollout = 25 }";
    for arguments in [
        &["a", "--rule", rule, "--otherwise", "off"][..],
        &["a", "--rule", rule, "--append", "--audit-without-rules"],
        &["a", "on"],
        &["a", "50%", "--environment", "production", "--create-environment"],
        &["a", "25%", "--in-place"],
    ] {
        assert_eq!(set(&scratch, arguments).status, Some(0));
    }
    undo(&scratch, &[]).fine();
    assert_eq!(events(&scratch, &[]).len(), 6);
    assert!(events(&scratch, &[]).iter().all(|event| event["event"] == "change"));
}

#[test]
fn rotated_logs_are_read_too() {
    let scratch = scratch("a = false\n");
    for state in ["on", "off", "25%"] {
        set(&scratch, &["a", state, "--audit-age", "0"]).fine();
    }
    assert_eq!(short(&scratch, &[]), ["a off on", "a on off", "a off 25%"]);
    // The rotated log also contains earlier changes.
    set(&scratch, &["b", "on", "--audit-age", "0"]).fine();
    let change = events(&scratch, &["a"])[2]["change"].as_str().expect("it is text").to_owned();
    undo(&scratch, &[&change]).fine();
    assert_eq!(read(&scratch, FILE), "a = false\nb = true\n");
}

#[test]
fn damaged_line_is_named_and_the_rest_is_shown() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    let line = read(&scratch, LOG);
    scratch.file(LOG, format!("{line}{{\"format\": \"\u{1b}[2J\"}}\n"));
    let run = history(&scratch, &[]);
    assert_eq!((run.status, run.stdout.lines().count()), (Some(0), 1), "{}", run.stderr);
    let expected = "is skipped: expected a line of an audit log of `cargo toggle`";
    assert!(run.stderr.contains(&format!("{LOG}:2 {expected}")), "{}", run.stderr);
    scratch.file(LOG, format!("{line}[1]\n\"x\"\n"));
    let other = history(&scratch, &[]).stderr;
    assert!(other.contains(expected) && !other.contains("struct") && !other.contains("line 1"), "{other}");
    scratch.file(LOG, format!("{line}{{\"format\": \"\u{1b}[2J\"}}\n"));
    assert!(run.stderr.contains(&format!("{LOG}:2 is skipped: ")) && !run.stderr.contains('\u{1b}'), "{}", run.stderr);
    let json = history(&scratch, &["--format", "json"]).json("log");
    assert_eq!((&json["damaged"][0]["line"], json["damaged"].as_array().map(Vec::len)), (&2.into(), Some(1)));
}

#[test]
fn change_that_was_interrupted_is_marked() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    let change = log(&scratch)[0]["change"].as_str().expect("it is text").to_owned();
    // The call was killed before it replaced the file.
    scratch.file(FILE, "a = false\n");
    scratch.file(&format!(".{FILE}.{change}.new"), "a = true\n");
    assert_eq!(set(&scratch, &["b", "on"]).status, Some(0));
    let events = events(&scratch, &[]);
    let interrupted: Vec<&Value> = events.iter().map(|event| &event["interrupted"]).collect();
    assert_eq!(interrupted, [&Value::from(true), &Value::from(false)]);
    let shown = history(&scratch, &[]).fine();
    assert!(shown.contains("a: off -> on, interrupted: did not take place\n"), "{shown}");
    let message = undo(&scratch, &[&change]).refused();
    assert!(message.contains("was interrupted and did not take place"), "{message}");
}

#[test]
fn file_without_a_log_has_no_changes() {
    let scratch = scratch("a = false\n");
    let run = history(&scratch, &[]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), "note: toggles.toml: no change has been logged\n"));
    let empty = Scratch::new();
    assert_eq!(history(&empty, &[]).refused(), "error: toggles.toml: no such file, and no audit log of it\n");
}
