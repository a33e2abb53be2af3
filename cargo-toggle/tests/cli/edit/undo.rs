//! Changes that are undone.

use super::{FILE, LOG, PREVIOUS, everything, log, read, scratch, set, undo, unset};
use crate::support::Scratch;

/// Returns the name of the last change in the log.
#[track_caller]
fn last(scratch: &Scratch) -> String {
    let log = log(scratch);
    log.last().and_then(|entry| entry["change"].as_str()).expect("there is a change").to_owned()
}

/// Checks that the undo is refused, and changes nothing.
#[track_caller]
fn refused(scratch: &Scratch, arguments: &[&str], because: &str) {
    let before = everything(scratch.path());
    let message = undo(scratch, arguments).refused();
    assert!(message.contains(because), "{message}");
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn last_change_is_undone_byte_by_byte() {
    let content =
        "# Toggles\r\nb = 1\r\n\r\n[a] # why\r\nrules = [ { rollout = 25 }, # ours\r\n]\r\n\r\n[c]\r\nx = 1\r\n";
    let scratch = scratch(content);
    for change in [&["a", "on"][..], &["a", "--rule", "{}", "--append"], &["d", "off"]] {
        set(&scratch, change).fine();
        undo(&scratch, &[]).fine();
        assert_eq!(read(&scratch, FILE), content);
    }
    unset(&scratch, &["a"]).fine();
    let shown = undo(&scratch, &[]).fine();
    assert!(shown.starts_with("a: not set -> { rules = [{ rollout = 25 }] } (toggles.toml), undoes "), "{shown}");
    assert_eq!(read(&scratch, FILE), content);
}

#[test]
fn undo_is_logged_with_its_change() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    let change = last(&scratch);
    undo(&scratch, &["--reason", "too early"]).fine();
    let log = log(&scratch);
    let line = &log[1];
    assert_eq!((&line["action"], &line["undoes"]), (&"undo".into(), &change.into()));
    let (before, after, reason) = (&line["before"], &line["after"], &line["reason"]);
    assert_eq!((before, after, reason), (&"on".into(), &"off".into(), &"too early".into()));
}

#[test]
fn undo_is_undone_like_any_change() {
    let scratch = scratch("a = false # dark\n");
    set(&scratch, &["a", "25%"]).fine();
    let change = last(&scratch);
    for expected in ["a = false # dark\n", "a = \"25%\" # dark\n", "a = false # dark\n"] {
        undo(&scratch, &[]).fine();
        assert_eq!(read(&scratch, FILE), expected);
    }
    refused(&scratch, &[&change], &format!("the change `{change}` has already been undone by "));
}

#[test]
fn earlier_change_is_undone_by_its_name() {
    let table = "[a] # why\nrules = [\n  # ours\n  { segment = \"staff\" },\n]\notherwise = \"on\" # bright\n";
    let file = format!("{table}\n[segment.staff]\nuser = \"zoe\"\n");
    let scratch = scratch(&file);
    set(&scratch, &["a", "off"]).fine();
    let change = last(&scratch);
    set(&scratch, &["b", "on"]).fine();
    scratch.file(FILE, format!("# by hand\n{}", read(&scratch, FILE)));
    undo(&scratch, &[&change]).fine();
    let now = read(&scratch, FILE);
    assert!(now.starts_with("# by hand\n") && now.contains("b = true\n") && now.contains(table), "{now}");
    let message = undo(&scratch, &["nothing"]).refused();
    let expected = "error: toggles.toml: the log has no change `nothing`; `cargo toggle log` shows them\n";
    assert_eq!(message, expected);
}

#[test]
fn changes_are_undone_one_after_the_other() {
    let scratch = scratch("a = false # dark\n");
    let mut changes = Vec::new();
    for state in ["on", "25%", "50%"] {
        set(&scratch, &["a", state]).fine();
        changes.push(last(&scratch));
    }
    refused(&scratch, &[&changes[0]], "`a` has been changed since, by ");
    for (change, expected) in changes.iter().rev().zip(["\"25%\"", "true", "false"]) {
        undo(&scratch, &[change]).fine();
        assert_eq!(read(&scratch, FILE), format!("a = {expected} # dark\n"));
    }
}

#[test]
fn toggle_that_was_changed_since_is_refused() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    let change = last(&scratch);
    let mut command = scratch.command(&["set", "a", "50%", "--file", FILE]);
    crate::support::Run::of(command.env("SUDO_USER", "zoe")).fine();
    let at = log(&scratch)[1]["at"].as_str().expect("it has a time").to_owned();
    let by = format!("at {at} (change `{}`), from on to 50%; undo that first", last(&scratch));
    refused(&scratch, &[&change], &by);
    refused(&scratch, &[&change], "`a` has been changed since, by zoe as ");
}

#[test]
fn toggle_that_was_edited_by_hand_is_refused() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on"]).fine();
    scratch.file(FILE, "a = \"50%\"\n");
    refused(&scratch, &[], "`a` has been edited outside of `cargo toggle` since the change `");
    refused(&scratch, &[], ", which left it on; the file was last written at 2");
    // The same state in other notation counts as unchanged.
    scratch.file(FILE, "# by hand\n\"a\" =    true\n");
    undo(&scratch, &[]).fine();
    assert_eq!(read(&scratch, FILE), "# by hand\n\"a\" =    false\n");
}

