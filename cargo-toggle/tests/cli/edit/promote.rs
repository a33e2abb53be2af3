//! `cargo toggle promote`.

use std::fs;

use serde_json::json;

use crate::{
    schemas::conforms,
    support::{Run, Scratch, saved_list},
};

const FILE: &str = "\
# All of it.
wishlist = false
[segment.staff]
group = \"staff\"

# Tried first.
[environment.staging]
new-checkout = true # since Monday
search = \"on\"
[environment.staging.beta-search] # staging's own
rules = [ # in order
  { segment = \"staff\" }, { rollout = 50 } ]
observe = true

# The real one.
[environment.production]
# Switched off in May.
old = false # keep
search = true
[environment.production.beta-search] # careful
rules = [{ rollout = 5 }]
guard = { failures = \"5%\" }
";

/// Promotes in a file with this content.
fn promote(content: &str, arguments: &[&str]) -> (Run, String, Scratch) {
    let scratch = Scratch::new();
    let file = scratch.file("t.toml", content);
    let run = scratch.toggle(&[&["promote", "staging", "production", "--file", "t.toml"], arguments].concat());
    (run, fs::read_to_string(file).expect("it is there"), scratch)
}

#[test]
fn promoted_entries_are_added_or_replaced() {
    let (run, content, _) = promote(FILE, &[]);
    assert_eq!(
        run.fine(),
        "beta-search in production: { rules = [{ rollout = 5 }], guard = { failures = \"5%\" } } -> \
         { rules = [{ segment = \"staff\" }, { rollout = 50 }], guard = { failures = \"5%\" } }\n\
         new-checkout in production: not set -> on\n\
         old: only in production, and stays; `--prune` removes it\n\
         2 toggles promoted from staging to production (t.toml)\n"
    );
    // Comments, the order and the monitoring settings stay.
    let expected = FILE
        .replace("search = true\n", "search = true\nnew-checkout = true\n")
        .replace("rules = [{ rollout = 5 }]\n", "rules = [\n  { segment = \"staff\" },\n  { rollout = 50 },\n]\n");
    assert_eq!(content, expected);
    let (run, again, _) = promote(&content, &[]);
    assert!(run.fine().ends_with("nothing to promote from staging to production (t.toml)\n"));
    assert_eq!(again, content);
}

#[test]
fn only_named_toggles_are_promoted() {
    let (run, content, _) = promote(FILE, &["new-checkout"]);
    assert_eq!(
        run.fine(),
        "new-checkout in production: not set -> on\n1 toggle promoted from staging to production (t.toml)\n"
    );
    assert_eq!(content, FILE.replace("search = true\n", "search = true\nnew-checkout = true\n"));
}

#[test]
fn pruning_removes_other_entries() {
    let content = "[environment.staging]\na = true\n[environment.production]\na = true\nb = true\n\
                   c = { otherwise = \"on\", observe = true }\nd = { observe = true }\n";
    let (run, content, _) = promote(content, &["--prune"]);
    assert_eq!(
        run.fine(),
        "b in production: on -> not set\n\
         c in production: { otherwise = \"on\", observe = true } -> { observe = true }\n\
         2 toggles promoted from staging to production (t.toml)\n"
    );
    let expected = "[environment.staging]\na = true\n[environment.production]\na = true\n\
                    c = { observe = true }\nd = { observe = true }\n";
    assert_eq!(content, expected);
}

#[test]
fn equal_states_are_not_written_again() {
    let content = "a = true\n[environment.staging]\na = \"on\"\n[environment.production]\n";
    let (run, after, _) = promote(content, &["--format", "json"]);
    assert_eq!(run.json("promote")["same"], json!(["a"]));
    assert_eq!(after, content);
}

#[test]
fn promotion_is_one_change_of_the_log() {
    let (run, _, scratch) = promote(FILE, &["--format", "json", "--reason", "week 12"]);
    let report = run.json("promote");
    assert_eq!((&report["changed"], &report["dry-run"]), (&json!(true), &json!(false)));
    assert_eq!(report["left"], json!([{ "toggle": "old", "entry": "off" }]));
    assert_eq!(report["toggles"][1], json!({ "toggle": "new-checkout", "before": null, "after": "on" }));
    let log = fs::read_to_string(scratch.path().join("t.toml.audit.jsonl")).expect("there is a log");
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    assert_eq!(lines.len(), 2);
    for (line, toggle) in lines.iter().zip(["beta-search", "new-checkout"]) {
        assert_eq!((&line["toggle"], &line["environment"]), (&json!(toggle), &json!("production")));
        assert_eq!((&line["change"], &line["reason"]), (&report["change"], &json!("week 12")));
    }
    scratch.toggle(&["undo", "--file", "t.toml"]).fine();
    assert_eq!(fs::read_to_string(scratch.path().join("t.toml")).expect("it is there"), FILE);
}

#[test]
fn dry_run_changes_nothing() {
    let (run, content, scratch) = promote(FILE, &["--dry-run"]);
    assert!(run.fine().ends_with("2 toggles to promote from staging to production (t.toml), not done: dry run\n"));
    assert_eq!(content, FILE);
    assert!(!scratch.path().join("t.toml.audit.jsonl").exists());
}

#[test]
fn segment_that_differs_is_noted() {
    let content = FILE.to_owned() + "[environment.production.segment.staff]\ngroup = \"other\"\n";
    let (run, _, _) = promote(&content, &[]);
    assert_eq!(
        run.stderr,
        "note: the rules of `beta-search` name the segment `staff`, which differs between `staging` and \
         `production`, and is not promoted\n"
    );
}

#[test]
fn required_toggle_that_is_not_on_is_noted() {
    let of = |rest: &str| {
        format!(
            "[environment.staging]\nb = {{ rules = [{{ rollout = 50 }}], requires = [\"c\"] }}\nc = true\n\
             [environment.production]\n{rest}"
        )
    };
    let off = "note: `b` requires `c`, which is not on in `production`\n";
    let unset = "note: `b` requires `c`, which is not set in `production`: `b` is off there, unless `c` is on by \
                 default\n";
    for (rest, expected) in [
        ("", unset),
        ("c = false\n", off),
        ("c = { rules = [{}], enabled = false }\n", off),
        ("c = { rules = [{}], requires = ['d'] }\nd = false\n", off),
        ("c = { rules = [{ rollout = 1 }] }\n", ""),
        ("c = true\n", ""),
    ] {
        assert_eq!(promote(&of(rest), &["b"]).0.stderr, expected, "{rest}");
    }
    let json = promote(&of("c = false\n"), &["b", "--format", "json"]).0.json("promote");
    assert_eq!(json["warnings"], json!(["`b` requires `c`, which is not on in `production`"]));
    // A required toggle that is promoted as well is on.
    assert_eq!(promote(&of("c = false\n"), &[]).0.stderr, "");
}

#[test]
fn promotion_is_named_in_the_log() {
    let (_, _, scratch) = promote(FILE, &["new-checkout"]);
    let log = || scratch.toggle(&["log", "--file", "t.toml"]).fine();
    assert!(log().contains("new-checkout in production: not set -> on, promoted from staging"), "{}", log());
    let json = scratch.toggle(&["log", "--file", "t.toml", "--format", "json"]).json("log");
    assert_eq!((&json["changes"][0]["action"], &json["changes"][0]["from"]), (&json!("promote"), &json!("staging")));
    let lines = fs::read_to_string(scratch.path().join("t.toml.audit.jsonl")).expect("there is a log");
    conforms("audit", &serde_json::from_str(&lines).expect("it is one line of JSON"));
    scratch.toggle(&["undo", "--file", "t.toml"]).fine();
    assert_eq!(fs::read_to_string(scratch.path().join("t.toml")).expect("it is there"), FILE);
}

#[track_caller]
fn refused(content: &str, arguments: &[&str], expected: &str) {
    let (run, after, _) = promote(content, arguments);
    let message = run.refused();
    assert!(message.contains(expected), "{message}");
    assert_eq!(after, content);
}

#[test]
fn one_refused_toggle_prevents_all_changes() {
    // Only staging has the segment.
    let content = "[environment.staging]\na = true\nb = { rules = [{ segment = \"x\" }] }\n\
                   [environment.staging.segment.x]\ngroup = \"g\"\n[environment.production]\n";
    refused(content, &[], "t.toml: nothing is promoted: `b` cannot be set to that: ");
    refused(FILE, &["new-checkout", "missing"], "neither `staging` nor `production` has an entry for `missing`");
    refused(FILE, &["serch"], "did you mean `search`?");
    refused(FILE, &["old"], "`staging` has no entry for `old`; `--prune` removes that of `production`");
}

#[test]
fn environment_without_section_is_refused() {
    let content = "[environment.staging]\na = true\n[environment.prodution]\n";
    let expected = "t.toml: has no section `[environment.production]`; did you mean `prodution`?";
    refused(content, &[], expected);
    let content = "[environment.staging]\na = true\n";
    let expected = "t.toml: has no section `[environment.production]`; there is `[environment.staging]`; \
                    `--create-environment` creates it";
    refused(content, &[], expected);
    let (run, after, _) = promote(content, &["--create-environment"]);
    assert!(run.fine().contains("1 toggle promoted"));
    assert_eq!(after, "[environment.staging]\na = true\n\n[environment.production]\na = true\n");
    refused("a = true", &[], "has no section `[environment.staging]`; it has no sections for environments");
    refused(FILE, &["--environment", "x"], "cannot be used with");
}

#[test]
fn toggle_that_no_program_has_is_refused() {
    let scratch = Scratch::new();
    scratch.file("t.toml", FILE);
    scratch.file("list.json", saved_list("new-checkout asked=src/lib.rs:1"));
    let with = ["promote", "staging", "production", "--file", "t.toml", "--binary", "list.json"];
    let message = scratch.toggle(&with).refused();
    assert!(message.contains("these programs have no toggle `beta-search`"), "{message}");
    scratch.toggle(&[&with[..], &["new-checkout"]].concat()).fine();
}

#[test]
fn change_of_too_many_toggles_is_refused() {
    let states = (0..65).map(|at| format!("t{at} = true\n")).collect::<Vec<_>>().concat();
    let content = format!("[environment.staging]\n{states}[environment.production]\n");
    refused(&content, &[], "65 toggles would change, and one change has at most 64; name some of them");
    let fewer = content.replace("t64 = true\n", "");
    let (run, after, scratch) = promote(&fewer, &[]);
    assert!(run.fine().contains("64 toggles promoted"));
    assert!(after.ends_with("t8 = true\nt9 = true\n"), "{after}");
    scratch.toggle(&["undo", "--file", "t.toml"]).fine();
    assert_eq!(fs::read_to_string(scratch.path().join("t.toml")).expect("it is there"), fewer);
}
