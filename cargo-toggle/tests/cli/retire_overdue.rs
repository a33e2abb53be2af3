//! `retire --all-overdue`: one commit for each toggle, and the next only if the tests of the last have passed.

use serde_json::Value;

use crate::{
    retire::Project,
    support::{Run, Scratch},
};

const MAIN: &str = r#"//! A program.

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

#[toggle("alpha", kind = release, expires = "2020-01-01")]
static ALPHA: Toggle;

#[toggle("beta", kind = release, expires = "2020-01-01")]
static BETA: Toggle;

#[toggle("fresh")]
static FRESH: Toggle;

#[toggle("person", kind = release, expires = "2020-01-01")]
static PERSON: Toggle;

#[toggle("share", kind = release, expires = "2020-01-01")]
static SHARE: Toggle;

#[toggle("zeta", kind = release, expires = "2020-01-01")]
static ZETA: Toggle;

#[feature_toggle(PERSON)]
fn person() -> Option<u32> {
    Some(1)
}

fn main() {
    if enabled!(ALPHA) {
        println!("alpha");
    }
    if enabled!(BETA) {
        println!("beta");
    }
    if enabled!(FRESH) || enabled!(SHARE) {
        println!("{:?}", person());
    }
    if enabled!(ZETA) {
        println!("zeta");
    }
}
"#;

const STATES: &str = "alpha = true\nbeta = false\nperson = false\nshare = \"25%\"\n\n[zeta]\nenabled = false\n\
                      rules = [{ rollout = 10 }]\nrequires = [\"beta\"]\n";

fn run(project: &Project, arguments: &[&str]) -> Run {
    project.retire(&[&["--all-overdue", "--config", "toggles.toml"], arguments].concat())
}

/// Returns each toggle with its result, as `name: status`.
fn results(json: &Value) -> Vec<String> {
    let toggles = json["toggles"].as_array().expect("it is a list").iter();
    let text = |value: &Value| value.as_str().expect("it is text").to_owned();
    toggles.map(|toggle| format!("{}: {}", text(&toggle["name"]), text(&toggle["status"]))).collect()
}

#[test]
fn each_overdue_toggle_gets_a_commit() {
    let project = Project::new("overdue", MAIN);
    project.0.scratch.file("toggles.toml", STATES);
    let dry = run(&project, &[]);
    assert_eq!(dry.status, Some(1), "{}", dry.stderr);
    let summary = "\
would retire 2 of 5 overdue toggles
  `alpha` (on): would be retired
  `beta` (off): skipped, since {}/toggles.toml: `zeta` requires `beta`, so it would never be on; retire `zeta` first
  `person` (off): skipped, since places are left to a person
    src/main.rs:24: `person` has no `else` and returns a value; write the body that it has without the toggle
  `share`: skipped, since no evidence names the state to keep; retire it with `--keep`
  `zeta` (off): would be retired
";
    let root = std::fs::canonicalize(project.0.scratch.path()).expect("it is there").display().to_string();
    let summary = summary.replace("{}", &root);
    assert!(dry.stderr.ends_with(&summary), "{}", dry.stderr);
    assert!(dry.stdout.contains("-    if enabled!(ALPHA) {\n"), "{}", dry.stdout);
    assert_eq!(project.main(), MAIN);

    // The build has completed the lock file, so that the directory has no changes from here on.
    let project = project.in_git();

    // The tests fail without the second toggle, so the first one has a commit, and the others are not tried.
    let test = "grep -q zeta src/main.rs || { echo zeta is gone; exit 1; }";
    let failed = run(&project, &["--commit", "--no-check", "--test", test, "--format", "json"]);
    assert_eq!(failed.status, Some(1), "{}", failed.stderr);
    let json = failed.json("retire-overdue");
    let expected = ["alpha: retired", "beta: skipped", "person: skipped", "share: skipped", "zeta: failed"];
    assert_eq!(results(&json), expected);
    let head = project.git(&["rev-parse", "HEAD"]);
    assert_eq!(json["toggles"][0]["report"]["commit"], head.trim());
    assert_eq!(json["toggles"][4]["report"]["failed-test"]["output"], serde_json::json!(["zeta is gone"]));
    assert_eq!(project.commits(), ["Retire the toggle `alpha`"]);
    assert_eq!(project.git(&["status", "--porcelain"]), "");

    // The run stops, so that `zeta` is not tried after `person`.
    let test = "grep -q person src/main.rs && exit 1";
    let failed = run(&project, &["--commit", "--no-check", "--partial", "--test", test, "--format", "json"]);
    let expected = ["beta: skipped", "person: failed", "share: skipped", "zeta: not-tried"];
    assert_eq!(results(&failed.json("retire-overdue")), expected);
    assert_eq!(project.git(&["status", "--porcelain"]), "");

    // `beta` can go once `zeta` is gone. The compiler checks both.
    let rest = run(&project, &["--commit", "--test", "true"]);
    assert_eq!(rest.status, Some(1), "{}", rest.stderr);
    assert!(rest.stderr.contains("retired 2 of 4 overdue toggles\n  `beta` (off): commit "), "{}", rest.stderr);
    let commits = ["Retire the toggle `beta`", "Retire the toggle `zeta`", "Retire the toggle `alpha`"];
    assert_eq!(project.commits(), commits);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    let main = project.main();
    assert!(main.contains("\"fresh\"") && main.contains("\"share\"") && !main.contains("zeta"), "{main}");
}

#[test]
fn changed_directory_is_refused() {
    let project = Project::new("overdue-dirty", MAIN).in_git();
    project.0.scratch.file("src/main.rs", format!("{MAIN}\n"));
    let refused = run(&project, &["--commit"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("`src/main.rs` has changes, and a commit"), "{}", refused.stderr);
    let scratch = Scratch::new();
    scratch.file("Cargo.toml", "[package]\nname = \"overdue-no-git\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n");
    scratch.file("lib.rs", "");
    let refused = scratch.toggle(&["retire", "--all-overdue", "--commit"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("is in no git repository, so there is nothing to commit to"), "{}", refused.stderr);
}
