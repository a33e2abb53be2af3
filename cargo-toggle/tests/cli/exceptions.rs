//! The levels and exceptions of findings in the settings of a workspace.

use crate::support::{Run, Scratch, saved_list};

fn check(settings: &str, arguments: &[&str]) -> Run {
    let scratch = Scratch::new();
    let toggles = "mail declared=src/a.rs:1 expires=2026-01-01 asked=src/a.rs:2\nold declared=src/a.rs:3";
    scratch.file(
        "list.json",
        saved_list(
            &toggles.replace("declared=src/a.rs:1 expires=2026-01-01", "expires=2026-01-01 declared=src/a.rs:1"),
        ),
    );
    let package = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[package.metadata.toggle]\n";
    scratch.file("Cargo.toml", format!("{package}{settings}\n"));
    scratch.file("src/lib.rs", "");
    scratch.toggle(&[&["check", "list.json", "--today", "2026-12-01"], arguments].concat())
}

/// Returns the rules of the findings with their levels and toggles, in order.
#[track_caller]
fn rules(settings: &str, arguments: &[&str]) -> String {
    let run = check(settings, &[arguments, &["--format", "json"]].concat());
    let json = run.json("check");
    let findings = json["findings"].as_array().expect("it is a list").iter();
    let rule = |finding: &serde_json::Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", text("level"), text("rule"), text("toggle"))
    };
    let mut rules: Vec<String> = findings.map(rule).collect();
    rules.sort();
    rules.join(", ")
}

fn exception(words: &str) -> String {
    format!("exceptions = [{{ {words}, reason = \"until the move\" }}]")
}

#[test]
fn command_line_overrides_levels_of_workspace() {
    let usual = "warning expired mail, warning never-asked old";
    assert_eq!(rules("", &[]), usual);
    assert_eq!(rules("lints = { expired = \"error\", never-asked = \"allow\" }", &[]), "error expired mail");
    let unset = "error unset mail, error unset old";
    assert!(rules("lints = { unset = \"error\" }", &["--config", "Cargo.toml"]).contains(unset));
    assert_eq!(
        rules("lints = { never-asked = \"allow\" }", &["--deny", "never-asked"]),
        "error never-asked old, warning expired mail"
    );
    assert_eq!(rules("lints = { expired = \"error\" }", &["--allow", "expired"]), "warning never-asked old");
}

#[test]
fn excepted_finding_is_not_reported() {
    assert_eq!(rules(&exception("rule = \"expired\", until = 2026-12-01"), &[]), "warning never-asked old");
    let of_toggle = exception("rule = \"expired\", toggle = \"mail\", until = \"2027-01-01\"");
    assert_eq!(rules(&of_toggle, &[]), "warning never-asked old");
}

#[test]
fn exception_past_its_date_is_reported() {
    let run = check(&exception("rule = \"expired\", toggle = \"mail\", until = 2026-11-30"), &[]);
    assert_eq!(run.status, Some(1));
    let because = "the exception of `expired` of `mail` (until the move) ended on 2026-11-30; fix what it excepts";
    assert!(run.stdout.contains(because) && run.stdout.contains("warning[expired]"), "{}", run.stdout);
}

#[test]
fn exception_that_matches_nothing_is_reported() {
    let run = check(&exception("rule = \"expired\", toggle = \"old\", until = 2027-01-01"), &[]);
    let because = "warning[stale-exception]: the exception of `expired` of `old` (until the move) matches nothing";
    assert!(run.stdout.contains(because) && run.stdout.contains("Cargo.toml:6"), "{}", run.stdout);
    let silent =
        "lints = { stale-exception = \"allow\" }\n".to_owned() + &exception("rule = \"unset\", until = 2027-01-01");
    assert_eq!(rules(&silent, &[]), "warning expired mail, warning never-asked old");
}

#[test]
fn exception_outside_the_check_is_not_reported() {
    let usual = "warning expired mail, warning never-asked old";
    // Another program of the workspace may have the toggle.
    assert_eq!(rules(&exception("rule = \"expired\", toggle = \"gone\", until = 2027-01-01"), &[]), usual);
    assert_eq!(rules(&exception("rule = \"too-old\", until = 2027-01-01"), &[]), usual);
    // The exception is about configurations, and this run checks none.
    let of_configuration = exception("rule = \"unknown-name\", toggle = \"old\", until = 2027-01-01");
    assert_eq!(rules(&of_configuration, &[]), usual);
    let run = check(&of_configuration, &["--config", "Cargo.toml"]);
    assert!(run.stdout.contains("the exception of `unknown-name` of `old`"), "{}", run.stdout);
}

#[test]
fn mistake_in_the_settings_is_an_error() {
    for (settings, because) in [
        ("lints = { expred = \"error\" }", "there is no rule `expred`; did you mean `expired`?"),
        ("lints = { expired = \"off\" }", "unknown variant `off`, expected one of `error`, `warning`, `allow`"),
        ("exceptions = [{ rule = \"x\", reason = \"r\", until = 2027-01-01 }]", "there is no rule `x`"),
        ("exceptions = [{ rule = \"expired\", until = 2027-01-01 }]", "missing field `reason`"),
        (
            "exceptions = [{ rule = \"expired\", reason = \" \", until = 2027-01-01 }]",
            "the exception of `expired` has no reason",
        ),
        ("exceptions = [{ rule = \"expired\", reason = \"r\" }]", "missing field `until`"),
        (
            "exceptions = [{ rule = \"expired\", toggel = \"a\", reason = \"r\", until = 2027-01-01 }]",
            "unknown key `exceptions.toggel`; did you mean `toggle`?",
        ),
        ("protcted = []", "unknown key `protcted`; did you mean `protected`?"),
        ("audit = { sise = 1 }", "unknown key `audit.sise`; did you mean `size`?"),
    ] {
        let message = check(settings, &[]).refused();
        assert!(message.contains(because) && message.contains("the `metadata.toggle` table of "), "{message}");
    }
}

#[test]
fn misspelt_protected_environment_is_found() {
    let scratch = Scratch::new();
    scratch.file("list.json", saved_list("mail kind=ops declared=src/a.rs:1 asked=src/a.rs:2"));
    scratch.file("t.toml", "[environment.production]\nmail = false\n");
    let package = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[package.metadata.toggle]\n";
    let check = |settings: &str| {
        scratch.file("Cargo.toml", format!("{package}{settings}\n"));
        scratch.toggle(&["check", "list.json", "--config", "t.toml"])
    };
    for settings in ["protected = [\"prodution\"]", "require-reason = [\"prodution\"]"] {
        let shown = check(settings).findings();
        let because = "error[unknown-environment]: `";
        assert!(shown.contains(because) && shown.contains("did you mean `production`?"), "{shown}");
    }
    check("protected = [\"production\", \"test\"]").fine();
}
