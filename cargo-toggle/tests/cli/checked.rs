//! The inputs that a check reports as checked.

use serde_json::json;

use crate::{
    check::run,
    support::{Run, Scratch, saved_list},
};

const TOGGLES: &str = "mail default=on kind=ops declared=src/lib.rs:1 asked=src/lib.rs:2";
const FILE: &str = "mail = true\n[environment.staging]\nmail = false\n[environment.production]\nmail = false\n";

/// Runs a check with these files, and asserts its last line.
#[track_caller]
fn last_line(files: &[(&str, &str)], arguments: &[&str], expected: &str) {
    let output = run(TOGGLES, files, arguments).fine();
    assert_eq!(output.lines().last(), Some(expected), "{output}");
}

#[test]
fn check_ends_with_the_files_and_environments() {
    let files = [("prod.toml", FILE), ("prod.env", "TOGGLE_MAIL=on\n")];
    let toml = ["--config", "prod.toml"];
    last_line(&files, &toml, "1 toggle, prod.toml (no environment, production, staging): nothing found");
    let production = [&toml[..], &["--environment", "production"]].concat();
    last_line(&files, &production, "1 toggle, prod.toml (production): nothing found");
    let both = [&toml[..], &["--env-file", "prod.env"]].concat();
    last_line(&files, &both, "1 toggle, prod.toml (no environment, production, staging), prod.env: nothing found");
    last_line(&[], &[], "1 toggle, no configuration given: nothing found");
}

#[test]
fn json_has_the_files_and_environments() {
    let files = [("prod.toml", FILE), ("prod.env", "TOGGLE_FILE=etc/prod.toml\n")];
    let checked = |arguments: &[&str]| {
        run(TOGGLES, &files, &[arguments, &["--format", "json"]].concat()).json("check")["checked"].take()
    };
    let of_file = json!({ "file": "prod.toml", "environments": [null, "production", "staging"] });
    let expected = json!({ "programs": ["list.json"], "files": [of_file], "env-file": null, "unread-file": null });
    assert_eq!(checked(&["--config", "prod.toml"]), expected);
    let expected =
        json!({ "programs": ["list.json"], "files": [], "env-file": "prod.env", "unread-file": "etc/prod.toml" });
    assert_eq!(checked(&["--env-file", "prod.env"]), expected);
}

/// Runs a command with `TOGGLE_FILE` in a file of variables, with and without `--config`.
#[track_caller]
fn is_not_read(arguments: &[&str]) {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    // The check would report this file if it read it.
    scratch.file("other.toml", "mail = 3\n");
    scratch.file("prod.toml", "mail = true\n");
    scratch.file("prod.env", "TOGGLE_MAIL=on\nTOGGLE_FILE=other.toml\n");
    let arguments = [arguments, &["--env-file", "prod.env"]].concat();
    let run = scratch.toggle(&arguments);
    let expected = "note: prod.env:2: `TOGGLE_FILE=other.toml` is not read; give it with `--config`\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), expected), "{}", run.stdout);
    scratch.toggle(&[&arguments[..], &["--config", "prod.toml"]].concat()).fine();
}

#[test]
fn toggle_file_of_an_env_file_is_noted() {
    is_not_read(&["check", "list.json"]);
    is_not_read(&["explain", "mail", "--binary", "list.json"]);
    is_not_read(&["simulate", "mail", "--keys", "1"]);
}

#[test]
fn toggle_file_of_the_caller_is_noted_by_check() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    let run = Run::of(scratch.command(&["check", "list.json"]).env("TOGGLE_FILE", "prod.toml"));
    let expected = "note: `TOGGLE_FILE=prod.toml` is not read; give it with `--config`\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), expected));
}

#[test]
fn mistaken_line_of_an_env_file_is_status_1() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list(TOGGLES));
    scratch.file("prod.env", "TOGGLE_MAIL=on\nnonsense\n");
    let expected = "expected `NAME=value`, with a name of letters, digits and `_`, found `nonsense`";
    let check = scratch.toggle(&["check", "list.json", "--env-file", "prod.env"]).findings();
    assert!(check.contains(&format!("{expected}\n  --> prod.env:2\n")), "{check}");
    for command in [["explain", "mail"].as_slice(), &["simulate", "mail", "--keys", "1"]] {
        let run = scratch.toggle(&[command, &["--env-file", "prod.env"]].concat());
        assert_eq!((run.status, run.stderr), (Some(1), format!("note: prod.env:2: {expected}\n")), "{}", run.stdout);
        assert!(run.stdout.contains("on"), "{}", run.stdout);
    }
}

#[test]
fn program_without_records_is_one_finding() {
    let scratch = Scratch::new();
    let tool = env!("CARGO_BIN_EXE_cargo-toggle");
    scratch.file("t.toml", "mail = true\nother = false\n[environment.staging]\nmail = false\n");
    let output = scratch.toggle(&["check", tool, "--config", "t.toml"]).findings();
    assert!(output.starts_with("error[no-records]: ") && !output.contains("unknown-name"), "{output}");
    assert!(output.contains("has no toggle records: no code") && output.contains("; 2 names in the"), "{output}");
    let run = scratch.toggle(&["check", tool]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(0), "0 toggles, no configuration given: nothing found\n"));
    assert!(run.stderr.starts_with("note: ") && run.stderr.contains("has no toggle records"), "{}", run.stderr);
}
