//! `check --format junit`, `check --deny all`, and the counts in JSON.

use serde_json::json;

use crate::check::run;

const TOGGLES: &str = "
    mail default=on kind=ops declared=src/lib.rs:1 asked=src/lib.rs:2
    old kind=release since=2026-01-01 declared=src/lib.rs:3 asked=src/lib.rs:4
    wish default=on kind=ops declared=src/lib.rs:5 asked=src/lib.rs:6
";
const FILES: [(&str, &str); 1] = [("t<&>.toml", "mial = true\nmail = \"7 < 8\"\n")];

#[test]
fn each_finding_and_each_other_toggle_is_a_test() {
    let run = run(TOGGLES, &FILES, &["--config", "t<&>.toml", "--fail-on", "error", "--format", "junit"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(1), ""));
    assert_eq!(
        run.stdout,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cargo toggle check" tests="4" failures="2" errors="0" time="0">
  <testsuite name="cargo toggle check" tests="4" failures="2" errors="0" time="0" skipped="0">
    <testcase name="unknown-name: mial (t&lt;&amp;&gt;.toml:1:1)" classname="cargo toggle check.unknown-name" time="0" file="t&lt;&amp;&gt;.toml" line="1">
      <failure message="no toggle of this program is called `mial`; did you mean `mail`?" type="unknown-name">error[unknown-name]: no toggle of this program is called `mial`; did you mean `mail`?
t&lt;&amp;&gt;.toml:1:1</failure>
    </testcase>
    <testcase name="invalid-state: mail (t&lt;&amp;&gt;.toml:2:1)" classname="cargo toggle check.invalid-state" time="0" file="t&lt;&amp;&gt;.toml" line="2">
      <failure message="`mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `7 &lt; 8`" type="invalid-state">error[invalid-state]: `mail`: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `7 &lt; 8`
t&lt;&amp;&gt;.toml:2:1</failure>
    </testcase>
    <testcase name="too-old: old (src/lib.rs:3:1)" classname="cargo toggle check.too-old" time="0" file="src/lib.rs" line="3">
      <system-out>warning[too-old]: the toggle `old` is 334 days old; the limit of the kind release is 90; remove it
src/lib.rs:3:1</system-out>
    </testcase>
    <testcase name="wish" classname="cargo toggle check.toggles" time="0"/>
  </testsuite>
</testsuites>
"#
    );
}

#[test]
fn toggle_without_finding_is_a_passed_test() {
    let run = run(TOGGLES, &[], &["--allow", "too-old", "--format", "junit"]);
    assert_eq!(run.status, Some(0));
    assert!(run.stdout.contains(r#"tests="3" failures="0""#) && !run.stdout.contains("<failure"), "{}", run.stdout);
}

#[test]
fn findings_at_one_place_have_names_of_their_own() {
    let files = [("t.toml", "mail = { rules = [], otherwise = \"7\", without-key = \"8\" }\n")];
    let run = run(TOGGLES, &files, &["--config", "t.toml", "--allow", "too-old", "--format", "junit"]);
    let names: Vec<&str> = run.stdout.lines().filter_map(|line| line.trim().strip_prefix("<testcase name=")).collect();
    let mut unlike = names.clone();
    unlike.sort_unstable();
    unlike.dedup();
    assert_eq!(unlike.len(), names.len(), "{}", run.stdout);
    assert!(names.len() >= 3, "{}", run.stdout);
}

#[test]
fn all_rules_can_be_denied_at_once() {
    let report = run(TOGGLES, &[], &["--deny", "all", "--format", "json"]).json("check");
    let levels: Vec<_> = report["findings"].as_array().expect("a list").iter().map(|one| &one["level"]).collect();
    assert_eq!(levels, ["error"; 5]);
    assert_eq!(
        report["counts"],
        json!({ "errors": 5, "warnings": 0, "rules": { "flippable": 1, "too-old": 1, "unset": 3 } })
    );
    let allowed = ["--deny", "all", "--allow", "unset,flippable,too-old"];
    assert_eq!(run(TOGGLES, &[], &allowed).fine(), "3 toggles, no configuration given: nothing found\n");
}
