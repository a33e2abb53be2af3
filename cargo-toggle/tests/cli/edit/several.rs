//! Edits of several toggles in one change.

use super::{FILE, everything, log, of_all_types, read, scratch, set, undo};
use crate::support::Scratch;

/// Checks that this call is refused, and changes nothing.
#[track_caller]
fn refused(scratch: &Scratch, arguments: &[&str], because: &str) {
    let before = everything(scratch.path());
    let message = set(scratch, arguments).refused();
    assert!(message.contains(because), "{message}");
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn all_of_them_change_at_once() {
    let scratch = scratch("a = false # dark\nb = true\n");
    let shown = set(&scratch, &["a=on", "b=25%", "c=off", "--reason", "release"]).fine();
    let expected = "a: off -> on (toggles.toml)\nb: on -> 25% (toggles.toml)\nc: not set -> off (toggles.toml)\n";
    assert_eq!(shown, expected);
    assert_eq!(read(&scratch, FILE), "a = true # dark\nb = \"25%\"\nc = false\n");
    let lines = log(&scratch);
    let of = |key: &str| lines.iter().map(|line| line[key].as_str().unwrap_or("-")).collect::<Vec<_>>().join(" ");
    assert_eq!(
        (of("toggle"), of("after"), of("reason")),
        ("a b c".into(), "on 25% off".into(), "release ".repeat(3).trim().into())
    );
    let change = lines[0]["change"].clone();
    assert!(lines.iter().all(|line| line["change"] == change));
    undo(&scratch, &[]).fine();
    assert_eq!(read(&scratch, FILE), "a = false # dark\nb = true\n");
    undo(&scratch, &[]).fine();
    assert_eq!(read(&scratch, FILE), "a = true # dark\nb = \"25%\"\nc = false\n");
}

#[test]
fn one_invalid_edit_prevents_all() {
    let scratch = scratch("a = false\nx.y = 1\n");
    refused(&scratch, &["a=on", "b=maybe"], "`b` cannot be set to that: expected `on` or `off`");
    refused(&scratch, &["a=on", "b=250%"], "`b` cannot be set to that: ");
    refused(&scratch, &["a=on", "b"], "but `b` has no `=`");
    refused(&scratch, &["a", "on", "b=on"], "but `a` has no `=`");
    refused(&scratch, &["a=on", "a=off"], "`a` is set twice");
    refused(&scratch, &["a=on", "--rule", "{}"], "several toggles can only be set to states");
    refused(&scratch, &["a=on", "b=on", "--rule", "{}"], "cannot be used with");
    let typed = of_all_types();
    refused(
        &typed,
        &["mail=on", "rankin=bm25", "--binary", "list.json"],
        "has no toggle `rankin`; did you mean `ranking`?",
    );
}

#[test]
fn one_toggle_changed_since_prevents_the_undo() {
    let scratch = scratch("a = false\nb = false\n");
    set(&scratch, &["a=on", "b=on"]).fine();
    let change = log(&scratch)[0]["change"].as_str().expect("it is text").to_owned();
    set(&scratch, &["b", "25%"]).fine();
    let before = everything(scratch.path());
    let message = undo(&scratch, &[&change]).refused();
    assert!(message.contains("`b` has been changed since, by "), "{message}");
    assert_eq!(everything(scratch.path()), before);
    undo(&scratch, &[]).fine();
    set(&scratch, &["c", "on"]).fine();
    undo(&scratch, &[&change]).fine();
    assert_eq!(read(&scratch, FILE), "a = false\nb = false\nc = true\n");
}

#[test]
fn each_has_states_of_its_own_type() {
    let scratch = of_all_types();
    let arguments = ["mail=on", "ranking=neural", "items=30", "share=-0.5", "greeting=a=b", "--binary", "list.json"];
    set(&scratch, &arguments).fine();
    let expected = "mail = true\nranking = \"neural\"\nitems = 30\nshare = -0.5\ngreeting = \"a=b\"\n";
    assert!(read(&scratch, FILE).ends_with(expected), "{}", read(&scratch, FILE));
}

#[test]
fn unchanged_toggles_have_no_log_line() {
    let scratch = scratch("a = true\nb = true\n");
    let arguments = ["a=on", "b=off", "--environment", "production", "--create-environment", "--dry-run"];
    let shown = set(&scratch, &arguments).fine();
    assert!(shown.starts_with("a in production: not set -> on"), "{shown}");
    assert_eq!(set(&scratch, &["a=on", "b=on"]).fine().matches("already on").count(), 2);
    let json = set(&scratch, &["a=on", "b=off", "--format", "json"]).json("set-several");
    assert_eq!((log(&scratch).len(), &json["changed"]), (1, &true.into()));
    assert_eq!((&json["toggles"][1]["after"], &json["change"]), (&"off".into(), &log(&scratch)[0]["change"]));
}

#[test]
fn interrupted_change_of_32_toggles_is_undone() {
    let scratch = scratch("# none\n");
    let reason = "x".repeat(1200);
    let all: Vec<String> = (0..32).map(|number| format!("toggle-{number}=on")).collect();
    let mut arguments: Vec<&str> = all.iter().map(String::as_str).collect();
    arguments.extend(["--reason", &reason]);
    set(&scratch, &arguments).fine();
    let change = log(&scratch)[0]["change"].as_str().expect("it is text").to_owned();
    // The call was killed before it replaced the file.
    scratch.file(FILE, "# none\n");
    scratch.file(&format!(".{FILE}.{change}.new"), "a = true\n");
    assert_eq!(set(&scratch, &["b", "on"]).status, Some(0));
    let interrupted = log(&scratch).iter().filter(|line| line["action"] == "interrupted").count();
    assert_eq!(interrupted, 32);
    arguments[0] = "toggle-33=on";
    arguments.insert(0, "toggle-34=on");
    refused(&scratch, &arguments, "33 toggles are more than the 32 of one change");
}
