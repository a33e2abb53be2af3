//! `cargo toggle diff --config`.

use serde_json::json;

use crate::support::{Run, Scratch};

const FILE: &str = r#"
wishlist = true # for all
[beta-search]
rules = [{ segment = "staff" }, { rollout = 25 }]

[segment.staff]
group = "staff"

[environment.staging]
new-checkout = true
[environment.staging.beta-search]
rules = [{ segment = "staff" }, { rollout = 50 }]

[environment.production]
wishlist = false
"#;

fn diff(files: &[(&str, &str)], arguments: &[&str]) -> Run {
    let scratch = Scratch::new();
    for (name, content) in files {
        scratch.file(name, content);
    }
    scratch.toggle(&[&["diff"], arguments].concat())
}

const TWO: [&str; 5] = ["--config", "t.toml", "--environment", "staging", "production"];

#[test]
fn environments_are_compared_as_they_count() {
    assert_eq!(
        diff(&[("t.toml", FILE)], &TWO).findings(),
        r#"~ beta-search
    staging     { rules = [{ segment = "staff" }, { rollout = 50 }] }
    production  { rules = [{ segment = "staff" }, { rollout = 25 }] }
- new-checkout
    staging     on
    production  not set
~ wishlist
    staging     on
    production  off
1 only in staging, 0 only in production, 2 different
"#
    );
    assert_eq!(
        diff(&[("t.toml", FILE)], &[&TWO[..], &["--format", "markdown"]].concat()).findings(),
        r#"## Toggles

| | staging | production |
|---|---|---|
| `beta-search` | `{ rules = [{ segment = "staff" }, { rollout = 50 }] }` | `{ rules = [{ segment = "staff" }, { rollout = 25 }] }` |
| `new-checkout` | `on` | not set |
| `wishlist` | `on` | `off` |
"#
    );
}

#[test]
fn files_are_compared_section_by_section() {
    let other = FILE.replace("true # for all", "\"ON\"").replace("wishlist = false", "mail = false");
    let other = other.replace("group = \"staff\"", "group = \"beta\"") + "[attributes]\ngroup = \"string\"\n";
    let files = [("old.toml", FILE), ("new.toml", other.as_str())];
    assert_eq!(
        diff(&files, &["--config", "old.toml", "new.toml"]).findings(),
        r#"~ segment staff
    old.toml  { group = "staff" }
    new.toml  { group = "beta" }
+ attribute group
    old.toml  not set
    new.toml  "string"
+ mail (environment production)
    old.toml  not set
    new.toml  off
- wishlist (environment production)
    old.toml  off
    new.toml  not set
1 only in old.toml, 2 only in new.toml, 1 different
"#
    );
    let run = diff(&files, &["--config", "old.toml", "new.toml", "--environment", "production", "--format", "json"]);
    assert_eq!(run.status, Some(1));
    let side = |file| json!({ "file": file, "environment": "production" });
    let difference = |kind: &str, name: &str, first: Option<&str>, second: Option<&str>| json!({ "kind": kind, "name": name, "section": null, "first": first, "second": second, "left-by-promote": false });
    assert_eq!(
        run.json("diff-config"),
        json!({
            "format": "cargo-toggle/diff-config", "version": 1,
            "first": side("old.toml"), "second": side("new.toml"),
            "differences": [
                difference("toggle", "mail", None, Some("off")),
                difference("toggle", "wishlist", Some("off"), Some("on")),
                difference("segment", "staff", Some("{ group = \"staff\" }"), Some("{ group = \"beta\" }")),
                difference("attribute", "group", None, Some("\"string\"")),
            ]
        })
    );
}

#[test]
fn comments_and_spacing_make_no_difference() {
    let other = FILE.replace("[{ segment", "[ # first\n{segment").replace("= true", "=true");
    assert_eq!(diff(&[("a.toml", FILE), ("b.toml", &other)], &["--config", "a.toml", "b.toml"]).fine(), "");
}

#[test]
fn environment_of_builds_is_refused() {
    refused(&["a.json", "b.json", "--environment", "x"], "cannot be used with");
}

#[track_caller]
fn refused(arguments: &[&str], expected: &str) {
    let message = diff(&[("t.toml", FILE), ("broken.toml", "a = ")], arguments).refused();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn environment_without_section_is_refused() {
    let with = |stage: &str, expected: &str| {
        refused(&["--config", "t.toml", "--environment", "staging", stage], expected);
    };
    with("prodution", "t.toml: has no section for the environment `prodution`; did you mean `production`?");
    with("qa", "t.toml: has no section for the environment `qa`; it has `production`, `staging`");
}

#[test]
fn incomparable_configurations_are_refused() {
    refused(&["--config", "t.toml"], "nothing to compare: give two files, or two environments of t.toml");
    refused(&["--config", "t.toml", "broken.toml"], "broken.toml:1:5: ");
    refused(&["--config", "t.toml", "missing.toml"], "missing.toml: ");
    refused(&["--config", "t.toml", "t.toml", "--environment", "staging"], "nothing to compare");
    refused(&["--config", "t.toml", "--config", "t.toml", "--config", "t.toml"], "takes two files");
    refused(&["--config", "t.toml", "t.toml", "build"], "cannot be used with");
    refused(&["build"], "<NEW>");
}

#[test]
fn difference_that_promote_leaves_is_marked() {
    let content = "[environment.staging]\na = { otherwise = \"on\", guard = { failures = \"5%\" } }\n\
                   [environment.production]\na = true\nb = { observe = true }\n";
    let run = diff(&[("t.toml", content)], &TWO);
    let text = run.fine();
    assert!(text.starts_with("~ a (differs only in monitoring, which `promote` keeps)\n"), "{text}");
    assert!(text.contains("+ b (differs only in monitoring, which `promote` keeps)\n"), "{text}");
    let json = diff(&[("t.toml", content)], &[&TWO[..], &["--format", "json"]].concat()).json("diff-config");
    assert_eq!(json["differences"][0]["left-by-promote"], json!(true));
    // The states differ as well.
    let run = diff(&[("t.toml", &content.replace("a = true", "a = false"))], &TWO);
    assert_eq!(run.status, Some(1));
    assert!(run.stdout.starts_with("~ a\n"), "{}", run.stdout);
}
