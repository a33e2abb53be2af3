//! `cargo toggle list`.

mod formats;

use crate::support::{Run, Scratch, saved_list, this};

/// Lists the toggles of this program.
fn list(arguments: &[&str]) -> Run {
    let this = this();
    Scratch::new().toggle(&[&["list", &this.display().to_string()], arguments].concat())
}

#[track_caller]
fn check(arguments: &[&str], expected: &[&str]) {
    let run = list(arguments);
    let note = if expected.is_empty() { "note: none of 3 toggles matches the filters\n" } else { "" };
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), note));
    let names: Vec<&str> = run.stdout.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, expected);
}

#[test]
fn every_toggle_is_a_line() {
    assert_eq!(
        list(&["--wide"]).fine(),
        "name          default  kind     owner     since       expires     points  package
beta-search   off      -        -         -           -           1       cargo-toggle 0.1.0
mail          on       ops      platform  -           -           1       cargo-toggle 0.1.0
new-checkout  off      release  payments  2026-11-23  2027-03-01  2       cargo-toggle 0.1.0
"
    );
}

#[test]
fn table_leaves_out_columns_that_do_not_fit() {
    let in_columns = |columns: &str, arguments: &[&str]| {
        let scratch = Scratch::new();
        let mut command = scratch.command(&["list"]);
        Run::of(command.arg(this()).args(arguments).env("COLUMNS", columns)).fine()
    };
    assert_eq!(
        list(&[]).fine(),
        "name          default  kind     owner     expires     points  package
beta-search   off      -        -         -           1       cargo-toggle 0.1.0
mail          on       ops      platform  -           1       cargo-toggle 0.1.0
new-checkout  off      release  payments  2027-03-01  2       cargo-toggle 0.1.0
"
    );
    assert_eq!(in_columns("80", &[]), list(&[]).fine());
    assert!(in_columns("120", &[]).starts_with("name          default  kind     owner     since       expires"));
    assert!(in_columns("40", &["--name", "mail"]).starts_with("name  default  kind  owner     expires\n"));
    assert!(in_columns("1", &[]).starts_with("name          default  expires\n"));
}

#[test]
fn every_place_is_a_line() {
    let point = |arguments: &[&str]| {
        let table = list(&[&["--points", "--name", "mail"], arguments].concat()).fine();
        table.lines().nth(2).expect("a point below the toggle").to_owned()
    };
    let narrow = "  cargo-toggle/tests/cli/toggles.rs:20:1  when off  cli::toggles::silently";
    assert_eq!((point(&[]), point(&["--wide"])), (narrow.to_owned(), format!("{narrow}  cargo-toggle 0.1.0")));
}

#[test]
fn toggles_are_sorted_by_a_column() {
    check(&["--sort", "kind"], &["mail", "new-checkout", "beta-search"]);
    check(&["--sort", "points"], &["new-checkout", "beta-search", "mail"]);
    check(&["--sort", "expires"], &["new-checkout", "beta-search", "mail"]);
}

#[test]
fn kept_list_is_checked() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("mail declared=a.rs:1"));
    let list =
        |arguments: &[&str]| scratch.toggle(&[&["list", "list.json", "--format", "markdown"], arguments].concat());
    let kept = ["--check", "TOGGLES.md"];
    assert_eq!(list(&kept).findings(), "TOGGLES.md is missing; write it with `cargo toggle list`\n");
    let path = scratch.file("TOGGLES.md", list(&[]).fine());
    assert_eq!(list(&kept).fine(), "TOGGLES.md is up to date\n");
    let text = std::fs::read_to_string(&path).expect("it is there");
    scratch.file("TOGGLES.md", text.replace("off", "on"));
    let found = list(&kept).findings();
    assert!(found.starts_with("TOGGLES.md: line 5: expected `| `mail` | off |"), "{found}");
    let refused = scratch.toggle(&[&["list", "list.json"], &kept[..]].concat()).refused();
    assert!(refused.contains("give `--format markdown`"), "{refused}");
}

#[test]
fn colours_are_as_wanted() {
    let has_colours = |arguments: &[&str]| list(arguments).fine().contains('\u{1b}');
    assert_eq!(
        [has_colours(&["--color", "always"]), has_colours(&["--color", "never"]), has_colours(&[])],
        [true, false, false]
    );
}

#[test]
fn quiet_command_prints_no_notes() {
    let run = list(&["--name", "nothing", "--quiet"]);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("mail declared=a.rs:1 asked=a.rs:2"));
    scratch.file("t.toml", "mial = true\n");
    assert_eq!(scratch.toggle(&["-q", "check", "list.json"]).fine(), "");
    let found = scratch.toggle(&["check", "list.json", "--config", "t.toml", "-q"]).findings();
    assert_eq!(found.lines().count(), 2, "{found}");
}

#[test]
fn filters_select_toggles() {
    check(&[], &["beta-search", "mail", "new-checkout"]);
    check(&["--name", "*-?e*"], &["beta-search"]);
    check(&["--owner", "payments"], &["new-checkout"]);
    check(&["--kind", "ops"], &["mail"]);
    check(&["--kind", "ops", "--kind", "release"], &["mail", "new-checkout"]);
    check(&["--name", "beta-*", "--name", "mail"], &["beta-search", "mail"]);
    check(&["--owner", "payments", "--owner", "platform"], &["mail", "new-checkout"]);
    check(&["--owner", "payments", "--kind", "ops"], &[]);
    check(&["--undeclared"], &["beta-search"]);
    check(&["--overdue", "--today", "2026-12-01"], &[]);
    check(&["--overdue", "--today", "2027-03-02"], &["new-checkout"]);
}

