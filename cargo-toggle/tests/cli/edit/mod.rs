//! Commands that edit a toggle file.

mod audit;
mod disabled;
#[cfg(unix)]
mod in_place;
mod kept;
pub(crate) mod killed;
mod log;
#[cfg(target_os = "linux")]
mod mounted;
#[cfg(unix)]
mod planted;
mod promote;
mod refused;
mod rules;
mod sections;
mod several;
mod shadow;
mod shadowed;
mod simulated;
#[cfg(unix)]
mod stored;
mod together;
#[cfg(unix)]
mod trust;
mod undo;
mod watched;
mod workspace;

use std::{collections::HashMap, fs, path::Path};

use crate::{
    schemas::conforms,
    support::{Run, Scratch, saved_list, this},
};

const FILE: &str = "toggles.toml";
const LOG: &str = "toggles.toml.audit.jsonl";
const PREVIOUS: &str = "toggles.toml.previous";
const LOCK: &str = ".toggles.toml.lock";

/// Returns a directory with this toggle file.
fn scratch(content: &str) -> Scratch {
    let scratch = Scratch::new();
    scratch.file(FILE, content);
    scratch
}

/// Returns a directory with a file, and the list of a program with toggles of all types.
fn of_all_types() -> Scratch {
    let scratch = scratch("# none\n");
    let toggles = "
        mail guard=src/lib.rs:1
        price shadow=src/lib.rs:1
        ranking type=variants,bm25,neural default=bm25 declared=src/lib.rs:2
        items type=integer,1..=100 default=20 declared=src/lib.rs:3
        share type=float,-1..=1 default=0.5 declared=src/lib.rs:4
        greeting type=text default=Hello declared=src/lib.rs:5
        timeout type=duration,10ms..=90s default=250ms declared=src/lib.rs:6
        retries type=integer,0..=255 default=3 declared=src/lib.rs:7
    ";
    scratch.file("list.json", saved_list(toggles));
    scratch
}

fn set(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[&["set", "--file", FILE], arguments].concat())
}

fn unset(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[&["unset", "--file", FILE], arguments].concat())
}

fn undo(scratch: &Scratch, arguments: &[&str]) -> Run {
    scratch.toggle(&[&["undo", "--file", FILE], arguments].concat())
}

#[track_caller]
fn read(scratch: &Scratch, name: &str) -> String {
    fs::read_to_string(scratch.path().join(name)).expect("the file can be read")
}

/// Returns the lines of the log, and asserts that the last one is complete.
#[track_caller]
fn log(scratch: &Scratch) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(scratch.path().join(LOG)).unwrap_or_default();
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    let entries: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    for entry in &entries {
        conforms("audit", entry);
    }
    entries
}

/// Returns the content of all files in a directory, by name.
fn everything(directory: &Path) -> HashMap<String, Vec<u8>> {
    let files = fs::read_dir(directory).expect("the directory can be read").map(|file| {
        let path = file.expect("the directory can be read").path();
        (path.display().to_string(), fs::read(&path).unwrap_or_default())
    });
    files.collect()
}

#[test]
fn a_toggle_is_set_and_the_rest_stays() {
    let scratch = scratch("# Toggles of the shop\n\nmail = true # keep\nnew-checkout = false  # dark\n# the end");
    assert_eq!(set(&scratch, &["new-checkout", "on"]).fine(), "new-checkout: off -> on (toggles.toml)\n");
    assert_eq!(set(&scratch, &["beta-search", "no"]).fine(), "beta-search: not set -> off (toggles.toml)\n");
    let expected =
        "# Toggles of the shop\n\nmail = true # keep\nnew-checkout = true  # dark\nbeta-search = false\n# the end";
    assert_eq!(read(&scratch, FILE), expected);
}

#[test]
fn a_toggle_is_removed() {
    let scratch = scratch("new-checkout = true\nmail = false\n");
    assert_eq!(unset(&scratch, &["new-checkout"]).fine(), "new-checkout: on -> not set (toggles.toml)\n");
    assert_eq!(read(&scratch, FILE), "mail = false\n");
    assert_eq!(unset(&scratch, &["mail"]).fine(), "mail: off -> not set (toggles.toml)\n");
    assert!(read(&scratch, FILE).starts_with("# "), "an empty file is one that is just being written");
}

