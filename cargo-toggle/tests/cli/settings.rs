//! Settings of workspaces. Reading them runs no program, because the directory may belong to another user.
#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt};

use crate::support::{Run, Scratch, saved_list};

const PACKAGE: &str = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.file(
        "package/list.json",
        saved_list("a kind=release since=2026-11-01 declared=src/lib.rs:1 asked=src/lib.rs:9"),
    );
    scratch.file("package/toggles.toml", "a = false\n");
    scratch.file("package/Cargo.toml", PACKAGE);
    scratch
}

/// Runs the tool in the package, with a cargo that leaves a mark when it runs.
fn run(scratch: &Scratch, arguments: &[&str]) -> Run {
    let cargo = scratch.file("cargo", "#!/bin/sh\necho run >> \"$0.mark\"\nexit 1\n");
    fs::set_permissions(&cargo, PermissionsExt::from_mode(0o755)).expect("the mode can be set");
    let mut command = scratch.command(arguments);
    let run = Run::of(command.current_dir(scratch.path().join("package")).env("CARGO", cargo));
    assert!(!scratch.path().join("cargo.mark").exists(), "{arguments:?} runs cargo");
    run
}

#[test]
fn with_a_list_or_a_file_nothing_is_run() {
    let scratch = scratch();
    for arguments in [
        "set a on --file toggles.toml",
        "unset a --file toggles.toml",
        "check list.json --config toggles.toml",
        "list list.json --overdue",
        "explain a --binary list.json --config toggles.toml",
        "simulate a --binary list.json --config toggles.toml --keys 3",
        "schema list.json",
        "diff list.json list.json",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        assert!(matches!(run(&scratch, &arguments).status, Some(0 | 1)), "{arguments:?}");
    }
}

#[track_caller]
fn check_limits(scratch: &Scratch, is_overdue: bool) {
    let run = run(scratch, &["check", "list.json", "--today", "2026-12-01"]);
    assert_eq!(run.stdout.contains("30 days old"), is_overdue, "{}{}", run.stdout, run.stderr);
}

#[test]
fn settings_of_the_workspace_above_count() {
    let scratch = scratch();
    check_limits(&scratch, false);
    scratch
        .file("Cargo.toml", "[workspace]\nmembers = [\"package\"]\n[workspace.metadata.toggle]\nmax-age.release = 7\n");
    check_limits(&scratch, true);
    // A package with a `[workspace]` section does not belong to an outer workspace.
    scratch.file("package/Cargo.toml", format!("{PACKAGE}[workspace]\n"));
    check_limits(&scratch, false);
    scratch.file("package/Cargo.toml", PACKAGE.replace("[package]", "[package]\nworkspace = \"..\""));
    check_limits(&scratch, true);
    scratch.file("package/Cargo.toml", format!("{PACKAGE}[package.metadata.toggle]\nmax-age.release = \"none\"\n"));
    check_limits(&scratch, true);
}

#[test]
fn pipe_in_place_of_a_manifest_is_refused() {
    let scratch = scratch();
    let manifest = scratch.path().join("package/Cargo.toml");
    fs::remove_file(&manifest).expect("it is there");
    assert!(std::process::Command::new("mkfifo").arg(&manifest).status().is_ok_and(|status| status.success()));
    assert!(run(&scratch, &["check", "list.json"]).refused().contains("Cargo.toml: not a regular file"));
    let edited = run(&scratch, &["set", "a", "on", "--file", "toggles.toml"]);
    assert!(edited.refused().contains("Cargo.toml: not a regular file"));
}

#[test]
fn manifest_of_others_does_not_set_the_log() {
    let scratch = scratch();
    let manifest = scratch
        .file("package/Cargo.toml", format!("{PACKAGE}[package.metadata.toggle]\naudit = {{ keep = 0, age = 0 }}\n"));
    if std::os::unix::fs::chown(&manifest, Some(65_534), None).is_err() {
        return; // Only root can give a file away.
    }
    let edited = run(&scratch, &["set", "a", "on", "--file", "toggles.toml"]);
    assert!(edited.stderr.contains("belongs to uid 65534, who is neither you nor root"), "{}", edited.stderr);
    assert_eq!(edited.status, Some(0));
    run(&scratch, &["set", "a", "off", "--file", "toggles.toml"]);
    let log = fs::read_to_string(scratch.path().join("package/toggles.toml.audit.jsonl")).expect("there is a log");
    assert_eq!(log.lines().count(), 2, "it is not rotated at each change");
}