#[test]
fn today_without_overdue_is_refused() {
    let message = list(&["--today", "2027-03-02"]).refused();
    assert!(message.contains("required arguments were not provided") && message.contains("--overdue"), "{message}");
}

#[test]
fn saved_list_equals_the_binary() {
    let scratch = Scratch::new();
    let saved = scratch.file("list.json", list(&["--format", "json"]).fine());
    let saved = saved.display().to_string();
    for arguments in [&["--points"][..], &["--format", "json"], &["--format", "csv", "--points"]] {
        assert_eq!(scratch.toggle(&[&["list", &saved], arguments].concat()).fine(), list(arguments).fine());
    }
}

#[cfg(unix)]
#[test]
fn a_list_may_come_through_a_pipe() {
    use std::process::Stdio;

    let scratch = Scratch::new();
    let this = this().display().to_string();
    scratch.file("list.json", list(&["--format", "json"]).fine());
    for file in ["list.json", &this] {
        let mut cat = std::process::Command::new("cat");
        let mut cat = cat.arg(file).current_dir(scratch.path()).stdout(Stdio::piped()).spawn().expect("it can be run");
        let mut command = scratch.command(&["diff", "-", &this]);
        command.stdin(cat.stdout.take().expect("it is piped"));
        assert_eq!(Run::of(&mut command).fine(), "");
        assert!(cat.wait().expect("it ends").success());
    }
}

#[test]
fn filtered_list_in_place_of_binary_is_refused() {
    let scratch = Scratch::new();
    scratch.file("list.json", list(&["--format", "json", "--owner", "payments"]).fine());
    let message = scratch.toggle(&["check", "list.json"]).refused();
    assert_eq!(
        message,
        "error: list.json: was saved with filters, so it does not have all toggles; save it without filters\n"
    );
}

#[test]
fn several_binaries_are_one_list() {
    let scratch = Scratch::new();
    let this = this().display().to_string();
    let copy = scratch.file("copy", std::fs::read(&this).expect("this program can be read")).display().to_string();
    let table = scratch.toggle(&["list", &this, &copy, "--name", "mail", "--wide"]).fine();
    assert!(table.contains("mail  on       ops   platform  -      -        1 "), "{table}");
    assert!(table.contains("  cli-") && table.trim_end().ends_with(", copy"), "{table}");
}

#[test]
fn binary_without_toggles_is_noted() {
    let run = Scratch::new().toggle(&["list", env!("CARGO_BIN_EXE_cargo-toggle")]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(0), ""));
    assert!(run.stderr.contains("cargo-toggle (ELF) has no toggle records: no code that is linked"), "{}", run.stderr);
}

#[track_caller]
fn refused(content: &[u8], because: &str) {
    let scratch = Scratch::new();
    scratch.file("file", content);
    let message = scratch.toggle(&["list", "file"]).refused();
    assert_eq!(message.trim_end(), format!("error: file: {because}"));
}

#[test]
fn other_file_than_a_binary_is_refused() {
    refused(b"", "the file is empty");
    refused(b"#!/bin/sh\n", "expected an ELF, Mach-O or PE program or library, or an archive of objects");
    refused(
        b"{}",
        "expected the format `cargo-toggle/list` of `cargo toggle list --format json`: missing field `format` at line 1 column 2",
    );
    refused(
        br#"{"format":"cargo-toggle/check","version":1,"toggles":1,"findings":[]}"#,
        "expected the format `cargo-toggle/list` of `cargo toggle list --format json`, found `cargo-toggle/check`",
    );
    refused(
        br#"{"format":"cargo-toggle/list","version":2,"toggles":{}}"#,
        "this list has format version 2, this `cargo toggle` reads 1; use the `cargo toggle` that wrote it",
    );
    let message = Scratch::new().toggle(&["list", "missing"]).refused();
    assert!(message.starts_with("error: missing: No such file"), "{message}");
    let message = Scratch::new().toggle(&["list", "."]).refused();
    assert_eq!(message, "error: .: it is not a regular file but a directory\n");
}

#[test]
fn kind_filter_excludes_toggles_without_kind() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("a kind=ops declared=a.rs:1\nb declared=a.rs:2\nc asked=a.rs:3"));
    let listed = scratch.toggle(&["list", "list.json", "--kind", "ops", "--format", "csv"]).fine();
    assert_eq!(listed.lines().skip(1).collect::<Vec<_>>(), ["a,off,ops,,,,0,p 1.0.0,,"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let scratch = Scratch::new();
    assert!(
        std::process::Command::new("mkfifo").arg(scratch.path().join("pipe")).status().is_ok_and(|it| it.success())
    );
    assert_eq!(scratch.toggle(&["list", "pipe"]).refused(), "error: pipe: it is not a regular file but a pipe\n");
}

#[test]
fn configuration_as_binary_names_its_option() {
    let scratch = Scratch::new();
    scratch.file("prod.toml", "mail = true\n");
    scratch.file("prod.env", "TOGGLE_MAIL=on\n");
    for (file, advice) in [("prod.toml", "give a configuration with `--config`"), ("prod.env", "`--env-file`")] {
        let message = scratch.toggle(&["check", file]).refused();
        assert!(
            message.starts_with(&format!("error: {file}: expected an ELF")) && message.contains(advice),
            "{message}"
        );
    }
}
