//! `retire --commit`: the edit of one toggle in one commit, or nothing.

use std::fs;

use crate::{
    retire::{MAIN, Project},
    support::{Run, Scratch},
};

/// Retires the toggle with a commit. Nothing is built, so that the tests are fast.
fn commit(project: &Project, arguments: &[&str]) -> Run {
    let all = ["upsell", "--keep", "on", "--config", "toggles.toml", "--commit", "--no-check"];
    project.retire(&[&all, arguments].concat())
}

fn is_untouched(project: &Project) {
    assert_eq!(project.main(), MAIN);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    assert_eq!(project.commits(), [""; 0]);
}

#[test]
fn commit_has_the_edit_and_its_message() {
    let project = Project::new("commit-made", MAIN).in_git();
    project.0.scratch.file("notes.txt", "mine");
    let run = commit(&project, &["--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let json = run.json("retire");
    let head = project.git(&["rev-parse", "HEAD"]);
    assert_eq!((&json["applied"], &json["commit"]), (&true.into(), &head.trim().into()));
    assert_eq!(json["commit-message"], project.git(&["log", "-1", "--format=%B"]).trim_end().to_owned() + "\n");
    assert_eq!(project.commits(), ["Retire the toggle `upsell`"]);
    assert_eq!(project.git(&["show", "--name-only", "--format="]), "src/main.rs\ntoggles.toml\n");
    assert_eq!(project.git(&["status", "--porcelain"]), "?? notes.txt\n");
    assert!(!project.main().contains("upsell"));
}

#[test]
fn commit_is_reported() {
    let project = Project::new("commit-reported", MAIN).in_git();
    let run = commit(&project, &["--test", "! grep -q upsell src/main.rs"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let head = project.git(&["rev-parse", "HEAD"]);
    assert!(run.stderr.contains(&format!("committed as {head}")), "{}", run.stderr);
    assert!(run.stderr.contains("note: running `! grep -q upsell src/main.rs`\n"), "{}", run.stderr);
    assert!(!run.stderr.contains("a message for the commit"), "{}", run.stderr);
}

#[test]
fn failing_test_takes_the_edit_back() {
    let project = Project::new("commit-tested", MAIN).in_git();
    let test = "seq 100; grep -c upsell src/main.rs; echo broken >&2; exit 3";
    let run = commit(&project, &["--test", test]);
    assert_eq!(run.status, Some(1), "{}", run.stderr);
    let expected = format!("`{test}` fails after the edit, so the edit was taken back; the end of its output:\n  83\n");
    assert!(run.stderr.contains(&expected), "{}", run.stderr);
    assert!(run.stderr.contains("  100\n  0\n  broken\n"), "{}", run.stderr);
    is_untouched(&project);
    let json = commit(&project, &["--test", "echo no; exit 1", "--format", "json"]).json("retire");
    assert_eq!(json["failed-test"], serde_json::json!({ "command": "echo no; exit 1", "output": ["no"] }));
    assert_eq!((&json["applied"], &json["commit"]), (&false.into(), &serde_json::Value::Null));
}

#[test]
fn test_that_changes_an_edited_file_is_refused() {
    let project = Project::new("commit-changed", MAIN).in_git();
    let run = commit(&project, &["--test", "echo >> src/main.rs"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("src/main.rs was changed after an edit that was interrupted"), "{}", run.stderr);
    assert_eq!(project.commits(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn hook_that_refuses_takes_the_edit_back() {
    use std::os::unix::fs::PermissionsExt;

    let project = Project::new("commit-hook", MAIN).in_git();
    let hook = project.0.scratch.file(".git/hooks/pre-commit", "#!/bin/sh\necho not today >&2\nexit 1\n");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("it can");
    let run = commit(&project, &[]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("the edit was taken back: `git commit` failed: not today"), "{}", run.stderr);
    is_untouched(&project);
}

#[test]
fn changes_and_files_outside_are_refused() {
    let project = Project::new("commit-outside", MAIN).in_git();
    let outside = Scratch::new();
    let states = outside.file("states.toml", "upsell = true\n");
    let run = commit(&project, &["--config", &states.display().to_string()]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("is not in the git repository, so no commit can have its edit"), "{}", run.stderr);
    is_untouched(&project);
    project.0.scratch.file(".gitignore", "target\nnew\n");
    let run = commit(&project, &[]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("`.gitignore` has changes, and a commit of this command"), "{}", run.stderr);
    assert_eq!(project.main(), MAIN);
}

#[test]
fn kill_after_the_commit_keeps_the_commit() {
    let project = Project::new("commit-killed", MAIN).in_git();
    assert_eq!(commit(&project, &[]).status, Some(0));
    let path = fs::canonicalize(project.0.scratch.path().join("src/main.rs")).expect("it is there");
    let journal = serde_json::json!([{ "path": path, "old": MAIN, "new": project.main() }]).to_string();
    let journal = project.0.scratch.file(".cargo-toggle-retire.json", journal);
    let run = project.retire(&["other", "--keep", "on"]);
    assert!(run.stderr.starts_with("note: another edit was interrupted, or is running; "), "{}", run.stderr);
    assert!(journal.exists());
    let run = project.retire(&["missing", "--keep", "on", "--apply"]);
    assert!(run.stderr.starts_with("error: no code of this workspace checks or declares `missing`"), "{}", run.stderr);
    assert!(!project.main().contains("upsell") && !journal.exists());
}