#[test]
fn edit_without_change_leaves_no_trace() {
    let scratch = scratch("mail = \"on\"\n");
    let before = everything(scratch.path());
    assert_eq!(set(&scratch, &["mail", "on"]).fine(), "mail: already on (toggles.toml)\n");
    assert_eq!(
        set(&scratch, &["nail", "on", "--dry-run"]).fine(),
        "nail: not set -> on (toggles.toml), not done: dry run; note that the file has `mail`, too\n"
    );
    assert_eq!(unset(&scratch, &["nail"]).fine(), "nail: already not set (toggles.toml); did you mean `mail`?\n");
    assert_eq!(
        set(&scratch, &["mail", "off", "--dry-run"]).fine(),
        "mail: on -> off (toggles.toml), not done: dry run\n"
    );
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn each_change_is_a_line_of_the_log() {
    let scratch = scratch("mail = true\n");
    set(&scratch, &["mail", "off", "--reason", "the mail server\nis down"]).fine();
    unset(&scratch, &["mail"]).fine();
    set(&scratch, &["mail", "on"]).fine();
    let log = log(&scratch);
    let changes: Vec<String> = log
        .iter()
        .map(|entry| ["action", "toggle", "before", "after", "reason"].map(|key| entry[key].to_string()).join(" "))
        .collect();
    assert_eq!(
        changes,
        [
            r#""set" "mail" "on" "off" "the mail server\nis down""#,
            r#""unset" "mail" "off" null null"#,
            r#""set" "mail" null "on" null"#,
        ]
    );
    for entry in &log {
        let text = |key: &str| entry[key].as_str().expect("it is text").to_owned();
        assert!(text("at").parse::<jiff::Timestamp>().is_ok() && text("at").ends_with('Z'), "{entry}");
        assert!(!text("who").is_empty() && text("file").ends_with(FILE), "{entry}");
    }
}

#[test]
fn sudo_user_is_logged() {
    let scratch = scratch("mail = true\n");
    let mut command = scratch.command(&["set", "mail", "off", "--file", FILE]);
    command.env("SUDO_USER", "zoe");
    Run::of(&mut command).fine();
    assert_eq!(log(&scratch)[0]["sudo-user"], "zoe");
}

#[test]
fn json_has_all_data() {
    let scratch = scratch("mail = true\n");
    let json = set(&scratch, &["mail", "off", "--format", "json"]).json("set");
    assert_eq!((&json["before"], &json["after"], &json["changed"]), (&"on".into(), &"off".into(), &true.into()));
    assert_eq!(json["change"], log(&scratch)[0]["change"]);
    let json = unset(&scratch, &["mail", "--format", "json", "--dry-run"]).json("unset");
    assert_eq!((&json["after"], &json["changed"]), (&serde_json::Value::Null, &false.into()));
}

#[test]
fn the_content_before_is_kept() {
    let scratch = scratch("a = true # one\n");
    set(&scratch, &["a", "off"]).fine();
    assert_eq!(read(&scratch, PREVIOUS), "a = true # one\n");
    set(&scratch, &["b", "off"]).fine();
    assert_eq!(read(&scratch, PREVIOUS), "a = false # one\n");
}

#[test]
fn a_name_is_checked_against_the_binary() {
    let scratch = scratch("mail = true\n");
    let this = this().display().to_string();
    set(&scratch, &["new-checkout", "on", "--binary", &this]).fine();
    let before = everything(scratch.path());
    let message = set(&scratch, &["new-chekout", "on", "--binary", &this]).refused();
    assert_eq!(message, format!("error: {this} has no toggle `new-chekout`; did you mean `new-checkout`?\n"));
    let message = unset(&scratch, &["payments", "--binary", &this]).refused();
    assert_eq!(message, format!("error: {this} has no toggle `payments`\n"));
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn a_missing_file_is_made_on_request() {
    let scratch = Scratch::new();
    let message = set(&scratch, &["mail", "on"]).refused();
    assert_eq!(message, "error: toggles.toml: no such file; `cargo toggle set --create` creates one\n");
    assert!(everything(scratch.path()).is_empty());
    assert_eq!(set(&scratch, &["mail", "on", "--create"]).fine(), "mail: not set -> on (toggles.toml)\n");
    assert_eq!((read(&scratch, FILE).as_str(), log(&scratch).len()), ("mail = true\n", 1));
    set(&scratch, &["mail", "off", "--create"]).fine();
    assert_eq!(read(&scratch, FILE), "mail = false\n");
}
