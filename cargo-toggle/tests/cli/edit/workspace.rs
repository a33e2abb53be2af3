//! Settings of a workspace for edits (file, environments, reasons and confirmations), and the author of an edit.

use super::{FILE, LOG, everything, log, read, scratch, set, undo};
use crate::support::{Run, Scratch};

/// Returns a directory with a package with these settings, and this toggle file.
fn workspace(settings: &str, content: &str) -> Scratch {
    let scratch = scratch(content);
    let package = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[package.metadata.toggle]\n";
    scratch.file("Cargo.toml", format!("{package}{settings}\n"));
    scratch.file("src/lib.rs", "");
    scratch
}

/// Checks that this call is refused, and changes nothing.
#[track_caller]
fn refused(scratch: &Scratch, arguments: &[&str], because: &str) {
    let before = everything(scratch.path());
    let message = set(scratch, arguments).refused();
    assert!(message.contains(because), "{message}");
    assert_eq!(everything(scratch.path()), before);
}

#[test]
fn file_of_workspace_is_found_in_subdirectories() {
    let scratch = workspace("file = \"config/t.toml\"", "");
    scratch.file("config/t.toml", "a = false\n");
    let path = scratch.path().join("config/t.toml");
    let run = |arguments: &[&str]| {
        let mut command = scratch.command(arguments);
        Run::of(command.current_dir(scratch.path().join("src"))).fine()
    };
    assert_eq!(run(&["set", "a", "on"]), format!("a: off -> on ({})\n", path.display()));
    assert!(run(&["log"]).contains("a: off -> on"));
    run(&["undo"]);
    run(&["unset", "a"]);
    assert!(read(&scratch, "config/t.toml").starts_with("# "));
    let alone = Scratch::new();
    for arguments in [&["set", "a", "on"][..], &["unset", "a"], &["undo"], &["log"]] {
        let message = alone.toggle(arguments).refused();
        assert!(message.starts_with("error: no file is given; name it with `--file`, or as `file` under"), "{message}");
    }
}

#[test]
fn unknown_key_is_refused_with_the_nearest() {
    for (settings, because) in [
        ("protcted = [\"production\"]", "unknown key `protcted`; did you mean `protected`?"),
        ("max-age = { relase = 3 }", "unknown key `max-age.relase`; did you mean `release`?"),
        ("colour = 1", "unknown key `colour`; the keys are `max-age`, `audit`, `file`"),
        ("environments = [\"production\"]\nprotected = [\"prodution\"]", "`prodution`; did you mean `production`?"),
        ("require-reason = 1", "expected `true`, `false` or a list of environments"),
    ] {
        refused(&workspace(settings, "a = false\n"), &["a", "on"], because);
    }
    // A mistake in the settings of the log does not prevent an edit.
    let run = set(&workspace("audit = { sise = 1 }", "a = false\n"), &["a", "on"]);
    assert!(run.stderr.contains("unknown key `audit.sise`; did you mean `size`?"), "{}", run.stderr);
    assert_eq!(run.status, Some(0));
}

#[test]
fn environment_unknown_to_workspace_is_refused() {
    let scratch = workspace("environments = [\"staging\", \"production\"]", "[environment.production]\na = true\n");
    let because = "there is no environment `prodution`; did you mean `production`?";
    refused(&scratch, &["a", "on", "--environment", "prodution"], because);
    let because = "there is no environment `test`; `environments` lists `staging`, `production`";
    refused(&scratch, &["a", "on", "--environment", "test"], because);
    set(&scratch, &["a", "off", "--environment", "production"]).fine();
    // A missing section is created if the workspace lists its environment.
    set(&scratch, &["a", "off", "--environment", "staging"]).fine();
}

#[test]
fn protected_environment_requires_confirmation() {
    let scratch = workspace("protected = [\"production\"]", "a = false\n\n[environment.production]\nb = false\n");
    let because = "toggles.toml: a change of `b` applies in production, which is protected; give `--yes` to make it";
    refused(&scratch, &["b", "on", "--environment", "production"], because);
    // A state outside of a section applies in each environment whose section does not set the toggle.
    refused(&scratch, &["a", "on"], "a change of `a` applies in production");
    set(&scratch, &["b", "on"]).fine();
    set(&scratch, &["a", "on", "--environment", "staging", "--create-environment"]).fine();
    set(&scratch, &["b", "on", "--environment", "production", "--dry-run"]).fine();
    set(&scratch, &["b", "off", "--environment", "production"]).fine();
    set(&scratch, &["b", "on", "--environment", "production", "--yes"]).fine();
    let message = undo(&scratch, &[]).refused();
    assert!(message.contains("a change of `b` applies in production"), "{message}");
    undo(&scratch, &["--yes"]).fine();
}

/// Runs an edit outside of the workspace.
fn elsewhere(scratch: &Scratch, arguments: &[&str]) -> Run {
    let outside = Scratch::new();
    let file = scratch.path().join(FILE);
    let file = ["set", "--file", file.to_str().expect("it is text")];
    let mut command = outside.command(&[&file, arguments].concat());
    Run::of(&mut command)
}

#[test]
fn broken_manifest_refuses_edits() {
    let scratch = workspace("protected = [\"production\"]", "[environment.production]\na = false\n");
    let sound = read(&scratch, "Cargo.toml");
    scratch.file("Cargo.toml", format!("{sound}x =\n"));
    for arguments in [&["a", "on"][..], &["a", "on", "--environment", "production"], &["a", "on", "--dry-run"]] {
        refused(&scratch, arguments, "Cargo.toml:7:4: ");
        refused(&scratch, arguments, "the protected environments of the workspace are not known; fix its manifest: ");
        assert!(elsewhere(&scratch, arguments).refused().contains("Cargo.toml:7:4: "));
    }
    // A file in a directory with another manifest, or without one, can be edited from elsewhere.
    let alone = self::scratch("a = false\n");
    elsewhere(&alone, &["a", "on"]).fine();
    scratch.file("Cargo.toml", sound);
    set(&scratch, &["a", "on", "--environment", "production", "--yes"]).fine();
}