#[test]
fn long_entry_comes_back_from_previous_content() {
    let rules = "  { when = { user = \"zoe\", country = [\"NL\", \"BE\"] }, rollout = 5 },\n".repeat(50);
    let file = format!("[a]\nrules = [\n{rules}]\notherwise = \"off\"\n");
    let scratch = scratch(&file);
    set(&scratch, &["a", "on"]).fine();
    assert_eq!(log(&scratch)[0].get("source"), None, "there is no room for it");
    let change = last(&scratch);
    scratch.file(FILE, format!("# by hand\n{}", read(&scratch, FILE)));
    undo(&scratch, &["--dry-run"]).fine();
    set(&scratch, &["b", "on"]).fine();
    let because = "the old entry is too long for a line of the audit log, and the file has been written since";
    refused(&scratch, &[&change], because);
    undo(&scratch, &[]).fine();
    refused(&scratch, &[&change], because);
    // The restored text equals the old one byte by byte.
    scratch.file(PREVIOUS, &file);
    undo(&scratch, &[&change]).fine();
    assert!(read(&scratch, FILE).ends_with(&file), "{}", read(&scratch, FILE));
}

#[test]
fn unlogged_rules_are_restored_from_previous() {
    let file = "[a]\nrules = [{ when = { user = \"zoe@example.com\" } }]\notherwise = \"off\"\n";
    let scratch = scratch(file);
    set(&scratch, &["a", "on", "--audit-without-rules"]).fine();
    let change = last(&scratch);
    assert!(!read(&scratch, LOG).contains("zoe"));
    set(&scratch, &["b", "on"]).fine();
    refused(&scratch, &[&change], "its rules are not in the audit log, which is kept without rules");
    undo(&scratch, &[]).fine();
    set(&scratch, &["a", "--rule", "{ rollout = 5 }", "--otherwise", "on", "--audit-without-rules"]).fine();
    undo(&scratch, &["--audit-without-rules"]).fine();
    assert_eq!(read(&scratch, FILE), "a = true\n");
}

#[test]
fn line_of_earlier_version_is_refused() {
    let scratch = scratch("a = true\n");
    let line = "{\"format\":\"cargo-toggle/audit\",\"version\":2,\"at\":\"2026-11-30T10:00:00.000Z\",\"who\":\"zoe\",\
                \"action\":\"set\",\"toggle\":\"a\",\"before\":\"off\",\"after\":\"on\",\"reason\":null,\"file\":\"/f\",\
                \"change\":\"abcdefghijkl\"}\n";
    scratch.file(LOG, line);
    refused(&scratch, &[], "cannot be undone: an earlier version of `cargo toggle` has logged it");
}

#[test]
fn undo_without_a_change_is_refused() {
    let scratch = scratch("a = true\n");
    refused(&scratch, &[], "no change has been logged, so there is none to undo");
    set(&scratch, &["a", "off"]).fine();
    refused(&scratch, &["--environment", "production"], "no change in the environment `production` has been logged");
}

#[test]
fn change_in_an_environment_is_undone() {
    let scratch = scratch("a = true\n\n[environment.production]\na = false # dark\n");
    set(&scratch, &["a", "on", "--environment", "production"]).fine();
    set(&scratch, &["a", "off"]).fine();
    let shown = undo(&scratch, &["--environment", "production"]).fine();
    assert!(shown.starts_with("a in production: on -> off (toggles.toml), undoes "), "{shown}");
    assert_eq!(read(&scratch, FILE), "a = false\n\n[environment.production]\na = false # dark\n");
}

#[test]
fn undo_removes_a_new_entry() {
    let scratch = Scratch::new();
    set(&scratch, &["a", "on", "--create"]).fine();
    undo(&scratch, &[]).fine();
    assert!(read(&scratch, FILE).starts_with("# "), "an empty file is one that is just being written");
    undo(&scratch, &[]).fine();
    assert_eq!(read(&scratch, FILE).lines().last(), Some("a = true"));
}

#[test]
fn state_that_runtime_refuses_is_refused() {
    let scratch = scratch("[a]\nrules = [{ segment = \"staff\" }]\n\n[segment.staff]\nuser = \"zoe\"\n");
    set(&scratch, &["a", "on"]).fine();
    scratch.file(FILE, "a = true\n");
    refused(&scratch, &[], "`a` cannot be set to that: ");
}

#[test]
fn dry_run_and_json_show_the_undone_change() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on", "--reason", "ready"]).fine();
    let before = everything(scratch.path());
    let shown = undo(&scratch, &["--dry-run"]).fine();
    assert!(shown.ends_with(", not done: dry run\n"), "{shown}");
    let json = undo(&scratch, &["--dry-run", "--format", "json"]).json("undo");
    assert_eq!((&json["changed"], &json["undoes"]["reason"]), (&false.into(), &"ready".into()));
    assert_eq!(everything(scratch.path()), before);
    let json = undo(&scratch, &["--format", "json"]).json("undo");
    assert_eq!((json["change"].as_str(), &json["toggles"][0]["after"]), (Some(last(&scratch).as_str()), &"off".into()));
}

#[cfg(unix)]
#[test]
fn undo_in_place_keeps_the_inode() {
    use std::os::unix::fs::MetadataExt;

    let scratch = scratch("a = false # dark\n");
    set(&scratch, &["a", "on"]).fine();
    let inode = || std::fs::metadata(scratch.path().join(FILE)).expect("it is there").ino();
    let before = inode();
    undo(&scratch, &["--in-place"]).fine();
    assert_eq!((inode(), read(&scratch, FILE).as_str()), (before, "a = false # dark\n"));
}
