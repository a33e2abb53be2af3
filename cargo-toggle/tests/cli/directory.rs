//! Directories of toggle files, which every reading command accepts. Editing commands require a single file.

use std::fs;

use crate::support::{Scratch, saved_list};

const TOGGLES: &str = "mail default=on declared=a.rs:1 asked=a.rs:2\n search declared=a.rs:3 asked=a.rs:4";

/// Returns a directory with toggle files and a saved list of the toggles.
fn scratch(files: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    fs::create_dir(scratch.path().join("toggles.d")).expect("a directory can be made");
    for (name, text) in files {
        scratch.file(&format!("toggles.d/{name}"), *text);
    }
    scratch
}

const FILES: &[(&str, &str)] = &[
    ("10-all.toml", "mail = false\n\nsearch = true\n"),
    ("20-mail.toml", "# mail\nmail = true\n"),
    ("x.txt", "mail = 7"),
    (".mail.toml", "mail = 7"),
];

#[test]
fn good_directory_has_no_findings() {
    let scratch = scratch(FILES);
    scratch.toggle(&["check", "list.json", "--config", "toggles.d", "--today", "2026-12-01"]).fine();
}

#[test]
fn findings_name_the_file_and_the_line() {
    let mistaken = [("10-all.toml", "\nmail = 7\nsaerch = true\n"), ("20-mail.toml", "mail = true\nsearch =\n")];
    let scratch = scratch(&mistaken);
    let run = scratch.toggle(&["check", "list.json", "--config", "toggles.d", "--today", "2026-12-01"]);
    let text = run.findings();
    for place in ["toggles.d/10-all.toml:2:1", "toggles.d/10-all.toml:3:1", "toggles.d/20-mail.toml:2:"] {
        assert!(text.contains(place), "{place}: {text}");
    }
}

#[test]
fn toggles_of_all_files_are_set() {
    let scratch = scratch(FILES);
    let check = ["check", "list.json", "--deny", "unset", "--config", "toggles.d", "--today", "2026-12-01"];
    scratch.toggle(&check).fine();
    fs::remove_file(scratch.path().join("toggles.d/10-all.toml")).expect("it can be removed");
    let text = scratch.toggle(&check).findings();
    assert!(text.contains("search"), "{text}");
}

#[test]
fn explanation_names_the_file_that_decides() {
    let scratch = scratch(FILES);
    let text = scratch.toggle(&["explain", "mail", "--config", "toggles.d", "--binary", "list.json"]).fine();
    assert!(text.starts_with("mail is on: STATIC, directory toggles.d (toggles.d/20-mail.toml:2:1)\n"), "{text}");
    let text = scratch.toggle(&["explain", "search", "--config", "toggles.d"]).fine();
    assert!(text.starts_with("search is on: STATIC, directory toggles.d (toggles.d/10-all.toml:3:1)\n"), "{text}");
    let mut command = scratch.command(&["explain", "mail", "--binary", "list.json"]);
    let text = crate::support::Run::of(command.env("TOGGLE_FILE", "toggles.d")).fine();
    assert!(text.starts_with("mail is on: STATIC, directory toggles.d (toggles.d/20-mail.toml:2:1)\n"), "{text}");
}

#[test]
fn explanation_names_a_broken_file() {
    let scratch = scratch(&[("a.toml", "mail = false\n"), ("b.toml", "search =\n")]);
    let text = scratch.toggle(&["explain", "mail", "--config", "toggles.d", "--binary", "list.json"]).findings();
    assert!(text.starts_with("mail is off: STATIC, directory toggles.d (toggles.d/a.toml:1:1)\n"), "{text}");
    assert!(text.contains("file toggles.d/b.toml: line 1, column "), "{text}");
}

#[test]
fn last_file_decides_for_each_user() {
    let scratch = scratch(FILES);
    let text = scratch.toggle(&["simulate", "mail", "--keys", "10", "--config", "toggles.d"]).fine();
    assert!(text.contains("on") && !text.contains("off"), "{text}");
}

#[test]
fn commands_that_edit_name_the_files() {
    let scratch = scratch(FILES);
    let expected = "error: toggles.d: is a directory; name one of its files: toggles.d/10-all.toml, \
                    toggles.d/20-mail.toml\n";
    for row in [
        &["set", "mail", "on", "--file", "toggles.d"][..],
        &["set", "mail", "on", "--create", "--file", "toggles.d"],
        &["set", "mail", "on", "--dry-run", "--file", "toggles.d"],
        &["unset", "mail", "--file", "toggles.d"],
        &["schema", "list.json", "--config", "toggles.d"],
    ] {
        let message = scratch.toggle(row).refused();
        assert_eq!(message, expected, "{row:?}");
    }
    assert_eq!(fs::read_to_string(scratch.path().join("toggles.d/20-mail.toml")).ok().as_deref(), Some(FILES[1].1));
}

#[test]
fn directory_without_files_is_refused() {
    let scratch = scratch(&[("x.txt", "")]);
    let message = scratch.toggle(&["check", "list.json", "--config", "toggles.d"]).refused();
    let expected = "error: toggles.d: has no file `*.toml`; to set no toggle, write a comment into one\n";
    assert_eq!(message, expected);
}
