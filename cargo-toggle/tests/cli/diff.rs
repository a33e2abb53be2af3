//! `cargo toggle diff`.

use serde_json::{Value, json};

use crate::support::{Run, Scratch, this};

/// Returns the list of this program's toggles.
fn list() -> Value {
    Scratch::new().toggle(&["list", &this().display().to_string(), "--format", "json"]).json("list")
}

/// Compares this program's list with an edited copy of it.
fn diff(edit: impl Fn(&mut Value), arguments: &[&str]) -> Run {
    let mut json = list();
    edit(&mut json);
    let scratch = Scratch::new();
    scratch.file("new.json", json.to_string());
    scratch.toggle(&[&["diff", &this().display().to_string(), "new.json"], arguments].concat())
}

/// Changes everything that can change. The toggles are `beta-search`, `mail` and `new-checkout`, in this order.
fn edit(list: &mut Value) {
    let toggles = &mut list["toggles"];
    let mut gift_wrap = toggles[1].clone();
    toggles[1]["default"] = "off".into();
    toggles[1]["declarations"][0]["default"] = "off".into();
    toggles[1]["declarations"][0]["description"] = "Send mails.\n\nAt night.".into();
    toggles[1]["declarations"][0]["expires"] = "2027-01-01".into();
    toggles[1]["declarations"][0]["owner"] = Value::Null;
    toggles[1]["declarations"][0]["place"]["line"] = 14.into();
    toggles[1]["points"][0]["negated"] = false.into();
    toggles[2]["points"][0]["line"] = 99.into();
    gift_wrap["name"] = "gift-wrap".into();
    toggles[0] = gift_wrap;
}

/// Returns the JSON output of `diff` after all changes.
fn everything() -> Run {
    diff(edit, &["--format", "json"])
}

#[test]
fn nothing_differs_from_itself() {
    assert_eq!(diff(|_| {}, &[]).fine(), "");
    assert_eq!(diff(|_| {}, &["--format", "markdown"]).fine(), "## Toggles\n\nNothing has changed.\n");
    let json = diff(|_| {}, &["--format", "json"]);
    assert_eq!(json.status, Some(0));
    assert_eq!(json.json("diff")["changed"], json!([]));
}

#[test]
fn every_change_is_a_line() {
    assert_eq!(
        diff(edit, &[]).findings(),
        "+ gift-wrap  ops toggle, owned by platform, on by default; 1 place
- beta-search  undeclared, off by default; 1 place
~ mail
    ~ default: on -> off
    ~ owner: platform -> none
    ~ expires: none -> 2027-01-01
    ~ description:
      - Send mails.
      + Send mails.
      +
      + At night.
    ~ declared cargo-toggle/tests/cli/toggles.rs:12:1 -> 14:1  cli::toggles::MAIL
    - when off cargo-toggle/tests/cli/toggles.rs:20:1  cli::toggles::silently
    + when on cargo-toggle/tests/cli/toggles.rs:20:1  cli::toggles::silently
~ new-checkout
    ~ when on cargo-toggle/tests/cli/toggles.rs:15:1 -> 99:1  cli::toggles::checkout
1 added, 1 removed, 2 changed
"
    );
}

#[test]
fn markdown_for_release_notes() {
    assert_eq!(
        diff(edit, &["--format", "markdown"]).findings(),
        "## Toggles

### Added

* `gift-wrap`: Send mails. (ops toggle, owned by platform, on by default)

### Removed

* `beta-search`: (undeclared, off by default)

### Changed

* `mail`
  * default: on → off
  * owner: platform → none
  * expires: none → 2027-01-01
  * description: Send mails. At night.
  * checked in `cli::toggles::silently` (cargo-toggle 0.1.0)
  * no longer checked for the off path in `cli::toggles::silently` (cargo-toggle 0.1.0)
  * 1 place moved

Only moved in the source: `new-checkout`.
"
    );
}

#[test]
fn json_has_all_data() {
    let run = everything();
    assert_eq!(run.status, Some(1));
    let json = run.json("diff");
    assert_eq!(json["added"][0]["name"], "gift-wrap");
    assert_eq!(json["removed"][0]["points"][0]["item"], "");
    let mail = &json["changed"][0];
    assert_eq!(mail["fields"][1], json!({ "field": "owner", "old": "platform", "new": null }));
    let moved = &mail["declarations"]["moved"][0];
    assert_eq!((&moved["old"]["line"], &moved["new"]["line"]), (&12.into(), &14.into()));
    assert_eq!(mail["points"]["removed"][0]["negated"], true);
}

#[test]
fn build_without_toggles_is_noted() {
    let this = this().display().to_string();
    let run = Scratch::new().toggle(&["diff", &this, env!("CARGO_BIN_EXE_cargo-toggle")]);
    assert_eq!(run.status, Some(1));
    assert!(run.stdout.ends_with("0 added, 3 removed, 0 changed\n"), "{}", run.stdout);
    assert!(run.stderr.contains("has no toggle records"), "{}", run.stderr);
}

#[test]
fn unreadable_input_is_refused() {
    let message = Scratch::new().toggle(&["diff", &this().display().to_string(), "missing"]).refused();
    assert!(message.starts_with("error: missing: No such file"), "{message}");
    let message = diff(|list| list["version"] = 2.into(), &[]).refused();
    assert_eq!(
        message,
        "error: new.json: this list has format version 2, this `cargo toggle` reads 1; use the `cargo toggle` that wrote it\n"
    );
}

#[test]
fn places_that_have_only_moved_can_be_left_out() {
    let moved = |list: &mut Value| {
        list["toggles"][1]["declarations"][0]["place"]["line"] = 99.into();
        list["toggles"][2]["points"][0]["line"] = 99.into();
    };
    assert!(diff(moved, &[]).findings().ends_with("0 added, 0 removed, 2 changed\n"));
    assert_eq!(diff(moved, &["--ignore-moved"]).fine(), "");
    assert!(!diff(edit, &["--ignore-moved"]).findings().contains("new-checkout"));
}

#[test]
fn a_place_in_another_file_is_shown_with_it() {
    let moved = |list: &mut Value| list["toggles"][2]["points"][0]["file"] = "src/other.rs".into();
    let output = diff(moved, &[]).findings();
    assert!(output.contains("toggles.rs:15:1 -> src/other.rs:15:1  cli::toggles::checkout\n"), "{output}");
}

#[test]
fn release_notes_have_one_line_per_description() {
    let added = |list: &mut Value| {
        let mut toggle = list["toggles"][1].clone();
        toggle["name"] = "zoo".into();
        toggle["declarations"][0]["owner"] = "a|b".into();
        toggle["declarations"][0]["description"] = "Serve\nanimals.\n\nLions, too.".into();
        list["toggles"].as_array_mut().expect("a list").push(toggle);
    };
    let output = diff(added, &["--format", "markdown"]).findings();
    assert!(output.contains("* `zoo`: Serve animals. (ops toggle, owned by a\\|b, on by default)\n"), "{output}");
}