#[test]
fn workspace_of_file_protects_it_from_outside() {
    let scratch = workspace("protected = [\"production\"]\nenvironments = [\"production\"]", "a = false\n");
    let message = elsewhere(&scratch, &["a", "on"]).refused();
    assert!(message.contains("applies in production, which is protected"), "{message}");
    let message = elsewhere(&scratch, &["a", "on", "--environment", "prodution"]).refused();
    assert!(message.contains("did you mean `production`?"), "{message}");
    let reason = workspace("require-reason = true\naudit = { rules = false }", "a = false\n");
    assert!(elsewhere(&reason, &["a", "on"]).refused().contains("a reason is required"));
    elsewhere(&reason, &["a", "--rule", "{ rollout = 25 }", "--reason", "why"]).fine();
    assert_eq!(log(&reason)[0]["after"], "{ … }");
}

#[test]
fn stricter_of_two_workspaces_wins() {
    let here = workspace("protected = [\"staging\"]\nrequire-reason = [\"production\"]", "");
    let there = workspace("protected = [\"production\"]\nrequire-reason = [\"staging\"]", "a = false\n");
    let file = there.path().join(FILE);
    let file = ["set", "--file", file.to_str().expect("it is text")];
    let run = |arguments: &[&str]| here.toggle(&[&file, arguments].concat());
    assert!(run(&["a", "on"]).refused().contains("a reason is required for a change that applies in "));
    let message = run(&["a", "on", "--reason", "why"]).refused();
    assert!(message.contains("applies in production and staging, which is protected"), "{message}");
    run(&["a", "on", "--reason", "why", "--yes"]).fine();
}

#[cfg(unix)]
#[test]
fn workspace_behind_a_link_protects_the_file() {
    let scratch = workspace("protected = [\"production\"]", "a = false\n");
    let outside = Scratch::new();
    std::os::unix::fs::symlink(scratch.path().join(FILE), outside.path().join(FILE)).expect("a link can be made");
    assert!(set(&outside, &["a", "on"]).refused().contains("applies in production, which is protected"));
    set(&outside, &["a", "on", "--yes"]).fine();
}

#[test]
fn misspelt_protected_environment_is_noted() {
    let content = "a = false\n[environment.production]\n";
    for key in ["protected", "require-reason"] {
        let run = set(&workspace(&format!("{key} = [\"prodution\"]"), content), &["a", "on", "--yes", "--reason", "r"]);
        let because = format!("`{key}` names `prodution`, but there is `[environment.production]`; did you mean");
        assert!(run.stderr.contains(&because), "{}", run.stderr);
        assert_eq!(run.status, Some(0));
    }
    // An environment without a section so far is not a mistake.
    set(&workspace("protected = [\"test\"]", content), &["a", "on", "--yes"]).fine();
}

#[test]
fn reason_is_required_if_the_workspace_requires() {
    let scratch = workspace("require-reason = [\"production\"]", "a = false\n[environment.staging]\n");
    let because = "toggles.toml: a reason is required for a change that applies in production; give `--reason`";
    refused(&scratch, &["a", "on"], because);
    let arguments = ["a", "on", "--environment", "production", "--create-environment", "--reason", " "];
    refused(&scratch, &arguments, because);
    set(&scratch, &["a", "on", "--environment", "staging"]).fine();
    set(&scratch, &["a", "on", "--reason", "ready"]).fine();
    let all = workspace("require-reason = true", "a = false\n");
    refused(&all, &["a", "on"], "toggles.toml: a reason is required; give `--reason`");
    // An edit without a change needs no reason.
    set(&all, &["a", "off"]).fine();
}

#[test]
fn author_is_logged_next_to_the_user() {
    let scratch = scratch("a = false\n");
    set(&scratch, &["a", "on", "--as", "zoe\u{1b}[2J"]).fine();
    let with = |actor: &str| {
        let mut command = scratch.command(&["set", "a", "off", "--file", FILE]);
        Run::of(command.env("TOGGLE_ACTOR", actor))
    };
    with("deploy-bot").fine();
    let lines = log(&scratch);
    assert_eq!((&lines[0]["actor"], &lines[1]["actor"]), (&"zoe\u{1b}[2J".into(), &"deploy-bot".into()));
    assert!(!lines[0]["who"].as_str().unwrap_or_default().is_empty());
    assert!(!read(&scratch, LOG).contains('\u{1b}'));
    let shown = scratch.toggle(&["log", "--file", FILE, "--who", "zoe\u{1b}[2J"]).fine();
    assert!(shown.contains("  zoe\\u{1b}[2J (") && shown.lines().count() == 1, "{shown}");
    set(&scratch, &["a", "on", "--as", "zoe"]).fine();
    let long = "x".repeat(121);
    let message = set(&scratch, &["a", "off", "--as", &long]).refused();
    assert!(message.contains("the name has 121 bytes, and the limit is 120"), "{message}");
    let message = with(&long).refused();
    assert_eq!(message, "error: `TOGGLE_ACTOR`: the name has 121 bytes, and the limit is 120\n");
    // An empty variable counts as unset.
    with("").fine();
    assert_eq!(log(&scratch).last().and_then(|line| line.get("actor")), None);
}
